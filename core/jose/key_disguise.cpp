#include "der.h"
#include "key_factory.h"
#include "pem.h"

#include "base/json.h"

#include <algorithm>
#include <vector>

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

/// DER in hexadecimal digits: a SEQUENCE begins with 30.
bool isHexDer(QByteArrayView text)
{
    const auto isDigit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    return text.startsWith("30") && std::all_of(text.begin(), text.end(), isDigit) &&
           isPublicDer(QByteArray::fromHex(text.toByteArray()));
}

/// DER, and the line end that a text editor put behind it.
bool isDerLine(QByteArrayView bytes)
{
    while (bytes.endsWith('\n') || bytes.endsWith('\r'))
        bytes.chop(1);
    return isPublicDer(bytes);
}

bool saysAsymmetric(const json::Member &member)
{
    return member.name.equals("kty") &&
           (member.value.equals("RSA") || member.value.equals("EC") || member.value.equals("OKP"));
}

/// A JWK of an asymmetric key, wherever it stands. Its private members do not make it a secret of HMAC.
bool isAsymmetricJson(QByteArrayView text)
{
    const Result<json::Document> document = json::Document::parse(text.toByteArray());
    if (!document)
        return false;
    std::vector<json::Value> values{document->root()};
    while (!values.empty()) {
        const json::Value value = values.back();
        values.pop_back();
        for (const json::Member &member : value.members()) {
            if (saysAsymmetric(member))
                return true;
            values.push_back(member.value);
        }
        for (const json::Value &element : value.elements())
            values.push_back(element);
    }
    return false;
}

} // namespace

bool looksLikePublicKey(QByteArrayView bytes)
{
    // Larger ones are no secrets at all.
    if (bytes.size() > KeyFactory::maxSecretSize)
        return false;
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    if (isPublicDer(bytes) || isDerLine(bytes))
        return true;
    QByteArray text = squeezed(bytes);
    const bool found = isArmoured(text) || isSshKey(text) || isBareBase64(text) || isHexDer(text);
    // It may be a real secret.
    wipe(text);
    if (found)
        return true;
    const QByteArrayView trimmed = bytes.trimmed();
    return (trimmed.startsWith('{') || trimmed.startsWith('[')) && isAsymmetricJson(trimmed);
}

} // namespace claimcheck::jose
