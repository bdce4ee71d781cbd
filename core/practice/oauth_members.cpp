#include "oauth_members.h"

#include "base/json_writer.h"

#include <algorithm>

namespace claimcheck::practice::provider {

void Members::list(const QByteArray &name, const QByteArrayList &texts)
{
    json::Writer writer;
    writer.beginArray();
    for (const QByteArray &text : texts)
        writer.string(text);
    writer.endArray();
    json(name, writer.take());
}

void Members::set(Member member)
{
    const auto place = std::find_if(m_members.begin(), m_members.end(),
                                    [&](const Member &other) { return other.name == member.name; });
    if (place == m_members.end())
        m_members.push_back(std::move(member));
    else
        *place = std::move(member);
}

void Members::remove(QByteArrayView name)
{
    std::erase_if(m_members, [&](const Member &member) { return member.name == name; });
}

void Members::repeat(QByteArrayView name)
{
    const auto place = std::find_if(m_members.begin(), m_members.end(),
                                    [&](const Member &member) { return member.name == name; });
    if (place != m_members.end())
        m_members.push_back(Member(*place));
}

QByteArray Members::value(QByteArrayView name) const
{
    for (const Member &member : m_members) {
        if (member.name == name)
            return member.value;
    }
    return {};
}

QByteArray Members::toJson() const
{
    json::Writer writer;
    writer.beginObject();
    for (const Member &member : m_members) {
        writer.name(member.name);
        if (member.isText)
            writer.string(member.value);
        else
            writer.raw(member.value);
    }
    writer.endObject();
    return writer.take();
}

} // namespace claimcheck::practice::provider
