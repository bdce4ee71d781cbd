#include "parsed_encryption.h"

#include "encryption_parser.h"

namespace claimcheck::jose {

namespace {

constexpr qsizetype compactDots = 4;

} // namespace

ParsedEncryption ParsedEncryption::parse(QByteArray text)
{
    ParsedEncryption token;
    token.m_text = std::move(text);
    EncryptionParser(token).run();
    return token;
}

bool ParsedEncryption::looksLikeOne(QByteArrayView text)
{
    const QByteArrayView trimmed = text.trimmed();
    if (!trimmed.startsWith('{'))
        return trimmed.count('.') == compactDots;
    if (!trimmed.contains("\"ciphertext\"") || trimmed.size() > maxSize ||
        trimmed.count(',') > EncryptionParser::maxCommas)
        return false;
    const Result<json::Document> document =
        json::Document::parse(QByteArray::fromRawData(trimmed.data(), trimmed.size()), {512, maxSize});
    return document && document->root().count("ciphertext") > 0;
}

json::Value ParsedEncryption::protectedParameters() const
{
    const json::Value root = m_protected.json ? m_protected.json->root() : json::Value();
    return root.isObject() ? root : json::Value();
}

json::Value ParsedEncryption::parameter(QByteArrayView name, size_t recipient) const
{
    json::Value found;
    if (recipient >= m_recipients.size())
        return found;
    for (const json::Value &header : {protectedParameters(), m_shared, m_recipients[recipient].header}) {
        const qsizetype count = header.count(name);
        if (count > 1 || (count == 1 && found.isValid()))
            return {};
        if (count == 1)
            found = header.find(name);
    }
    return found;
}

} // namespace claimcheck::jose
