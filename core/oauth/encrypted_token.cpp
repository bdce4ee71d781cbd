#include "client.h"
#include "id_token.h"
#include "jose/decryption.h"
#include "jose/key_import.h"

#include <openssl/evp.h>

#include <array>

namespace claimcheck::oauth {

namespace {

/// OpenID Connect Core section 10.2: the left octets of the shortest SHA-2 of the secret that is long enough.
Result<jose::KeySet> keyFromSecret(const Secret &secret, int size)
{
    const char *digest = size <= 32 ? "SHA256" : size <= 48 ? "SHA384" : "SHA512";
    std::array<char, 64> hash{};
    size_t length = 0;
    if (EVP_Q_digest(nullptr, digest, nullptr, secret.reveal().data(), size_t(secret.size()),
                     reinterpret_cast<unsigned char *>(hash.data()), &length) != 1)
        return Error{ErrorCode::CryptoFailed, {}, QString::fromLatin1(digest)};
    const Secret key(QByteArrayView(hash.data(), size));
    OPENSSL_cleanse(hash.data(), hash.size());
    return jose::importSecret(key, jose::SecretEncoding::Text);
}

/// The key for this token. One private key is all that a client has: whatever else it is for, a server that
/// encrypts to it means it.
Result<jose::KeySet> keyFor(const jose::KeyManagementAlgorithm &algorithm,
                            const jose::ContentEncryption &content, const Client &client)
{
    if (algorithm.keyType != jose::KeyType::Oct) {
        if (!client.key)
            return Error{ErrorCode::IdTokenEncrypted};
        return jose::KeySet{{client.key->withMetadata({})}, jose::KeySource::Pinned, {}, {}};
    }
    if (client.secret.isEmpty())
        return Error{ErrorCode::IdTokenEncrypted};
    return keyFromSecret(client.secret, algorithm.wrapKeySize > 0 ? algorithm.wrapKeySize : content.keySize);
}

} // namespace

Result<Secret> openIdToken(const Secret &token, const Client &client)
{
    if (!jose::ParsedEncryption::looksLikeOne(token.reveal()))
        return token;
    const auto parsed = jose::ParsedEncryption::parse(token.reveal().toByteArray());
    if (parsed.form() != jose::Form::Compact)
        return Error{ErrorCode::TokenFormInvalid, {}, QStringLiteral("an ID Token is a compact token")};
    const QByteArray name = parsed.parameter("alg").toUtf8();
    const QByteArray encryption = parsed.parameter("enc").toUtf8();
    const jose::KeyManagementAlgorithm *algorithm = jose::findKeyManagement(name);
    const jose::ContentEncryption *content = jose::findContentEncryption(encryption);
    if (!algorithm || !content)
        return Error{ErrorCode::AlgorithmUnsupported, QString::fromUtf8(algorithm ? encryption : name)};
    // A password is no key of this client, and RSA1_5 is nobody's choice any more.
    if (algorithm->family == jose::KeyManagement::PasswordWrap || algorithm->onlyWhenNamed)
        return Error{ErrorCode::AlgorithmNotAllowed, QString::fromUtf8(name)};
    const Result<jose::KeySet> keys = keyFor(*algorithm, *content, client);
    if (!keys)
        return keys.error();
    Result<jose::Decrypted> opened = jose::decrypt(parsed, *keys, {.algorithms = {name}});
    if (opened) {
        const Secret text(QByteArrayView(opened->plaintext));
        wipe(opened->plaintext);
        return text;
    }
    switch (opened.error().code) {
    case ErrorCode::KeyTypeMismatch:
    case ErrorCode::KeyCurveMismatch:
    case ErrorCode::KeyNotFound:
        return Error{ErrorCode::IdTokenEncrypted};
    default:
        return opened.error();
    }
}

} // namespace claimcheck::oauth
