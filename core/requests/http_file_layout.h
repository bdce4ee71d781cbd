#pragma once

#include "http_file.h"

/// Where the parts of a request stand in its file; only the reader and the editor of files see it.
namespace claimcheck::requests {

/// One line: its content, without its end, and where the next begins.
struct Line {
    qsizetype begin = 0;
    qsizetype end = 0;
    qsizetype next = 0;
    int number = 0;
};

/// A comment "# @key value" before the request line, and what it says in one spelling.
struct Directive {
    Line line;
    QByteArray key;
    QByteArray value;
};

struct HeaderLine {
    Line line;
    http::Header header;
};

struct EntryLayout {
    json::Span block;
    std::optional<Line> separator;
    std::vector<Directive> directives;
    json::Span requestLine; // with its continuations, without its last line end
    qsizetype headersBegin = 0;
    std::vector<HeaderLine> headers;
    qsizetype headersEnd = 0; // after the last line of the head
    bool hasBlank = false;
    qsizetype bodyBegin = 0; // after the blank line
    qsizetype bodyEnd = 0;   // after the last line of the body that is not blank, without its line end
    bool hasVariables = false;
};

struct Reading {
    std::vector<HttpEntry> entries;
    std::vector<EntryLayout> layouts;
    std::vector<FileVariable> variables;
    std::vector<Line> variableLines;
    QByteArray lineEnd = "\n";
};
[[nodiscard]] Result<Reading> readHttpFile(const QByteArray &text);

/// The directives that say what differs from a plain request, in the order they are written.
[[nodiscard]] std::vector<std::pair<QByteArray, QByteArray>> directivesOf(const RequestSpec &spec);
/// One directive in the spelling of `directivesOf`, applied to the spec; nothing for one that is not ours.
[[nodiscard]] std::optional<std::pair<QByteArray, QByteArray>>
applyDirective(RequestSpec &spec, QByteArray key, QByteArray value);

/// The setting of a directive: "no-redirect" and "redirects" are two spellings of one.
[[nodiscard]] QByteArray settingOf(const QByteArray &key);
/// Whether the lines say what is wanted of this setting. Of one that is said twice the last counts, and as
/// long as that stays, both lines do.
[[nodiscard]] bool isSaid(const std::vector<Directive> &directives, const QByteArray &setting,
                          const std::vector<std::pair<QByteArray, QByteArray>> &wanted);

/// The lines of a body, read by its Content-Type. `problem` says why a multipart body stays text.
[[nodiscard]] Body readBody(const QByteArray &text, const QByteArray &contentType, QString &problem);
/// The body as it stands in a file, lines ended by LF, the last one not. `contentType` has the boundary.
[[nodiscard]] QByteArray bodyText(const Body &body, const QByteArray &contentType);
/// The path of an include line ("< PATH", "<@ PATH", "<@utf8 PATH"), or nothing.
struct Include {
    QByteArray path;
    bool expands = false;
};
[[nodiscard]] std::optional<Include> includeOf(QByteArrayView line);
/// Whether a Content-Type is that of a form's fields.
[[nodiscard]] bool isFormType(const QByteArray &contentType);
/// The boundary parameter of a multipart Content-Type; empty when there is none.
[[nodiscard]] QByteArray boundaryOf(const QByteArray &contentType);

} // namespace claimcheck::requests
