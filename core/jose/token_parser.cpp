#include "token_parser.h"

#include "base/base64url.h"
#include "header_rules.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

bool beginsObject(QByteArrayView text)
{
    for (const char c : text) {
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return c == '{';
    }
    return false;
}

bool hasForeignCharacters(const base64url::Decoded &decoded)
{
    return std::any_of(decoded.deviations.begin(), decoded.deviations.end(), [](const auto &deviation) {
        return deviation.code == ErrorCode::Base64ForeignCharacter;
    });
}

/// The characters of the token that carry the decoded bytes [begin, end), rounded outward: 4 characters carry
/// 3 bytes.
json::Span tokenSpan(const Part &part, json::Span decoded)
{
    const qsizetype begin = part.span.begin + decoded.begin * 4 / 3;
    const qsizetype end = part.span.begin + (decoded.end * 4 + 2) / 3;
    return {std::min(begin, part.span.end), std::min(end, part.span.end)};
}

} // namespace

void TokenParser::run()
{
    if (beginsObject(m_token.m_text))
        runJson();
    else
        runCompact();
}

void TokenParser::runCompact()
{
    m_token.m_signatures.resize(1);
    findSegments();
    if (m_token.m_text.size() > ParsedToken::maxSize) {
        add({ErrorCode::TokenTooLarge}, {PartId::Header}, {0, m_token.m_text.size()});
        return;
    }
    TokenSignature &only = m_token.m_signatures.front();
    readEncoded(only.protectedHeader, {PartId::Header}, Content::Json);
    m_token.m_unencoded = saysUnencoded(m_token.protectedHeader(0));
    // Five segments are a JWE (RFC 7516 section 7.1): the second and third hold no JSON.
    if (m_token.m_unencoded)
        readUnencoded(m_token.m_payload);
    else
        readEncoded(m_token.m_payload, {PartId::Payload},
                    m_token.m_segments == 5 ? Content::Octets : Content::Json);
    readEncoded(only.signature, {PartId::Signature}, Content::Octets);
    countSegments();
}

void TokenParser::findSegments()
{
    TokenSignature &only = m_token.m_signatures.front();
    Part *const parts[] = {&only.protectedHeader, &m_token.m_payload, &only.signature};
    const QByteArray &text = m_token.m_text;
    qsizetype begin = 0;
    for (;;) {
        const qsizetype dot = text.indexOf('.', begin);
        const qsizetype end = dot < 0 ? text.size() : dot;
        if (m_token.m_segments < 3) {
            Part &part = *parts[m_token.m_segments];
            part.present = true;
            part.span = {begin, end};
        }
        ++m_token.m_segments;
        if (dot < 0)
            return;
        begin = dot + 1;
    }
}

void TokenParser::countSegments()
{
    const qsizetype size = m_token.m_text.size();
    for (const PartId id : {PartId::Payload, PartId::Signature}) {
        if (!m_token.part(id).present)
            add({ErrorCode::TokenPartMissing, partName(id)}, {id}, {size, size});
    }
    const json::Span signature = m_token.part(PartId::Signature).span;
    if (m_token.m_segments == 3 && signature.size() == 0)
        add({ErrorCode::SignatureMissing, partName(PartId::Signature)}, {PartId::Signature}, signature);
    if (m_token.m_segments > 3) {
        add({ErrorCode::TokenPartExtra, partName(PartId::Signature),
             QStringLiteral("%1 parts").arg(m_token.m_segments)},
            {PartId::Signature}, {signature.end, size});
    }
}

void TokenParser::readDetached(QByteArray payload)
{
    std::erase_if(m_token.m_problems, [](const Problem &problem) { return problem.part == PartId::Payload; });
    m_token.m_payloadGiven = true;
    Part &part = m_token.m_payload;
    part.text = m_token.m_unencoded ? payload : base64url::encode(payload);
    part.bytes = std::move(payload);
    part.canonical = true;
    part.json.reset();
    readContent(part, {PartId::Payload}, true);
}

/// RFC 7797: the octets themselves.
void TokenParser::readUnencoded(Part &part)
{
    if (!part.present)
        return;
    const QByteArrayView text = m_token.textOf(part);
    part.bytes = text.toByteArray();
    part.canonical = true;
    if (m_token.m_form == Form::Compact && !fitsCompact(text))
        addMalformed(QCoreApplication::translate("Token", "an unencoded payload holds other characters than "
                                                          "a compact token can carry"),
                     {PartId::Payload}, part.span);
    readContent(part, {PartId::Payload}, true);
}

void TokenParser::readEncoded(Part &part, Place place, Content content)
{
    if (!part.present)
        return;
    base64url::Decoded decoded = base64url::decodeLeniently(m_token.textOf(part));
    part.bytes = std::move(decoded.bytes);
    part.canonical = decoded.isCanonical();
    for (const base64url::Deviation &deviation : decoded.deviations)
        addDeviation(part, place, deviation.code, deviation.offset, deviation.count);
    if (content == Content::Json)
        readContent(part, place, part.text.has_value() || hasForeignCharacters(decoded));
}

void TokenParser::addDeviation(const Part &part, Place place, ErrorCode code, qsizetype offset,
                               qsizetype count)
{
    // Only padding is sure to stand in one place.
    const qsizetype length = code == ErrorCode::Base64Padding ? count : 1;
    const qsizetype begin = std::min(part.span.begin + offset, part.span.end);
    const json::Span token = {begin, std::min(begin + length, part.span.end)};
    add({code, partName(place.part), {}, offset}, place, part.text ? part.span : token);
}

/// `placesUnsure`: characters were skipped or are spelled otherwise, so that counting characters does not
/// lead to a byte.
void TokenParser::readContent(Part &part, Place place, bool placesUnsure)
{
    Result<json::Document> document = json::Document::parse(part.bytes);
    if (!document) {
        Error error = document.error();
        error.subject = partName(place.part);
        const qsizetype at = std::clamp<qsizetype>(error.offset, 0, part.bytes.size());
        addDecoded(std::move(error), part, place, {at, std::min(at + 1, part.bytes.size())}, placesUnsure);
        return;
    }
    part.json = std::move(document).value();
    const json::Value root = part.json->root();
    if (!root.isObject())
        addDecoded({ErrorCode::JsonNotObject, partName(place.part)}, part, place, root.span(), placesUnsure);
    if (const std::optional<json::Member> repeated = json::firstDuplicate(root)) {
        const json::Span name = repeated->name.span();
        addDecoded({ErrorCode::JsonDuplicateName, repeated->name.toString(), {}, name.begin}, part, place,
                   name, placesUnsure);
    }
}

void TokenParser::addDecoded(Error error, const Part &part, Place place, json::Span decoded,
                             bool placesUnsure)
{
    add(std::move(error), place, placesUnsure ? part.span : tokenSpan(part, decoded), decoded);
}

void TokenParser::addMalformed(const QString &detail, Place place, json::Span token, const QString &subject)
{
    add({ErrorCode::TokenFormInvalid, subject.isEmpty() ? partName(place.part) : subject, detail}, place,
        token);
}

void TokenParser::add(Error error, Place place, json::Span token, std::optional<json::Span> decoded)
{
    m_token.m_problems.push_back({std::move(error), place.part, token, decoded, place.signature});
}

} // namespace claimcheck::jose
