#include "app/composition.h"
#include "command.h"
#include "http/client.h"
#include "invocation.h"
#include "request_file.h"
#include "requests/prepared_request.h"
#include "requests/run_suite.h"

#include <QCoreApplication>

#include <deque>

namespace claimcheck::app {

namespace {

using requests::ResolvedSecret;
using requests::SecretReference;

/// One request of the suite on its way.
struct Job {
    std::shared_ptr<const RequestFile> file;
    requests::HttpEntry entry;
};

/// Sends the requests of all files, one after another, and judges what comes back.
class Suite final : public QObject {
public:
    Suite(Invocation &run, std::deque<Job> jobs) : m_run(run), m_jobs(std::move(jobs)) {}

    /// The next request: prepared, its secrets fetched one by one, sent, judged.
    void next()
    {
        m_exchange.reset();
        m_waiter.reset();
        m_secrets.clear();
        if (m_jobs.empty())
            return finish();
        const auto prepared =
            requests::prepare(spec(), file().expander(m_run.services().clock), file().folder);
        if (!prepared)
            return judged(prepared.error());
        m_prepared = *prepared;
        m_wanted = m_prepared.references();
        const QString name = profileOf(m_run, spec(), file().environment);
        m_profile.reset();
        if (!name.isEmpty()) {
            m_profile = m_run.services().profiles.byName(name);
            if (!m_profile)
                return judged(Error{ErrorCode::ProfileNotFound, name});
        }
        fetchSecrets();
    }

private:
    [[nodiscard]] const requests::RequestSpec &spec() const { return m_jobs.front().entry.spec; }
    [[nodiscard]] const RequestFile &file() const { return *m_jobs.front().file; }

    void fetchSecrets()
    {
        if (m_secrets.size() == m_wanted.size())
            return send();
        const SecretReference &reference = m_wanted[m_secrets.size()];
        const auto profile = m_run.services().profiles.byName(QString::fromUtf8(reference.name));
        // Only an access token has a leash that says where a template may take it.
        if (reference.from != SecretReference::From::Profile || reference.field != "token" || !profile)
            return judged(
                Error{ErrorCode::SecretReferenceUnknown, QString::fromUtf8(referenceText(reference))});
        m_waiter = m_run.services().sessions.credential(
            profile->id, {}, this, [this, reference](const Result<http::Credential> &credential) {
                if (!credential)
                    return judged(credential.error());
                m_secrets.push_back({reference, *credential});
                fetchSecrets();
            });
    }

    void send()
    {
        auto sendable = requests::makeSendable(m_prepared, m_secrets);
        if (!sendable)
            return judged(sendable.error());
        const bool isPlain = m_secrets.empty() && !m_prepared.connection;
        if (m_profile && isPlain) {
            m_waiter =
                m_run.services().sessions.send(m_profile->id, std::move(sendable->request), this,
                                               [this](const Result<login::Answer> &answer) {
                                                   judged(answer ? Result<http::Response>(answer->response)
                                                                 : Result<http::Response>(answer.error()));
                                               });
            return;
        }
        if (!m_profile)
            return sendAlone(*sendable);
        m_waiter = m_run.services().sessions.credential(
            m_profile->id, {}, this,
            [this, out = *std::move(sendable)](const Result<http::Credential> &credential) mutable {
                if (!credential)
                    return judged(credential.error());
                out.credentials.push_back(*credential);
                sendAlone(out);
            });
    }

    /// With a client of its own: the request brings secrets or connection settings, or there is no profile.
    void sendAlone(const requests::Sendable &out)
    {
        const http::ConnectionSettings settings = m_prepared.connection ? *m_prepared.connection
                                                  : m_profile           ? m_profile->connection
                                                  : !m_secrets.empty()
                                                      ? m_secrets.front().credential.leash.connection
                                                      : http::ConnectionSettings();
        m_client = std::make_unique<http::Client>(settings);
        m_exchange = m_client->send(out.request, out.credentials, this,
                                    [this](const Result<http::Response> &response) { judged(response); });
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
    requests::PreparedRequest m_prepared;
    std::vector<SecretReference> m_wanted;
    std::vector<ResolvedSecret> m_secrets;
    std::optional<login::Profile> m_profile;
    login::WaiterPtr m_waiter;
    std::unique_ptr<http::Client> m_client;
    http::ExchangePtr m_exchange;
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
        "run FILE… [--env E] [--name N] [--profile P]",
        QT_TRANSLATE_NOOP("Cli", "Sends the requests of .http files and checks their assertions"),
        QT_TRANSLATE_NOOP(
            "Cli", "A file is in the format of VS Code's REST Client and JetBrains; the variables of an "
                   "environment come from http-client.env.json beside it, and \"$profile\" in it names the "
                   "profile whose credential is attached. Secrets stand in files as {{profile:NAME.token}}.\n"
                   "Assertions are comments before a request: # @assert status == 200, header NAME contains "
                   "TEXT, json /data/0/id == 7, body contains TEXT, time < 500. A request without any passes "
                   "when its status is below 400.\n"
                   "Exit code 0 says that all passed, 1 that an answer is not as asserted, 3 that a request "
                   "could not be sent or an assertion not be read."),
        {{"env", "NAME", QT_TRANSLATE_NOOP("Cli", "the environment to take variables and profile from")},
         {"name", "NAME", QT_TRANSLATE_NOOP("Cli", "only the request of this name (# @name, or its title)")},
         {"profile", "NAME",
          QT_TRANSLATE_NOOP("Cli",
                            "the profile for requests that name none, in place of the environment's")}},
        1,
        -1,
        runFiles};
}

} // namespace claimcheck::app
