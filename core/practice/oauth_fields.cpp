#include "oauth_fields.h"

#include "base/json_writer.h"

#include <algorithm>

namespace claimcheck::practice::provider {

void Fields::list(const QByteArray &name, const QByteArrayList &texts)
{
    json::Writer writer;
    writer.beginArray();
    for (const QByteArray &text : texts)
        writer.string(text);
    writer.endArray();
    json(name, writer.take());
}

void Fields::set(Field field)
{
    const auto place = std::find_if(m_fields.begin(), m_fields.end(),
                                    [&](const Field &other) { return other.name == field.name; });
    if (place == m_fields.end())
        m_fields.push_back(std::move(field));
    else
        *place = std::move(field);
}

void Fields::remove(QByteArrayView name)
{
    std::erase_if(m_fields, [&](const Field &field) { return field.name == name; });
}

void Fields::repeat(QByteArrayView name)
{
    const auto place =
        std::find_if(m_fields.begin(), m_fields.end(), [&](const Field &field) { return field.name == name; });
    if (place != m_fields.end())
        m_fields.push_back(Field(*place));
}

QByteArray Fields::value(QByteArrayView name) const
{
    for (const Field &field : m_fields) {
        if (field.name == name)
            return field.value;
    }
    return {};
}

QByteArray Fields::toJson() const
{
    json::Writer writer;
    writer.beginObject();
    for (const Field &field : m_fields) {
        writer.name(field.name);
        if (field.isText)
            writer.string(field.value);
        else
            writer.raw(field.value);
    }
    writer.endObject();
    return writer.take();
}

} // namespace claimcheck::practice::provider
