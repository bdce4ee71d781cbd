#include "accounts.h"
#include "oauth_device.h"
#include "oauth_endpoints.h"
#include "oauth_interactions.h"
#include "oauth_pages.h"
#include "oauth_provider.h"

#include "base/secret.h"

namespace claimcheck::practice::provider {

namespace {

constexpr int mostWrongCodes = 5; // in one session: guessing must not pay (RFC 8628 section 5.1)

/// Asks for the code, and for a sign-in where there is none yet.
Response askForCode(const Interaction &interaction, const QByteArray &code, bool signedIn,
                    const QByteArray &problem = {}, int status = 200)
{
    const QByteArray login =
        signedIn ? QByteArray()
                 : QByteArray("<p><label>User name <input name=\"username\" autocomplete=\"username\" "
                              "required></label></p>\n<p><label>Password <input type=\"password\" "
                              "name=\"password\" autocomplete=\"current-password\" required></label></p>\n");
    return page(status, "Sign in on a device",
                alert(problem) + "<form method=\"post\" action=\"/oauth/device\">\n" +
                    hiddenField("interaction", interaction.id) + hiddenField("csrf", interaction.csrf) +
                    "<p><label>The code that the device shows <input name=\"user_code\" "
                    "autocomplete=\"off\" value=\"" +
                    escaped(code) + "\" required></label></p>\n" + login +
                    "<p><button type=\"submit\">Go on</button></p>\n</form>\n");
}

/// Asks whether that is really the person's own device: the link with the code may have come from somebody
/// else (section 5.4).
Response askForConsent(Provider &provider, const Interaction &interaction, const WaitingDevice &device,
                       const QByteArray &csrf)
{
    const auto client = provider.clients.find(device.clientId);
    if (!client)
        return failureResponse(client.error());
    return page(200, "Allow access",
                "<p>A device with <strong>" + escaped(*client ? (*client)->name : device.clientId) +
                    "</strong> shows the code <strong>" + shownCode(device.userCode) +
                    "</strong> and asks for: <code>" + escaped(device.scope) +
                    "</code></p>\n<p>Allow it only if you hold that device and see that code on it.</p>\n"
                    "<form method=\"post\" action=\"/oauth/device\">\n" +
                    hiddenField("interaction", interaction.id) + hiddenField("csrf", csrf) +
                    hiddenField("user_code", device.userCode) +
                    "<p><button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\n"
                    "<button type=\"submit\" name=\"decision\" value=\"deny\">Deny</button></p>\n"
                    "</form>\n");
}

/// The session of the browser, or the one that the password in the form begins, whose cookie goes into
/// `cookies`.
Outcome<BrowserSession> sessionFor(Provider &provider, const Request &http, const Parameters &form,
                                   const Interaction &interaction, Response &cookies)
{
    const auto session = provider.sessions.of(http);
    if (!session)
        return session.error();
    if (*session)
        return **session;
    const QByteArray code = form.value("user_code");
    const auto answer = provider.accounts.signIn(form.text("username"), Secret(form.value("password")));
    if (!answer)
        return answer.error();
    if (std::holds_alternative<TooManyAttempts>(*answer))
        return askForCode(interaction, code, false, "Too many wrong passwords in a row. Try again later.",
                          429);
    const auto *account = std::get_if<Account>(&*answer);
    if (!account)
        return askForCode(interaction, code, false, "The user name or the password is wrong.", 403);
    const auto begun = provider.sessions.begin(account->id, cookies);
    if (!begun)
        return begun.error();
    return *begun;
}

/// The first form: the code, perhaps with a password.
Response takeCode(Provider &provider, const Request &http, const Parameters &form,
                  const Interaction &interaction)
{
    if (!sameSecret(interaction.csrf, form.value("csrf")))
        return errorPage(403, "This form was not made for this browser.");
    Response cookies;
    const auto session = sessionFor(provider, http, form, interaction, cookies);
    if (!session)
        return session.refusal();
    if (session->wrongCodes >= mostWrongCodes)
        return errorPage(429, "Too many wrong codes. Sign out, and sign in again to go on.");
    const auto device = findDevice(provider, form.value("user_code"));
    if (!device)
        return failureResponse(device.error());
    if (!*device) {
        if (auto counted = provider.sessions.countWrongCode(*session); !counted)
            return failureResponse(counted.error());
    }
    Response answer = *device ? askForConsent(provider, interaction, **device, session->csrf)
                              : askForCode(interaction, {}, true, "No device waits with this code.", 404);
    answer.headers.insert(answer.headers.end(), cookies.headers.begin(), cookies.headers.end());
    return answer;
}

/// The second form: allow or deny.
Response takeDecision(Provider &provider, const Request &http, const Parameters &form,
                      const Interaction &interaction)
{
    const auto session = provider.sessions.of(http);
    if (!session)
        return failureResponse(session.error());
    if (!*session || !sameSecret((*session)->csrf, form.value("csrf")))
        return errorPage(403, "This form was not made for this browser.");
    const auto device = findDevice(provider, form.value("user_code"));
    if (!device)
        return failureResponse(device.error());
    if (!*device)
        return errorPage(404, "No device waits with this code any more.");
    const bool allowed = form.value("decision") == "allow";
    if (auto decided = decideDevice(provider, **device, **session,
                                    allowed ? DeviceDecision::Allow : DeviceDecision::Deny);
        !decided)
        return failureResponse(decided.error());
    if (auto ended = endInteraction(provider, interaction); !ended)
        return failureResponse(ended.error());
    return page(200, allowed ? "The device is signed in" : "The device was refused",
                "<p>This page may be closed. The device goes on by itself.</p>\n");
}

} // namespace

Response devicePage(Provider &provider, const Request &http)
{
    Response cookies;
    const auto browser = BrowserSessions::nameBrowser(http, cookies);
    if (!browser)
        return failureResponse(browser.error());
    const auto interaction = beginInteraction(provider, *browser, {});
    if (!interaction)
        return interaction.refusal();
    const auto session = provider.sessions.of(http);
    if (!session)
        return failureResponse(session.error());
    Response answer = askForCode(*interaction, Parameters::of(http).value("user_code"), session->has_value());
    answer.headers.insert(answer.headers.end(), cookies.headers.begin(), cookies.headers.end());
    return answer;
}

Response takeDeviceAnswer(Provider &provider, const Request &http)
{
    const Parameters form = Parameters::of(http);
    const auto interaction = findInteraction(provider, http, form.value("interaction"));
    if (!interaction)
        return interaction.refusal();
    return form.value("decision").isEmpty() ? takeCode(provider, http, form, *interaction)
                                            : takeDecision(provider, http, form, *interaction);
}

} // namespace claimcheck::practice::provider
