#pragma once

#include <QByteArrayView>
#include <QString>

namespace claimcheck::jose {

/// What a text is that holds no key, as the rest of a sentence: "it is a JWT", "it is a PKCS#12 file (.p12 or
/// .pfx)". Says nothing of what stands in it, which may be secret.
[[nodiscard]] QString describeLookalike(QByteArrayView text);

} // namespace claimcheck::jose
