#include "send_request.h"

#include "answer_output.h"
#include "answer_text.h"
#include "app/composition.h"
#include "explain.h"
#include "http/lost_headers.h"
#include "interruption.h"
#include "invocation.h"
#include "requests/redaction.h"
#include "terminal.h"

#include <QCoreApplication>

#include <limits>

namespace claimcheck::app {

namespace {

using namespace Qt::StringLiterals;

/// A document has to fit into memory.
constexpr qint64 maxDocument = 64 * 1024 * 1024;

/// One request and the writing of its answer.
class Exchange final : public QObject {
public:
    explicit Exchange(Invocation &run)
        : m_run(run), m_output(std::make_shared<AnswerOutput>(run)), m_explanation(run)
    {
    }

    void start(requests::Outbound out)
    {
        if (const auto checked = m_output->check(); !checked)
            return m_run.fail(checked.error());
        m_run.openHistory();
        m_interruption.emplace([this](int exitCode) {
            m_sending.reset(); // the history has it as cancelled
            m_output->giveUp();
            m_run.fail(Error{ErrorCode::Cancelled}, exitCode);
        });
        out.maxBody = m_run.json() ? maxDocument : std::numeric_limits<qint64>::max();
        if (!m_run.json())
            out.sink = m_explanation.watching(m_output);
        m_sending = m_run.services().sender.send(
            std::move(out), this, [this](const requests::Sent &sent) { onSent(sent); },
            {.progress = [this](http::Progress now) {
                m_output->showProgress(now.received, now.expected, now.sent, now.toSend);
            }});
    }

private:
    void onSent(const requests::Sent &sent)
    {
        m_interruption.reset();
        const auto written = m_output->end();
        if (sent.refreshed)
            note(QCoreApplication::translate("Cli", "The token was refreshed on the way."));
        m_explanation.say(sent);
        if (!sent.answer) {
            if (m_explanation.printFailure(sent))
                return;
            if (!m_output->file().isEmpty())
                m_run.note(QCoreApplication::translate("Cli", "What came of the body is in %1.")
                               .arg(visible(m_output->file())));
            return m_run.fail(sent.answer.error());
        }
        const http::Response &answer = *sent.answer;
        for (const http::Withheld &withheld : answer.withheld)
            note(withheldText(m_run, withheld));
        if (const QString lost = http::lostHeadersWords(answer); !lost.isEmpty())
            note(lost);
        if (!written)
            return m_run.fail(written.error());
        if (m_run.isSet(u"verbose"_s))
            describe(sent.request, answer);
        if (m_run.json() && !printDocument(sent))
            return;
        if (m_run.isSet(u"fail"_s) && answer.status >= 400) {
            // With --json the result document stands on stdout already.
            if (m_run.json())
                return m_run.finish(static_cast<int>(ExitClass::No));
            return m_run.fail(
                {ErrorCode::HttpStatusFailed, answer.url.host(), QString::number(answer.status)});
        }
        m_run.finish();
    }

    /// What is worth a word and is no error.
    void note(const QString &text) const
    {
        if (!m_run.isSet(u"silent"_s))
            m_run.note(text);
    }

    /// Whether it could be made.
    [[nodiscard]] bool printDocument(const requests::Sent &sent)
    {
        const auto body = sent.body->read(0, sent.body->size());
        if (!body) {
            m_run.fail(body.error());
            return false;
        }
        if (m_output->writesFile()) {
            m_output->begin(*sent.answer);
            auto written = m_output->write(*body);
            if (const auto ended = m_output->end(); !ended)
                written = ended;
            if (!written) {
                m_run.fail(written.error());
                return false;
            }
        }
        m_run.print(m_explanation.added(responseJson(sent, *body), sent) + '\n');
        return true;
    }

    /// On standard error, in curl's way: ">" was sent, "<" came back, "*" is said about it. Secrets are not
    /// in it.
    void describe(const http::Request &request, const http::Response &answer) const
    {
        for (const http::Hop &hop : answer.redirects)
            m_run.note(
                u"* %1 %2"_s.arg(QString::number(hop.status), visible(requests::redactedUrl(hop.url))));
        if (answer.tls)
            m_run.note(u"* %1, %2"_s.arg(QString::fromLatin1(answer.tls->protocol),
                                         visible(QString::fromLatin1(answer.tls->cipher))));
        m_run.note(u"> %1 %2"_s.arg(QString::fromLatin1(request.method),
                                    visible(requests::redactedUrl(answer.url))));
        for (const http::Header &header : requests::redactedHeaders(request.headers))
            m_run.note(u"> "_s + visible(QString::fromUtf8(header.name + ": " + header.value)));
        m_run.note(answer.credentialSent
                       ? QCoreApplication::translate("Cli", "* The profile's credential went with it.")
                       : QCoreApplication::translate("Cli", "* No credential went with it."));
        const QStringList lines = headText(answer).trimmed().split(u'\n');
        for (const QString &line : lines)
            m_run.note(u"< "_s + line);
    }

    Invocation &m_run;
    const std::shared_ptr<AnswerOutput> m_output;
    Explanation m_explanation;
    requests::SendingPtr m_sending;
    std::optional<Interruption> m_interruption;
};

} // namespace

void sendRequest(Invocation &run, requests::Outbound outbound)
{
    auto exchange = std::make_unique<Exchange>(run);
    Exchange &started = *exchange;
    run.keep(std::move(exchange));
    started.start(std::move(outbound));
}

std::vector<Option> answerOptions()
{
    return {
        {"include", nullptr, QT_TRANSLATE_NOOP("Cli", "print status and headers before the body"), "i"},
        {"head", nullptr, QT_TRANSLATE_NOOP("Cli", "print status and headers, and not the body"), "I"},
        {"output", "FILE", QT_TRANSLATE_NOOP("Cli", "write the body to a file; - is standard output"), "o"},
        {"fail", nullptr, QT_TRANSLATE_NOOP("Cli", "exit with 1 when the status is 400 or more"), "f"},
        {"silent", nullptr, QT_TRANSLATE_NOOP("Cli", "no progress and no notes; errors are still said"), "s"},
        {"show-error", nullptr, QT_TRANSLATE_NOOP("Cli", "taken for curl's sake: errors are always said"),
         "S"},
        {"verbose", nullptr,
         QT_TRANSLATE_NOOP("Cli", "say on standard error what was sent and what came back, without secrets"),
         "v"},
    };
}

} // namespace claimcheck::app
