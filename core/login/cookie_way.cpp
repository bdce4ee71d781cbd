#include "cookie_way.h"

#include "form_login.h"
#include "recipe.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

using Outcome = ReceiptStep::Outcome;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignOut", text);
}

bool changesSomething(const QByteArray &method)
{
    return method != "GET" && method != "HEAD" && method != "OPTIONS" && method != "TRACE";
}

/// This process has not used the session yet: what the keychain holds goes into the jar.
void fillJar(http::Cookies &cookies, const SessionView &view)
{
    if (cookies.facts().empty() && !cookies.restore(view.session.cookies))
        cookies.clear();
}

/// The page where one signs in is where a server sends who is not.
ReceiptStep provedByCookie(const Result<http::Response> &response, const Session &session)
{
    if (response && response->status >= 300 && response->status < 400)
        return {"prove-revoked", Outcome::Done,
                sentence("The server sends the old cookie to its sign-in page.")};
    return proved(response, session);
}

/// A sign-out is often answered with a redirect to some page.
ReceiptStep ended(const Result<http::Response> &response)
{
    if (response && response->status >= 300 && response->status < 400)
        return {"revoke-access", Outcome::Done,
                sentence("The server was told, and answered %1.").arg(response->status)};
    return revoked("revoke-access", response);
}

} // namespace

bool CookieWay::canRefresh(const Profile &, const Session &) const
{
    return false;
}

Result<Outgoing> CookieWay::refreshRequest(const SessionView &view) const
{
    return Error{ErrorCode::RefreshNotPossible, view.profile.name};
}

Result<Session> CookieWay::processRefresh(const SessionView &view, const http::Response &) const
{
    return Error{ErrorCode::RefreshNotPossible, view.profile.name};
}

Outgoing CookieWay::outgoing(http::Request request, const SessionView &view, http::Cookies &cookies) const
{
    fillJar(cookies, view);
    Outgoing out{.request = std::move(request)};
    const auto origin = http::Origin::of(out.request.url);
    if (!origin || !view.session.leash.allows(http::Purpose::Resource, *origin) ||
        !changesSomething(out.request.method))
        return out;
    const auto add = [&out](const http::Header &header) {
        if (!http::headerValue(out.request.headers, header.name))
            out.request.headers.push_back(header);
    };
    if (const auto csrf = csrfHeader(view.profile, cookies))
        add(*csrf);
    add({"Origin", origin->toString().toLatin1()});
    add({"Referer", view.profile.url.toEncoded()});
    return out;
}

Result<http::Credential> CookieWay::exportable(const Profile &profile, const Session &) const
{
    return Error{ErrorCode::CredentialNotExportable, profile.name};
}

SignOutPlan CookieWay::signOutPlan(const SessionView &view, http::Cookies &cookies) const
{
    SignOutPlan plan;
    plan.settled = {{"revoke-refresh", Outcome::NotOffered, sentence("There is no refresh token.")}};
    const QString path = setting(view.profile, QStringLiteral("logout.path"));
    if (path.isEmpty()) {
        plan.settled.push_back(
            {"revoke-access", Outcome::NotOffered, sentence("This kind of server has no address for it.")});
    } else {
        http::Request request;
        request.method = setting(view.profile, QStringLiteral("logout.method")).toLatin1();
        request.url = endpoint(view.profile, path);
        plan.calls.push_back(
            {outgoing(std::move(request), view, cookies),
             [](const Result<http::Response> &response) { return std::vector{ended(response)}; }});
    }
    const QString whoami = setting(view.profile, QStringLiteral("whoami.path"));
    if (whoami.isEmpty()) {
        plan.settled.push_back(unproved(view.session));
        return plan;
    }
    // With the cookies of now: signing out takes them out of the jar, and the question is what they open
    // then.
    fillJar(cookies, view);
    http::Request request;
    request.url = endpoint(view.profile, whoami);
    request.headers = {{"Accept", "application/json"}};
    Outgoing probe{.request = std::move(request)};
    if (const auto origin = http::Origin::of(probe.request.url)) {
        const QByteArray header = cookies.header(*origin, probe.request.url);
        probe.credentials.push_back({.secret = Secret(header),
                                     .purpose = http::Purpose::Resource,
                                     .leash = view.session.leash,
                                     .headerName = "Cookie",
                                     .scheme = {}});
    }
    plan.calls.push_back({std::move(probe),
                          [session = view.session](const Result<http::Response> &response) {
                              return std::vector{provedByCookie(response, session)};
                          },
                          SignOutCall::Purpose::Prove});
    return plan;
}

} // namespace claimcheck::login
