#include "key_import.h"

#include "block_import.h"
#include "der.h"
#include "jwk.h"
#include "key_factory.h"
#include "key_lookalike.h"
#include "pem.h"

namespace claimcheck::jose {

namespace {

constexpr qsizetype maxKeyTextSize = 4 * 1024 * 1024;

} // namespace

Result<KeySet> importKeys(const QByteArray &text, const QString &subject, const Secret *password)
{
    if (text.size() > maxKeyTextSize)
        return Error{ErrorCode::KeyTooLarge, subject};
    // Before anything is trimmed: the last octet of DER may be a line end.
    if (isDerSequence(text))
        return importDer(text, subject, password);
    // A JSON string or object may hold the letters of a PEM (x5c does not), a PEM holds no brace at its
    // start.
    const QByteArray trimmed = (text.startsWith("\xEF\xBB\xBF") ? text.mid(3) : text).trimmed();
    if (trimmed.startsWith('{')) {
        const Result<json::Document> document = json::Document::parse(trimmed);
        if (!document) {
            Error error = document.error();
            error.subject = subject;
            return error;
        }
        return importJwkOrSet(document->root(), subject);
    }
    if (looksLikePem(trimmed))
        return importPem(trimmed, subject, password);
    return Error{ErrorCode::KeyFormatUnknown, subject, describeLookalike(text)};
}

Result<KeySet> importSecret(const Secret &text, SecretEncoding encoding)
{
    // A public key stays one, whichever way it was meant to be read.
    if (looksLikePublicKey(text.reveal()))
        return Error{ErrorCode::PublicKeyAsSecret};
    Result<Secret> secret = decodeSecret(text, encoding);
    if (!secret)
        return secret.error();
    Result<Key> key = KeyFactory::secret(std::move(secret).value(), {});
    if (!key)
        return key.error();
    KeySet set;
    set.keys.push_back(std::move(key).value());
    return set;
}

} // namespace claimcheck::jose
