#include "weak_secrets.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

bool isBase64(QByteArrayView text)
{
    return text.size() >= 8 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '+' || c == '/' || c == '-' || c == '_' || c == '=';
           });
}

} // namespace

bool isKnownSecret(QByteArrayView secret)
{
    const std::string_view wanted(secret.data(), static_cast<size_t>(secret.size()));
    const auto known = knownSecrets();
    return std::find(known.begin(), known.end(), wanted) != known.end();
}

WeakSecretSearch::WeakSecretSearch(jose::HmacTrial trial) : m_trial(std::move(trial)) {}

std::optional<WeakSecretSearch> WeakSecretSearch::of(const jose::ParsedToken &token)
{
    std::optional<jose::HmacTrial> trial = jose::HmacTrial::of(token);
    return trial ? std::optional(WeakSecretSearch(std::move(*trial))) : std::nullopt;
}

qsizetype WeakSecretSearch::feed(QByteArrayView text, Piece piece)
{
    qsizetype taken = 0;
    while (taken < text.size() && hasRoom()) {
        const qsizetype end = text.indexOf('\n', taken);
        if (end < 0 && piece == Piece::More)
            break;
        QByteArrayView line = end < 0 ? text.sliced(taken) : text.sliced(taken, end - taken);
        taken = end < 0 ? text.size() : end + 1;
        if (line.endsWith('\r'))
            line.chop(1);
        if (!line.isEmpty() && line.size() <= longestLine)
            m_waiting.push_back(line.toByteArray());
    }
    return taken;
}

bool WeakSecretSearch::test(QByteArrayView candidate)
{
    ++m_tested;
    if (m_trial.fits(candidate))
        return true;
    if (!isBase64(candidate))
        return false;
    const auto option = candidate.contains('-') || candidate.contains('_') ? QByteArray::Base64UrlEncoding
                                                                           : QByteArray::Base64Encoding;
    const auto decoded = QByteArray::fromBase64Encoding(candidate.toByteArray(),
                                                        option | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return false;
    ++m_tested;
    return m_trial.fits(*decoded);
}

bool WeakSecretSearch::step(int count)
{
    const auto known = knownSecrets();
    for (int i = 0; i < count && !m_found; ++i) {
        QByteArray line;
        QByteArrayView candidate;
        if (m_nextKnown < known.size()) {
            candidate =
                QByteArrayView(known[m_nextKnown].data(), static_cast<qsizetype>(known[m_nextKnown].size()));
            ++m_nextKnown;
        } else if (!m_waiting.empty()) {
            line = std::move(m_waiting.front());
            m_waiting.pop_front();
            candidate = line;
        } else {
            return false;
        }
        if (test(candidate))
            m_found = Secret(candidate);
    }
    return !m_found && (m_nextKnown < known.size() || !m_waiting.empty());
}

} // namespace claimcheck::inspect
