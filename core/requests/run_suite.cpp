#include "run_suite.h"

#include "base/json_writer.h"
#include "base/visible_text.h"
#include "redaction.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

using Outcome = SuiteItem::Outcome;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

QByteArray outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Passed:
        return "passed";
    case Outcome::Failed:
        return "failed";
    case Outcome::CouldNotDo:
        break;
    }
    return "could-not-do";
}

QString outcomeWord(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Passed:
        return words("Passed");
    case Outcome::Failed:
        return words("Failed");
    case Outcome::CouldNotDo:
        break;
    }
    return words("Not done");
}

void writeError(json::Writer &writer, const Error &error)
{
    writer.name("error");
    writer.beginObject();
    writer.member("code", codeName(error.code));
    writer.member("subject", error.subject);
    writer.member("message", describe(error).message);
    writer.endObject();
}

} // namespace

SuiteItem judgeRun(const RequestSpec &spec, const Result<http::Response> &answer)
{
    SuiteItem item;
    item.name = !spec.name.isEmpty() ? spec.name : spec.title;
    item.method = spec.method;
    item.url = QString::fromUtf8(redactedText(spec.url));
    if (item.name.isEmpty())
        item.name = spec.method + ' ' + item.url.toUtf8();
    if (!answer) {
        item.error = answer.error();
        return item;
    }
    item.status = answer->status;
    item.milliseconds = answer->timing.totalMs;
    item.url = redactedUrl(answer->url);
    item.notes = notesOf(*answer);
    item.outcome = Outcome::Passed;
    for (const QByteArray &text : spec.assertions) {
        const auto assertion = parseAssertion(text);
        if (!assertion) {
            item.assertions.push_back({.text = text, .error = assertion.error()});
            item.error = assertion.error();
            item.outcome = Outcome::CouldNotDo;
            continue;
        }
        item.assertions.push_back(judge(*assertion, *answer));
        if (!item.assertions.back().passed && item.outcome == Outcome::Passed)
            item.outcome = Outcome::Failed;
    }
    if (spec.assertions.empty() && item.status >= 400)
        item.outcome = Outcome::Failed;
    return item;
}

int SuiteReport::count(Outcome outcome) const
{
    return static_cast<int>(std::count_if(
        items.begin(), items.end(), [outcome](const SuiteItem &item) { return item.outcome == outcome; }));
}

Outcome SuiteReport::outcome() const
{
    return count(Outcome::CouldNotDo) > 0 ? Outcome::CouldNotDo
           : count(Outcome::Failed) > 0   ? Outcome::Failed
                                          : Outcome::Passed;
}

int SuiteReport::exitCode() const
{
    return outcome() == Outcome::Passed   ? 0
           : outcome() == Outcome::Failed ? static_cast<int>(ExitClass::No)
                                          : static_cast<int>(ExitClass::CouldNotDo);
}

QString SuiteReport::text() const
{
    QString out;
    for (const SuiteItem &item : items) {
        out += u"%1  %2"_s.arg(outcomeWord(item.outcome), visibleText(QString::fromUtf8(item.name), 100));
        if (item.status > 0)
            out += u"  %1  %2 ms"_s.arg(item.status).arg(item.milliseconds);
        out += u'\n';
        if (item.error && item.status == 0)
            out += u"    "_s + visibleText(describe(*item.error).message) + u'\n';
        for (const AssertionResult &assertion : item.assertions) {
            const QString text = visibleText(QString::fromUtf8(assertion.text), 200);
            if (assertion.error)
                out += u"    "_s + visibleText(describe(*assertion.error).message) + u'\n';
            else if (!assertion.passed)
                out += u"    "_s +
                       words("%1: the answer has %2").arg(text, visibleText(assertion.actual, 200)) + u'\n';
        }
        for (const QString &note : wordsOf(item.notes))
            out += u"    "_s + visibleText(note, 300) + u'\n';
    }
    return out +
           words("%1 passed, %2 failed, %3 not done.")
               .arg(count(Outcome::Passed))
               .arg(count(Outcome::Failed))
               .arg(count(Outcome::CouldNotDo)) +
           u'\n';
}

QByteArray SuiteReport::json() const
{
    json::Writer writer;
    writer.beginObject();
    writer.member("outcome", outcomeName(outcome()));
    for (const Outcome kind : {Outcome::Passed, Outcome::Failed, Outcome::CouldNotDo}) {
        writer.name(kind == Outcome::Passed ? "passed" : kind == Outcome::Failed ? "failed" : "notDone");
        writer.integer(count(kind));
    }
    writer.name("requests");
    writer.beginArray();
    for (const SuiteItem &item : items) {
        writer.beginObject();
        writer.member("file", item.file);
        writer.name("line");
        writer.integer(item.line);
        writer.member("name", item.name);
        writer.member("method", item.method);
        writer.member("url", item.url);
        writer.member("outcome", outcomeName(item.outcome));
        writer.name("status");
        item.status > 0 ? writer.integer(item.status) : writer.null();
        writer.name("timeMs");
        item.status > 0 ? writer.integer(item.milliseconds) : writer.null();
        writer.name("assertions");
        writer.beginArray();
        for (const AssertionResult &assertion : item.assertions) {
            writer.beginObject();
            writer.member("text", assertion.text);
            writer.name("passed");
            writer.boolean(assertion.passed);
            writer.member("actual", assertion.actual);
            writer.endObject();
        }
        writer.endArray();
        writeNotes(writer, item.notes);
        if (item.error)
            writeError(writer, *item.error);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace claimcheck::requests
