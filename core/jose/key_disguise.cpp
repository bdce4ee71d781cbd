#include "der.h"
#include "key_factory.h"
#include "pem.h"

#include "base/json.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

/// Letters, digits and signs only: what is left of a text when nobody cares for its line ends.
QByteArray squeezed(QByteArrayView bytes)
{
    QByteArray out;
    out.reserve(bytes.size());
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        const char next = i + 1 < bytes.size() ? bytes[i + 1] : '\0';
        if (c == '\\' && (next == 'n' || next == 'r' || next == 't'))
            ++i;
        else if (c > ' ' && c != '"' && c != '\'')
            out += c;
    }
    return out;
}

/// PEM of a public key or a certificate, and SSH's own kind of it.
bool isArmoured(QByteArrayView text)
{
    return text.contains("----BEGIN") && (text.contains("PUBLICKEY") || text.contains("CERTIFICATE"));
}

/// With its type in front, or as the bare octets that follow it: their base64 begins with the type once more.
bool isSshKey(QByteArrayView text)
{
    static constexpr const char *types[] = {"ssh-rsa", "ssh-dss",     "ssh-ed25519", "ssh-ed448",
                                            "sk-ssh-", "ecdsa-sha2-", "sk-ecdsa-"};
    static constexpr const char *wires[] = {"AAAAB3NzaC1yc2E", "AAAAB3NzaC1kc3M", "AAAAC3NzaC1lZDI1NTE5",
                                            "AAAAE2VjZHNhLXNoYTItbmlzdHA"};
    return std::any_of(std::begin(types), std::end(types),
                       [text](const char *type) { return text.startsWith(type); }) ||
           std::any_of(std::begin(wires), std::end(wires),
                       [text](const char *wire) { return text.contains(wire); });
}

/// What stands between the dashes of PEM, alone, or all of a PEM in base64 once more.
bool isBareBase64(QByteArrayView text)
{
    if (!text.startsWith('M') && !text.startsWith("LS0t"))
        return false;
    QByteArray bytes = decodeBareBase64(text);
    QByteArray inner = squeezed(bytes);
    const bool isPublic = isPublicDer(bytes) || isArmoured(inner);
    wipe(bytes);
    wipe(inner);
    return isPublic;
}

/// A JWK of an asymmetric key, or a set that holds one. Its private members do not make it a secret of HMAC.
bool isAsymmetricJwk(const json::Value &value)
{
    const QByteArray type = value.find("kty").toUtf8();
    return type == "RSA" || type == "EC" || type == "OKP";
}

bool isAsymmetricJson(QByteArrayView text)
{
    const Result<json::Document> document = json::Document::parse(text.toByteArray());
    if (!document || !document->root().isObject())
        return false;
    const json::Value root = document->root();
    if (isAsymmetricJwk(root))
        return true;
    const std::vector<json::Value> keys = root.find("keys").elements();
    return std::any_of(keys.begin(), keys.end(),
                       [](const json::Value &key) { return key.isObject() && isAsymmetricJwk(key); });
}

} // namespace

bool looksLikePublicKey(QByteArrayView bytes)
{
    // Larger ones are no secrets at all.
    if (bytes.size() > KeyFactory::maxSecretSize)
        return false;
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    if (isPublicDer(bytes))
        return true;
    QByteArray text = squeezed(bytes);
    const bool found = isArmoured(text) || isSshKey(text) || isBareBase64(text);
    // It may be a real secret.
    wipe(text);
    if (found)
        return true;
    const QByteArrayView trimmed = bytes.trimmed();
    return trimmed.startsWith('{') && isAsymmetricJson(trimmed);
}

} // namespace claimcheck::jose
