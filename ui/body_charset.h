#pragma once

#include <QByteArray>
#include <QString>

namespace claimcheck::ui {

/// In which charset a text came, and who says so.
struct Charset {
    enum class From {
        Mark,        // a byte order mark, which comes before all else (as browsers read, Encoding standard 6)
        ContentType, // the header's parameter
        Page,        // <meta charset> in the first kilobyte of a page
        Nobody,      // then it is UTF-8, or no text
    };
    QByteArray name = "utf-8"; // in small letters, as it was said; a label of Latin-1 is windows-1252
    From from = From::Nobody;
    [[nodiscard]] bool isUtf8() const { return name == "utf-8" || name == "utf8" || name == "us-ascii"; }
    friend bool operator==(const Charset &, const Charset &) = default;
};

/// `head` is the begin of the body: a kilobyte is enough. Where nobody says anything: UTF-8.
[[nodiscard]] Charset charsetOf(QByteArrayView head, const QByteArray &contentType);
/// So few bytes that a byte order mark may yet come of them.
[[nodiscard]] bool mayBeginAMark(QByteArrayView head);
/// Whether the begin of a body is text in UTF-8; its last letter may be cut in two.
[[nodiscard]] bool isText(QByteArray head);
/// "windows-1252 (the Content-Type says so)".
[[nodiscard]] QString charsetText(const Charset &charset);

} // namespace claimcheck::ui
