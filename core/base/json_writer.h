#pragma once

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

namespace claimcheck::json {

/// Writes compact JSON in the order it is told, so that field order is stable. Strings are UTF-8 or QString;
/// numbers are integers, or raw text that was read from JSON. Misuse (a value without a name in an object)
/// asserts.
///
///     Writer w; w.beginObject(); w.name("code"); w.string("X"); w.endObject(); w.take();
class Writer {
public:
    void beginObject();
    void endObject();
    void beginArray();
    void endArray();
    void name(QByteArrayView name);
    void string(QByteArrayView utf8);
    void string(QStringView text);
    void integer(qint64 value);
    void boolean(bool value);
    void null();
    /// JSON text that is known to be well-formed, such as `Value::raw()`.
    void raw(QByteArrayView json);

    /// `name` and value at once, for members.
    void member(QByteArrayView n, QByteArrayView utf8) { name(n), string(utf8); }
    void member(QByteArrayView n, QStringView text) { name(n), string(text); }

    /// What was written; the writer is as new afterwards.
    [[nodiscard]] QByteArray take();

private:
    void separate();
    void begin(char bracket);
    void end(char bracket);
    QByteArray m_out;
    std::vector<char> m_stack; // '{' or '[' for each that is open
    bool m_first = true;       // nothing was written yet where we are
    bool m_named = false;      // a name was written, and its value is due
};

/// `utf8` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] QByteArray quoted(QByteArrayView utf8);

} // namespace claimcheck::json
