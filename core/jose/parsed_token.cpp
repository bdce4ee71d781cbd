#include "parsed_token.h"

#include "base/base64url.h"

#include <QByteArrayView>

#include <algorithm>

namespace claimcheck::jose {

namespace {

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

QString partName(PartId part)
{
    switch (part) {
    case PartId::Header:
        return QStringLiteral("header");
    case PartId::Payload:
        return QStringLiteral("payload");
    case PartId::Signature:
        break;
    }
    return QStringLiteral("signature");
}

class TokenParser {
public:
    TokenParser(ParsedToken &token) : m_token(token) {}

    void run()
    {
        findParts();
        if (m_token.m_text.size() > ParsedToken::maxSize) {
            add({ErrorCode::TokenTooLarge}, PartId::Header, {0, m_token.m_text.size()});
            return;
        }
        // Five segments are a JWE (RFC 7516 section 7.1): the second and third hold no JSON.
        const bool encrypted = m_token.m_segments == 5;
        readPart(PartId::Header, true);
        readPart(PartId::Payload, !encrypted);
        readPart(PartId::Signature, false);
        countParts();
    }

private:
    void findParts()
    {
        const QByteArray &text = m_token.m_text;
        qsizetype begin = 0;
        for (;;) {
            const qsizetype dot = text.indexOf('.', begin);
            const qsizetype end = dot < 0 ? text.size() : dot;
            if (m_token.m_segments < 3) {
                Part &part = m_token.m_parts[static_cast<size_t>(m_token.m_segments)];
                part.present = true;
                part.span = {begin, end};
            }
            ++m_token.m_segments;
            if (dot < 0)
                return;
            begin = dot + 1;
        }
    }

    void readPart(PartId id, bool isJson)
    {
        Part &part = m_token.m_parts[static_cast<size_t>(id)];
        if (!part.present)
            return;
        const QByteArrayView text = QByteArrayView(m_token.m_text).sliced(part.span.begin, part.span.size());
        base64url::Decoded decoded = base64url::decodeLeniently(text);
        part.bytes = std::move(decoded.bytes);
        part.canonical = decoded.isCanonical();
        for (const base64url::Deviation &deviation : decoded.deviations)
            addDeviation(id, deviation);
        if (isJson)
            readJson(id, hasForeignCharacters(decoded));
    }

    void addDeviation(PartId id, const base64url::Deviation &deviation)
    {
        const json::Span part = m_token.part(id).span;
        // Only padding is sure to stand in one place.
        const qsizetype length = deviation.code == ErrorCode::Base64Padding ? deviation.count : 1;
        const qsizetype begin = std::min(part.begin + deviation.offset, part.end);
        add({deviation.code, partName(id), {}, deviation.offset}, id,
            {begin, std::min(begin + length, part.end)});
    }

    void readJson(PartId id, bool placesUnsure)
    {
        Part &part = m_token.m_parts[static_cast<size_t>(id)];
        Result<json::Document> document = json::Document::parse(part.bytes);
        if (!document) {
            Error error = document.error();
            error.subject = partName(id);
            const qsizetype at = std::clamp<qsizetype>(error.offset, 0, part.bytes.size());
            addDecoded(std::move(error), id, {at, std::min(at + 1, part.bytes.size())}, placesUnsure);
            return;
        }
        part.json = std::move(document).value();
        const json::Value root = part.json->root();
        if (!root.isObject())
            addDecoded({ErrorCode::JsonNotObject, partName(id)}, id, root.span(), placesUnsure);
        if (const std::optional<json::Member> repeated = json::firstDuplicate(root)) {
            const json::Span place = repeated->name.span();
            addDecoded({ErrorCode::JsonDuplicateName, repeated->name.toString(), {}, place.begin}, id, place,
                       placesUnsure);
        }
    }

    /// `placesUnsure`: characters were skipped, so that counting characters does not lead to a byte any more.
    void addDecoded(Error error, PartId id, json::Span decoded, bool placesUnsure)
    {
        const Part &part = m_token.part(id);
        add(std::move(error), id, placesUnsure ? part.span : tokenSpan(part, decoded), decoded);
    }

    void countParts()
    {
        const qsizetype size = m_token.m_text.size();
        for (const PartId id : {PartId::Payload, PartId::Signature}) {
            if (!m_token.part(id).present)
                add({ErrorCode::TokenPartMissing, partName(id)}, id, {size, size});
        }
        const json::Span signature = m_token.part(PartId::Signature).span;
        if (m_token.m_segments == 3 && signature.size() == 0)
            add({ErrorCode::SignatureMissing, partName(PartId::Signature)}, PartId::Signature, signature);
        if (m_token.m_segments > 3) {
            add({ErrorCode::TokenPartExtra, partName(PartId::Signature),
                 QStringLiteral("%1 parts").arg(m_token.m_segments)},
                PartId::Signature, {signature.end, size});
        }
    }

    void add(Error error, PartId part, json::Span token, std::optional<json::Span> decoded = std::nullopt)
    {
        m_token.m_problems.push_back({std::move(error), part, token, decoded});
    }

    ParsedToken &m_token;
};

ParsedToken ParsedToken::parse(QByteArray text)
{
    ParsedToken token;
    token.m_text = std::move(text);
    TokenParser(token).run();
    return token;
}

json::Value ParsedToken::header() const
{
    const Part &header = part(PartId::Header);
    const json::Value root = header.json ? header.json->root() : json::Value();
    return root.isObject() ? root : json::Value();
}

json::Value ParsedToken::claims() const
{
    const Part &payload = part(PartId::Payload);
    const json::Value root = payload.json ? payload.json->root() : json::Value();
    return root.isObject() ? root : json::Value();
}

QByteArray ParsedToken::algorithm() const
{
    const json::Value value = header();
    return value.isValid() ? value.find("alg").toUtf8() : QByteArray();
}

QByteArrayView ParsedToken::signingInput() const
{
    const Part &payload = part(PartId::Payload);
    return payload.present ? QByteArrayView(m_text).first(payload.span.end) : QByteArrayView();
}

} // namespace claimcheck::jose
