#include "sessions.h"

#include "ask_flow.h"
#include "desk.h"
#include "drift_flow.h"
#include "load_flow.h"
#include "secret_fields.h"
#include "send_flow.h"
#include "sign_in_check_flow.h"
#include "sign_in_flow.h"
#include "sign_out_flow.h"
#include "store_flow.h"

#include <algorithm>

namespace claimcheck::login {

namespace {

template <class Value>
DeliveryPtr<Value> deliveryTo(QObject *context, std::function<void(Value)> done)
{
    return std::make_shared<Delivery<Value>>(context, std::move(done));
}

template <class Value>
WaiterPtr waiterOf(DeliveryPtr<Value> delivery)
{
    return std::make_unique<DeliveryWaiter<Value>>(std::move(delivery));
}

/// The sign-in as whoever asked for it holds it: the flow may be gone before.
class RunningSignIn final : public SignIn {
public:
    RunningSignIn(SignInFlow &flow, DeliveryPtr<Result<SessionInfo>> delivery)
        : m_flow(&flow), m_delivery(std::move(delivery))
    {
    }
    ~RunningSignIn() override
    {
        m_delivery->drop();
        if (m_flow)
            m_flow->cancel();
    }
    Q_DISABLE_COPY_MOVE(RunningSignIn)

    void confirmOrigins(bool yes) override
    {
        if (m_flow)
            m_flow->confirmOrigins(yes);
    }
    Result<Done> takeRedirect(const QString &address) override
    {
        if (!m_flow)
            return Error{ErrorCode::Cancelled};
        return m_flow->takeRedirect(address);
    }
    bool isRunning() const override { return m_flow; }

private:
    QPointer<SignInFlow> m_flow;
    DeliveryPtr<Result<SessionInfo>> m_delivery;
};

} // namespace

QByteArray sessionStateName(SessionState state)
{
    switch (state) {
    case SessionState::SignedIn:
        return QByteArrayLiteral("signed-in");
    case SessionState::Expired:
        return QByteArrayLiteral("expired");
    case SessionState::SignedOut:
        return QByteArrayLiteral("signed-out");
    case SessionState::Unknown:
        return QByteArrayLiteral("unknown");
    }
    Q_UNREACHABLE();
}

struct Sessions::Private {
    Desk desk;
};

Sessions::Sessions(ProfileStore &profiles, credentials::CredentialStore &keychain, const Clock &clock,
                   QString runtimeFolder, QObject *parent)
    : QObject(parent)
    , d(new Private{
          .desk{profiles,
                keychain,
                clock,
                std::move(runtimeFolder),
                {[this](const QString &id) { Q_EMIT changed(id); },
                 [this](const QString &id) { Q_EMIT endsSoon(id); },
                 [this](const QString &id, const QString &outcome) { Q_EMIT dropped(id, outcome); }}}})
{
}

Sessions::~Sessions() = default;

SessionInfo Sessions::info(const QString &profileId) const
{
    return d->desk.info(profileId);
}

Secret Sessions::accessTokenToLookAt(const QString &profileId) const
{
    const auto &session = d->desk.entry(profileId).session;
    return session ? session->accessToken : Secret();
}

Secret Sessions::idTokenToLookAt(const QString &profileId) const
{
    const auto &session = d->desk.entry(profileId).session;
    return session ? session->idToken : Secret();
}

WaiterPtr Sessions::load(const QString &profileId, QObject *context, Callback<SessionInfo> done)
{
    auto delivery = deliveryTo<Result<SessionInfo>>(context, std::move(done));
    d->desk.start<LoadFlow>(profileId, delivery);
    return waiterOf(std::move(delivery));
}

SignInPtr Sessions::signIn(const QString &profileId, SignInOptions options, QObject *context,
                           Callback<SessionInfo> done, SignInWatcher watch)
{
    auto delivery = deliveryTo<Result<SessionInfo>>(context, std::move(done));
    auto &flow = startSignIn(d->desk, profileId, std::move(options), std::move(watch), delivery);
    return std::make_unique<RunningSignIn>(flow, std::move(delivery));
}

SignInPtr Sessions::signIn(const QString &profileId, const QString &user, const Secret &password,
                           StoreIn where, QObject *context, Callback<SessionInfo> done)
{
    return signIn(profileId, {.user = user, .password = password, .where = where}, context, std::move(done));
}

WaiterPtr Sessions::refresh(const QString &profileId, QObject *context, Callback<SessionInfo> done)
{
    auto delivery = deliveryTo<Result<SessionInfo>>(context, std::move(done));
    d->desk.refresh(profileId, delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::credential(const QString &profileId, std::optional<std::chrono::seconds> minTtl,
                               QObject *context, Callback<http::Credential> done)
{
    auto delivery = deliveryTo<Result<http::Credential>>(context, std::move(done));
    const auto ready = [this, profileId, delivery](const Result<ReadyFlow::Ready> &result) {
        const auto profile = d->desk.profiles.byId(profileId);
        const auto &session = d->desk.entry(profileId).session;
        if (!result)
            delivery->deliver(result.error());
        else if (!profile || !session)
            delivery->deliver(Error{ErrorCode::NotSignedIn, profile ? profile->name : profileId});
        else
            delivery->deliver(wayInOf(*profile, *session).exportable(*profile, *session));
    };
    d->desk.start<ReadyFlow>(profileId, minTtl, deliveryTo<Result<ReadyFlow::Ready>>(this, ready));
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::idToken(const QString &profileId, std::optional<std::chrono::seconds> minTtl,
                            QObject *context, Callback<Secret> done)
{
    auto delivery = deliveryTo<Result<Secret>>(context, std::move(done));
    const auto ready = [this, profileId, delivery](const Result<ReadyFlow::Ready> &result) {
        const auto &session = d->desk.entry(profileId).session;
        const auto profile = d->desk.profiles.byId(profileId);
        const QString name = profile ? profile->name : profileId;
        if (!result)
            delivery->deliver(result.error());
        else if (!session)
            delivery->deliver(Error{ErrorCode::NotSignedIn, name});
        else if (session->idToken.isEmpty())
            delivery->deliver(Error{ErrorCode::IdTokenMissing, name});
        else
            delivery->deliver(session->idToken);
    };
    d->desk.start<ReadyFlow>(profileId, minTtl, deliveryTo<Result<ReadyFlow::Ready>>(this, ready),
                             ReadyFlow::For::IdToken);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::send(const QString &profileId, http::Request request, QObject *context,
                         Callback<Answer> done, std::function<void(http::Progress)> progress,
                         SendExtras extras)
{
    auto delivery = deliveryTo<Result<Answer>>(context, std::move(done));
    auto &flow = d->desk.start<SendFlow>(profileId, std::move(request), delivery, std::move(progress),
                                         std::move(extras));
    delivery->onDrop([this, flow = QPointer(&flow)] {
        if (flow)
            d->desk.retire(*flow);
    });
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::signOut(const QString &profileId, QObject *context, std::function<void(Receipt)> done,
                            SignOutOptions options)
{
    auto delivery = deliveryTo<Receipt>(context, std::move(done));
    d->desk.start<SignOutFlow>(profileId, std::move(options), delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::check(const QString &profileId, QObject *context, Callback<SignInCard> done,
                          CheckOptions options)
{
    auto delivery = deliveryTo<Result<SignInCard>>(context, std::move(done));
    auto &flow = d->desk.start<SignInCheckFlow>(profileId, std::move(options), delivery);
    // It may wait for a browser, with a port open.
    delivery->onDrop([this, flow = QPointer(&flow)] {
        if (flow)
            d->desk.retire(*flow);
    });
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::drift(const QString &profileId, QObject *context, Callback<Drift> done)
{
    auto delivery = deliveryTo<Result<Drift>>(context, std::move(done));
    d->desk.start<DriftFlow>(profileId, delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::devices(const QString &profileId, QObject *context,
                            Callback<std::vector<SignedInDevice>> done)
{
    auto delivery = deliveryTo<Result<std::vector<SignedInDevice>>>(context, std::move(done));
    d->desk.start<AskFlow<std::vector<SignedInDevice>>>(
        profileId, devicesRequest,
        [this](const Profile &profile, const http::Response &response) {
            return processDevices(profile, response, d->desk.clock.now());
        },
        delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::endDevice(const QString &profileId, const QString &deviceId, QObject *context,
                              Callback<Done> done)
{
    auto delivery = deliveryTo<Result<Done>>(context, std::move(done));
    d->desk.start<AskFlow<Done>>(
        profileId, [deviceId](const Profile &profile) { return endDeviceRequest(profile, deviceId); },
        [this](const Profile &, const http::Response &response) {
            return processDeviceEnd(response, d->desk.clock.now());
        },
        delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::endOtherDevices(const QString &profileId, QObject *context, Callback<Done> done)
{
    auto delivery = deliveryTo<Result<Done>>(context, std::move(done));
    d->desk.start<AskFlow<Done>>(
        profileId, endOthersRequest,
        [this](const Profile &, const http::Response &response) {
            return processDeviceEnd(response, d->desk.clock.now());
        },
        delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::storeAgain(const QString &profileId, QObject *context, Callback<SessionInfo> done)
{
    auto delivery = deliveryTo<Result<SessionInfo>>(context, std::move(done));
    d->desk.start<StoreFlow>(profileId, delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::forget(const QString &profileId, QObject *context, Callback<Done> done)
{
    auto delivery = deliveryTo<Result<Done>>(context, std::move(done));
    d->desk.start<ForgetFlow>(profileId, delivery);
    return waiterOf(std::move(delivery));
}

WaiterPtr Sessions::setSecretField(const QString &profileId, const QString &key, const Secret &value,
                                   QObject *context, Callback<Done> done, StoreIn where)
{
    auto delivery = deliveryTo<Result<Done>>(context, std::move(done));
    d->desk.start<SecretFieldFlow>(profileId, key, value, where, delivery);
    return waiterOf(std::move(delivery));
}

bool Sessions::isDropping() const
{
    const auto &entries = d->desk.entries();
    return std::any_of(entries.begin(), entries.end(),
                       [](const auto &entry) { return entry.second.drops > 0; });
}

void Sessions::lookAtTheClock()
{
    d->desk.wake();
}

void Sessions::keepFresh(bool on)
{
    d->desk.keepFresh(on);
}

} // namespace claimcheck::login
