#include "loopback_request.h"

#include "http/header_rules.h"

#include <algorithm>

namespace claimcheck::oauth {

namespace {

bool isUpperCase(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// What a target may consist of: visible ASCII, and no fragment, which never leaves a browser.
bool isTarget(QByteArrayView text)
{
    return text.startsWith('/') &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

} // namespace

LoopbackRequest::State LoopbackRequest::add(QByteArrayView bytes)
{
    if (m_state != State::Incomplete)
        return m_state;
    const qsizetype room = largest - m_text.size();
    m_text.append(bytes.first(std::min(bytes.size(), room)));
    m_state = read();
    if (m_state == State::Incomplete && m_text.size() == largest)
        m_state = State::TooLarge;
    return m_state;
}

LoopbackRequest::State LoopbackRequest::read()
{
    for (;;) {
        // A TLS ClientHello begins with 0x16, and has no line end to wait for.
        if (m_lineStart == 0 && !m_text.isEmpty() && !isUpperCase(m_text.front()))
            return State::Malformed;
        const qsizetype end = m_text.indexOf('\n', m_lineStart);
        if (end < 0)
            return State::Incomplete;
        const QByteArrayView line = QByteArrayView(m_text).sliced(m_lineStart, end - m_lineStart);
        if (!line.endsWith('\r'))
            return State::Malformed;
        const bool isFirst = m_lineStart == 0;
        const QByteArrayView content = line.chopped(1);
        m_lineStart = end + 1;
        if (isFirst) {
            if (!readRequestLine(content))
                return State::Malformed;
        } else if (content.isEmpty()) {
            return m_hasHost ? State::Complete : State::Malformed;
        } else if (!readField(content)) {
            return State::Malformed;
        }
    }
}

bool LoopbackRequest::readRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first < 1 || last <= first)
        return false;
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!http::isToken(method) || !isTarget(target) || (version != "HTTP/1.1" && version != "HTTP/1.0"))
        return false;
    const qsizetype mark = target.indexOf('?');
    m_method = method.toByteArray();
    m_path = (mark < 0 ? target : target.first(mark)).toByteArray();
    m_query = mark < 0 ? QByteArray() : target.sliced(mark + 1).toByteArray();
    return true;
}

bool LoopbackRequest::readField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    // No white space before the colon, and no folded lines (RFC 9112 sections 5.1 and 5.2).
    if (colon < 1 || !http::isToken(line.first(colon)))
        return false;
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (!http::isFieldValue(value))
        return false;
    const bool isGet = m_method == "GET";
    const auto named = [name](const char *other) { return name.compare(other, Qt::CaseInsensitive) == 0; };
    // A GET with a body is nobody's browser, and where its head ends for one reader it may not for another.
    if (isGet && (named("Transfer-Encoding") || (named("Content-Length") && value != "0")))
        return false;
    if (!named("Host"))
        return true;
    if (m_hasHost)
        return false;
    m_hasHost = true;
    m_host = value.toByteArray().toLower();
    return true;
}

} // namespace claimcheck::oauth
