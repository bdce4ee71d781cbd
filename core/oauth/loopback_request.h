#pragma once

#include <QByteArray>

namespace claimcheck::oauth {

/// The head of one HTTP/1 request (RFC 9112 section 2.1), read as it comes in, from anybody: strict, as
/// browsers need no indulgence. Linear in what comes, in pieces of any size.
class LoopbackRequest {
public:
    static constexpr qsizetype largest = 8 * 1024;

    /// Malformed is said at the first byte that shows it: what is no HTTP at all is not waited for.
    enum class State { Incomplete, Complete, Malformed, TooLarge };
    /// Takes the next bytes; once it is not Incomplete, it stays what it is.
    State add(QByteArrayView bytes);

    // Of a complete one:
    [[nodiscard]] const QByteArray &method() const { return m_method; }
    [[nodiscard]] const QByteArray &path() const { return m_path; }   // as sent: "/callback"
    [[nodiscard]] const QByteArray &query() const { return m_query; } // without "?"
    /// The one Host header, in lower case.
    [[nodiscard]] const QByteArray &host() const { return m_host; }

private:
    [[nodiscard]] State read();
    [[nodiscard]] bool readRequestLine(QByteArrayView line);
    [[nodiscard]] bool readField(QByteArrayView line);
    State m_state = State::Incomplete;
    QByteArray m_text;
    qsizetype m_lineStart = 0; // of the line that is not complete yet
    QByteArray m_method;
    QByteArray m_path;
    QByteArray m_query;
    QByteArray m_host;
    bool m_hasHost = false;
};

} // namespace claimcheck::oauth
