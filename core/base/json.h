#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

/// A lossless JSON reader (RFC 8259): keeps order, duplicates, the raw text of numbers and strings, and the
/// byte span of every node. Iterative, so depth costs no stack. Nothing is ever re-serialised from it.
namespace claimcheck::json {

enum class Type : quint8 { Null, False, True, Number, String, Array, Object };

/// Bytes [begin, end) of the document's text.
struct Span {
    qsizetype begin = 0;
    qsizetype end = 0;
    [[nodiscard]] qsizetype size() const { return end - begin; }
    friend bool operator==(Span, Span) = default;
};

/// Default limits fit tokens and server replies; the reader stops with JsonTooDeep or JsonTooLarge beyond
/// them.
struct Limits {
    int depth = 512;
    qsizetype bytes = 64 * 1024 * 1024;
};

class Value;
struct Node;

/// A parsed text. Immutable; copies share the text and the nodes.
class Document {
public:
    Document() = default;
    /// Errors: JsonEmpty, JsonSyntax, JsonNotUtf8, JsonTooDeep, JsonTooLarge, JsonTrailingData, each with the
    /// exact byte `offset` of the first offending byte (for JsonNotUtf8, where the malformed sequence
    /// begins), and `detail` saying what was expected there. The subject is "The text", for the caller to
    /// change.
    [[nodiscard]] static Result<Document> parse(QByteArray text, Limits limits = {});

    /// The text as it was given, shared and not copied.
    [[nodiscard]] QByteArray text() const;
    /// The top value. Only of a document that `parse` made.
    [[nodiscard]] Value root() const;
    [[nodiscard]] bool isNull() const { return !m_data; }

private:
    friend class Value;
    friend class Reader;
    struct Data;
    explicit Document(std::shared_ptr<const Data> data) : m_data(std::move(data)) {}
    std::shared_ptr<const Data> m_data;
};

/// One name and value of an object. `name` is a String value, so that its span and raw text can be asked for.
struct Member;

/// One node: a light handle, valid as long as its Document (or a copy of it) lives.
class Value {
public:
    Value() = default;
    [[nodiscard]] bool isValid() const { return m_data != nullptr; }
    [[nodiscard]] Type type() const;
    [[nodiscard]] bool isString() const { return is(Type::String); }
    [[nodiscard]] bool isNumber() const { return is(Type::Number); }
    [[nodiscard]] bool isObject() const { return is(Type::Object); }
    [[nodiscard]] bool isArray() const { return is(Type::Array); }
    /// The span of the whole value; a string's includes its quotes.
    [[nodiscard]] Span span() const;
    /// The exact text that was read.
    [[nodiscard]] QByteArrayView raw() const;

    /// A string with its escapes decoded, as UTF-8. A lone surrogate (\ud800) becomes U+FFFD. Empty for other
    /// types.
    [[nodiscard]] QByteArray toUtf8() const;
    /// The same as UTF-16.
    [[nodiscard]] QString toString() const;
    /// True if this is a string whose decoded text is `utf8`: no copy unless it holds escapes.
    [[nodiscard]] bool equals(QByteArrayView utf8) const;
    /// A number that is an exact integer of 64 bits ("10", "1e1", "10.0"); else nothing.
    [[nodiscard]] std::optional<qint64> toInteger() const;
    /// A number as the nearest double; nothing for other types or beyond a double's range.
    [[nodiscard]] std::optional<double> toDouble() const;

    /// Elements of an array or members of an object; 0 for other types.
    [[nodiscard]] qsizetype size() const;
    /// Array elements in order; empty for other types. Linear, builds a list.
    [[nodiscard]] std::vector<Value> elements() const;
    /// Object members in order, duplicates kept; empty for other types. Linear, builds a list.
    [[nodiscard]] std::vector<Member> members() const;
    /// The only member of this name; invalid when absent **or when the name appears twice**: ask `members()`
    /// then.
    [[nodiscard]] Value find(QByteArrayView name) const;
    /// How many members have this name.
    [[nodiscard]] qsizetype count(QByteArrayView name) const;
    /// The value at a JSON Pointer (RFC 6901); invalid when absent or ambiguous. "" is this value.
    [[nodiscard]] Value at(QByteArrayView pointer) const;

private:
    friend class Document;
    friend std::optional<Member> firstDuplicate(const Value &value);
    Value(const Document::Data *data, quint32 index) : m_data(data), m_index(index) {}
    [[nodiscard]] const Node &node() const;
    [[nodiscard]] bool is(Type wanted) const { return isValid() && type() == wanted; }
    const Document::Data *m_data = nullptr;
    quint32 m_index = 0;
};

struct Member {
    Value name;
    Value value;
};

/// The first name that appears twice in one object anywhere below `value` (the second appearance), or
/// nothing.
[[nodiscard]] std::optional<Member> firstDuplicate(const Value &value);

} // namespace claimcheck::json
