#include "compare.h"

#include "base/json_writer.h"
#include "jose/claims.h"
#include "meanings.h"

#include <QHash>

#include <algorithm>
#include <set>
#include <utility>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

/// RFC 6901 section 3.
QString escaped(QString name)
{
    return name.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

bool isPlain(const json::Value &value)
{
    return !value.isObject() && !value.isArray();
}

bool isListOfPlain(const json::Value &value)
{
    const std::vector<json::Value> elements = value.elements();
    return value.isArray() && std::all_of(elements.begin(), elements.end(), isPlain);
}

bool sameValue(const json::Value &a, const json::Value &b);

bool sameMembers(const json::Value &a, const json::Value &b)
{
    QHash<QString, json::Value> others;
    for (const json::Member &member : b.members())
        others.insert(member.name.toString(), member.value);
    // A repeated name means different things to different readers: it is the same only in the same text.
    if (others.size() != b.size())
        return false;
    const std::vector<json::Member> members = a.members();
    return std::all_of(members.begin(), members.end(), [&others](const json::Member &member) {
        const auto other = others.constFind(member.name.toString());
        return other != others.constEnd() && sameValue(member.value, *other);
    });
}

/// The same for every reader. Depth is bounded by the JSON reader.
bool sameValue(const json::Value &a, const json::Value &b)
{
    if (a.raw() == b.raw())
        return true;
    if (a.type() != b.type() || a.size() != b.size())
        return false;
    switch (a.type()) {
    case json::Type::String:
        return a.toUtf8() == b.toUtf8();
    case json::Type::Number:
        return a.toInteger() && a.toInteger() == b.toInteger();
    case json::Type::Object:
        return sameMembers(a, b);
    case json::Type::Array: {
        const std::vector<json::Value> left = a.elements(), right = b.elements();
        return std::equal(left.begin(), left.end(), right.begin(), sameValue);
    }
    default:
        return true;
    }
}

/// What a set of words is compared by: the elements of a list, or the words of a scope.
std::optional<QStringList> words(const json::Value &value, QStringView name)
{
    if (value.isString() && (name == u"scope" || name == u"scp"))
        return value.toString().split(u' ', Qt::SkipEmptyParts);
    if (!isListOfPlain(value))
        return std::nullopt;
    QStringList list;
    for (const json::Value &element : value.elements())
        list << (element.isString() ? element.toString() : QString::fromUtf8(element.raw().toByteArray()));
    return list;
}

QStringList without(const QStringList &list, const QStringList &others)
{
    const std::set<QString> known(others.begin(), others.end());
    QStringList rest;
    for (const QString &word : list) {
        if (!known.contains(word))
            rest << word;
    }
    return rest;
}

std::optional<double> delta(const json::Value &before, const json::Value &after, const QString &name)
{
    if (!meaningOfClaim(name).isTime)
        return std::nullopt;
    const Result<TimePoint> from = jose::numericDate(before, name), to = jose::numericDate(after, name);
    if (!from || !to)
        return std::nullopt;
    return static_cast<double>((*to - *from).count()) / 1000;
}

class Comparer {
public:
    Comparer(PartId part, std::vector<Difference> &differences, const std::stop_token &stop)
        : m_part(part), m_differences(differences), m_stop(stop)
    {
    }

    /// Adds what each member became. True where the two objects mean the same to every reader.
    bool objects(const json::Value &before, const json::Value &after, const QString &pointer)
    {
        const Members olds = membersOf(before), news = membersOf(after);
        QHash<Key, json::Value> others;
        others.reserve(static_cast<qsizetype>(news.list.size()));
        for (const Named &member : news.list)
            others.insert(member.key, member.value);
        // A repeated name means different things to different readers.
        bool same = !olds.isAnyRepeated && !news.isAnyRepeated;
        for (const Named &member : olds.list) {
            if (m_stop.stop_requested())
                return false;
            const QString place = pointer + step(member.key);
            const auto other = others.constFind(member.key);
            if (other == others.constEnd()) {
                add(Change::Removed, place, member.value, {});
                same = false;
            } else {
                same &= values(member.value, *other, place, member.key.first);
                others.erase(other);
            }
        }
        for (const Named &member : news.list) {
            if (others.contains(member.key)) {
                add(Change::Added, pointer + step(member.key), {}, member.value);
                same = false;
            }
        }
        return same;
    }

private:
    /// A name, and which of its appearances: a name may itself end in "#2".
    using Key = std::pair<QString, int>;
    struct Named {
        Key key;
        json::Value value;
    };
    struct Members {
        std::vector<Named> list;
        bool isAnyRepeated = false;
    };

    static Members membersOf(const json::Value &object)
    {
        Members members;
        members.list.reserve(static_cast<size_t>(object.isValid() ? object.size() : 0));
        QHash<QString, int> seen;
        for (const json::Member &member : object.members()) {
            const QString name = member.name.toString();
            const int number = ++seen[name];
            members.isAnyRepeated = members.isAnyRepeated || number > 1;
            members.list.push_back({{name, number}, member.value});
        }
        return members;
    }

    static QString step(const Key &key)
    {
        const QString name = u'/' + escaped(key.first);
        return key.second == 1 ? name : name + u'#' + QString::number(key.second);
    }

    bool values(const json::Value &before, const json::Value &after, const QString &place,
                const QString &name)
    {
        if (before.raw() == after.raw()) {
            add(Change::Same, place, before, after);
            return true;
        }
        if (before.isObject() && after.isObject()) {
            // Each level is walked once: the members' rows stay unless they all mean the same.
            const size_t rows = m_differences.size();
            if (!objects(before, after, place))
                return false;
            m_differences.resize(rows);
            add(Change::Respelled, place, before, after);
            return true;
        }
        if (sameValue(before, after)) {
            add(Change::Respelled, place, before, after);
            return true;
        }
        add(Change::Changed, place, before, after);
        Difference &difference = m_differences.back();
        difference.deltaSeconds = delta(before, after, name);
        const std::optional<QStringList> olds = words(before, name), news = words(after, name);
        if (olds && news) {
            difference.added = without(*news, *olds);
            difference.removed = without(*olds, *news);
        }
        return false;
    }

    /// An invalid value is absent.
    void add(Change change, const QString &place, const json::Value &before, const json::Value &after)
    {
        const auto text = [](const json::Value &value) {
            return value.isValid() ? value.raw().toByteArray() : QByteArray();
        };
        m_differences.push_back({m_part, place, change, text(before), text(after), {}, {}, {}});
    }

    PartId m_part;
    std::vector<Difference> &m_differences;
    const std::stop_token &m_stop;
};

/// True where both name the person, and the same one.
bool isSameIdentity(const json::Value &a, const json::Value &b)
{
    static constexpr const char *names[] = {"iss", "sub"};
    return std::all_of(std::begin(names), std::end(names), [&a, &b](const char *name) {
        const json::Value left = a.find(name), right = b.find(name);
        return left.isString() && right.isString() && left.toUtf8() == right.toUtf8();
    });
}

void writeWords(json::Writer &writer, QByteArrayView name, const QStringList &list)
{
    writer.name(name);
    writer.beginArray();
    for (const QString &word : list)
        writer.string(word);
    writer.endArray();
}

void writeText(json::Writer &writer, QByteArrayView name, const QByteArray &text, bool present)
{
    writer.name(name);
    present ? writer.string(text) : writer.null();
}

} // namespace

QByteArray changeName(Change change)
{
    switch (change) {
    case Change::Same:
        return "same";
    case Change::Respelled:
        return "respelled";
    case Change::Changed:
        return "changed";
    case Change::Added:
        return "added";
    case Change::Removed:
        break;
    }
    return "removed";
}

size_t Comparison::changes() const
{
    return static_cast<size_t>(std::count_if(differences.begin(), differences.end(),
                                             [](const Difference &d) { return d.change != Change::Same; }));
}

Comparison compare(const jose::ParsedToken &before, const jose::ParsedToken &after,
                   const std::stop_token &stop)
{
    Comparison result;
    Comparer(PartId::Header, result.differences, stop).objects(before.header(), after.header(), {});
    Comparer(PartId::Payload, result.differences, stop).objects(before.claims(), after.claims(), {});
    const QByteArray &signature = before.part(PartId::Signature).bytes;
    result.sameText = before.text() == after.text();
    result.sameSignature = !signature.isEmpty() && signature == after.part(PartId::Signature).bytes;
    result.sameIdentity = isSameIdentity(before.claims(), after.claims());
    return result;
}

QByteArray toJson(const Comparison &comparison)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("same");
    writer.boolean(comparison.sameText);
    writer.name("sameSignature");
    writer.boolean(comparison.sameSignature);
    writer.name("sameIdentity");
    writer.boolean(comparison.sameIdentity);
    writer.name("differences");
    writer.beginArray();
    for (const Difference &difference : comparison.differences) {
        writer.beginObject();
        writer.member("part", jose::partName(difference.part));
        writer.member("pointer", difference.pointer);
        writer.member("change", changeName(difference.change));
        writeText(writer, "before", difference.before, difference.change != Change::Added);
        writeText(writer, "after", difference.after, difference.change != Change::Removed);
        writer.name("deltaSeconds");
        difference.deltaSeconds ? writer.raw(QByteArray::number(*difference.deltaSeconds, 'g', 17))
                                : writer.null();
        writeWords(writer, "added", difference.added);
        writeWords(writer, "removed", difference.removed);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace claimcheck::inspect
