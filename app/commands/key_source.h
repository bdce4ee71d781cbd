#pragma once

#include "base/result.h"
#include "command.h"
#include "jose/key.h"

#include <functional>

namespace claimcheck::app {

class Invocation;

/// The options by which commands take keys.
inline constexpr Option keyOption = {
    "key", "FILE", QT_TRANSLATE_NOOP("Cli", "a key or certificate in PEM or DER, a JWK or a JWK Set")};
inline constexpr Option secretFileOption = {
    "secret-file", "F", QT_TRANSLATE_NOOP("Cli", "a file with the secret, one trailing line end removed")};
inline constexpr Option secretEncodingOption = {
    "secret-encoding", "E", QT_TRANSLATE_NOOP("Cli", "text, base64, base64url or hex (text without this)")};
inline constexpr Option keyPasswordOption = {
    "password-file", "F", QT_TRANSLATE_NOOP("Cli", "a file with the password that opens an encrypted --key")};
inline constexpr Option passwordFileOption = {
    "password-file", "F",
    QT_TRANSLATE_NOOP("Cli", "a file with the password of PBES2; with --key, the one that opens that key")};

/// True when an option names keys.
[[nodiscard]] bool namesKeys(const Invocation &run);
/// The keys that --key, --secret-file or --password-file name: exactly one of those that the command has,
/// where a --password-file beside a --key opens it. Keys from files are pinned. Errors: UsageInvalid, File…,
/// Key…, Secret…, PublicKeyAsSecret.
[[nodiscard]] Result<jose::KeySet> readLocalKeys(const Invocation &run);
/// The same with --jwks and --issuer, whose keys are discovered where they come from a URL. The callback may
/// come at once (a file) or later.
void readKeys(Invocation &run, const std::function<void(Result<jose::KeySet>)> &done);

/// Keys from a file or standard input, opened by --password-file where that is given.
[[nodiscard]] Result<jose::KeySet> readKeyFile(const Invocation &run, const QString &file);

/// The one key of the set that is meant: the only one that fits, of those that `kid` names where it names
/// any. The only key of a set is it in any case, so that whoever uses it says why not. KeyMissing,
/// KeyNotFound, KeyAmbiguous.
[[nodiscard]] Result<jose::Key> oneKey(const jose::KeySet &keys, const QByteArray &kid,
                                       const std::function<bool(const jose::Key &)> &fits);

} // namespace claimcheck::app
