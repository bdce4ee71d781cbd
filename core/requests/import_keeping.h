#pragma once

#include "import.h"
#include "kept_secrets.h"

namespace claimcheck::requests {

/// Where the requests of an import take the secret of this name: that is as far as it may go later. Empty
/// where no server of them is known.
[[nodiscard]] http::Leash leashOf(const Import &import, const QByteArray &name);

/// Keeps the chosen secrets of an import (their places in Import::secrets) in the keychain, each on the leash
/// above. Nothing that is kept already is replaced, and no leash is widened: a secret whose name is taken
/// gets a free one, and the import that comes back says that name wherever it said the other. Errors: those
/// of KeptSecrets::keepBeside; what was kept by then is found again by the next try.
[[nodiscard]] credentials::OperationPtr keepSecrets(const KeptSecrets &kept, Import import,
                                                    std::vector<size_t> chosen, QObject *context,
                                                    credentials::Callback<Import> done);

} // namespace claimcheck::requests
