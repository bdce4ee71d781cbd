#include "answer_notes.h"

#include "http/lost_headers.h"

#include <QCoreApplication>

namespace claimcheck::requests {

namespace {

QByteArray nameOf(http::Withheld::What what)
{
    using What = http::Withheld::What;
    switch (what) {
    case What::Credential:
        return "credential";
    case What::Cookies:
        return "cookies";
    case What::Body:
        return "body";
    case What::Certificate:
        return "certificate";
    case What::Header:
        break;
    }
    return "header";
}

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

} // namespace

QString withheldWords(const http::Withheld &withheld)
{
    const QString where = withheld.origin.toString();
    switch (withheld.what) {
    case http::Withheld::What::Credential:
        return words("The credential was not sent to %1: it is not one of the profile's origins.").arg(where);
    case http::Withheld::What::Cookies:
        return words("Cookies were not sent to %1.").arg(where);
    case http::Withheld::What::Body:
        return words("The body was not sent to %1.").arg(where);
    case http::Withheld::What::Certificate:
        return words("The client certificate was not offered to %1.").arg(where);
    case http::Withheld::What::Header:
        break;
    }
    return words("The header %1 was not sent to %2.").arg(withheld.subject, where);
}

AnswerNotes notesOf(const http::Response &answer)
{
    return {http::lostHeadersWords(answer), answer.withheld};
}

QStringList wordsOf(const AnswerNotes &notes)
{
    QStringList all;
    for (const http::Withheld &one : notes.withheld)
        all << withheldWords(one);
    if (!notes.lostHeaders.isEmpty())
        all << notes.lostHeaders;
    all.removeDuplicates();
    return all;
}

void writeNotes(json::Writer &writer, const AnswerNotes &notes)
{
    writer.name("headersUnknown");
    writer.boolean(!notes.lostHeaders.isEmpty());
    writer.name("withheld");
    writer.beginArray();
    for (const http::Withheld &one : notes.withheld) {
        writer.beginObject();
        writer.member("what", nameOf(one.what));
        writer.name("header");
        one.subject.isEmpty() ? writer.null() : writer.string(one.subject);
        writer.member("origin", one.origin.toString());
        writer.endObject();
    }
    writer.endArray();
}

} // namespace claimcheck::requests
