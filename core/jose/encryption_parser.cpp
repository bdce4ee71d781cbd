#include "encryption_parser.h"

#include "base/base64url.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace claimcheck::jose {

namespace {

constexpr json::Limits tokenLimits{64, ParsedEncryption::maxSize};
constexpr json::Limits headerLimits{64, EncryptionParser::maxHeader};

QString text(const char *sentence)
{
    return QCoreApplication::translate("Token", sentence);
}

bool beginsObject(QByteArrayView token)
{
    for (const char c : token) {
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return c == '{';
    }
    return false;
}

/// The reader of JSON takes forty octets for each member: a text that is nothing but commas would need many
/// times its own size.
Result<json::Document> parseBounded(const QByteArray &bytes)
{
    if (std::count(bytes.begin(), bytes.end(), ',') > EncryptionParser::maxCommas)
        return Error{ErrorCode::JsonTooLarge};
    return json::Document::parse(bytes, tokenLimits);
}

/// Where a problem of this part belongs for those who know three parts only.
PartId partId(QByteArrayView name)
{
    if (name == "encrypted_key" || name == "iv" || name == "ciphertext")
        return PartId::Payload;
    return name == "tag" ? PartId::Signature : PartId::Header;
}

/// The characters of the token that carry the decoded bytes [begin, end), rounded outward: 4 characters carry
/// 3 bytes. The whole part where characters are spelled with escapes.
json::Span tokenSpan(const Part &part, json::Span decoded)
{
    if (part.text)
        return part.span;
    const qsizetype begin = part.span.begin + decoded.begin * 4 / 3;
    const qsizetype end = part.span.begin + (decoded.end * 4 + 2) / 3;
    return {std::min(begin, part.span.end), std::min(end, part.span.end)};
}

} // namespace

void EncryptionParser::run()
{
    const json::Span all{0, m_token.m_text.size()};
    const bool isJson = beginsObject(m_token.m_text);
    m_token.m_form = isJson ? Form::FlattenedJson : Form::Compact;
    if (m_token.m_text.size() > ParsedEncryption::maxSize) {
        add({ErrorCode::TokenTooLarge}, {"protected"}, all);
        return;
    }
    if (isJson)
        readJson();
    else
        readCompact();
}

void EncryptionParser::readCompact()
{
    Recipient &only = m_token.m_recipients.emplace_back();
    struct Segment {
        Part &part;
        const char *name;
    };
    const std::array<Segment, 5> segments{{{m_token.m_protected, "protected"},
                                           {only.encryptedKey, "encrypted_key"},
                                           {m_token.m_iv, "iv"},
                                           {m_token.m_ciphertext, "ciphertext"},
                                           {m_token.m_tag, "tag"}}};
    const QByteArray &token = m_token.m_text;
    size_t count = 0;
    for (qsizetype begin = 0; begin <= token.size(); ++count) {
        const qsizetype dot = token.indexOf('.', begin);
        const qsizetype end = dot < 0 ? token.size() : dot;
        if (count < segments.size()) {
            segments[count].part.present = true;
            segments[count].part.span = {begin, end};
        }
        begin = end + 1;
    }
    for (const Segment &segment : segments)
        readEncoded(segment.part, {segment.name});
    readProtected();
    m_token.m_additionalData = token.left(m_token.m_protected.span.end);
    if (count != segments.size())
        addMalformed(
            text(QT_TRANSLATE_NOOP("Token", "it has %1 parts, where an encrypted token has 5")).arg(count),
            {"tag"}, {0, token.size()});
    checkCommonParameters();
    checkCritical();
}

void EncryptionParser::readJson()
{
    Result<json::Document> document = parseBounded(m_token.m_text);
    if (!document) {
        Error error = document.error();
        error.subject = text(QT_TRANSLATE_NOOP("Token", "The token"));
        const qsizetype size = m_token.m_text.size();
        const qsizetype at = std::clamp<qsizetype>(error.offset, 0, size);
        add(std::move(error), {"protected"}, {at, std::min(at + 1, size)});
        return;
    }
    m_token.m_document = std::move(*document);
    const json::Value root = m_token.m_document.root();
    if (const std::optional<json::Member> repeated = json::firstDuplicate(root)) {
        const json::Span name = repeated->name.span();
        add({ErrorCode::JsonDuplicateName, repeated->name.toString(), {}, name.begin}, {"protected"}, name);
    }
    readMember(root, m_token.m_protected, {"protected"});
    readProtected();
    m_token.m_shared = readHeader(root, {"unprotected"});
    readRecipients(root);
    readMember(root, m_token.m_iv, {"iv"});
    readMember(root, m_token.m_ciphertext, {"ciphertext"});
    readMember(root, m_token.m_tag, {"tag"});
    readAdditionalData(root);
    checkForm(root);
    checkNames();
    checkCommonParameters();
    checkCritical();
}

void EncryptionParser::readRecipients(const json::Value &root)
{
    if (root.count("recipients") == 0) {
        readRecipient(root, 0);
        return;
    }
    m_token.m_form = Form::GeneralJson;
    const json::Value list = root.find("recipients");
    const qsizetype most = static_cast<qsizetype>(ParsedEncryption::maxRecipients);
    if (!list.isArray() || list.size() == 0 || list.size() > most) {
        addMalformed(list.isArray() && list.size() > most
                         ? text(QT_TRANSLATE_NOOP("Token", "it has more than %1 recipients")).arg(most)
                         : text(QT_TRANSLATE_NOOP("Token", "\"recipients\" is no list of recipients")),
                     {"recipients"}, list.isValid() ? list.span() : root.span());
        return;
    }
    size_t index = 0;
    for (const json::Value &object : list.elements()) {
        if (!object.isObject())
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "a recipient is no JSON object")),
                         {"recipients", index}, object.span());
        readRecipient(object, index++);
    }
}

void EncryptionParser::readRecipient(const json::Value &object, size_t index)
{
    Recipient &recipient = m_token.m_recipients.emplace_back();
    recipient.header = readHeader(object, {"header", index});
    readMember(object, recipient.encryptedKey, {"encrypted_key", index});
}

/// RFC 7516 section 5.1 step 14: as sent, after the protected header as sent.
void EncryptionParser::readAdditionalData(const json::Value &root)
{
    const auto sent = [this](const Part &part) {
        return part.text ? *part.text : m_token.m_text.mid(part.span.begin, part.span.size());
    };
    if (m_token.m_protected.present)
        m_token.m_additionalData = sent(m_token.m_protected);
    readMember(root, m_token.m_aad, {"aad"});
    if (m_token.m_aad.present)
        m_token.m_additionalData += '.' + sent(m_token.m_aad);
}

json::Value EncryptionParser::readHeader(const json::Value &object, Place place)
{
    const json::Value header = object.find(place.name);
    if (!header.isValid())
        return {};
    const bool isTooLarge = header.span().size() > maxHeader;
    if (header.isObject() && !isTooLarge)
        return header;
    add({isTooLarge ? ErrorCode::JsonTooLarge : ErrorCode::JsonNotObject, QLatin1String(place.name)}, place,
        header.span());
    return {};
}

void EncryptionParser::readMember(const json::Value &object, Part &part, Place place)
{
    const json::Value value = object.find(place.name);
    if (!value.isValid())
        return;
    part.present = true;
    part.span = value.span();
    if (!value.isString()) {
        part.text = QByteArray();
        add({ErrorCode::JsonTypeMismatch, QLatin1String(place.name)}, place, value.span());
        return;
    }
    part.span = {value.span().begin + 1, value.span().end - 1};
    if (value.raw().contains('\\'))
        part.text = value.toUtf8();
    readEncoded(part, place);
}

void EncryptionParser::readEncoded(Part &part, Place place)
{
    const QByteArrayView sent =
        part.text ? QByteArrayView(*part.text)
                  : QByteArrayView(m_token.m_text).sliced(part.span.begin, part.span.size());
    base64url::Decoded decoded = base64url::decodeLeniently(sent);
    part.bytes = std::move(decoded.bytes);
    part.canonical = decoded.isCanonical();
    for (const base64url::Deviation &deviation : decoded.deviations) {
        // Only padding is sure to stand in one place.
        const qsizetype length = deviation.code == ErrorCode::Base64Padding ? deviation.count : 1;
        const qsizetype begin = std::min(part.span.begin + deviation.offset, part.span.end);
        add({deviation.code, QLatin1String(place.name), {}, deviation.offset}, place,
            part.text ? part.span : json::Span{begin, std::min(begin + length, part.span.end)});
    }
}

void EncryptionParser::readProtected()
{
    Part &part = m_token.m_protected;
    if (!part.present || (part.text && part.text->isEmpty()))
        return;
    const Place place{"protected"};
    Result<json::Document> document = json::Document::parse(part.bytes, headerLimits);
    if (!document) {
        Error error = document.error();
        error.subject = QLatin1String(place.name);
        const qsizetype at = std::clamp<qsizetype>(error.offset, 0, part.bytes.size());
        const json::Span decoded{at, std::min(at + 1, part.bytes.size())};
        add(std::move(error), place, tokenSpan(part, decoded), decoded);
        return;
    }
    part.json = std::move(*document);
    const json::Value root = part.json->root();
    if (!root.isObject())
        add({ErrorCode::JsonNotObject, QLatin1String(place.name)}, place, part.span, root.span());
    if (const std::optional<json::Member> repeated = json::firstDuplicate(root)) {
        const json::Span name = repeated->name.span();
        add({ErrorCode::JsonDuplicateName, repeated->name.toString(), {}, name.begin}, place,
            tokenSpan(part, name), name);
    }
}

void EncryptionParser::add(Error error, Place place, json::Span token, std::optional<json::Span> decoded)
{
    m_token.m_problems.push_back({std::move(error), partId(place.name), token, decoded, place.recipient});
}

void EncryptionParser::addMalformed(const QString &detail, Place place, json::Span token)
{
    add({ErrorCode::TokenFormInvalid, QLatin1String(place.name), detail}, place, token);
}

} // namespace claimcheck::jose
