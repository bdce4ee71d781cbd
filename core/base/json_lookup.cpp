#include "json.h"

#include "json_data.h"

#include <QVarLengthArray>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <deque>

namespace claimcheck::json {

namespace {

/// One reference token of a JSON Pointer with ~0 and ~1 decoded (RFC 6901 section 4); nothing if malformed.
std::optional<QByteArray> referenceToken(QByteArrayView token)
{
    QByteArray out;
    out.reserve(token.size());
    for (qsizetype i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            out += token[i];
            continue;
        }
        ++i;
        if (i == token.size() || (token[i] != '0' && token[i] != '1'))
            return std::nullopt;
        out += token[i] == '0' ? '~' : '/';
    }
    return out;
}

/// An array index as a JSON Pointer writes it: no sign, no leading zero.
std::optional<quint32> arrayIndex(QByteArrayView token)
{
    quint32 index = 0;
    const auto result = std::from_chars(token.begin(), token.end(), index);
    if (token.isEmpty() || result.ec != std::errc() || result.ptr != token.end())
        return std::nullopt;
    if (token.size() > 1 && token.front() == '0')
        return std::nullopt;
    return index;
}

/// A member's name, and the index of its node.
struct Name {
    QByteArrayView text;
    quint32 index;
};

/// The index of the first name that stands there a second time.
std::optional<quint32> firstRepeated(QVarLengthArray<Name, 32> &names)
{
    std::optional<quint32> first;
    const auto note = [&first](quint32 index) { first = std::min(first.value_or(index), index); };
    constexpr qsizetype few = 16;
    if (names.size() <= few) {
        for (qsizetype i = 1; i < names.size(); ++i) {
            for (qsizetype j = 0; j < i; ++j) {
                if (names[i].text.size() == names[j].text.size() && names[i].text == names[j].text)
                    note(names[i].index);
            }
        }
        return first;
    }
    // Sorted rather than compared each with each, so that a hostile object costs no more than a large one; by
    // size first, which is quick and an order as good as any.
    std::sort(names.begin(), names.end(), [](const Name &a, const Name &b) {
        if (a.text.size() != b.text.size())
            return a.text.size() < b.text.size();
        const int order = std::memcmp(a.text.data(), b.text.data(), static_cast<size_t>(a.text.size()));
        return order < 0 || (order == 0 && a.index < b.index);
    });
    for (qsizetype i = 1; i < names.size(); ++i) {
        if (names[i].text == names[i - 1].text)
            note(names[i].index);
    }
    return first;
}

} // namespace

Value Value::at(QByteArrayView pointer) const
{
    Value value = *this;
    while (!pointer.isEmpty() && value.isValid()) {
        if (pointer.front() != '/')
            return {};
        pointer = pointer.sliced(1);
        const qsizetype slash = pointer.indexOf('/');
        const auto token = referenceToken(slash < 0 ? pointer : pointer.first(slash));
        pointer = slash < 0 ? QByteArrayView() : pointer.sliced(slash);
        if (!token)
            return {};
        if (value.isObject()) {
            value = value.find(*token);
            continue;
        }
        const auto index = value.isArray() ? arrayIndex(*token) : std::nullopt;
        if (!index || *index >= value.size())
            return {};
        quint32 child = value.m_index + 1;
        for (quint32 i = 0; i < *index; ++i)
            child = m_data->nodes[child].next;
        value = Value(m_data, child);
    }
    return value;
}

std::optional<Member> firstDuplicate(const Value &value)
{
    if (!value.isValid())
        return std::nullopt;
    const auto *const data = value.m_data;
    const quint32 end = value.node().next;
    quint32 first = end;
    QVarLengthArray<Name, 32> names;
    std::deque<QByteArray> decoded; // of names with escapes; those without are compared where they stand
    for (quint32 object = value.m_index; object < first; ++object) {
        const Node &node = data->nodes[object];
        if (node.type != Type::Object || node.count < 2)
            continue;
        names.clear();
        for (quint32 index = object + 1; index < node.next; index = data->nodes[index + 1].next) {
            const Value name(data, index);
            if (data->nodes[index].escaped)
                names.append({decoded.emplace_back(name.toUtf8()), index});
            else
                names.append({name.raw().sliced(1).chopped(1), index});
        }
        first = std::min(first, firstRepeated(names).value_or(end));
    }
    if (first == end)
        return std::nullopt;
    return Member{Value(data, first), Value(data, first + 1)};
}

} // namespace claimcheck::json
