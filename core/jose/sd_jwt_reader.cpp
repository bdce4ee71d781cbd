#include "sd_jwt.h"

#include "base/base64url.h"
#include "sd_hash.h"
#include "sd_jwt_processing.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

constexpr char separator = '~';

struct Segment {
    QByteArrayView text;
    json::Span span;
};

std::vector<Segment> split(QByteArrayView text)
{
    std::vector<Segment> segments;
    qsizetype begin = 0;
    for (;;) {
        const qsizetype tilde = text.indexOf(separator, begin);
        const qsizetype end = tilde < 0 ? text.size() : tilde;
        segments.push_back({text.sliced(begin, end - begin), {begin, end}});
        if (tilde < 0)
            return segments;
        begin = tilde + 1;
    }
}

bool isBase64url(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

/// Three parts, the first of which begins as the base64url of an object does.
bool looksLikeCompactToken(QByteArrayView text)
{
    const qsizetype dot = text.indexOf('.');
    const qsizetype second = text.indexOf('.', dot + 1);
    if (dot <= 0 || second < 0)
        return false;
    const QByteArrayView header = text.first(dot);
    return isBase64url(header) && isBase64url(text.sliced(dot + 1, second - dot - 1)) &&
           isBase64url(text.sliced(second + 1)) &&
           base64url::decodeLeniently(header).bytes.trimmed().startsWith('{');
}

/// Of the first signature; invalid when there is none.
json::Value unprotectedHeader(const ParsedToken &token)
{
    return token.signatures().empty() ? json::Value() : token.signatures().front().unprotectedHeader;
}

/// A disclosure's own text, apart from what the payload makes of it (RFC 9901 section 4.2).
class DisclosureReader {
public:
    DisclosureReader(QByteArrayView text, json::Span span, size_t index)
        : m_number(QString::number(index + 1))
    {
        m_disclosure.text = text.toByteArray();
        m_disclosure.span = span;
        m_disclosure.problem = read();
    }

    Disclosure take() { return std::move(m_disclosure); }

private:
    std::optional<Error> read()
    {
        const Result<QByteArray> bytes = base64url::decode(m_disclosure.text);
        if (!bytes)
            return invalid(QStringLiteral("it is not canonical base64url"));
        Result<json::Document> document = json::Document::parse(*bytes);
        if (!document)
            return invalid(QStringLiteral("it is not JSON"));
        m_disclosure.json = std::move(document).value();
        const json::Value root = m_disclosure.json.root();
        if (!root.isArray() || root.size() < 2 || root.size() > 3)
            return invalid(QStringLiteral("it is not an array of two or three elements"));
        const std::vector<json::Value> elements = root.elements();
        m_disclosure.value = elements.back();
        const bool isProperty = elements.size() == 3;
        if (isProperty && elements[1].isString())
            m_disclosure.name = elements[1].toString();
        if (!elements[0].isString())
            return invalid(QStringLiteral("its salt is not a string"));
        if (isProperty && !elements[1].isString())
            return invalid(QStringLiteral("its name is not a string"));
        // _sd_alg governs how the token is read, and stands in the payload only (section 4.1.1).
        for (const char *forbidden : {"_sd", "...", "_sd_alg"}) {
            if (isProperty && elements[1].equals(forbidden))
                return Error{ErrorCode::DisclosureNameForbidden, QLatin1String(forbidden)};
        }
        if (const std::optional<json::Member> repeated = json::firstDuplicate(root))
            return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
        return std::nullopt;
    }

    Error invalid(const QString &how) const { return {ErrorCode::DisclosureInvalid, m_number, how}; }

    QString m_number; // counted from one, as people do
    Disclosure m_disclosure;
};

} // namespace

class SdJwtReader {
public:
    explicit SdJwtReader(SdJwt &token) : m_token(token) {}

    std::optional<Error> run()
    {
        const QByteArray &text = m_token.m_text;
        if (text.size() > ParsedToken::maxSize)
            return Error{ErrorCode::TokenTooLarge};
        const std::optional<Error> error = text.startsWith('{') ? readJson() : readCompact();
        if (error)
            return error;
        m_token.m_processed = process();
        return std::nullopt;
    }

private:
    std::optional<Error> readCompact()
    {
        const QByteArray &text = m_token.m_text;
        const qsizetype tildes = text.count(separator);
        if (tildes == 0)
            return malformed(QStringLiteral("it has no tilde"));
        if (tildes - 1 > qsizetype(SdJwt::maxDisclosures))
            return Error{ErrorCode::TokenTooLarge};
        const std::vector<Segment> segments = split(text);
        m_token.m_issuer = ParsedToken::parse(segments.front().text.toByteArray());
        if (m_token.m_issuer.form() != Form::Compact)
            return malformed(QStringLiteral("what stands before the first tilde is no compact token"));
        m_token.m_presentation = text.first(segments.back().span.begin);
        for (size_t i = 1; i + 1 < segments.size(); ++i)
            addDisclosure(segments[i].text, segments[i].span);
        if (!segments.back().text.isEmpty())
            m_token.m_keyBinding = ParsedToken::parse(segments.back().text.toByteArray());
        return std::nullopt;
    }

    /// RFC 9901 section 8: disclosures and kb_jwt stand in the unprotected header of the first signature.
    std::optional<Error> readJson()
    {
        m_token.m_issuer = ParsedToken::parse(m_token.m_text);
        const std::vector<TokenSignature> &signatures = m_token.m_issuer.signatures();
        const json::Value header = unprotectedHeader(m_token.m_issuer);
        const json::Value disclosures = header.find("disclosures");
        if (!disclosures.isArray())
            return malformed(QStringLiteral("it has no disclosures"));
        if (disclosures.size() > qsizetype(SdJwt::maxDisclosures))
            return Error{ErrorCode::TokenTooLarge};
        for (size_t i = 1; i < signatures.size(); ++i) {
            const json::Value &other = signatures[i].unprotectedHeader;
            if (other.count("disclosures") > 0 || other.count("kb_jwt") > 0)
                return malformed(QStringLiteral("only the first signature may have disclosures"));
        }
        const Part &signature = m_token.m_issuer.part(PartId::Signature);
        m_token.m_presentation =
            m_token.m_issuer.signingInput() + '.' +
            (signature.text ? *signature.text
                            : m_token.m_text.mid(signature.span.begin, signature.span.size())) +
            separator;
        for (const json::Value &disclosure : disclosures.elements()) {
            if (!disclosure.isString())
                return malformed(QStringLiteral("a disclosure is not a string"));
            const QByteArray text = disclosure.toUtf8();
            addDisclosure(text, {disclosure.span().begin + 1, disclosure.span().end - 1});
            m_token.m_presentation += text + separator;
        }
        if (header.count("kb_jwt") == 0)
            return std::nullopt;
        const json::Value binding = header.find("kb_jwt");
        if (!binding.isString())
            return malformed(QStringLiteral("kb_jwt is not a string"));
        m_token.m_keyBinding = ParsedToken::parse(binding.toUtf8());
        return std::nullopt;
    }

    static Error malformed(const QString &how) { return {ErrorCode::TokenFormInvalid, {}, how}; }

    void addDisclosure(QByteArrayView text, json::Span span)
    {
        m_token.m_disclosures.push_back(DisclosureReader(text, span, m_token.m_disclosures.size()).take());
    }

    Result<QByteArray> process()
    {
        const json::Value claims = m_token.m_issuer.claims();
        if (!claims.isValid())
            return payloadError();
        const Result<const SdHash *> hash = chooseSdHash(claims);
        if (!hash)
            return hash.error();
        m_token.m_hashAlgorithm = (*hash)->name;
        if (const std::optional<json::Member> repeated = json::firstDuplicate(claims))
            return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
        for (Disclosure &disclosure : m_token.m_disclosures) {
            Result<QByteArray> digest = sdDigest(**hash, disclosure.text);
            if (!digest)
                return digest.error();
            disclosure.digest = std::move(digest).value();
        }
        DisclosureWalk walk(m_token.m_disclosures);
        Result<QByteArray> processed = walk.run(claims);
        m_token.m_unmatched = walk.unmatchedDigests();
        return processed;
    }

    Error payloadError() const
    {
        for (const Problem &problem : m_token.m_issuer.problems()) {
            if (problem.part == PartId::Payload)
                return problem.error;
        }
        return {ErrorCode::JsonNotObject, partName(PartId::Payload)};
    }

    SdJwt &m_token;
};

Result<SdJwt> SdJwt::parse(QByteArray text)
{
    SdJwt token;
    token.m_text = std::move(text);
    if (const std::optional<Error> error = SdJwtReader(token).run())
        return *error;
    return token;
}

bool SdJwt::looksLikeOne(QByteArrayView text)
{
    // In JSON only the parameter's name tells it from any other token.
    if (text.startsWith('{'))
        return text.size() <= ParsedToken::maxSize && text.contains("\"disclosures\"") &&
               unprotectedHeader(ParsedToken::parse(text.toByteArray())).find("disclosures").isArray();
    if (!text.contains(separator))
        return false;
    // What is only tildes is not worth a list of them; `parse` says that it is too large.
    if (text.count(separator) > qsizetype(maxDisclosures) + 1)
        return looksLikeCompactToken(text.first(text.indexOf(separator)));
    const std::vector<Segment> segments = split(text);
    if (!looksLikeCompactToken(segments.front().text))
        return false;
    const QByteArrayView last = segments.back().text;
    return std::all_of(segments.begin() + 1, segments.end() - 1,
                       [](const Segment &segment) { return isBase64url(segment.text); }) &&
           (isBase64url(last) || looksLikeCompactToken(last));
}

} // namespace claimcheck::jose
