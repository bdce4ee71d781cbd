#include "browser_question.h"

#include "app/composition.h"
#include "base/json_writer.h"
#include "invocation.h"
#include "requests/cors_case.h"
#include "terminal.h"

#include <QCoreApplication>

#include <deque>

namespace claimcheck::app {

namespace {

using namespace Qt::StringLiterals;
using requests::CorsNote;
using requests::CorsQuestion;
using requests::CredentialsMode;
using Exposure = requests::CsrfVerdict::Exposure;

QString words(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Result<CredentialsMode> modeOf(const QString &text)
{
    if (text == u"include")
        return CredentialsMode::Include;
    if (text == u"same-origin")
        return CredentialsMode::SameOrigin;
    if (text == u"omit")
        return CredentialsMode::Omit;
    return Error{ErrorCode::UsageInvalid, {}, words("--credentials takes omit, same-origin or include.")};
}

QByteArray levelName(CorsNote::Level level)
{
    switch (level) {
    case CorsNote::Level::Blocks:
        return "refused";
    case CorsNote::Level::Warns:
        return "warning";
    case CorsNote::Level::Passes:
        return "passed";
    case CorsNote::Level::Says:
        break;
    }
    return "note";
}

Tint tintOf(CorsNote::Level level)
{
    switch (level) {
    case CorsNote::Level::Blocks:
        return Tint::Bad;
    case CorsNote::Level::Warns:
        return Tint::Warning;
    case CorsNote::Level::Passes:
        return Tint::Good;
    case CorsNote::Level::Says:
        break;
    }
    return Tint::Dim;
}

QByteArray exposureName(Exposure exposure)
{
    switch (exposure) {
    case Exposure::No:
        return "no";
    case Exposure::ByToken:
        return "only-by-token";
    case Exposure::TopLevel:
        return "in-some-browsers";
    case Exposure::Yes:
        break;
    }
    return "yes";
}

void write(json::Writer &writer, const char *name, const std::vector<CorsNote> &notes)
{
    writer.name(name);
    writer.beginArray();
    for (const CorsNote &note : notes) {
        writer.beginObject();
        writer.member("level", levelName(note.level));
        writer.member("id", note.id);
        writer.member("sentence", note.sentence);
        writer.member("standard", note.standard);
        writer.endObject();
    }
    writer.endArray();
}

/// Asks one question after another, without any credential, and judges what comes back.
class BrowserQuestion final : public QObject {
public:
    BrowserQuestion(Invocation &run, const http::Leash &leash, requests::CorsCase of,
                    requests::BrowserRequest request)
        : m_run(run)
        , m_client(leash.connection, leash.origins())
        , m_of(std::move(of))
        , m_request(std::move(request))
    {
        for (CorsQuestion &question : requests::corsQuestions(m_request))
            m_waiting.push_back(std::move(question));
    }

    void next()
    {
        m_exchange.reset();
        if (m_waiting.empty())
            return finish();
        m_exchange = m_client.send(m_waiting.front().request, {}, this,
                                   [this](const Result<http::Response> &answer) { onAnswer(answer); });
    }

private:
    void onAnswer(const Result<http::Response> &answer)
    {
        if (!answer)
            return m_run.fail(answer.error());
        const CorsQuestion::Of of = m_waiting.front().of;
        m_waiting.pop_front();
        (of == CorsQuestion::Of::Preflight ? m_answers.preflight
         : of == CorsQuestion::Of::Answer  ? m_answers.answer
                                           : m_answers.stranger) = *answer;
        // A session's cookies, as the server sets them.
        for (const requests::CookieFacts &cookie :
             requests::cookieFacts(http::headerValue(answer->headers, "Set-Cookie").value_or(QByteArray())))
            m_of.cookies.push_back(cookie);
        // From the event loop: what called this is still on its way out.
        QMetaObject::invokeMethod(this, &BrowserQuestion::next, Qt::QueuedConnection);
    }

    void finish()
    {
        const requests::BrowserVerdict verdict = requests::judgeBrowser(m_of, m_request, m_answers);
        if (m_run.json())
            printDocument(verdict);
        else
            printText(verdict);
        m_run.finish(verdict.cors.allowed ? 0 : static_cast<int>(ExitClass::No));
    }

    void printDocument(const requests::BrowserVerdict &verdict) const
    {
        json::Writer writer;
        writer.beginObject();
        writer.member("origin", m_request.page.toString());
        writer.name("allowed");
        writer.boolean(verdict.cors.allowed);
        write(writer, "notes", verdict.cors.notes);
        writer.name("readableHeaders");
        writer.beginArray();
        for (const QByteArray &name : verdict.cors.readableHeaders)
            writer.string(name);
        writer.endArray();
        writer.name("csrf");
        writer.beginObject();
        writer.member("exposure", exposureName(verdict.csrf.exposure));
        write(writer, "notes", verdict.csrf.notes);
        writer.endObject();
        writer.endObject();
        m_run.print(writer.take() + '\n');
    }

    void printNotes(const std::vector<CorsNote> &notes) const
    {
        std::vector<QStringList> rows;
        rows.reserve(notes.size());
        for (const CorsNote &note : notes)
            rows.push_back({tinted(QString::fromLatin1(levelName(note.level)), tintOf(note.level)),
                            visible(note.sentence)});
        m_run.print(table(rows).toUtf8());
    }

    void printText(const requests::BrowserVerdict &verdict) const
    {
        const QString page = m_request.page.toString();
        m_run.printLine((verdict.cors.allowed ? words("A browser lets %1 do this.")
                                              : words("A browser refuses this to %1."))
                            .arg(page));
        printNotes(verdict.cors.notes);
        m_run.printLine(words("Would a cookie session here be open to CSRF? %1")
                            .arg(QString::fromLatin1(exposureName(verdict.csrf.exposure))));
        printNotes(verdict.csrf.notes);
    }

    Invocation &m_run;
    http::Client m_client;
    requests::CorsCase m_of;
    const requests::BrowserRequest m_request;
    std::deque<CorsQuestion> m_waiting;
    requests::CorsAnswers m_answers;
    http::ExchangePtr m_exchange;
};

} // namespace

bool isBrowserQuestion(const Invocation &run)
{
    return run.isSet(u"cors"_s);
}

void askForBrowser(Invocation &run, const login::Profile &profile, const requests::RequestSpec &spec)
{
    const auto page = requests::pageOrigin(run.value(u"cors"_s).value_or(QString()));
    if (!page)
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         words("--cors takes a page's origin, such as https://app.example.")});
    const auto mode = modeOf(run.value(u"credentials"_s).value_or(u"same-origin"_s));
    if (!mode)
        return run.fail(mode.error());
    const QUrl url = QUrl::fromEncoded(spec.url);
    if (const auto target = http::Origin::of(url); !target)
        return run.fail(target.error());
    requests::CorsCase of{.method = spec.method, .url = url, .headers = spec.headers};
    auto request = requests::browserRequest(of, *page, *mode);
    auto question =
        std::make_unique<BrowserQuestion>(run, login::leashOf(profile), std::move(of), std::move(request));
    BrowserQuestion &started = *question;
    run.keep(std::move(question));
    started.next();
}

std::vector<Option> browserOptions()
{
    return {
        {"cors", "ORIGIN",
         QT_TRANSLATE_NOOP("Cli", "send nothing with the credential; ask the server what a browser's page of "
                                  "this origin might do, and whether a cookie session is open to CSRF")},
        {"credentials", "MODE",
         QT_TRANSLATE_NOOP("Cli", "of --cors: whether cookies go along (omit, same-origin or include)")},
    };
}

} // namespace claimcheck::app
