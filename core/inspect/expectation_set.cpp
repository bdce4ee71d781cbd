#include "expectation_set.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace claimcheck::inspect {

namespace {

constexpr qint64 largestFile = 1024 * 1024;

struct TextMember {
    const char *name;
    std::optional<QByteArray> ExpectationSet::*field;
    jose::Expectation<QByteArray> jose::Expectations::*expected;
};
constexpr TextMember textMembers[] = {
    {"iss", &ExpectationSet::issuer, &jose::Expectations::issuer},
    {"aud", &ExpectationSet::audience, &jose::Expectations::audience},
    {"sub", &ExpectationSet::subject, &jose::Expectations::subject},
    {"typ", &ExpectationSet::type, &jose::Expectations::type},
};

Error wrongType(QByteArrayView name)
{
    return {ErrorCode::JsonTypeMismatch,
            QStringLiteral("%1: %2").arg(expectationFile, QString::fromUtf8(name))};
}

Result<Done> readAlgorithms(const json::Value &list, ExpectationSet &set)
{
    if (!list.isArray())
        return wrongType("alg");
    for (const json::Value &name : list.elements()) {
        if (!name.isString())
            return wrongType("alg");
        set.algorithms.push_back(name.toUtf8());
    }
    return Done{};
}

Result<Done> readMember(const json::Member &member, ExpectationSet &set)
{
    const QByteArray name = member.name.toUtf8();
    if (name == "alg")
        return readAlgorithms(member.value, set);
    if (name == "leeway") {
        const std::optional<qint64> seconds = member.value.toInteger();
        if (!seconds || *seconds < 0)
            return wrongType(name);
        set.leeway = std::chrono::seconds(*seconds);
        return Done{};
    }
    if (!member.value.isString())
        return wrongType(name);
    if (name == "name") {
        set.name = member.value.toString();
        return Done{};
    }
    for (const TextMember &row : textMembers) {
        if (name == row.name) {
            set.*(row.field) = member.value.toUtf8();
            return Done{};
        }
    }
    return wrongType(name);
}

} // namespace

void ExpectationSet::applyTo(jose::Expectations &expectations) const
{
    if (!algorithms.empty())
        expectations.algorithms = algorithms;
    for (const TextMember &row : textMembers) {
        if (this->*(row.field))
            expectations.*(row.expected) = *(this->*(row.field));
    }
    if (leeway.count() > 0)
        expectations.leeway = leeway;
}

Result<ExpectationSets> parseExpectationSets(const QByteArray &text)
{
    const Result<json::Document> document = json::Document::parse(text);
    if (!document) {
        Error error = document.error();
        error.subject = expectationFile;
        return error;
    }
    const json::Value list = document->root().find("expectations");
    if (!list.isArray())
        return wrongType("expectations");
    ExpectationSets sets;
    for (const json::Value &item : list.elements()) {
        if (!item.isObject())
            return wrongType("expectations");
        if (const auto twice = json::firstDuplicate(item))
            return Error{ErrorCode::JsonDuplicateName, twice->name.toString()};
        ExpectationSet set;
        for (const json::Member &member : item.members()) {
            if (const auto read = readMember(member, set); !read)
                return read.error();
        }
        if (set.name.isEmpty())
            return wrongType("name");
        if (findExpectationSet(sets, set.name))
            return Error{ErrorCode::JsonDuplicateName, set.name};
        sets.push_back(std::move(set));
    }
    return sets;
}

QByteArray toJson(const ExpectationSets &sets)
{
    QByteArray text = "{\"expectations\":[";
    for (size_t i = 0; i < sets.size(); ++i) {
        json::Writer writer;
        writer.beginObject();
        writer.member("name", sets[i].name);
        if (!sets[i].algorithms.empty()) {
            writer.name("alg");
            writer.beginArray();
            for (const QByteArray &name : sets[i].algorithms)
                writer.string(name);
            writer.endArray();
        }
        for (const TextMember &row : textMembers) {
            if (sets[i].*(row.field))
                writer.member(row.name, *(sets[i].*(row.field)));
        }
        if (sets[i].leeway.count() > 0) {
            writer.name("leeway");
            writer.integer(sets[i].leeway.count());
        }
        writer.endObject();
        text += (i ? ",\n " : "\n ") + writer.take();
    }
    return text + "\n]}\n";
}

Result<ExpectationSets> readExpectationSets(const QString &folder)
{
    QFile file(QDir(folder).filePath(expectationFile));
    if (!file.exists())
        return ExpectationSets{};
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, expectationFile, file.errorString()};
    const QByteArray text = file.read(largestFile + 1);
    if (text.size() > largestFile)
        return Error{ErrorCode::InputTooLarge, expectationFile};
    return parseExpectationSets(text);
}

Result<Done> writeExpectationSets(const QString &folder, const ExpectationSets &sets)
{
    QDir().mkpath(folder);
    QSaveFile file(QDir(folder).filePath(expectationFile));
    if (!file.open(QIODevice::WriteOnly) || file.write(toJson(sets)) < 0 || !file.commit())
        return Error{ErrorCode::FileUnwritable, expectationFile, file.errorString()};
    return Done{};
}

const ExpectationSet *findExpectationSet(const ExpectationSets &sets, QStringView name)
{
    const auto found = std::find_if(sets.begin(), sets.end(),
                                    [name](const ExpectationSet &set) { return set.name == name; });
    return found == sets.end() ? nullptr : &*found;
}

} // namespace claimcheck::inspect
