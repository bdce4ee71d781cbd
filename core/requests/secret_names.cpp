#include "secret_names.h"

#include "base/base64url.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace claimcheck::requests {

bool isSecretName(QByteArrayView name)
{
    using namespace std::literals;
    QByteArray plain; // "X-Api-Key", "api_key" and "apiKey" are one word
    for (const char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))
            plain += lower;
    }
    const std::string_view word(plain.constData(), size_t(plain.size()));
    // Words about secrets that are none themselves.
    static constexpr std::array open{"tokentype"sv,
                                     "tokentypehint"sv,
                                     "tokenurl"sv,
                                     "accesstokenurl"sv,
                                     "authurl"sv,
                                     "accesscontrolallowheaders"sv,
                                     "wwwauthenticate"sv,
                                     "proxyauthenticate"sv,
                                     "csrfcookiename"sv,
                                     "tokenendpoint"sv,
                                     "idtokensignedresponsealg"sv,
                                     "accesscontrolallowcredentials"sv};
    if (std::find(open.begin(), open.end(), word) != open.end())
        return false;
    static constexpr std::array marks{
        "authorization"sv, "password"sv,     "passwd"sv,         "passphrase"sv,      "secret"sv,
        "accesstoken"sv,   "refreshtoken"sv, "idtoken"sv,        "authtoken"sv,       "apikey"sv,
        "sessionid"sv,     "privatekey"sv,   "accesskey"sv,      "clientassertion"sv, "bearer"sv,
        "credential"sv,    "csrf"sv,         "xsrf"sv,           "sessiontoken"sv,    "subscriptionkey"sv,
        "functionskey"sv,  "masterkey"sv,    "applicationkey"sv, "authkey"sv,         "sharedkey"sv,
        "signingkey"sv,    "passcode"sv,     "sessid"sv};
    if (std::any_of(marks.begin(), marks.end(),
                    [word](std::string_view mark) { return word.find(mark) != std::string_view::npos; }))
        return true;
    static constexpr std::array whole{
        "token"sv, "cookie"sv,    "setcookie"sv, "jwt"sv, "dpop"sv,  "pwd"sv,  "pass"sv, "otp"sv,
        "sig"sv,   "signature"sv, "assertion"sv, "key"sv, "xauth"sv, "auth"sv, "pw"sv,   "pswd"sv};
    // "X-Vault-Token", "X-Amz-Signature".
    const auto endsIn = [word](std::string_view end) {
        return word.size() > end.size() && word.substr(word.size() - end.size()) == end;
    };
    return std::find(whole.begin(), whole.end(), word) != whole.end() || endsIn("token"sv) ||
           endsIn("signature"sv);
}

bool isTemplate(QByteArrayView text)
{
    text = text.trimmed();
    return text.startsWith("{{") && text.indexOf("}}") == text.size() - 2;
}

std::vector<inspect::Found> secretsIn(QByteArrayView text)
{
    constexpr qsizetype shortest = 16;
    std::vector<inspect::Found> found = inspect::findTokens(text);
    const auto isDoubtful = [](const inspect::Found &one) {
        if (one.kind == inspect::TokenKind::Opaque)
            return one.label.isEmpty() || !isSecretName(one.label);
        if (one.token.size() < shortest)
            return true;
        if (!inspect::isJose(one.kind) || one.token.startsWith('{'))
            return false;
        const QByteArray first = one.token.left(one.token.indexOf('.'));
        return !base64url::decodeLeniently(first).bytes.trimmed().startsWith('{');
    };
    found.erase(std::remove_if(found.begin(), found.end(), isDoubtful), found.end());
    return found;
}

} // namespace claimcheck::requests
