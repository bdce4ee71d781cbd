#pragma once

#include "jose/key.h"
#include "jose/parsed_token.h"

#include <QString>

namespace claimcheck::inspect {

/// Which of the keys was chosen for a signature of the token and why, or why none was: "The kid 7 is not
/// among these 3 keys: a, b, c." The selection is that of jose::selectKeys when the key decides on the
/// algorithm. Sentences; kids are the token's and the set's own text (foreign). Empty where there is nothing
/// to choose: an algorithm that nobody knows, or a single key and a header that names none.
[[nodiscard]] QString keyStory(const jose::ParsedToken &token, const jose::KeySet &keys,
                               size_t signature = 0);

/// "RSA 2048", "EC P-256", "Ed25519", "secret of 256 bits".
[[nodiscard]] QString keyWords(const jose::Key &key);

} // namespace claimcheck::inspect
