#include "sign_out_flow.h"

#include "base/random.h"
#include "oauth_way.h"
#include "recipe.h"

#include <QCoreApplication>
#include <QUrlQuery>

#include <algorithm>

namespace claimcheck::login {

namespace {

using namespace std::chrono_literals;

/// A server that does not answer must not hold up the deletion for long.
constexpr std::chrono::milliseconds serverPatience = 8s;
/// How long a person may take in the browser; and how long the page that leads there is served.
constexpr std::chrono::milliseconds browserPatience = 2min;
constexpr std::chrono::milliseconds pagePatience = 10s;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignOut", text);
}

/// The steps as CLI.md names them, in the order of a receipt.
qsizetype rank(const QByteArray &step)
{
    static const QByteArrayList order = {"everywhere",  "revoke-refresh", "revoke-access", "prove-revoked",
                                         "end-session", "delete",         "read-back",     "cookies"};
    return order.indexOf(step);
}

} // namespace

void SignOutFlow::start()
{
    const auto known = profile();
    if (!known) {
        // Nothing is known of where it came from; what is stored under the id goes all the same.
        m_receipt.profile = m_id;
        skipServer(Outcome::Failed, describe(known.error()).message);
        return removeStored();
    }
    m_profile = *known;
    m_receipt.profile = m_profile.name;
    // A refresh that is under way ends first, or it would bring the item back.
    takeLock(m_options.patience, [this](const Result<Done> &) { onLocked(); });
}

void SignOutFlow::onLocked()
{
    const Entry &own = entry();
    m_wasInMemory = own.inMemory;
    if (own.session && (own.inMemory || !own.stored))
        return onRead(seal(*own.session));
    m_operation = m_desk.keychain.read(m_id, this, [this](const Result<Secret> &item) { onRead(item); });
}

void SignOutFlow::onRead(const Result<Secret> &item)
{
    auto session = item ? unseal(*item, m_profile.name) : Result<Session>(item.error());
    if (!session && session.error().code == ErrorCode::KeychainEntryMissing) {
        skipServer(Outcome::NotOffered, sentence("There was no sign-in to end."));
        return removeStored();
    }
    // A keychain that cannot be read now does not keep the server from being told with what is in memory.
    if (session)
        m_session = *std::move(session);
    else
        m_session = entry().session;
    const auto usable = m_session ? checkLeash(*m_session, m_profile) : Result<Done>(session.error());
    if (!usable) {
        skipServer(Outcome::Failed, describe(usable.error()).message);
        return removeStored();
    }
    withFields(m_profile, [this](Result<SecretFields> fields) {
        if (fields)
            m_fields = *std::move(fields);
        begin();
    });
}

void SignOutFlow::skipServer(Outcome outcome, const QString &why)
{
    m_client = std::exchange(entry().client, nullptr);
    for (const char *step : {"revoke-refresh", "revoke-access", "prove-revoked"})
        add(step, outcome, why);
    add("end-session", Outcome::NotOffered, sentence("Only a sign-in in the browser has a session there."));
    m_serverDone = true;
}

void SignOutFlow::begin()
{
    SessionView view{m_profile, *m_session, m_fields, m_desk.clock};
    if (m_session->oauth && !m_session->oauth->dpopKey.isEmpty()) {
        if (auto prover = oauth::DpopProver::restore(m_desk.clock, m_session->oauth->dpopKey); prover)
            m_prover = view.prover = *std::move(prover);
    }
    m_client = m_desk.client(m_profile);
    entry().client.reset();
    m_plan = wayInOf(m_profile, *m_session).signOutPlan(view, m_client->cookies());
    m_receipt.steps = m_plan.settled;
    if (m_options.reach == SignOutOptions::Reach::Everywhere)
        addEverywhere(view);
    callNext();
    removeStored();
}

// First of all: it needs the session that the other calls end.
void SignOutFlow::addEverywhere(const SessionView &view)
{
    const QString path = setting(m_profile, QStringLiteral("logout.everywhere"));
    if (path.isEmpty())
        return add("everywhere", Outcome::NotOffered,
                   sentence("The profile names no address that ends all sign-ins (logout.everywhere)."));
    http::Request request{.method = "POST", .url = endpoint(m_profile, path), .body = "{}"};
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    Outgoing out = wayInOf(m_profile, *m_session).outgoing(std::move(request), view, m_client->cookies());
    const std::vector<Secret> sent = http::secretsOf(out);
    m_plan.calls.insert(m_plan.calls.begin(),
                        {std::move(out), [sent](const Result<http::Response> &response) {
                             return std::vector{revoked("everywhere", response, sent)};
                         }});
}

void SignOutFlow::callNext()
{
    if (m_next == m_plan.calls.size())
        return endSession();
    SignOutCall &call = m_plan.calls[m_next];
    call.out.request.timeout = serverPatience;
    call.out.request.redirects = http::RedirectPolicy::None;
    m_exchange =
        m_client->send(call.out.request, call.out.credentials, this,
                       [this, call](const Result<http::Response> &response) { onAnswer(call, response); });
}

void SignOutFlow::onAnswer(const SignOutCall &call, const Result<http::Response> &response)
{
    // A refusal for want of a nonce proves nothing about the token.
    if (response && m_prover) {
        m_prover->noteNonce(*response);
        if (oauth::DpopProver::wantsNonce(*response) && !std::exchange(m_askedAgain, true))
            return callNext();
    }
    m_askedAgain = false;
    ++m_next;
    for (ReceiptStep &step : call.judge(response))
        m_receipt.steps.push_back(std::move(step));
    callNext();
}

void SignOutFlow::endSession()
{
    if (!m_plan.endsInBrowser)
        return onSessionEnded(Outcome::NotOffered,
                              m_session->oauth
                                  ? sentence("The server offers no end of its session in the browser.")
                                  : sentence("Only a sign-in in the browser has a session there."));
    if (!m_options.openLink)
        return onSessionEnded(Outcome::Failed,
                              sentence("No browser was to be opened: the session there goes on."));
    auto receiver = oauth::LoopbackReceiver::listen({.path = QStringLiteral("/signed-out")});
    const auto client = clientOf(*m_session, m_fields);
    const auto state = randomText(16);
    if (!receiver || !client || !state)
        return onSessionEnded(Outcome::Failed, describe(!receiver ? receiver.error()
                                                        : !client ? client.error()
                                                                  : state.error())
                                                   .message);
    m_receiver = *std::move(receiver);
    const bool comesBack = setting(m_profile, QStringLiteral("logout.return")) == u"on";
    const Result<QUrl> page = logoutPage(*client, comesBack ? m_receiver->redirectUri() : QUrl(), *state);
    if (!page)
        return onSessionEnded(Outcome::Failed, describe(page.error()).message);
    m_receiver->setJudge([this, sent = *state](const QByteArray &query) {
        if (QUrlQuery(QString::fromLatin1(query)).queryItemValue(QStringLiteral("state")).toLatin1() != sent)
            return oauth::LoopbackReceiver::Verdict{};
        QMetaObject::invokeMethod(
            this, [this] { onSessionEnded(Outcome::Done, sentence("The browser came back from it.")); },
            Qt::QueuedConnection);
        return oauth::LoopbackReceiver::Verdict{true, sentence("Signed out"),
                                                sentence("This page can be closed.")};
    });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this, comesBack] {
        onSessionEnded(Outcome::Failed,
                       comesBack
                           ? sentence("The browser did not come back: whether the session there ended is "
                                      "not known.")
                           : sentence("The page was opened in the browser. Whether the session there "
                                      "ended cannot be seen from here."));
    });
    // A page of the server's own has nothing to come for here.
    const bool isOwnPage = page->authority() == m_receiver->redirectUri().authority();
    m_patience.start(comesBack ? browserPatience : isOwnPage ? pagePatience : 0ms);
    m_options.openLink(*page);
}

// The ID Token never stands in a link: where the person wants it sent, a page of our own posts it.
Result<QUrl> SignOutFlow::logoutPage(const oauth::Client &client, const QUrl &returnTo,
                                     const QByteArray &state)
{
    const oauth::ServerMetadata &server = m_session->oauth->server;
    if (setting(m_profile, QStringLiteral("logout.hint")) != u"id_token")
        return oauth::endSessionUrl(server, client, returnTo, state);
    const auto ending = oauth::endSession(server, client, m_session->idToken, returnTo, state);
    if (!ending)
        return ending.error();
    return m_receiver->servePost(ending->endpoint, ending->fields);
}

void SignOutFlow::onSessionEnded(Outcome outcome, const QString &detail)
{
    if (m_serverDone)
        return;
    m_patience.stop();
    add("end-session", outcome, detail);
    m_serverDone = true;
    finishWhenBothAreDone();
}

void SignOutFlow::removeStored()
{
    m_operation = m_desk.memory.remove(m_id, this, [this](const Result<Done> &) {
        m_operation =
            m_desk.keychain.remove(m_id, this, [this](const Result<Done> &removed) { onRemoved(removed); });
    });
}

void SignOutFlow::onRemoved(const Result<Done> &removed)
{
    // A session that was kept in memory needs no keychain to be gone.
    const auto isAbsent = [](ErrorCode code) {
        return code == ErrorCode::KeychainNoBus || code == ErrorCode::KeychainNoService ||
               code == ErrorCode::KeychainNoCollection;
    };
    if (removed) {
        add("delete", Outcome::Done, {});
        add("read-back", Outcome::Done, sentence("A search of the keychain finds nothing any more."));
    } else if (m_wasInMemory && isAbsent(removed.error().code)) {
        add("delete", Outcome::Done, sentence("It was kept in memory only."));
        add("read-back", Outcome::Done, sentence("There is no keychain that could hold it."));
    } else {
        const QString why = describe(removed.error()).message;
        const bool isUnproven = removed.error().code == ErrorCode::KeychainDeleteUnproven;
        add("delete", isUnproven ? Outcome::Done : Outcome::Failed, isUnproven ? QString() : why);
        add("read-back", Outcome::Failed, why);
    }
    Entry &own = entry();
    m_desk.clearSession(m_id, std::nullopt);
    if (!m_receipt.nothingLeft()) {
        own.loaded = false;
        own.problem = removed.error();
    } else if (m_profile.person) {
        // Now somebody else may sign in. If it cannot be written, the next sign-in says so.
        if (const auto forgotten = m_desk.profiles.setPerson(m_id, std::nullopt); !forgotten)
            own.problem = forgotten.error();
    }
    m_hereDone = true;
    // The server may take its time, and a person in the browser even more: nobody else waits for them.
    m_lock.reset();
    finishWhenBothAreDone();
}

void SignOutFlow::add(const char *step, Outcome outcome, const QString &detail)
{
    m_receipt.steps.push_back({step, outcome, detail});
}

void SignOutFlow::finishWhenBothAreDone()
{
    if (!m_serverDone || !m_hereDone)
        return;
    // Not before: calls to the server may need them.
    if (m_client)
        m_client->clearCookies();
    add("cookies", Outcome::Done, {});
    // In the order of the contract, whichever came first.
    std::stable_sort(m_receipt.steps.begin(), m_receipt.steps.end(),
                     [](const ReceiptStep &a, const ReceiptStep &b) { return rank(a.step) < rank(b.step); });
    const auto delivery = m_delivery;
    const Receipt receipt = m_receipt;
    m_desk.retire(*this);
    delivery->deliver(receipt);
}

} // namespace claimcheck::login
