#include "authorization.h"

#include "base/json_writer.h"
#include "endpoint_answer.h"
#include "form.h"
#include "http/server_words.h"

#include <QCoreApplication>

#include <openssl/crypto.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

/// Parameters that this room sets itself, or that would undo what it set: a request object or another mode of
/// the response, and secrets, which do not belong in a link.
constexpr QByteArrayView reserved[] = {"response_type", "client_id",
                                       "redirect_uri",  "scope",
                                       "state",         "nonce",
                                       "resource",      "code_challenge",
                                       "prompt",        "code_challenge_method",
                                       "login_hint",    "acr_values",
                                       "max_age",       "dpop_jkt",
                                       "request",       "request_uri",
                                       "response_mode", "client_secret",
                                       "code_verifier", "client_assertion",
                                       "id_token_hint", "client_assertion_type"};

/// A redirect that is longer, or that has more parameters, is none of ours.
constexpr qsizetype longestQuery = 64 * 1024;
constexpr size_t mostParameters = 64;
/// Of a pushed request whose life is not said: short, as RFC 9126 section 2.2 recommends.
constexpr std::chrono::seconds shortLife{60};

Result<Done> addExtra(Form &form, const AuthorizationRequest &request)
{
    for (const auto &[name, value] : request.extra) {
        const QByteArray key = name.toUtf8();
        const bool isTaken = std::find(std::begin(reserved), std::end(reserved), key) != std::end(reserved);
        if (key.isEmpty() || isTaken || hasField(form, key))
            return Error{ErrorCode::ProfileFieldInvalid, shownWord(name),
                         QCoreApplication::translate("OAuth", "the sign-in sets this parameter itself")};
        form.emplace_back(key, value.toUtf8());
    }
    return Done{};
}

/// The endpoint with these parameters beside those that it has already; of one name ours alone counts.
QUrl link(const QUrl &endpoint, const Form &parameters)
{
    Form all = parseForm(endpoint.query(QUrl::FullyEncoded).toLatin1());
    std::erase_if(all, [&parameters](const auto &field) { return hasField(parameters, field.first); });
    all.insert(all.end(), parameters.begin(), parameters.end());
    QUrl url = endpoint;
    url.setQuery(QString::fromLatin1(queryText(all)), QUrl::StrictMode);
    return url;
}

Result<QUrl> authorizationEndpoint(const ServerMetadata &server)
{
    if (server.authorizationEndpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, u"authorization_endpoint"_s};
    return server.authorizationEndpoint;
}

bool isSame(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), static_cast<size_t>(a.size())) == 0;
}

/// The value of a parameter; without one it counts as omitted (RFC 6749 section 3.1).
QByteArray valueOf(const Form &form, QByteArrayView name)
{
    const auto found =
        std::find_if(form.begin(), form.end(), [name](const auto &field) { return field.first == name; });
    return found == form.end() ? QByteArray() : found->second;
}

std::optional<QByteArray> repeatedName(const Form &form)
{
    QByteArrayList names;
    for (const auto &[name, value] : form)
        names += name;
    std::sort(names.begin(), names.end());
    const auto repeated = std::adjacent_find(names.begin(), names.end());
    return repeated == names.end() ? std::nullopt : std::optional(*repeated);
}

Error refusedAtServer(const QByteArray &code, const QByteArray &description)
{
    // The description in the form in which other answers bring theirs, so that it is cleaned as those are.
    http::Response words;
    words.body = json::quoted(description);
    const QString detail = description.isEmpty() ? QString() : http::serverWords(words);
    return {code == "access_denied" ? ErrorCode::AuthorizationDenied : ErrorCode::AuthorizationRefused,
            shownWord(QString::fromUtf8(code)), detail};
}

} // namespace

Result<Form> authorizationParameters(const Client &client, const AuthorizationRequest &request)
{
    if (client.id.isEmpty())
        return Error{ErrorCode::ClientIdMissing};
    if (request.state.isEmpty() || request.challenge.isEmpty())
        return Error{ErrorCode::GrantInputMissing,
                     request.state.isEmpty() ? u"state"_s : u"code_challenge"_s};
    Form form = {{"response_type", "code"}};
    addField(form, "client_id", client.id);
    addField(form, "redirect_uri", request.redirectUri.toString(QUrl::FullyEncoded));
    addField(form, "scope", request.scope);
    addField(form, "state", QString::fromUtf8(request.state));
    addField(form, "nonce", QString::fromUtf8(request.nonce));
    addField(form, "code_challenge", QString::fromUtf8(request.challenge));
    addField(form, "code_challenge_method", u"S256"_s);
    if (const Result<Done> added = addResources(form, request.resources); !added)
        return added.error();
    addField(form, "prompt", request.prompt);
    addField(form, "login_hint", request.loginHint);
    addField(form, "acr_values", request.acrValues);
    if (request.maxAge)
        addField(form, "max_age", QString::number(request.maxAge->count()));
    addField(form, "dpop_jkt", QString::fromUtf8(request.dpopThumbprint));
    if (const Result<Done> added = addExtra(form, request); !added)
        return added.error();
    return form;
}

Result<QUrl> authorizationUrl(const ServerMetadata &server, const Client &client,
                              const AuthorizationRequest &request)
{
    const Result<QUrl> endpoint = authorizationEndpoint(server);
    if (!endpoint)
        return endpoint;
    const Result<Form> parameters = authorizationParameters(client, request);
    if (!parameters)
        return parameters.error();
    return link(*endpoint, *parameters);
}

Result<http::Outgoing> pushedRequest(const Call &call, const AuthorizationRequest &request)
{
    constexpr char name[] = "pushed_authorization_request_endpoint";
    if (call.server.pushedAuthorizationEndpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, QLatin1String(name)};
    const Result<Form> parameters = authorizationParameters(call.client, request);
    if (!parameters)
        return parameters.error();
    return formRequest(call, endpointFor(call, call.server.pushedAuthorizationEndpoint, name), *parameters,
                       {});
}

Result<Pushed> processPushed(const http::Response &response, TimePoint now)
{
    const auto answer =
        readAnswer(response, now, ErrorCode::PushedRequestRefused, {"request_uri", "expires_in"});
    if (!answer)
        return answer.error();
    const Secret uri = tokenIn(answer->root().find("request_uri"));
    if (uri.isEmpty())
        return Error{ErrorCode::TokenNotInResponse, response.url.host(), u"request_uri"_s};
    return Pushed{QString::fromLatin1(uri.reveal()),
                  momentAfter(now, answer->root().find("expires_in")).value_or(now + shortLife)};
}

Result<QUrl> pushedUrl(const ServerMetadata &server, const Client &client, const Pushed &pushed)
{
    const Result<QUrl> endpoint = authorizationEndpoint(server);
    if (!endpoint)
        return endpoint;
    return link(*endpoint, {{"client_id", client.id.toUtf8()}, {"request_uri", pushed.requestUri.toUtf8()}});
}

Result<AuthorizationCode> validateAuthorizationResponse(QByteArrayView query,
                                                        const AuthorizationExpectations &expectations)
{
    const Form form = query.size() <= longestQuery ? parseForm(query) : Form();
    if (form.size() > mostParameters)
        return Error{ErrorCode::StateMismatch, u"state"_s};
    if (const auto repeated = repeatedName(form))
        return Error{ErrorCode::ParameterRepeated, shownWord(QString::fromUtf8(*repeated))};
    if (expectations.state.isEmpty() || !isSame(valueOf(form, "state"), expectations.state))
        return Error{ErrorCode::StateMismatch, u"state"_s};

    // RFC 9207 section 2.4, before anything that another server may have put there.
    const QByteArray issuer = valueOf(form, "iss");
    if (issuer.isEmpty() && expectations.issRequired)
        return Error{ErrorCode::ResponseIssuerMissing, u"iss"_s};
    if (!issuer.isEmpty() && issuer != expectations.issuer.toUtf8())
        return Error{ErrorCode::IssuerMismatch, u"iss"_s};
    if (const QByteArray error = valueOf(form, "error"); !error.isEmpty())
        return refusedAtServer(error, valueOf(form, "error_description"));

    const QByteArray text = valueOf(form, "code");
    // RFC 6749 appendix A.11.
    const bool isCode = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (text.isEmpty() || !isCode)
        return Error{ErrorCode::CodeMissing, u"code"_s};
    AuthorizationCode code;
    code.m_value = Secret(QByteArrayView(text));
    code.m_issuerWasSent = !issuer.isEmpty();
    return code;
}

} // namespace claimcheck::oauth
