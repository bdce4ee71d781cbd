#include "sign_out_flow.h"

#include "http/server_words.h"
#include "recipe.h"

#include <QCoreApplication>
#include <QDateTime>

namespace claimcheck::login {

namespace {

using namespace std::chrono_literals;

/// A server that does not answer must not hold up the deletion for long.
constexpr std::chrono::milliseconds serverPatience = 8s;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignOut", text);
}

QString utc(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODate);
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
    // A refresh that is under way ends first, or it would bring the item back. One that hangs must not keep
    // anybody in.
    takeLock(10s, [this](Result<Done>) { onLocked(); });
}

void SignOutFlow::onLocked()
{
    const Entry &own = entry();
    m_wasInMemory = own.inMemory;
    if (own.session && (own.inMemory || !own.stored))
        return onRead(seal(*own.session));
    m_operation = m_desk.keychain.read(m_id, this, [this](Result<Secret> item) { onRead(item); });
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
    withFields(m_profile, [this](Result<SecretFields> fields) { revoke(fields ? *fields : SecretFields{}); });
}

void SignOutFlow::skipServer(Outcome outcome, const QString &why)
{
    for (const char *step : {"revoke-refresh", "revoke-access", "prove-revoked"})
        add(step, outcome, why);
}

void SignOutFlow::revoke(const SecretFields &fields)
{
    m_fields = fields;
    if (setting(m_profile, QStringLiteral("logout.path")).isEmpty()) {
        const QString why = sentence("This kind of server has no address for it.");
        add("revoke-refresh", Outcome::NotOffered, why);
        add("revoke-access", Outcome::NotOffered, why);
        return prove();
    }
    auto out = signOutRequest(m_profile, *m_session, fields);
    if (!out)
        return onRevoked(out.error());
    out->request.timeout = serverPatience;
    send(m_profile, *std::move(out), [this](Result<http::Response> response) { onRevoked(response); });
}

void SignOutFlow::onRevoked(const Result<http::Response> &response)
{
    Outcome outcome = Outcome::Failed;
    QString detail;
    if (!response) {
        detail = describe(response.error()).message;
    } else if (response->status >= 200 && response->status < 300) {
        outcome = Outcome::Done;
        detail = sentence("The server was told, and answered %1.").arg(response->status);
    } else if (response->status == 404 || response->status == 405 || response->status == 501) {
        outcome = Outcome::NotOffered;
        detail = sentence("The server has no such address: it answered %1.").arg(response->status);
    } else {
        detail = (sentence("The server answered %1.").arg(response->status) + u' ' + serverWords(*response))
                     .trimmed();
    }
    const QString revokes = setting(m_profile, QStringLiteral("logout.revokes"));
    const QString other = sentence("This kind of server does not end it.");
    if (m_session->refreshToken.isEmpty())
        add("revoke-refresh", Outcome::NotOffered, sentence("There is no refresh token."));
    else if (revokes.contains(u"refresh"))
        add("revoke-refresh", outcome, detail);
    else
        add("revoke-refresh", Outcome::NotOffered, other);
    if (revokes.contains(u"access"))
        add("revoke-access", outcome, detail);
    else
        add("revoke-access", Outcome::NotOffered, other);
    prove();
}

void SignOutFlow::prove()
{
    auto out = setting(m_profile, QStringLiteral("whoami.path")).isEmpty()
                   ? Result<Outgoing>(Error{ErrorCode::PersonNotRead})
                   : whoamiRequest(m_profile, *m_session, m_fields);
    if (!out) {
        add("prove-revoked", Outcome::NotOffered,
            m_session->expiresAt
                ? sentence("There is no address to ask. The server may take the access token until %1.")
                      .arg(utc(*m_session->expiresAt))
                : sentence("There is no address to ask. The server may take the access token for ever."));
        return removeStored();
    }
    out->request.timeout = serverPatience;
    out->request.redirects = http::RedirectPolicy::None;
    send(m_profile, *std::move(out), [this](Result<http::Response> response) { onProved(response); });
}

void SignOutFlow::onProved(const Result<http::Response> &response)
{
    if (!response)
        add("prove-revoked", Outcome::Failed, describe(response.error()).message);
    else if (response->status == 401 || response->status == 403)
        add("prove-revoked", Outcome::Done,
            sentence("The server refuses the access token: it answered %1.").arg(response->status));
    else if (response->status < 200 || response->status >= 300)
        add("prove-revoked", Outcome::Failed, sentence("The server answered %1.").arg(response->status));
    else if (m_session->expiresAt)
        add("prove-revoked", Outcome::Failed,
            sentence("The server still takes the access token until %1.").arg(utc(*m_session->expiresAt)));
    else
        add("prove-revoked", Outcome::Failed, sentence("The server still takes the access token."));
    removeStored();
}

void SignOutFlow::removeStored()
{
    add("end-session", Outcome::NotOffered, sentence("Only a sign-in in the browser has a session there."));
    m_operation = m_desk.memory.remove(m_id, this, [this](Result<Done>) {
        m_operation =
            m_desk.keychain.remove(m_id, this, [this](Result<Done> removed) { onRemoved(removed); });
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
    if (own.client)
        own.client->clearCookies();
    add("cookies", Outcome::Done, {});

    m_desk.clearSession(m_id, std::nullopt);
    if (!m_receipt.nothingLeft()) {
        own.loaded = false;
        own.problem = removed.error();
    } else if (m_profile.person) {
        // Now somebody else may sign in. If it cannot be written, the next sign-in says so.
        if (const auto forgotten = m_desk.profiles.setPerson(m_id, std::nullopt); !forgotten)
            own.problem = forgotten.error();
    }
    finish();
}

void SignOutFlow::add(const char *step, Outcome outcome, const QString &detail)
{
    m_receipt.steps.push_back({step, outcome, detail});
}

void SignOutFlow::finish()
{
    m_lock.reset();
    const auto delivery = m_delivery;
    const Receipt receipt = m_receipt;
    m_desk.retire(*this);
    delivery->deliver(receipt);
}

} // namespace claimcheck::login
