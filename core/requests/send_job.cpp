#include "send_job.h"

#include "filled_in.h"
#include "http_file_layout.h"
#include "known_secrets.h"
#include "redaction.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

/// Whether a file of requests gives these bytes back: no line of them stands for another file.
bool isPlainText(const QByteArray &bytes)
{
    const QByteArrayList lines = bytes.split('\n');
    return bytes.isValidUtf8() && !bytes.contains('\r') && !bytes.endsWith('\n') &&
           std::none_of(lines.begin(), lines.end(),
                        [](const QByteArray &line) { return includeOf(line).has_value(); });
}

/// As much as redaction reads, and one byte more: so it knows that there is more.
constexpr qsizetype readByHistory = 4 * History::maxBody + 1;

/// One request on its way: filled in, its secrets fetched one by one, sent, and sent again after one refresh
/// where a 401 asks for it. `finish` is the only way to `done`.
class Job final : public QObject, public Sending {
public:
    Job(const std::shared_ptr<Sender::Private> &sender, Outbound outbound, QObject *context,
        std::function<void(Sent)> done, SendWatcher watcher)
        : m_sender(sender)
        , m_context(context)
        , m_done(std::move(done))
        , m_watcher(std::move(watcher))
        , m_sent{.outbound = std::move(outbound),
                 .body = std::make_shared<Overflow>(),
                 .at = sender->clock.now()}
    {
        m_body = std::const_pointer_cast<Overflow>(m_sent.body);
        QMetaObject::invokeMethod(this, &Job::start, Qt::QueuedConnection);
    }
    ~Job() override
    {
        if (m_done && m_isOnItsWay)
            writeDown(); // as cancelled: it may have arrived
    }
    Q_DISABLE_COPY_MOVE(Job)

private:
    /// Where the answer's body goes. It may outlive the job by a moment.
    class Sink final : public http::BodySink {
    public:
        explicit Sink(Job *job) : m_job(job) {}
        void begin(const http::Response &head) override
        {
            if (m_job)
                m_job->beginBody(head);
        }
        Result<Done> write(QByteArrayView bytes) override
        {
            return m_job ? m_job->takeBody(bytes) : Result<Done>(Error{ErrorCode::Cancelled});
        }

    private:
        QPointer<Job> m_job;
    };

    void start()
    {
        const Outbound &out = m_sent.outbound;
        const auto filled = filledIn(out.spec, *out.expander, out.folder);
        if (!filled)
            return finish(filled.error());
        m_spec = *filled;
        // Its paths are absolute by now; the folder is where they have to lie.
        const bool isAnywhere = out.files == Outbound::Files::Anywhere;
        const auto prepared = prepare(m_spec, *out.expander, isAnywhere ? QString() : out.folder);
        if (!prepared)
            return finish(prepared.error());
        m_prepared = *prepared;
        m_sent.request = savedRequest(m_prepared);
        if (out.body) {
            m_sent.request.body = *out.body;
            m_canBeSentAgain = isPlainText(*out.body);
            m_spec.body = {.kind = BodyKind::Text, .text = *out.body};
        }
        if (const auto known = chooseProfile(); !known)
            return finish(known.error());
        m_wanted = m_prepared.references();
        fetchSecrets();
    }

    /// Whose credential is attached, and through which connection the request goes.
    Result<Done> chooseProfile()
    {
        const Outbound &out = m_sent.outbound;
        const CredentialChoice &choice = out.spec.credential;
        std::optional<login::Profile> profile;
        if (choice.from == CredentialChoice::From::Another) {
            profile = m_sender->profiles.byName(QString::fromUtf8(choice.profile));
            if (!profile)
                return Error{ErrorCode::ProfileNotFound, QString::fromUtf8(choice.profile)};
        } else if (!out.profileId.isEmpty()) {
            profile = m_sender->profiles.byId(out.profileId);
            if (!profile)
                return Error{ErrorCode::ProfileNotFound, out.profileId};
        }
        if (profile) {
            m_connection = profile->connection;
            m_jarOf = profile->id;
            m_certificateFor = leashOf(*profile).origins();
        }
        if (choice.from == CredentialChoice::From::None)
            leaveOutIdentity();
        if (profile && choice.from != CredentialChoice::From::None) {
            // A credential goes only through the connection that it was signed in with.
            if (m_prepared.connection && *m_prepared.connection != profile->connection)
                return Error{ErrorCode::ProfileChanged, u"connection"_s,
                             differences(*m_prepared.connection, profile->connection).join(u", ")};
            m_sent.profileId = profile->id;
        }
        if (m_prepared.connection && m_prepared.connection != m_connection) {
            m_connection = m_prepared.connection;
            m_certificateFor.reset(); // a certificate of the request's own goes where it goes
        }
        return Done{};
    }

    /// "None" means that nothing tells who asks: besides the token neither the cookies of what was answered
    /// before nor the profile's client certificate. Its other settings (CA, proxy) are how the server is
    /// reached. A secret that stands in the request itself goes only through the connection that it was made
    /// for, certificate included.
    void leaveOutIdentity()
    {
        m_jar = Sender::Private::Jar::OfOneRequest;
        if (m_connection && m_prepared.references().empty())
            m_connection->clientCertificate = m_connection->clientKey = QString();
    }

    void fetchSecrets()
    {
        if (m_secrets.size() == m_wanted.size())
            return send();
        const SecretReference &reference = m_wanted[m_secrets.size()];
        const auto fetched = [this, reference](const Result<http::Credential> &credential) {
            if (!credential)
                return finish(credential.error());
            m_secrets.push_back({reference, *credential});
            fetchSecrets();
        };
        if (reference.from == SecretReference::From::Keychain) {
            m_operation = m_sender->kept.read(reference.name, this, fetched);
            return;
        }
        const auto profile = m_sender->profiles.byName(QString::fromUtf8(reference.name));
        if (!profile)
            return finish(Error{ErrorCode::ProfileNotFound, QString::fromUtf8(reference.name)});
        if (reference.field == "token") {
            m_waiter = m_sender->sessions.credential(profile->id, {}, this, fetched);
        } else if (reference.field == "id_token") {
            // Meant for this client, yet some servers want it from requests: no further than the access
            // token goes.
            const auto tokenFetched = [fetched, leash = leashOf(*profile)](const Result<Secret> &token) {
                if (!token)
                    return fetched(token.error());
                http::Credential credential;
                credential.secret = *token;
                credential.leash = leash;
                credential.purpose = http::Purpose::Resource;
                fetched(credential);
            };
            m_waiter = m_sender->sessions.idToken(profile->id, {}, this, tokenFetched);
        } else {
            finish(Error{ErrorCode::SecretReferenceUnknown, QString::fromUtf8(referenceText(reference))});
        }
    }

    void send()
    {
        auto sendable = makeSendable(m_prepared, m_secrets);
        if (!sendable)
            return finish(sendable.error());
        http::Request request = std::move(sendable->request);
        rememberPairs(request);
        if (m_sent.outbound.body) {
            request.source.reset();
            request.body = *m_sent.outbound.body;
        }
        request.maxBody = m_sent.outbound.maxBody;
        request.onlySilence = !m_prepared.timeout;
        request.sink = std::make_shared<Sink>(this);
        const auto progress = [this](const http::Progress &now) {
            if (m_watcher.progress)
                m_watcher.progress(now);
        };
        m_isOnItsWay = true;
        if (!m_sent.profileId.isEmpty()) {
            m_waiter = m_sender->sessions.send(
                m_sent.profileId, std::move(request), this,
                [this](Result<login::Answer> answer) {
                    if (!answer)
                        return onAnswer(answer.error());
                    m_sent.refreshed |= answer->refreshed;
                    onAnswer(std::move(answer->response));
                },
                progress,
                {.credentials = std::move(sendable->credentials), .refreshAfter401 = !holdsProfileToken()});
            return;
        }
        if (!m_connection)
            m_connection =
                m_secrets.empty() ? http::ConnectionSettings() : m_secrets[0].credential.leash.connection;
        if (!m_client)
            m_client = m_sender->client(m_jarOf, m_jar, *m_connection, m_certificateFor);
        m_exchange = m_client->send(
            std::move(request), std::move(sendable->credentials), this,
            [this](Result<http::Response> answer) { onAnswer(std::move(answer)); }, progress);
    }

    void beginBody(const http::Response &head)
    {
        m_body = std::make_shared<Overflow>();
        m_sent.body = m_body;
        m_size = 0;
        if (m_sent.outbound.sink)
            m_sent.outbound.sink->begin(head);
        // Later: whoever is told may cancel, and this is called from inside the exchange.
        if (m_watcher.begun)
            QMetaObject::invokeMethod(
                this, [this, head = shown(head), body = m_sent.body] { m_watcher.begun(head, body); },
                Qt::QueuedConnection);
    }

    [[nodiscard]] Result<Done> takeBody(QByteArrayView bytes)
    {
        http::BodySink *const sink = m_sent.outbound.sink.get();
        if (!sink)
            return m_body->append(bytes);
        if (const auto written = sink->write(bytes); !written)
            return written;
        m_size += bytes.size();
        return m_body->append(bytes.first(std::min(bytes.size(), readByHistory - m_body->size())));
    }

    [[nodiscard]] bool holdsProfileToken() const
    {
        return std::any_of(m_wanted.begin(), m_wanted.end(), [](const SecretReference &reference) {
            return reference.from == SecretReference::From::Profile;
        });
    }

    void onAnswer(Result<http::Response> answer)
    {
        const bool isRefused = answer && answer->status == 401 && answer->credentialSent;
        if (!isRefused || m_sent.refreshed || !holdsProfileToken())
            return finish(std::move(answer));
        // The tokens stand in the request: Sessions cannot put new ones there.
        m_refused = std::move(answer);
        m_toRefresh = {};
        if (!m_sent.profileId.isEmpty())
            m_toRefresh << m_sent.profileId;
        for (const SecretReference &reference : m_wanted) {
            const auto profile = reference.from == SecretReference::From::Profile
                                     ? m_sender->profiles.byName(QString::fromUtf8(reference.name))
                                     : std::nullopt;
            if (profile && !m_toRefresh.contains(profile->id))
                m_toRefresh << profile->id;
        }
        refreshNext();
    }

    void refreshNext()
    {
        m_toRefresh.removeIf([this](const QString &id) { return !m_sender->sessions.info(id).canRefresh; });
        if (m_toRefresh.isEmpty()) {
            if (!m_sent.refreshed)
                return finish(std::move(m_refused));
            m_secrets.clear();
            return fetchSecrets();
        }
        m_waiter = m_sender->sessions.refresh(m_toRefresh.takeFirst(), this,
                                              [this](const Result<login::SessionInfo> &info) {
                                                  m_sent.refreshed |= bool(info);
                                                  refreshNext();
                                              });
    }

    void finish(Result<http::Response> answer)
    {
        m_sent.answer = std::move(answer);
        if (m_sent.answer)
            *m_sent.answer = shown(*std::move(m_sent.answer));
        writeDown();
        const auto done = std::exchange(m_done, nullptr);
        // Last: it may destroy this.
        if (m_context)
            done(std::move(m_sent));
    }

    /// The answer with references in place of secrets in its addresses: those of the request hold them.
    [[nodiscard]] http::Response shown(http::Response answer) const
    {
        std::vector<Hidden> hidden;
        for (const ResolvedSecret &one : m_secrets)
            hidden.push_back({one.credential.secret, referenceText(one.reference)});
        answer.url = withoutSecrets(answer.url, hidden);
        for (http::Hop &hop : answer.redirects)
            hop.url = withoutSecrets(hop.url, hidden);
        return answer;
    }

    /// "Basic" with a secret in it is a secret of its own.
    void rememberPairs(const http::Request &request)
    {
        constexpr QByteArrayView scheme = "Basic ";
        for (const http::Header &header : request.headers) {
            if (header.value.startsWith(scheme) &&
                std::find(m_sent.request.headers.begin(), m_sent.request.headers.end(), header) ==
                    m_sent.request.headers.end())
                m_pairs.emplace_back(QByteArrayView(header.value).sliced(scheme.size()));
        }
    }

    /// Servers repeat what they were sent, and not every secret looks like one.
    void hideSecrets(http::Response &answer) const
    {
        std::vector<Hidden> hidden;
        const auto hide = [&hidden](const Secret &secret) {
            hidden.push_back({secret, mark(secret.reveal())});
        };
        for (const ResolvedSecret &one : m_secrets)
            hide(one.credential.secret);
        for (const Secret &pair : m_pairs)
            hide(pair);
        if (!m_sent.profileId.isEmpty())
            hide(m_sender->sessions.accessTokenToLookAt(m_sent.profileId));
        for (http::Header &header : answer.headers)
            header.value = withoutSecrets(header.value, hidden);
        answer.body = withoutSecrets(answer.body, hidden);
    }

    void writeDown()
    {
        if (!m_sender->history)
            return;
        Result<http::Response> answer = m_sent.answer;
        if (answer) {
            auto part = m_body->read(0, readByHistory);
            if (part)
                answer->body = *std::move(part);
            hideSecrets(*answer);
        }
        const QString &own = m_sent.outbound.profileId;
        HistoryEntry entry =
            historyEntry(m_spec, own.isEmpty() ? m_sent.profileId : own, m_sent.at, m_sent.request, answer);
        if (!m_canBeSentAgain)
            entry.spec.clear();
        entry.responseSize = std::max(m_size, m_body->size());
        const auto added = m_sender->history->add(entry);
        if (!added && m_sender->historyFailed)
            m_sender->historyFailed(added.error());
    }

    const std::shared_ptr<Sender::Private> m_sender;
    QPointer<QObject> m_context;
    std::function<void(Sent)> m_done;
    const SendWatcher m_watcher;
    Sent m_sent;
    std::shared_ptr<Overflow> m_body; // of m_sent, to write into
    qint64 m_size = 0;                // of the body, where another takes it
    RequestSpec m_spec;               // filled in
    bool m_canBeSentAgain = true;     // a file of requests can hold it as it is
    PreparedRequest m_prepared;
    std::optional<http::ConnectionSettings> m_connection;
    QString m_jarOf; // the profile whose cookies are sent
    Sender::Private::Jar m_jar = Sender::Private::Jar::Kept;
    std::optional<std::vector<http::Origin>> m_certificateFor; // as http::Client's
    std::vector<SecretReference> m_wanted;
    std::vector<ResolvedSecret> m_secrets;
    std::vector<Secret> m_pairs; // as they were sent
    bool m_isOnItsWay = false;
    Result<http::Response> m_refused = Error{ErrorCode::Cancelled};
    QStringList m_toRefresh;
    credentials::OperationPtr m_operation;
    login::WaiterPtr m_waiter;
    std::shared_ptr<http::Client> m_client;
    http::ExchangePtr m_exchange; // of m_client: it goes first
};

} // namespace

SendingPtr startJob(const std::shared_ptr<Sender::Private> &sender, Outbound outbound, QObject *context,
                    std::function<void(Sent)> done, SendWatcher watcher)
{
    return std::make_unique<Job>(sender, std::move(outbound), context, std::move(done), std::move(watcher));
}

} // namespace claimcheck::requests
