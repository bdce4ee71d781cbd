#include "app/composition.h"
#include "command.h"
#include "invocation.h"
#include "request_file.h"
#include "requests/run_suite.h"
#include "requests/sender.h"

#include <QCoreApplication>

#include <deque>

namespace claimcheck::app {

namespace {

/// An answer that assertions look into has to fit into memory.
constexpr qint64 maxAnswer = 16 * 1024 * 1024;

/// One request of the suite on its way.
struct Job {
    std::shared_ptr<const RequestFile> file;
    requests::HttpEntry entry;
};

/// Sends the requests of all files, one after another, and judges what comes back.
class Suite final : public QObject {
public:
    Suite(Invocation &run, std::deque<Job> jobs) : m_run(run), m_jobs(std::move(jobs)) {}

    void next()
    {
        m_sending.reset();
        if (m_jobs.empty())
            return finish();
        requests::Outbound out{.spec = spec(), .folder = file().folder, .maxBody = maxAnswer};
        if (m_run.isSet(QStringLiteral("files-anywhere")))
            out.files = requests::Outbound::Files::Anywhere;
        out.expander = std::make_shared<requests::Expander>(file().expander(m_run.services().clock));
        const QString name =
            m_run.value(QStringLiteral("profile")).value_or(QString::fromUtf8(file().environment.profile));
        if (!name.isEmpty()) {
            const auto profile = m_run.services().profiles.byName(name);
            if (!profile)
                return judged(Error{ErrorCode::ProfileNotFound, name});
            out.profileId = profile->id;
        }
        m_sending = m_run.services().sender.send(std::move(out), this,
                                                 [this](const requests::Sent &sent) { onSent(sent); });
    }

private:
    [[nodiscard]] const requests::RequestSpec &spec() const { return m_jobs.front().entry.spec; }
    [[nodiscard]] const RequestFile &file() const { return *m_jobs.front().file; }

    void onSent(const requests::Sent &sent)
    {
        if (!sent.answer)
            return judged(sent.answer);
        http::Response answer = *sent.answer;
        auto body = sent.body->read(0, sent.body->size());
        if (!body)
            return judged(body.error());
        answer.body = *std::move(body);
        judged(answer);
    }

    void judged(const Result<http::Response> &answer)
    {
        requests::SuiteItem item = requests::judgeRun(spec(), answer);
        item.file = file().path;
        item.line = m_jobs.front().entry.line;
        m_report.items.push_back(std::move(item));
        m_jobs.pop_front();
        // From the event loop: what called this is still on its way out.
        QMetaObject::invokeMethod(this, &Suite::next, Qt::QueuedConnection);
    }

    void finish()
    {
        if (m_run.json())
            m_run.print(m_report.json() + '\n');
        else
            m_run.print(m_report.text().toUtf8());
        m_run.finish(m_report.exitCode());
    }

    Invocation &m_run;
    std::deque<Job> m_jobs;
    requests::SuiteReport m_report;
    requests::SendingPtr m_sending;
};

void runFiles(Invocation &run)
{
    std::deque<Job> jobs;
    std::optional<Error> notFound;
    for (const QString &path : run.arguments()) {
        auto read = readRequestFile(run, path);
        if (!read)
            return run.fail(read.error());
        const auto file = std::make_shared<const RequestFile>(*std::move(read));
        const auto chosen = chosenRequests(run, file->file);
        if (!chosen) {
            notFound = chosen.error();
            continue;
        }
        for (const requests::HttpEntry &entry : *chosen)
            jobs.push_back({file, entry});
    }
    // A name has to be in one of the files, not in all.
    if (jobs.empty() && notFound)
        return run.fail(*notFound);
    if (const auto loaded = run.services().profiles.load(); !loaded)
        return run.fail(loaded.error());
    run.openHistory();
    auto suite = std::make_unique<Suite>(run, std::move(jobs));
    Suite &started = *suite;
    run.keep(std::move(suite));
    started.next();
}

} // namespace

Command runCommand()
{
    return {
        "run",
        "run FILE… [--env E] [--name N] [--profile P] [--files-anywhere]",
        QT_TRANSLATE_NOOP("Cli", "Sends the requests of .http files and checks their assertions"),
        QT_TRANSLATE_NOOP(
            "Cli", "A file is in the format of VS Code's REST Client and JetBrains; the variables of an "
                   "environment come from http-client.env.json beside it, and \"$profile\" in it names the "
                   "profile whose credential is attached. Secrets stand in files as {{profile:NAME.token}}, "
                   "{{profile:NAME.id_token}} or {{keychain:NAME}} (see the command secret).\n"
                   "Assertions are comments before a request: # @assert status == 200, header NAME contains "
                   "TEXT, json /data/0/id == 7, body contains TEXT, time < 500. A request without any passes "
                   "when its status is below 400.\n"
                   "What was held back from a server, and that not one header of an answer could be read, is "
                   "said below the request; with --json in its members \"withheld\" and \"headersUnknown\".\n"
                   "Exit code 0 says that all passed, 1 that an answer is not as asserted, 3 that a request "
                   "could not be sent or an assertion not be read."),
        {{"env", "NAME", QT_TRANSLATE_NOOP("Cli", "the environment to take variables and profile from")},
         {"name", "NAME", QT_TRANSLATE_NOOP("Cli", "only the request of this name (# @name, or its title)")},
         {"profile", "NAME",
          QT_TRANSLATE_NOOP("Cli", "the profile for requests that name none, in place of the environment's")},
         filesAnywhereOption()},
        1,
        -1,
        runFiles};
}

} // namespace claimcheck::app
