#include "encryption.h"

#include "base/base64url.h"
#include "base/random.h"
#include "content_encryption.h"
#include "deflate.h"
#include "encryption_keys.h"
#include "key_parameters.h"
#include "parsed_encryption.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace claimcheck::jose {

namespace {

constexpr int minIterations = 1000; // RFC 7518 section 4.8.1.2
constexpr int maxIterations = 32768;
/// What a reader's limit leaves for the plaintext beside headers and keys.
constexpr qsizetype maxPlaintext = ParsedEncryption::maxSize / 4 * 3 - 1024 * 1024;

Error malformed(const QString &subject, const char *detail)
{
    return {ErrorCode::TokenFormInvalid, subject, QCoreApplication::translate("Encryption", detail)};
}

/// A header that was given: its members go out byte for byte.
struct GivenHeader {
    json::Document document; // null for none
    std::set<QByteArray> names;

    [[nodiscard]] json::Value find(const char *name) const
    {
        return document.isNull() ? json::Value() : document.root().find(name);
    }
    /// What stands between the braces.
    [[nodiscard]] QByteArray members() const
    {
        if (names.empty())
            return {};
        const QByteArrayView object = document.root().raw();
        return object.sliced(1, object.size() - 2).toByteArray();
    }
};

/// RFC 7516 section 4: a JSON object, without the members that are put in here.
Result<GivenHeader> readHeader(const QByteArray &headerJson)
{
    GivenHeader header;
    if (headerJson.isEmpty())
        return header;
    Result<json::Document> document = json::Document::parse(headerJson);
    if (!document) {
        Error error = document.error();
        error.subject = QStringLiteral("header");
        return error;
    }
    header.document = std::move(*document);
    const json::Value root = header.document.root();
    if (!root.isObject())
        return Error{ErrorCode::JsonNotObject, QStringLiteral("header")};
    if (const std::optional<json::Member> repeated = json::firstDuplicate(root))
        return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
    static const std::set<QByteArray> ours = {"alg", "enc", "epk", "p2s", "p2c", "iv", "tag"};
    for (const json::Member &member : root.members()) {
        const QByteArray name = member.name.toUtf8();
        if (ours.contains(name))
            return malformed(
                member.name.toString(),
                QT_TRANSLATE_NOOP("Encryption", "the header holds a member that is put in here"));
        // Nobody is sent what we could not read ourselves.
        if (name == "crit")
            return Error{ErrorCode::CriticalUnsupported, member.name.toString()};
        header.names.insert(name);
    }
    return header;
}

QByteArray textMember(const char *name, QByteArrayView text)
{
    return '"' + QByteArray(name) + "\":\"" + text.toByteArray() + '"';
}

/// {one,two,…} of those that are not empty.
QByteArray object(const QByteArrayList &members)
{
    QByteArrayList present;
    for (const QByteArray &member : members) {
        if (!member.isEmpty())
            present.append(member);
    }
    return '{' + present.join(',') + '}';
}

/// In pieces of whole groups of three octets, so that a large text is written once, where it belongs.
void appendEncoded(QByteArray &token, QByteArrayView bytes)
{
    constexpr qsizetype piece = 3 * 16 * 1024;
    for (qsizetype at = 0; at < bytes.size(); at += piece)
        token += base64url::encode(bytes.sliced(at, std::min(piece, bytes.size() - at)));
}

class Encryption {
public:
    Encryption(const ContentEncryption &encryption, const EncryptionOptions &options)
        : m_encryption(encryption), m_options(options)
    {
    }

    std::optional<Error> begin(const QByteArray &headerJson, qsizetype plaintextSize)
    {
        if (plaintextSize > maxPlaintext)
            return Error{ErrorCode::TokenTooLarge};
        Result<GivenHeader> header = readHeader(headerJson);
        if (!header)
            return header.error();
        m_header = std::move(*header);
        const json::Value zip = m_header.find("zip");
        if (zip.isValid() && !zip.equals("DEF"))
            return zip.isString() ? Error{ErrorCode::CompressionUnsupported, zip.toString()}
                                  : Error{ErrorCode::JsonTypeMismatch, QStringLiteral("zip")};
        m_compresses = zip.isValid();
        Result<QByteArray> random = randomBytes(m_encryption.keySize);
        if (!random)
            return random.error();
        m_cek = Secret(QByteArrayView(*random));
        wipe(*random);
        return std::nullopt;
    }

    std::optional<Error> addRecipient(const EncryptionRecipient &recipient)
    {
        if (!recipient.algorithm)
            return Error{ErrorCode::AlgorithmMissing};
        const KeyManagementAlgorithm &algorithm = *recipient.algorithm;
        if (algorithm.onlyWhenNamed)
            return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
        if (std::optional<Error> misfit =
                encryptionKeyMisfit(algorithm, m_encryption, recipient.key, EncryptionUse::Encrypt))
            return misfit;
        Result<GivenHeader> own = readHeader(recipient.headerJson);
        if (!own)
            return own.error();
        for (const QByteArray &name : own->names) {
            if (name == "zip" || m_header.names.contains(name))
                return malformed(
                    QString::fromUtf8(name),
                    QT_TRANSLATE_NOOP("Encryption", "a member stands in the wrong header, or twice"));
        }
        const Result<KeyParameters> parameters = parametersFor(algorithm, *own);
        if (!parameters)
            return parameters.error();
        Result<WrappedKey> wrapped = wrapKey(algorithm, m_encryption, recipient.key, m_cek, *parameters);
        if (!wrapped)
            return wrapped.error();
        m_cek = std::move(wrapped->cek);
        m_recipients.push_back({textMember("alg", algorithm.name), std::move(wrapped->members),
                                std::move(*own), base64url::encode(wrapped->encryptedKey)});
        return std::nullopt;
    }

    Result<QByteArray> compact(const QByteArray &plaintext)
    {
        const Ready &only = m_recipients.front();
        const QByteArray header =
            base64url::encode(object({only.algorithm, encMember(), only.members, m_header.members()}));
        const Result<Content> content = seal(header, plaintext);
        if (!content)
            return content.error();
        QByteArray token;
        token.reserve(header.size() + only.encryptedKey.size() + content->size() + 4);
        token += header + '.' + only.encryptedKey + '.' + base64url::encode(content->iv) + '.';
        appendEncoded(token, content->sealed.ciphertext);
        token += '.' + base64url::encode(content->sealed.tag);
        return token;
    }

    Result<QByteArray> json(const QByteArray &plaintext)
    {
        const bool isGeneral = m_recipients.size() > 1;
        const Ready &first = m_recipients.front();
        const QByteArray header = base64url::encode(
            isGeneral ? object({encMember(), m_header.members()})
                      : object({first.algorithm, encMember(), first.members, m_header.members()}));
        QByteArray additionalData = header;
        const QByteArray aad = base64url::encode(m_options.additionalData);
        if (!aad.isEmpty())
            additionalData += '.' + aad;
        const Result<Content> content = seal(additionalData, plaintext);
        if (!content)
            return content.error();

        QByteArray token = "{" + textMember("protected", header);
        token.reserve(token.size() + content->size() + aad.size() + 4096 * qsizetype(m_recipients.size()));
        if (isGeneral) {
            QByteArrayList recipients;
            for (const Ready &recipient : m_recipients)
                recipients +=
                    object({headerMember({recipient.algorithm, recipient.members, recipient.own.members()}),
                            keyMember(recipient)});
            token += ",\"recipients\":[" + recipients.join(',') + ']';
        } else {
            for (const QByteArray &member : {headerMember({first.own.members()}), keyMember(first)})
                token += member.isEmpty() ? member : ',' + member;
        }
        if (!aad.isEmpty())
            token += ',' + textMember("aad", aad);
        token += ',' + textMember("iv", base64url::encode(content->iv)) + ",\"ciphertext\":\"";
        appendEncoded(token, content->sealed.ciphertext);
        token += "\"," + textMember("tag", base64url::encode(content->sealed.tag)) + '}';
        return token;
    }

private:
    /// What goes to one recipient, as it is written.
    struct Ready {
        QByteArray algorithm;
        QByteArray members;
        GivenHeader own;
        QByteArray encryptedKey;
    };

    struct Content {
        QByteArray iv;
        aes::Sealed sealed;
        /// At least as many characters as all of it takes.
        [[nodiscard]] qsizetype size() const { return sealed.ciphertext.size() / 3 * 4 + 256; }
    };

    [[nodiscard]] QByteArray encMember() const { return textMember("enc", m_encryption.name); }

    static QByteArray headerMember(const QByteArrayList &members)
    {
        const QByteArray header = object(members);
        return header == "{}" ? QByteArray() : "\"header\":" + header;
    }

    /// RFC 7516 section 7.2.1: absent when it is empty.
    static QByteArray keyMember(const Ready &recipient)
    {
        return recipient.encryptedKey.isEmpty() ? QByteArray()
                                                : textMember("encrypted_key", recipient.encryptedKey);
    }

    Result<KeyParameters> parametersFor(const KeyManagementAlgorithm &algorithm, const GivenHeader &own) const
    {
        KeyParameters parameters;
        for (const auto &[name, field] :
             {std::pair{"apu", &KeyParameters::partyU}, {"apv", &KeyParameters::partyV}}) {
            const json::Value mine = own.find(name);
            Result<QByteArray> bytes = octetsParameter(mine.isValid() ? mine : m_header.find(name), name);
            if (!bytes)
                return bytes.error();
            parameters.*field = std::move(*bytes);
        }
        parameters.iterations = m_options.iterations;
        if (algorithm.family == KeyManagement::PasswordWrap &&
            (m_options.iterations < minIterations || m_options.iterations > maxIterations))
            return Error{ErrorCode::IterationsOutOfRange, QStringLiteral("p2c"),
                         QString::number(m_options.iterations)};
        return parameters;
    }

    Result<Content> seal(const QByteArray &additionalData, const QByteArray &plaintext) const
    {
        Result<QByteArray> compressed = m_compresses ? deflate(plaintext) : plaintext;
        if (!compressed)
            return compressed.error();
        const Result<QByteArray> iv = randomBytes(m_encryption.ivSize);
        if (!iv)
            return iv.error();
        Result<aes::Sealed> sealed =
            sealContent(m_encryption, m_cek, *iv, additionalData, std::move(*compressed));
        if (!sealed)
            return sealed.error();
        return Content{*iv, std::move(*sealed)};
    }

    const ContentEncryption &m_encryption;
    const EncryptionOptions &m_options;
    GivenHeader m_header;
    bool m_compresses = false;
    Secret m_cek;
    std::vector<Ready> m_recipients;
};

} // namespace

Result<QByteArray> encryptCompact(const QByteArray &headerJson, const QByteArray &plaintext,
                                  const EncryptionRecipient &recipient, const ContentEncryption &encryption,
                                  const EncryptionOptions &options)
{
    if (!recipient.headerJson.isEmpty() || !options.additionalData.isEmpty())
        return malformed(recipient.headerJson.isEmpty() ? QStringLiteral("aad") : QStringLiteral("header"),
                         QT_TRANSLATE_NOOP("Encryption", "a compact token has no room for it"));
    Encryption work(encryption, options);
    if (std::optional<Error> error = work.begin(headerJson, plaintext.size()))
        return *error;
    if (std::optional<Error> error = work.addRecipient(recipient))
        return *error;
    return work.compact(plaintext);
}

Result<QByteArray> encryptJson(const QByteArray &headerJson, const QByteArray &plaintext,
                               const std::vector<EncryptionRecipient> &recipients,
                               const ContentEncryption &encryption, const EncryptionOptions &options)
{
    if (recipients.empty() || recipients.size() > ParsedEncryption::maxRecipients)
        return malformed(QStringLiteral("recipients"),
                         QT_TRANSLATE_NOOP("Encryption", "a token has 1 to 64 recipients"));
    Encryption work(encryption, options);
    if (std::optional<Error> error = work.begin(headerJson, plaintext.size()))
        return *error;
    for (const EncryptionRecipient &recipient : recipients) {
        if (recipients.size() > 1 && recipient.algorithm && yieldsContentKey(*recipient.algorithm))
            return malformed(QLatin1String(recipient.algorithm->name),
                             QT_TRANSLATE_NOOP("Encryption", "it allows no second recipient"));
        if (std::optional<Error> error = work.addRecipient(recipient))
            return *error;
    }
    return work.json(plaintext);
}

} // namespace claimcheck::jose
