#include "json.h"

#include "json_data.h"

#include <algorithm>
#include <charconv>

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
    // Sorted rather than compared each with each, so that a hostile object costs no more than a large one.
    std::vector<std::pair<QByteArray, quint32>> names;
    const auto *const data = value.m_data;
    quint32 first = value.node().next;
    for (quint32 object = value.m_index; object < first; ++object) {
        const Node &node = data->nodes[object];
        if (node.type != Type::Object || node.count < 2)
            continue;
        names.clear();
        for (quint32 index = object + 1; index < node.next; index = data->nodes[index + 1].next)
            names.emplace_back(Value(data, index).toUtf8(), index);
        std::sort(names.begin(), names.end());
        for (size_t i = 1; i < names.size(); ++i) {
            if (names[i].first == names[i - 1].first)
                first = std::min(first, names[i].second);
        }
    }
    if (first == value.node().next)
        return std::nullopt;
    return Member{Value(data, first), Value(data, first + 1)};
}

} // namespace claimcheck::json
