#include "header_rules.h"
#include "token_parser.h"

#include <QCoreApplication>

#include <algorithm>

/// The JSON serializations of RFC 7515 section 7.2. Members that it does not name are ignored, as it says.
namespace claimcheck::jose {

namespace {

QString text(const char *sentence)
{
    return QCoreApplication::translate("Token", sentence);
}

json::Span withoutQuotes(json::Span string)
{
    return {string.begin + 1, string.end - 1};
}

/// The code unit of the escape \uXXXX that begins at `at`, or nothing.
std::optional<uint> escapedUnit(QByteArrayView raw, qsizetype at)
{
    if (at + 6 > raw.size() || raw[at] != '\\' || raw[at + 1] != 'u')
        return std::nullopt;
    return raw.sliced(at + 2, 4).toByteArray().toUInt(nullptr, 16);
}

/// A lone surrogate (\ud800) is no character: the U+FFFD that the reader makes of it was never signed.
bool hasLoneSurrogate(QByteArrayView raw)
{
    for (qsizetype at = raw.indexOf('\\'); at >= 0 && at < raw.size(); at = raw.indexOf('\\', at)) {
        const std::optional<uint> unit = escapedUnit(raw, at);
        at += unit ? 6 : 2;
        if (!unit || !QChar::isSurrogate(*unit))
            continue;
        const std::optional<uint> next = escapedUnit(raw, at);
        if (QChar::isLowSurrogate(*unit) || !next || !QChar::isLowSurrogate(*next))
            return true;
        at += 6;
    }
    return false;
}

} // namespace

void TokenParser::runJson()
{
    m_token.m_form = Form::FlattenedJson;
    const json::Span all = {0, m_token.m_text.size()};
    if (m_token.m_text.size() > ParsedToken::maxSize) {
        add({ErrorCode::TokenTooLarge}, {PartId::Header}, all);
        return;
    }
    Result<json::Document> document = json::Document::parse(m_token.m_text);
    if (!document) {
        Error error = document.error();
        error.subject = text(QT_TRANSLATE_NOOP("Token", "The token"));
        const qsizetype at = std::clamp<qsizetype>(error.offset, 0, all.end);
        add(std::move(error), {PartId::Header}, {at, std::min(at + 1, all.end)});
        return;
    }
    m_token.m_document = std::move(document).value();
    const json::Value root = m_token.m_document.root();
    if (const std::optional<json::Member> repeated = json::firstDuplicate(root)) {
        const json::Span name = repeated->name.span();
        add({ErrorCode::JsonDuplicateName, repeated->name.toString(), {}, name.begin}, {PartId::Header},
            name);
    }
    if (root.count("ciphertext") > 0) {
        add({ErrorCode::TokenKindUnsupported, text(QT_TRANSLATE_NOOP("Token", "an encrypted token (JWE)"))},
            {PartId::Header}, all);
        return;
    }
    readSignatures(root);
    checkEncodings();
    readPayloadMember(root);
    for (size_t i = 0; i < m_token.m_signatures.size(); ++i) {
        const Part &signature = m_token.m_signatures[i].signature;
        readEncoded(m_token.m_signatures[i].signature, {PartId::Signature, i}, Content::Octets);
        if (signature.present && signature.span.size() == 0)
            add({ErrorCode::SignatureMissing, partName(PartId::Signature)}, {PartId::Signature, i},
                signature.span);
    }
}

void TokenParser::readSignatures(const json::Value &root)
{
    if (root.count("signatures") == 0) {
        m_token.m_signatures.resize(1);
        readSignatureMembers(root, 0);
        return;
    }
    m_token.m_form = Form::GeneralJson;
    for (const char *name : {"signature", "protected", "header"}) {
        // Two readers would look in two places (RFC 7515 section 7.2.2).
        if (root.count(name) > 0)
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "it has \"signatures\", and %1 beside it"))
                             .arg(QLatin1String(name)),
                         {PartId::Header}, root.span());
    }
    const json::Value list = root.find("signatures");
    const qsizetype most = static_cast<qsizetype>(ParsedToken::maxSignatures);
    if (!list.isArray() || list.size() == 0 || list.size() > most) {
        addMalformed(list.isArray() && list.size() > most
                         ? text(QT_TRANSLATE_NOOP("Token", "it has more than %1 signatures")).arg(most)
                         : text(QT_TRANSLATE_NOOP("Token", "\"signatures\" is no list of signatures")),
                     {PartId::Signature}, list.isValid() ? list.span() : root.span());
        return;
    }
    const std::vector<json::Value> entries = list.elements();
    m_token.m_signatures.resize(entries.size());
    for (size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].isObject())
            readSignatureMembers(entries[i], i);
        else
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "a signature is no JSON object")),
                         {PartId::Signature, i}, entries[i].span());
    }
}

void TokenParser::readSignatureMembers(const json::Value &object, size_t index)
{
    TokenSignature &entry = m_token.m_signatures[index];
    const Place header{PartId::Header, index};
    if (readText(object, "protected", entry.protectedHeader, header)) {
        if (entry.protectedHeader.span.size() == 0)
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "an empty \"protected\" must be left out")), header,
                         entry.protectedHeader.span);
        else
            readEncoded(entry.protectedHeader, header, Content::Json);
    }
    readUnprotectedHeader(object, index);
    if (object.count("protected") == 0 && object.count("header") == 0)
        addMalformed(text(QT_TRANSLATE_NOOP("Token", "a signature has no header")), header, object.span());
    const Place signature{PartId::Signature, index};
    if (!readText(object, "signature", entry.signature, signature) && object.count("signature") == 0)
        add({ErrorCode::TokenPartMissing, partName(PartId::Signature)}, signature, object.span());
}

void TokenParser::readUnprotectedHeader(const json::Value &object, size_t index)
{
    const json::Value header = object.find("header");
    if (!header.isValid())
        return;
    if (!header.isObject()) {
        addMalformed(text(QT_TRANSLATE_NOOP("Token", "\"header\" is no JSON object")),
                     {PartId::Header, index}, header.span());
        return;
    }
    m_token.m_signatures[index].unprotectedHeader = header;
    if (const std::optional<json::Member> shared = sharedName(m_token.protectedHeader(index), header)) {
        const QString name = shared->name.toString();
        addMalformed(
            text(QT_TRANSLATE_NOOP("Token", "%1 stands in the protected and in the unprotected header"))
                .arg(name),
            {PartId::Header, index}, shared->name.span(), name);
    }
}

void TokenParser::readPayloadMember(const json::Value &root)
{
    const Place place{PartId::Payload};
    Part &payload = m_token.m_payload;
    if (!readText(root, "payload", payload, place))
        return;
    if (!m_token.m_unencoded) {
        readEncoded(payload, place, Content::Json);
        return;
    }
    if (hasLoneSurrogate(root.find("payload").raw()))
        addMalformed(text(QT_TRANSLATE_NOOP("Token", "an unencoded payload is not Unicode text")), place,
                     payload.span);
    readUnencoded(payload);
}

bool TokenParser::readText(const json::Value &object, const char *name, Part &part, Place place)
{
    const json::Value value = object.find(name);
    if (!value.isValid())
        return false;
    part.present = true;
    part.span = value.span();
    if (!value.isString()) {
        addMalformed(text(QT_TRANSLATE_NOOP("Token", "%1 is no text")).arg(QLatin1String(name)), place,
                     value.span());
        // It says something, even if nobody can tell what.
        part.text = QByteArray();
        return false;
    }
    part.span = withoutQuotes(value.span());
    if (value.raw().contains('\\'))
        part.text = value.toUtf8();
    return true;
}

/// RFC 7797 section 3: one payload cannot be encoded for one signature and unencoded for another.
void TokenParser::checkEncodings()
{
    for (size_t i = 0; i < m_token.m_signatures.size(); ++i) {
        const bool unencoded = saysUnencoded(m_token.protectedHeader(i));
        if (i > 0 && unencoded != m_token.m_unencoded) {
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "b64 differs among the signatures")),
                         {PartId::Header}, m_token.m_signatures[i].protectedHeader.span,
                         QStringLiteral("b64"));
            return;
        }
        m_token.m_unencoded = unencoded;
    }
}

} // namespace claimcheck::jose
