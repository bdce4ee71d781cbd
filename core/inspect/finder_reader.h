#pragma once

#include "finder_scan.h"
#include "token_kinds.h"

#include <QByteArray>

#include <optional>

namespace claimcheck::inspect::scan {

/// Reads one compact token or SD-JWT from where it begins, over escapes and hard line wraps, as far as it
/// goes.
class TokenReader {
public:
    TokenReader(QByteArrayView text, qsizetype begin) : m_text(text), m_begin(begin), m_at(begin) {}

    void read();
    [[nodiscard]] const QByteArray &token() const { return m_token; }
    [[nodiscard]] int dots() const { return m_dots; }
    /// Where it ends in the text.
    [[nodiscard]] qsizetype end() const { return m_end; }
    /// How far the text was read; nothing before it can begin another token.
    [[nodiscard]] qsizetype readTo() const { return m_at; }
    /// How far the text was looked at to decide where the token ends: what stands there decides nothing.
    [[nodiscard]] qsizetype lookedTo() const { return m_lookedTo; }
    /// JwsCompact, JweCompact or SdJwt.
    [[nodiscard]] TokenKind kind();

private:
    /// What a line goes on with after a wrap.
    struct Chunk {
        qsizetype begin = 0;
        qsizetype length = 0; // characters as meant
        int dots = 0;
        int tildes = 0;
        char first = 0, last = 0;
        bool wholeLine = false; // only a line end, a quote or another delimiter comes after it
    };
    enum class Signature { Complete, Incomplete, Unknown };

    [[nodiscard]] bool takePadding();
    [[nodiscard]] bool takeTilde(qsizetype length);
    [[nodiscard]] bool takeWrap();
    [[nodiscard]] qsizetype afterWrap() const;
    [[nodiscard]] Chunk chunkAt(qsizetype at);
    [[nodiscard]] bool goesOn(const Chunk &chunk);
    [[nodiscard]] bool goesOnInLastSegment(const Chunk &chunk) const;
    [[nodiscard]] bool goesOnInDisclosures(const Chunk &chunk) const;
    [[nodiscard]] QByteArray decodedTo(const Chunk &chunk) const;
    [[nodiscard]] bool isKeyBinding(const Chunk &chunk) const;
    [[nodiscard]] bool isHeader(const Chunk &chunk) const;
    [[nodiscard]] bool isInUrl();
    [[nodiscard]] qsizetype lineWidth() const;
    void readHeader();
    void trimDots();
    void append(char c, qsizetype length);

    QByteArrayView m_text;
    qsizetype m_begin;
    qsizetype m_at;
    qsizetype m_end = 0;
    QByteArray m_token;
    int m_dots = 0;
    int m_tildes = 0;
    int m_keyBindingDots = 0; // after the last ~
    qsizetype m_lookedTo = 0;
    qsizetype m_segmentBegin = 0; // of the current segment, in m_token
    qsizetype m_lineBegin = -1;   // of the current line in the text, once a wrap was taken
    std::optional<bool> m_inUrl;
    bool m_headerRead = false;
    QByteArray m_algorithm;
    int m_mostDots = 2; // 4 for a JWE
};

} // namespace claimcheck::inspect::scan
