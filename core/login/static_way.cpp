#include "static_way.h"

#include "recipe.h"

#include <QCoreApplication>
#include <QUrlQuery>

namespace claimcheck::login {

namespace {

enum class Place { Header, Query, Cookie };

Place placeOf(const Profile &profile)
{
    const QString place = setting(profile, QStringLiteral("key.place"));
    if (place == u"query")
        return Place::Query;
    return place == u"cookie" ? Place::Cookie : Place::Header;
}

/// "name=value", for a Cookie header.
Secret cookie(const QByteArray &name, const Secret &value)
{
    QByteArray pair = name + '=' + value.reveal().toByteArray();
    Secret secret{QByteArrayView(pair)};
    wipe(pair);
    return secret;
}

http::Credential inHeader(const Profile &profile, const Session &session)
{
    http::Credential credential = accessCredential(profile, session);
    if (profile.recipe == u"basic")
        credential.scheme = "Basic";
    return credential;
}

void putIntoQuery(Outgoing &out, const QByteArray &name, const SessionView &view)
{
    const auto origin = http::Origin::of(out.request.url);
    if (!origin)
        return; // the transport says why
    if (!view.session.leash.allows(http::Purpose::Resource, *origin)) {
        out.withheld.push_back({http::Withheld::What::Credential, QString::fromLatin1(name), *origin});
        return;
    }
    QByteArray query = out.request.url.query(QUrl::FullyEncoded).toLatin1();
    if (!query.isEmpty())
        query += '&';
    query += QUrl::toPercentEncoding(QString::fromLatin1(name)) + '=' +
             view.session.accessToken.reveal().toByteArray().toPercentEncoding();
    out.request.url.setQuery(QString::fromLatin1(query), QUrl::StrictMode);
    out.credentials.push_back({.secret = view.session.accessToken,
                               .purpose = http::Purpose::Resource,
                               .leash = view.session.leash,
                               .placement = http::Credential::Placement::InRequest});
}

} // namespace

bool StaticWay::canRefresh(const Profile &, const Session &) const
{
    return false;
}

Result<Outgoing> StaticWay::refreshRequest(const SessionView &view) const
{
    return Error{ErrorCode::RefreshNotPossible, view.profile.name};
}

Result<Session> StaticWay::processRefresh(const SessionView &view, const http::Response &) const
{
    return Error{ErrorCode::RefreshNotPossible, view.profile.name};
}

Outgoing StaticWay::outgoing(http::Request request, const SessionView &view, http::Cookies &) const
{
    Outgoing out{.request = std::move(request)};
    const QByteArray name = setting(view.profile, QStringLiteral("key.name")).toLatin1();
    switch (placeOf(view.profile)) {
    case Place::Header:
        out.credentials.push_back(inHeader(view.profile, view.session));
        break;
    case Place::Query:
        putIntoQuery(out, name, view);
        break;
    case Place::Cookie:
        out.credentials.push_back({.secret = cookie(name, view.session.accessToken),
                                   .purpose = http::Purpose::Resource,
                                   .leash = view.session.leash,
                                   .headerName = "Cookie",
                                   .scheme = {}});
        break;
    }
    return out;
}

Result<http::Credential> StaticWay::exportable(const Profile &profile, const Session &session) const
{
    http::Credential credential = inHeader(profile, session);
    if (placeOf(profile) != Place::Header) {
        credential.placement = http::Credential::Placement::InRequest;
        credential.scheme.clear();
    }
    return credential;
}

SignOutPlan StaticWay::signOutPlan(const SessionView &view, http::Cookies &) const
{
    const QString why =
        QCoreApplication::translate("SignOut", "It was given from outside: only the server can end it.");
    SignOutPlan plan;
    plan.settled = {{"revoke-refresh", ReceiptStep::Outcome::NotOffered,
                     QCoreApplication::translate("SignOut", "There is no refresh token.")},
                    {"revoke-access", ReceiptStep::Outcome::NotOffered, why},
                    unproved(view.session)};
    return plan;
}

} // namespace claimcheck::login
