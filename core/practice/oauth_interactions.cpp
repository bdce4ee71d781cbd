#include "oauth_interactions.h"

#include "accounts.h"
#include "oauth_endpoints.h"
#include "oauth_pages.h"
#include "oauth_provider.h"
#include "oauth_tables.h"
#include "storage.h"

#include "base/random.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

const char *meaning(QByteArrayView scope)
{
    struct Row {
        const char *scope;
        const char *meaning;
    };
    static constexpr Row rows[] = {
        {"openid", "know who you are"},       {"profile", "see your name"},
        {"email", "see your e-mail address"}, {"offline_access", "stay signed in when you are away"},
        {"notes:read", "read your notes"},    {"notes:write", "write notes for you"},
    };
    for (const Row &row : rows) {
        if (scope == row.scope)
            return row.meaning;
    }
    return "";
}

Result<Done> keepConsent(Provider &provider, const AuthorizationRequest &request, const QString &userId)
{
    auto kept = provider.storage.run(
        u"INSERT INTO oauth_consent (user_id, client_id, scope, expires_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (user_id, client_id)"
        " DO UPDATE SET scope = excluded.scope, expires_at = excluded.expires_at"_s,
        {userId, textValue(request.client.id), textValue(request.scope.join(' ')),
         stored(provider.clock.now() + consentLifetime)});
    return kept ? Result<Done>(Done{}) : Result<Done>(kept.error());
}

} // namespace

Outcome<Interaction> beginInteraction(Provider &provider, const QByteArray &browser,
                                      const Parameters &parameters)
{
    const auto id = randomText(16);
    const auto csrf = randomText(16);
    if (!id || !csrf)
        return Error{ErrorCode::RandomUnavailable};
    const TimePoint now = provider.clock.now();
    auto added = provider.storage.run(u"INSERT INTO oauth_interaction (id, browser, csrf, parameters,"
                                      " expires_at) VALUES (?, ?, ?, ?, ?)"_s,
                                      {textValue(*id), textValue(browser), textValue(*csrf),
                                       textValue(parameters.encoded()), stored(now + interactionLifetime)});
    if (!added)
        return added.error();
    if (auto kept = provider.storage.keepNewest(u"oauth_interaction"_s, mostWaiting); !kept)
        return kept.error();
    return Interaction{*id, *csrf, parameters, now};
}

Outcome<Interaction> findInteraction(Provider &provider, const Request &request, const QByteArray &id)
{
    const auto found = provider.storage.run(
        u"SELECT csrf, parameters, expires_at FROM oauth_interaction"
        " WHERE id = ? AND browser = ? AND expires_at > ?"_s,
        {textValue(id), textValue(BrowserSessions::browserOf(request)), stored(provider.clock.now())});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return errorPage(403, "This sign-in is over, or was begun in another browser.");
    const QVariantList &row = found->rows.front();
    return Interaction{id, row[0].toByteArray(), Parameters::parse(row[1].toByteArray()),
                       storedTime(row[2]) - interactionLifetime};
}

Result<Done> endInteraction(Provider &provider, const Interaction &interaction)
{
    auto ended =
        provider.storage.run(u"DELETE FROM oauth_interaction WHERE id = ?"_s, {textValue(interaction.id)});
    return ended ? Result<Done>(Done{}) : Result<Done>(ended.error());
}

Outcome<AuthorizationRequest> requestOf(Provider &provider, const Interaction &interaction)
{
    const auto client = provider.clients.find(interaction.parameters.value("client_id"));
    if (!client)
        return client.error();
    if (!*client)
        return errorPage(400, "The client is not known here any more.");
    auto request = readAuthorizationRequest(provider, **client, interaction.parameters);
    if (const auto *refusal = std::get_if<AuthorizationRefusal>(&request))
        return errorPage(400, refusal->description);
    return std::get<AuthorizationRequest>(request);
}

Response loginPage(const Interaction &interaction, const AuthorizationRequest &request,
                   const QByteArray &username, const QByteArray &problem, int status)
{
    return page(status, "Sign in",
                "<p>to go on to <strong>" + escaped(request.client.name) + "</strong></p>\n" +
                    alert(problem) + "<form method=\"post\" action=\"/oauth/login\">\n" +
                    hiddenField("interaction", interaction.id) + hiddenField("csrf", interaction.csrf) +
                    "<p><label>User name <input name=\"username\" autocomplete=\"username\" value=\"" +
                    escaped(username) +
                    "\" required></label></p>\n<p><label>Password <input type=\"password\" "
                    "name=\"password\" autocomplete=\"current-password\" required></label></p>\n"
                    "<p><button type=\"submit\">Sign in</button></p>\n</form>\n",
                request.redirectUri);
}

Response consentPage(Provider &provider, const Interaction &interaction, const AuthorizationRequest &request,
                     const BrowserSession &session)
{
    const auto account = provider.accounts.find(session.userId);
    if (!account)
        return failureResponse(account.error());
    if (!*account)
        return errorPage(403, "This user does not exist any more.");
    QByteArray list;
    for (const QByteArray &word : grantable(request.scope, **account))
        list += "<li>" + escaped(QByteArray(meaning(word))) + " (<code>" + escaped(word) + "</code>)</li>\n";
    return page(200, "Allow access",
                "<p><strong>" + escaped(request.client.name) + "</strong> asks " +
                    escaped((*account)->name.toUtf8()) + " to be allowed to:</p>\n<ul>\n" + list +
                    "</ul>\n<form method=\"post\" action=\"/oauth/consent\">\n" +
                    hiddenField("interaction", interaction.id) + hiddenField("csrf", session.csrf) +
                    "<p><button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\n"
                    "<button type=\"submit\" name=\"decision\" value=\"deny\">Deny</button></p>\n"
                    "</form>\n",
                request.redirectUri);
}

Result<Consent> consentTo(Provider &provider, const AuthorizationRequest &request, const QString &userId)
{
    const auto found = provider.storage.run(
        u"SELECT scope FROM oauth_consent WHERE user_id = ? AND client_id = ? AND expires_at > ?"_s,
        {userId, textValue(request.client.id), stored(provider.clock.now())});
    if (!found)
        return found.error();
    const QByteArrayList given =
        found->rows.empty() ? QByteArrayList() : wordsOf(found->rows.front()[0].toByteArray());
    const bool all =
        !found->rows.empty() && std::all_of(request.scope.begin(), request.scope.end(),
                                            [&](const QByteArray &word) { return given.contains(word); });
    return all ? Consent::Given : Consent::Missing;
}

Response giveCode(Provider &provider, const AuthorizationRequest &request, const BrowserSession &session)
{
    const auto code = provider.storage.atomically([&]() -> Result<QByteArray> {
        const auto account = provider.accounts.find(session.userId);
        if (!account)
            return account.error();
        if (!*account)
            return Error{ErrorCode::DatabaseFailed, session.userId};
        const auto grant = provider.grants.begin({.clientId = request.client.id,
                                                  .userId = session.userId,
                                                  .sid = session.sid,
                                                  .scope = grantable(request.scope, **account).join(' '),
                                                  .resource = request.resource,
                                                  .authenticatedAt = session.authenticatedAt,
                                                  .acr = "urn:practice:password",
                                                  .nonce = request.nonce,
                                                  .jkt = request.dpopThumbprint,
                                                  .expiresAt = provider.clock.now() + Grants::lifetime});
        if (!grant)
            return grant.error();
        return provider.grants.addCode(grant->id, request.redirectUri, request.challenge);
    });
    if (!code)
        return failureResponse(code.error());
    Members answer;
    answer.text("code", *code);
    return redirectBack(provider, request.redirectUri, request.state, std::move(answer));
}

Response takeLogin(Provider &provider, const Request &http)
{
    const Parameters form = Parameters::of(http);
    const auto interaction = findInteraction(provider, http, form.value("interaction"));
    if (!interaction)
        return interaction.refusal();
    if (!sameSecret(interaction->csrf, form.value("csrf")))
        return errorPage(403, "This form was not made for this browser.");
    const auto request = requestOf(provider, *interaction);
    if (!request)
        return request.refusal();

    const QByteArray username = form.value("username");
    const auto answer = provider.accounts.signIn(QString::fromUtf8(username), Secret(form.value("password")));
    if (!answer)
        return failureResponse(answer.error());
    if (std::holds_alternative<TooManyAttempts>(*answer))
        return loginPage(*interaction, *request, username,
                         "Too many wrong passwords in a row. Try again later.", 429);
    const auto *account = std::get_if<Account>(&*answer);
    if (!account)
        return loginPage(*interaction, *request, username, "The user name or the password is wrong.", 403);
    Response onward = sendTo("/oauth/continue?interaction=" + interaction->id);
    if (auto session = provider.sessions.begin(account->id, onward); !session)
        return failureResponse(session.error());
    return onward;
}

Response takeConsent(Provider &provider, const Request &http)
{
    const Parameters form = Parameters::of(http);
    const auto interaction = findInteraction(provider, http, form.value("interaction"));
    if (!interaction)
        return interaction.refusal();
    const auto session = provider.sessions.of(http);
    if (!session)
        return failureResponse(session.error());
    // The token is the session's: what one person was shown cannot be answered as another.
    if (!*session || !sameSecret((*session)->csrf, form.value("csrf")))
        return errorPage(403, "This form was not made for this browser.");
    const auto request = requestOf(provider, *interaction);
    if (!request)
        return request.refusal();
    if (needsLogin(provider, *request, *session, &*interaction))
        return errorPage(403, "This request needs a new sign-in first.");
    if (auto ended = endInteraction(provider, *interaction); !ended)
        return failureResponse(ended.error());
    if (form.value("decision") != "allow") {
        return redirectRefusal(provider, request->redirectUri, request->state,
                               {"access_denied", "The person declined."});
    }
    if (auto kept = keepConsent(provider, *request, (*session)->userId); !kept)
        return failureResponse(kept.error());
    return giveCode(provider, *request, **session);
}

} // namespace claimcheck::practice::provider
