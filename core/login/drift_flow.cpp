#include "drift_flow.h"

#include "jose/parsed_token.h"
#include "oauth/introspection.h"
#include "oauth/userinfo.h"
#include "oauth_way.h"
#include "recipe.h"

#include "base/json_writer.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

/// The Claims Set of a JWT; empty for all else.
QByteArray claimsOf(const Secret &token)
{
    const auto parsed = jose::ParsedToken::parse(token.reveal().toByteArray());
    const json::Value claims = parsed.claims();
    return parsed.segmentCount() == 3 && claims.isObject() ? claims.raw().toByteArray() : QByteArray();
}

/// What is known of an access token that says nothing by itself.
QByteArray grantedScope(const Session &session)
{
    if (!session.oauth || session.oauth->scope.isEmpty())
        return {};
    json::Writer writer;
    writer.beginObject();
    writer.member("scope", QStringView(session.oauth->scope));
    writer.endObject();
    return writer.take();
}

} // namespace

void DriftFlow::start()
{
    const auto ready = [this](const Result<ReadyFlow::Ready> &result) {
        if (!result)
            return finish(result.error());
        onReady();
    };
    m_desk.start<ReadyFlow>(m_id, std::nullopt,
                            std::make_shared<Delivery<Result<ReadyFlow::Ready>>>(this, ready));
}

void DriftFlow::onReady()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    m_profile = *known;
    if (!entry().session)
        return finish(Error{ErrorCode::NotSignedIn, m_profile.name});
    m_session = entry().session;
    if (!m_session->oauth)
        return askUserinfo();
    withFields(m_profile, [this](const Result<SecretFields> &fields) {
        m_oauthClient = fields ? clientOf(*m_session, *fields) : Result<oauth::Client>(fields.error());
        askUserinfo();
    });
}

void DriftFlow::askUserinfo()
{
    auto request = userinfoRequest();
    if (!request) {
        note(QT_TRANSLATE_NOOP("Drift", "Who it is now could not be asked. %1"), request.error());
        return introspect();
    }
    m_desk.start<SendFlow>(m_id, *std::move(request),
                           std::make_shared<Delivery<Result<Answer>>>(
                               this, [this](const Result<Answer> &answer) { onUserinfo(answer); }),
                           nullptr);
}

Result<http::Request> DriftFlow::userinfoRequest() const
{
    if (m_session->oauth)
        return oauth::userinfoRequest(m_session->oauth->server);
    const QString path = setting(m_profile, QStringLiteral("whoami.path"));
    if (path.isEmpty())
        return Error{ErrorCode::EndpointMissing, QStringLiteral("whoami.path")};
    http::Request request{.url = endpoint(m_profile, path)};
    request.headers = {{"Accept", "application/json"}};
    request.redirects = http::RedirectPolicy::SameOrigin;
    request.maxBody = 1024 * 1024;
    return request;
}

void DriftFlow::onUserinfo(const Result<Answer> &answer)
{
    if (!answer) {
        note(QT_TRANSLATE_NOOP("Drift", "Who it is now could not be asked. %1"), answer.error());
        return introspect();
    }
    // A 401 may have led to a refresh: the token that was asked with is the one to compare.
    if (entry().session)
        m_session = entry().session;
    const http::Response response = answer->response;
    const bool isSigned = http::headerValue(response.headers, "Content-Type")
                              .value_or(QByteArray())
                              .toLower()
                              .startsWith("application/jwt");
    if (!m_session->oauth || !isSigned || m_session->oauth->server.jwksUri.isEmpty())
        return judgeUserinfo(response, {});
    m_keys = std::make_unique<oauth::KeyFetch>(*m_desk.client(m_profile));
    m_client = m_desk.client(m_profile);
    m_keys->fetch(m_session->oauth->server.jwksUri, [this, response](const Result<jose::KeySet> &keys) {
        judgeUserinfo(response, keys ? *keys : jose::KeySet{});
    });
}

void DriftFlow::judgeUserinfo(const http::Response &response, const jose::KeySet &keys)
{
    Result<QByteArray> claims =
        http::isSuccess(response)
            ? Result<QByteArray>(response.body)
            : Result<QByteArray>(http::replyFailure(response, m_desk.clock.now(), m_session->accessToken));
    if (m_session->oauth) {
        const oauth::Client client = m_oauthClient ? *m_oauthClient : oauth::Client{};
        claims =
            oauth::processUserinfo(response, m_session->person.subject, keys,
                                   {m_session->oauth->server, client, m_session->leash, m_desk.clock.now()});
    }
    if (claims)
        compareWith("userinfo", *claims);
    else
        note(QT_TRANSLATE_NOOP("Drift", "What the server says of the person could not be used. %1"),
             claims.error());
    introspect();
}

void DriftFlow::introspect()
{
    if (!m_session->oauth)
        return finish(std::move(m_drift));
    auto out = m_oauthClient
                   ? oauth::introspectionRequest(
                         {m_session->oauth->server, *m_oauthClient, m_session->leash, m_desk.clock.now()},
                         m_session->accessToken, oauth::TokenHint::AccessToken)
                   : Result<Outgoing>(m_oauthClient.error());
    if (!out) {
        note(QT_TRANSLATE_NOOP("Drift", "The server could not be asked about the access token. %1"),
             out.error());
        return finish(std::move(m_drift));
    }
    const std::vector<Secret> sent = http::secretsOf(*out);
    send(m_profile, *std::move(out),
         [this, sent](const Result<http::Response> &response) { onIntrospected(response, sent); });
}

void DriftFlow::onIntrospected(const Result<http::Response> &response, const std::vector<Secret> &sent)
{
    const auto answer = response ? oauth::processIntrospection(*response, m_desk.clock.now(), sent)
                                 : Result<oauth::Introspection>(response.error());
    if (!answer) {
        note(QT_TRANSLATE_NOOP("Drift", "The server could not be asked about the access token. %1"),
             answer.error());
        return finish(std::move(m_drift));
    }
    m_drift.active = answer->active;
    if (answer->active)
        compareWith("introspection", answer->claims);
    finish(std::move(m_drift));
}

void DriftFlow::compareWith(const QByteArray &beside, const QByteArray &claims)
{
    const auto add = [&](const char *token, const QByteArray &then) {
        auto rows = compareClaims(token, then, beside, claims);
        m_drift.rows.insert(m_drift.rows.end(), std::make_move_iterator(rows.begin()),
                            std::make_move_iterator(rows.end()));
    };
    const QByteArray access = claimsOf(m_session->accessToken);
    const bool isIntrospection = beside == "introspection";
    add("access-token", access.isEmpty() && isIntrospection ? grantedScope(*m_session) : access);
    if (!isIntrospection)
        add("id-token", claimsOf(m_session->idToken));
}

void DriftFlow::note(const char *sentence, const Error &error)
{
    m_drift.notes += QCoreApplication::translate("Drift", sentence).arg(describe(error).message);
}

void DriftFlow::finish(Result<Drift> result)
{
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

} // namespace claimcheck::login
