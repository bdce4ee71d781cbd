#include "password_way.h"

#include "recipe.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

using Outcome = ReceiptStep::Outcome;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignOut", text);
}

/// One request ends what `logout.revokes` names.
std::vector<ReceiptStep> judged(const Result<http::Response> &response, const QString &revokes,
                                const Session &session)
{
    const auto notEnded = [](const char *step, const QString &why) {
        return ReceiptStep{step, Outcome::NotOffered, why};
    };
    const QString other = sentence("This kind of server does not end it.");
    std::vector<ReceiptStep> steps;
    const std::vector<Secret> sent = {session.refreshToken, session.accessToken};
    if (session.refreshToken.isEmpty())
        steps.push_back(notEnded("revoke-refresh", sentence("There is no refresh token.")));
    else
        steps.push_back(revokes.contains(u"refresh") ? revoked("revoke-refresh", response, sent)
                                                     : notEnded("revoke-refresh", other));
    steps.push_back(revokes.contains(u"access") ? revoked("revoke-access", response, sent)
                                                : notEnded("revoke-access", other));
    return steps;
}

} // namespace

bool PasswordWay::canRefresh(const Profile &profile, const Session &session) const
{
    return !session.refreshToken.isEmpty() && !setting(profile, QStringLiteral("refresh.path")).isEmpty();
}

Result<Outgoing> PasswordWay::refreshRequest(const SessionView &view) const
{
    return login::refreshRequest(view.profile, view.session, view.fields);
}

Result<Session> PasswordWay::processRefresh(const SessionView &view, const http::Response &response) const
{
    return login::processRefresh(view.profile, view.session, response, view.clock.now());
}

Outgoing PasswordWay::outgoing(http::Request request, const SessionView &view, http::Cookies &) const
{
    return {.request = std::move(request),
            .credentials = requestCredentials(view.profile, view.session, view.fields)};
}

Result<http::Credential> PasswordWay::exportable(const Profile &profile, const Session &session) const
{
    return accessCredential(profile, session);
}

SignOutPlan PasswordWay::signOutPlan(const SessionView &view, http::Cookies &) const
{
    SignOutPlan plan;
    using Purpose = SignOutCall::Purpose;
    const auto add = [&plan](Result<Outgoing> out, auto judge, Purpose purpose) {
        if (out) {
            plan.calls.push_back({*std::move(out), judge, purpose});
            return;
        }
        for (ReceiptStep &step : judge(out.error()))
            plan.settled.push_back(std::move(step));
    };
    if (setting(view.profile, QStringLiteral("logout.path")).isEmpty()) {
        const QString why = sentence("This kind of server has no address for it.");
        plan.settled = {{"revoke-refresh", Outcome::NotOffered, why},
                        {"revoke-access", Outcome::NotOffered, why}};
    } else {
        add(
            signOutRequest(view.profile, view.session, view.fields),
            [revokes = setting(view.profile, QStringLiteral("logout.revokes")), session = view.session](
                const Result<http::Response> &response) { return judged(response, revokes, session); },
            Purpose::End);
    }
    if (setting(view.profile, QStringLiteral("whoami.path")).isEmpty()) {
        plan.settled.push_back(unproved(view.session));
        return plan;
    }
    add(
        whoamiRequest(view.profile, view.session, view.fields),
        [session = view.session](const Result<http::Response> &response) {
            return std::vector{proved(response, session)};
        },
        Purpose::Prove);
    return plan;
}

} // namespace claimcheck::login
