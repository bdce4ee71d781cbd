#include "value_kinds.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <string_view>

namespace claimcheck::inspect {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The order of the tables below: by size first, so that most names need no comparison of their text.
constexpr bool isBefore(std::string_view a, std::string_view b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

/// Lower case without separators, as the tables below are written; empty for what is too long for them.
class PlainName {
public:
    explicit PlainName(QByteArrayView name)
    {
        if (name.size() > 32)
            return;
        for (const char c : name) {
            if (c != '_' && c != '-' && c != '.' && c != ' ')
                m_text[m_size++] = lowered(c);
        }
    }
    template <size_t N>
    [[nodiscard]] bool isIn(const std::array<std::string_view, N> &sorted) const
    {
        return m_size > 0 && std::binary_search(sorted.begin(), sorted.end(),
                                                std::string_view(m_text.data(), m_size), isBefore);
    }

private:
    std::array<char, 32> m_text{};
    size_t m_size = 0;
};

template <size_t N>
consteval std::array<std::string_view, N> sorted(std::array<std::string_view, N> names)
{
    std::sort(names.begin(), names.end(), isBefore);
    return names;
}

constexpr auto secretNames = sorted(std::to_array<std::string_view>(
    {"password",     "passwd",        "pwd",          "passwort",         "passphrase", "passcode",
     "secret",       "clientsecret",  "appsecret",    "sharedsecret",     "secretkey",  "apikey",
     "apisecret",    "apitoken",      "accesskey",    "secretaccesskey",  "privatekey", "encryptionkey",
     "signingkey",   "masterkey",     "userpassword", "dbpassword",       "pin",        "credentials",
     "passwordhash", "authtoken",     "refreshtoken", "connectionstring", "mfasecret",  "otpsecret",
     "totpsecret",   "securityanswer"}));

constexpr auto personalNames = sorted(std::to_array<std::string_view>(
    {"phonenumber", "phone",        "mobile",   "msisdn",         "birthdate", "birthday",
     "dateofbirth", "dob",          "address",  "streetaddress",  "ssn",       "socialsecuritynumber",
     "nationalid",  "taxid",        "passport", "passportnumber", "iban",      "creditcard",
     "cardnumber",  "placeofbirth", "gender",   "religion",       "ethnicity", "drivinglicense"}));

constexpr auto sessionNames = sorted(std::to_array<std::string_view>(
    {"session", "sessionid", "sessiontoken", "sessionkey", "jsessionid", "phpsessid", "connectsid",
     "aspnetsessionid", "sessid", "sess", "sessioncookie"}));

/// ISO/IEC 7812-1 annex B.
bool hasCheckDigit(QByteArrayView digits)
{
    int sum = 0;
    bool doubled = false;
    for (qsizetype i = digits.size() - 1; i >= 0; --i, doubled = !doubled) {
        const int digit = digits[i] - '0';
        const int twice = digit * 2;
        sum += !doubled ? digit : twice > 9 ? twice - 9 : twice;
    }
    return sum % 10 == 0;
}

/// The first digits of a network's numbers, compared over `width` digits, and the lengths it gives.
struct CardNetwork {
    int from, to, width;
    qsizetype shortest, longest;
};
constexpr CardNetwork cardNetworks[] = {
    {4, 4, 1, 13, 19},       // Visa
    {51, 55, 2, 16, 16},     // Mastercard
    {2221, 2720, 4, 16, 16}, // Mastercard
    {34, 34, 2, 15, 15},     // American Express
    {37, 37, 2, 15, 15},     // American Express
    {6011, 6011, 4, 16, 19}, // Discover
    {644, 659, 3, 16, 19},   // Discover
    {3528, 3589, 4, 16, 19}, // JCB
    {300, 305, 3, 14, 19},   // Diners Club
    {36, 36, 2, 14, 19},     // Diners Club
    {38, 39, 2, 14, 19},     // Diners Club
    {62, 62, 2, 16, 19},     // UnionPay
};

bool isOfNetwork(QByteArrayView digits)
{
    return std::any_of(std::begin(cardNetworks), std::end(cardNetworks), [digits](const CardNetwork &row) {
        int first = 0;
        for (int i = 0; i < row.width; ++i)
            first = first * 10 + (digits[i] - '0');
        return first >= row.from && first <= row.to && digits.size() >= row.shortest &&
               digits.size() <= row.longest && (row.width > 1 || digits.size() % 3 == 1);
    });
}

bool startsWithAny(QByteArrayView text, std::initializer_list<QByteArrayView> beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [text](QByteArrayView beginning) { return text.startsWith(beginning); });
}

struct ApiKeyKind {
    std::string_view beginning;
    qsizetype shortest;
    const char *words;
};
constexpr ApiKeyKind apiKeyKinds[] = {
    {"AKIA", 20, QT_TRANSLATE_NOOP("Inspect", "a key of Amazon Web Services")},
    {"ASIA", 20, QT_TRANSLATE_NOOP("Inspect", "a key of Amazon Web Services")},
    {"AIza", 39, QT_TRANSLATE_NOOP("Inspect", "an API key of Google")},
    {"ghp_", 40, QT_TRANSLATE_NOOP("Inspect", "a token of GitHub")},
    {"gho_", 40, QT_TRANSLATE_NOOP("Inspect", "a token of GitHub")},
    {"ghs_", 40, QT_TRANSLATE_NOOP("Inspect", "a token of GitHub")},
    {"github_pat_", 40, QT_TRANSLATE_NOOP("Inspect", "a token of GitHub")},
    {"glpat-", 26, QT_TRANSLATE_NOOP("Inspect", "a token of GitLab")},
    {"sk_live_", 24, QT_TRANSLATE_NOOP("Inspect", "a secret key of Stripe")},
    {"rk_live_", 24, QT_TRANSLATE_NOOP("Inspect", "a secret key of Stripe")},
    {"sk-ant-", 24, QT_TRANSLATE_NOOP("Inspect", "an API key of Anthropic")},
    {"sk-proj-", 24, QT_TRANSLATE_NOOP("Inspect", "an API key of OpenAI")},
    {"xoxb-", 24, QT_TRANSLATE_NOOP("Inspect", "a token of Slack")},
    {"xoxp-", 24, QT_TRANSLATE_NOOP("Inspect", "a token of Slack")},
    {"SG.", 60, QT_TRANSLATE_NOOP("Inspect", "an API key of SendGrid")},
    {"npm_", 40, QT_TRANSLATE_NOOP("Inspect", "a token of npm")},
    {"hvs.", 24, QT_TRANSLATE_NOOP("Inspect", "a token of HashiCorp Vault")},
    {"dop_v1_", 64, QT_TRANSLATE_NOOP("Inspect", "a token of DigitalOcean")},
};

} // namespace

bool isSecretName(QByteArrayView name)
{
    return PlainName(name).isIn(secretNames);
}

bool isPersonalName(QByteArrayView name)
{
    return PlainName(name).isIn(personalNames);
}

bool isSessionName(QByteArrayView name)
{
    // Claims with a standard or a well-known issuer's meaning of their own.
    return name != "session_id" && PlainName(name).isIn(sessionNames);
}

bool isEmailAddress(QByteArrayView text)
{
    constexpr qsizetype longest = 254; // RFC 5321 section 4.5.3.1.3
    const qsizetype at = text.indexOf('@');
    if (at < 1 || at > 64 || text.size() > longest)
        return false;
    const QByteArrayView domain = text.sliced(at + 1);
    const qsizetype dot = domain.lastIndexOf('.');
    const auto belongs = [](char c) {
        return static_cast<unsigned char>(c) > ' ' && c != '@' && c != '/' && c != ':' && c != ',' &&
               c != ';' && c != '<' && c != '"';
    };
    return dot > 0 && domain.size() - dot > 2 && std::all_of(domain.begin(), domain.end(), belongs) &&
           std::all_of(text.begin(), text.begin() + at, belongs);
}

bool isCardNumber(QByteArrayView text)
{
    constexpr qsizetype longestWritten = 19 + 6;
    if (text.size() < 13 || text.size() > longestWritten)
        return false;
    std::array<char, longestWritten> digits{};
    qsizetype count = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool separates = (c == ' ' || c == '-') && i > 0 && isDigit(text[i - 1]) && i + 1 < text.size();
        if (isDigit(c))
            digits[static_cast<size_t>(count++)] = c;
        else if (!separates)
            return false;
    }
    const QByteArrayView number(digits.data(), count);
    return count >= 13 && count <= 19 && isOfNetwork(number) && hasCheckDigit(number);
}

bool isPasswordHash(QByteArrayView text)
{
    return text.size() >= 20 &&
           startsWithAny(text, {"$2a$", "$2b$", "$2y$", "$argon2", "$5$", "$6$", "$1$", "$y$", "$scrypt$",
                                "$pbkdf2", "pbkdf2_sha", "pbkdf2:sha", "scrypt:", "argon2$", "bcrypt$",
                                "bcrypt_sha256$", "{SSHA", "{SHA}", "{CRYPT}"});
}

bool isPrivateKeyText(QByteArrayView text)
{
    const qsizetype begin = text.indexOf("-----BEGIN ");
    if (begin < 0)
        return false;
    const QByteArrayView label = text.sliced(begin + 11);
    return label.first(std::min<qsizetype>(label.size(), 40)).contains("PRIVATE KEY");
}

bool isTokenText(QByteArrayView text)
{
    if (text.size() < 20 || !text.startsWith("ey"))
        return false;
    const auto dots = std::count(text.begin(), text.end(), '.');
    return (dots == 2 || dots == 4) && std::all_of(text.begin(), text.end(), [](char c) {
               return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '.';
           });
}

bool isLongBase64(QByteArrayView text)
{
    return text.size() >= 512 && std::all_of(text.begin(), text.end(), [](char c) {
               return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '+' || c == '/' || c == '=';
           });
}

bool isMarkup(QByteArrayView text)
{
    for (qsizetype at = text.indexOf('<'); at >= 0 && at + 1 < text.size(); at = text.indexOf('<', at + 1)) {
        const char next = text[at + 1];
        const char after = at + 2 < text.size() ? text[at + 2] : '\0';
        if (isLetter(next) || (next == '/' && isLetter(after)) || (next == '!' && after == '-'))
            return true;
    }
    constexpr QByteArrayView script("javascript:");
    const auto begins = [script](QByteArrayView bytes) {
        return bytes.size() >= script.size() && std::equal(script.begin(), script.end(), bytes.begin(),
                                                           [](char a, char b) { return a == lowered(b); });
    };
    return begins(text.trimmed());
}

const char *apiKeyKind(QByteArrayView text)
{
    const auto row =
        std::find_if(std::begin(apiKeyKinds), std::end(apiKeyKinds), [text](const ApiKeyKind &kind) {
            return text.size() >= kind.shortest && text.size() <= 300 &&
                   text.startsWith(kind.beginning.data());
        });
    return row == std::end(apiKeyKinds) ? nullptr : row->words;
}

} // namespace claimcheck::inspect
