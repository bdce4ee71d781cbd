#include "parsed_token.h"

#include "token_parser.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

json::Value objectOf(const Part &part)
{
    const json::Value root = part.json ? part.json->root() : json::Value();
    return root.isObject() ? root : json::Value();
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

ParsedToken ParsedToken::parse(QByteArray text)
{
    ParsedToken token;
    token.m_text = std::move(text);
    TokenParser(token).run();
    return token;
}

const Part &ParsedToken::part(PartId id) const
{
    static const Part none;
    if (id == PartId::Payload)
        return m_payload;
    if (m_signatures.empty())
        return none;
    return id == PartId::Header ? m_signatures.front().protectedHeader : m_signatures.front().signature;
}

json::Value ParsedToken::parameter(QByteArrayView name, size_t signature) const
{
    if (signature >= m_signatures.size())
        return {};
    const json::Value inside = objectOf(m_signatures[signature].protectedHeader);
    const json::Value outside = m_signatures[signature].unprotectedHeader;
    if (!outside.isValid() || outside.count(name) == 0)
        return inside.isValid() ? inside.find(name) : json::Value();
    return inside.isValid() && inside.count(name) > 0 ? json::Value() : outside.find(name);
}

Result<ParsedToken> ParsedToken::withPayload(QByteArray payload) const
{
    if (!lacksPayload())
        return Error{ErrorCode::PayloadNotDetached};
    ParsedToken token = *this;
    TokenParser(token).readDetached(std::move(payload));
    return token;
}

json::Value ParsedToken::protectedHeader(size_t signature) const
{
    return signature < m_signatures.size() ? objectOf(m_signatures[signature].protectedHeader)
                                           : json::Value();
}

json::Value ParsedToken::claims() const
{
    return objectOf(m_payload);
}

QByteArray ParsedToken::algorithm(size_t signature) const
{
    return parameter("alg", signature).toUtf8();
}

QByteArrayView ParsedToken::textOf(const Part &part) const
{
    return part.text ? QByteArrayView(*part.text)
                     : QByteArrayView(m_text).sliced(part.span.begin, part.span.size());
}

QByteArray ParsedToken::signingInput(size_t signature) const
{
    if (signature >= m_signatures.size() || (!m_payload.present && !m_payloadGiven))
        return {};
    if (m_form == Form::Compact && !m_payload.text)
        return QByteArray::fromRawData(m_text.constData(), m_payload.span.end);
    const QByteArrayView header = textOf(m_signatures[signature].protectedHeader);
    const QByteArrayView payload = textOf(m_payload);
    QByteArray input;
    input.reserve(header.size() + 1 + payload.size());
    return input.append(header).append('.').append(payload);
}

} // namespace claimcheck::jose
