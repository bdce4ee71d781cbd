#include "key_lookalike.h"

#include "base/base64url.h"
#include "base/json.h"
#include "base/secret.h"
#include "der.h"
#include "pem.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace claimcheck::jose {

namespace {

/// Enough of a text to know it by.
constexpr qsizetype maxInspected = 256 * 1024;

struct Lookalike {
    const char *phrase;
    bool (*fits)(QByteArrayView text);
};

template <size_t count>
const char *phraseOf(const Lookalike (&rows)[count], QByteArrayView text)
{
    const auto *const found = std::find_if(std::begin(rows), std::end(rows),
                                           [text](const Lookalike &row) { return row.fits(text); });
    return found == std::end(rows) ? nullptr : found->phrase;
}

bool startsWithAny(QByteArrayView text, std::initializer_list<const char *> starts)
{
    return std::any_of(starts.begin(), starts.end(),
                       [text](const char *start) { return text.startsWith(start); });
}

bool isBinary(QByteArrayView text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f';
    });
}

/// Known by its first octets, before anybody reads it as text.
const Lookalike files[] = {
    {QT_TRANSLATE_NOOP("Key", "it is empty"), [](QByteArrayView text) { return text.trimmed().isEmpty(); }},
    {QT_TRANSLATE_NOOP("Key", "it is a Java key store (JKS)"),
     [](QByteArrayView text) {
         return startsWithAny(text, {"\xFE\xED\xFE\xED", "\xCE\xCE\xCE\xCE"});
     }},
    {QT_TRANSLATE_NOOP("Key", "it is UTF-16 text, and UTF-8 is read"),
     [](QByteArrayView text) {
         return startsWithAny(text, {"\xFF\xFE", "\xFE\xFF"});
     }},
    {QT_TRANSLATE_NOOP("Key", "it is a compressed file"),
     [](QByteArrayView text) {
         return startsWithAny(text, {"\x1F\x8B", "PK\x03\x04"});
     }},
    {QT_TRANSLATE_NOOP("Key", "it is DER or cut off DER, and no structure of a key"),
     [](QByteArrayView text) { return text.startsWith('\x30') && isBinary(text); }},
    {QT_TRANSLATE_NOOP("Key", "it is a binary file"), isBinary},
};

/// PEM blocks of other things, by a word of their label.
constexpr std::pair<const char *, const char *> labels[] = {
    {"CERTIFICATE REQUEST", QT_TRANSLATE_NOOP("Key", "it is a certificate request (CSR)")},
    {"CRL", QT_TRANSLATE_NOOP("Key", "it is a certificate revocation list (CRL)")},
    {"OPENSSH PRIVATE KEY",
     QT_TRANSLATE_NOOP("Key", "it is an OpenSSH private key, and PKCS#8 is read (ssh-keygen -p -m PKCS8)")},
    {"SSH2 PUBLIC KEY", QT_TRANSLATE_NOOP("Key", "it is an SSH public key")},
    {"PGP", QT_TRANSLATE_NOOP("Key", "it is a PGP block")},
    {"PKCS7", QT_TRANSLATE_NOOP("Key", "it is a PKCS#7 file (.p7b)")},
    {"CMS", QT_TRANSLATE_NOOP("Key", "it is a CMS message")},
    {"DSA", QT_TRANSLATE_NOOP("Key", "it is a DSA key, which signs no tokens")},
    {"PARAMETERS", QT_TRANSLATE_NOOP("Key", "it holds parameters of a key, and not the key")},
    {"AGE ENCRYPTED FILE", QT_TRANSLATE_NOOP("Key", "it is a file that age encrypted")},
};

const char *ofPem(QByteArrayView text)
{
    const qsizetype begin =
        text.indexOf("-- BEGIN ") >= 0 ? text.indexOf("-- BEGIN ") : text.indexOf("--BEGIN ");
    if (begin < 0)
        return nullptr;
    const QByteArrayView rest = text.sliced(begin);
    const qsizetype labelEnd = rest.sliced(2).indexOf("--");
    const QByteArrayView label = rest.first(labelEnd < 0 ? rest.size() : labelEnd + 2);
    for (const auto &[word, phrase] : labels) {
        if (label.contains(word))
            return phrase;
    }
    if (!rest.contains("-----END "))
        return QT_TRANSLATE_NOOP("Key", "its PEM is cut off: the line with END is missing");
    return QT_TRANSLATE_NOOP("Key", "it is a PEM block of another kind");
}

/// Compact JOSE: so many parts, the first a JSON object in base64url.
bool isCompact(QByteArrayView text, qsizetype dots)
{
    if (text.startsWith("Bearer "))
        text = text.sliced(7).trimmed();
    if (std::count(text.begin(), text.end(), '.') != dots)
        return false;
    const Result<QByteArray> header = base64url::decode(text.first(text.indexOf('.')));
    return header && header->trimmed().startsWith('{');
}

bool startsAsHtml(QByteArrayView text)
{
    const QByteArray start = text.first(std::min<qsizetype>(text.size(), 200)).toByteArray().toLower();
    return start.startsWith("<!doctype html") || start.startsWith("<html") || start.contains("<head");
}

const Lookalike texts[] = {
    {QT_TRANSLATE_NOOP("Key", "it is a JWT"), [](QByteArrayView text) { return isCompact(text, 2); }},
    {QT_TRANSLATE_NOOP("Key", "it is an encrypted token (JWE)"),
     [](QByteArrayView text) { return isCompact(text, 4); }},
    {QT_TRANSLATE_NOOP("Key", "it is an SSH public key, and PEM is read (ssh-keygen -e -m PKCS8)"),
     [](QByteArrayView text) {
         return startsWithAny(text, {"ssh-rsa ", "ssh-dss ", "ssh-ed25519 ", "ssh-ed448 ", "ecdsa-sha2-",
                                     "sk-ssh-", "sk-ecdsa-"});
     }},
    {QT_TRANSLATE_NOOP("Key", "it is a PuTTY private key, and PKCS#8 is read"),
     [](QByteArrayView text) { return text.startsWith("PuTTY-User-Key-File"); }},
    {QT_TRANSLATE_NOOP("Key", "it is an HTML page"), startsAsHtml},
    {QT_TRANSLATE_NOOP("Key", "it is a key as .NET writes it in XML"),
     [](QByteArrayView text) { return text.contains("<RSAKeyValue>"); }},
    {QT_TRANSLATE_NOOP("Key", "it is XML"), [](QByteArrayView text) { return text.startsWith('<'); }},
    {QT_TRANSLATE_NOOP("Key", "it is an address, and not what is found there"),
     [](QByteArrayView text) {
         return startsWithAny(text, {"https://", "http://"});
     }},
};

bool hasMember(QByteArrayView text, const char *name)
{
    const Result<json::Document> document = json::Document::parse(text.toByteArray());
    return document && document->root().count(name) > 0;
}

bool hasPemMember(QByteArrayView text)
{
    const Result<json::Document> document = json::Document::parse(text.toByteArray());
    const std::vector<json::Member> members =
        document ? document->root().members() : std::vector<json::Member>();
    return std::any_of(members.begin(), members.end(), [](const json::Member &member) {
        return member.value.isString() && member.value.raw().startsWith("\"-----BEGIN");
    });
}

const Lookalike objects[] = {
    {QT_TRANSLATE_NOOP("Key",
                       "it is a discovery document: the keys stand at the address that its jwks_uri names"),
     [](QByteArrayView text) { return hasMember(text, "jwks_uri"); }},
    {QT_TRANSLATE_NOOP("Key", "it is the reply of a token endpoint"),
     [](QByteArrayView text) { return hasMember(text, "access_token") || hasMember(text, "id_token"); }},
    {QT_TRANSLATE_NOOP("Key", "it is a JWS or JWE in its JSON form"),
     [](QByteArrayView text) {
         return hasMember(text, "signature") || hasMember(text, "signatures") ||
                hasMember(text, "ciphertext");
     }},
    {QT_TRANSLATE_NOOP("Key", "it is a service account: the key is the text of its member private_key"),
     [](QByteArrayView text) { return hasMember(text, "private_key"); }},
    {QT_TRANSLATE_NOOP("Key", "it is JSON with PEM in its members: each of them is a key"), hasPemMember},
    {QT_TRANSLATE_NOOP("Key", "it is a JSON list, and a JWK Set has the list in its member keys"),
     [](QByteArrayView text) { return text.startsWith('['); }},
    {QT_TRANSLATE_NOOP("Key", "it is JSON without the members kty or keys"),
     [](QByteArrayView) { return true; }},
};

QString translated(const char *phrase)
{
    return QCoreApplication::translate("Key", phrase);
}

QString ofBareBase64(QByteArrayView text)
{
    QByteArray der = decodeBareBase64(text);
    const DerKind *kind = recogniseDer(der);
    const std::optional<QString> other = recogniseOtherDer(der);
    const bool isPem = looksLikePem(der);
    wipe(der);
    if (isPem)
        return translated(QT_TRANSLATE_NOOP("Key", "it is the base64 of a PEM"));
    if (kind)
        return translated(QT_TRANSLATE_NOOP("Key", "it is the base64 of a key (%1) without its lines of PEM, "
                                                   "-----BEGIN %2----- and -----END %2-----"))
            .arg(QLatin1String(kind->name), QLatin1String(kind->label));
    return other ? translated(QT_TRANSLATE_NOOP("Key", "it is the base64 of %1")).arg(*other) : QString();
}

/// One word of some length: nobody writes prose like that.
bool isSecretLike(QByteArrayView text)
{
    return text.size() >= 8 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

} // namespace

QString describeLookalike(QByteArrayView given)
{
    const QByteArrayView bytes = given.first(std::min(given.size(), maxInspected));
    if (const std::optional<QString> other = recogniseOtherDer(bytes))
        return translated(QT_TRANSLATE_NOOP("Key", "it is %1")).arg(*other);
    if (const char *phrase = phraseOf(files, bytes))
        return translated(phrase);
    const QByteArrayView text = (bytes.startsWith("\xEF\xBB\xBF") ? bytes.sliced(3) : bytes).trimmed();
    if (text.startsWith('{') || text.startsWith('['))
        return translated(phraseOf(objects, text));
    if (const char *phrase = ofPem(text))
        return translated(phrase);
    if (const char *phrase = phraseOf(texts, text))
        return translated(phrase);
    if (const QString phrase = ofBareBase64(text); !phrase.isEmpty())
        return phrase;
    return translated(
        isSecretLike(text)
            ? QT_TRANSLATE_NOOP("Key", "it looks like a secret, which is given in another place")
            : QT_TRANSLATE_NOOP("Key", "it is text of another kind"));
}

} // namespace claimcheck::jose
