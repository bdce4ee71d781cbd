#include "scan_stream.h"

#include "finder_scan.h"
#include "finder_walk.h"
#include "base/secret.h"
#include "jose/claims.h"
#include "jose/parsed_encryption.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cstring>

namespace claimcheck::inspect {

namespace {

static_assert(scanCap == scan::longestToken);

/// So much is looked at at once: fits into a processor's cache.
constexpr qsizetype chunkSize = 256 * 1024;
/// So much stays before what is looked at: names before a token, the beginning of an object.
constexpr qsizetype context = 8 * 1024;

} // namespace

ScanStream::ScanStream(Sink sink) : m_sink(std::move(sink))
{
    m_buffer.resize(context + chunkSize);
}

ScanStream::~ScanStream()
{
    wipe(m_buffer);
}

std::pair<char *, qsizetype> ScanStream::space()
{
    // What is waited for is at most one token and its context, so this ends.
    if (m_buffer.size() - m_size < chunkSize / 4)
        m_buffer.resize(m_size + chunkSize);
    return {m_buffer.data() + m_size, m_buffer.size() - m_size};
}

void ScanStream::filled(qsizetype count)
{
    m_size += count;
    // What waits is looked at again with each piece: only when there is as much again, so that it stays
    // linear.
    const qsizetype waiting = m_walkedSize - m_settled;
    if (m_size - m_walkedSize >= std::max(chunkSize / 2, waiting))
        walkWindow(false);
}

void ScanStream::look()
{
    constexpr qsizetype little = 64 * 1024;
    const qsizetype waiting = m_walkedSize - m_settled;
    if (m_size > m_walkedSize && (waiting <= little || m_size - m_walkedSize >= waiting))
        walkWindow(false);
}

void ScanStream::finish()
{
    walkWindow(true);
}

void ScanStream::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto [at, size] = space();
        const qsizetype count = std::min(size, bytes.size());
        std::memcpy(at, bytes.data(), static_cast<size_t>(count));
        filled(count);
        bytes = bytes.sliced(count);
    }
}

void ScanStream::walkWindow(bool isLast)
{
    skipCutToken();
    const QByteArrayView text(m_buffer.constData(), m_size);
    const auto walk = [&](bool last) {
        m_lookedAt += m_size - m_settled;
        return scan::walk({text, m_settled, last, static_cast<size_t>(m_size) + 1});
    };
    scan::Walked walked = walk(isLast);
    const bool isTooLong = walked.cutAt >= 0 && m_size - walked.cutAt > scanCap;
    // Base64 without an end is no token: it is looked into piece by piece.
    if (isTooLong && walked.cutKind == TokenKind::Opaque)
        walked = walk(true);
    for (Found &found : walked.found) {
        found.span.begin += m_offset;
        found.span.end += m_offset;
        m_sink({std::move(found), false});
    }
    m_settled = walked.settledTo;
    if (isTooLong && walked.cutAt >= 0) {
        Found cut;
        cut.span = {m_offset + walked.cutAt, m_offset + m_size};
        cut.label = scan::labelBefore(text, walked.cutAt);
        cut.kind = walked.cutKind;
        m_sink({std::move(cut), true});
        m_settled = m_size;
        m_isSkipping = true;
    }
    m_walkedSize = m_size;
    dropSettled();
}

void ScanStream::skipCutToken()
{
    while (m_isSkipping && m_settled < m_size) {
        if (scan::classOf(m_buffer.at(m_settled)) == scan::Other)
            m_isSkipping = false;
        else
            ++m_settled;
    }
}

void ScanStream::dropSettled()
{
    const qsizetype dropped = m_settled - context;
    if (dropped <= 0)
        return;
    std::memmove(m_buffer.data(), m_buffer.constData() + dropped, static_cast<size_t>(m_size - dropped));
    m_offset += dropped;
    m_size -= dropped;
    m_settled -= dropped;
    m_walkedSize -= dropped;
}

namespace {

/// The NumericDate of the only claim of this name; `unreadable` when there is one that cannot be read.
std::optional<TimePoint> timeOf(const json::Value &claims, const char *name, bool &unreadable)
{
    const qsizetype count = claims.count(name);
    if (count == 0)
        return std::nullopt;
    if (count == 1) {
        if (const auto time = jose::numericDate(claims.find(name), QString::fromLatin1(name)))
            return *time;
    }
    unreadable = true;
    return std::nullopt;
}

void readClaims(TokenFacts &facts, const json::Value &claims, TimePoint at)
{
    facts.issuer = claims.isValid() ? claims.find("iss").toString() : QString();
    bool unreadable = !claims.isValid();
    facts.expiresAt = claims.isValid() ? timeOf(claims, "exp", unreadable) : std::nullopt;
    const auto notBefore = claims.isValid() ? timeOf(claims, "nbf", unreadable) : std::nullopt;
    facts.state = facts.expiresAt && *facts.expiresAt <= at ? TimeState::Expired
                  : notBefore && *notBefore > at            ? TimeState::NotYetValid
                  : unreadable                              ? TimeState::Unreadable
                  : facts.expiresAt                         ? TimeState::NotExpired
                                                            : TimeState::NoExpiry;
}

} // namespace

TokenFacts factsOf(const Found &found, TimePoint at)
{
    TokenFacts facts;
    if (found.kind == TokenKind::JweCompact || found.kind == TokenKind::JweJson) {
        const jose::ParsedEncryption token = jose::ParsedEncryption::parse(found.token);
        facts.algorithm = token.parameter("alg").toUtf8();
        facts.encryption = token.parameter("enc").toUtf8();
    } else if (isJose(found.kind)) {
        const qsizetype tilde = found.kind == TokenKind::SdJwt ? found.token.indexOf('~') : -1;
        const jose::ParsedToken token =
            jose::ParsedToken::parse(tilde < 0 ? found.token : found.token.first(tilde));
        facts.algorithm = token.algorithm();
        readClaims(facts, token.claims(), at);
    }
    return facts;
}

QByteArray fingerprintOf(const QByteArray &token)
{
    return QCryptographicHash::hash(token, QCryptographicHash::Sha256).toHex().first(16);
}

} // namespace claimcheck::inspect
