#include "learn_script.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

#define LEARN(text) QT_TRANSLATE_NOOP("Learn", text)

using Call = LearnCall;
using enum LearnExpected;
constexpr bool attack = true;
constexpr bool plain = false;

constexpr const char *callMe = LEARN("Call the API");
constexpr const char *callAgain = LEARN("Call again");
constexpr const char *firstCalls = LEARN("Call from the first device");
constexpr const char *trade = LEARN("Trade the code");
constexpr const char *beginAgain = LEARN("Go to the provider again");
constexpr const char *checksToken =
    LEARN("Verifies the signature and the times, then looks up whether the grant still stands.");
constexpr const char *checksCode =
    LEARN("Checks the code, the address and the secret, marks the code as used, and makes the tokens.");
constexpr const char *checksSession = LEARN("Finds the browser's session, and what was allowed before.");
constexpr const char *asksNothing =
    LEARN("The browser is signed in and the answer is remembered, so nothing is asked: single sign-on.");

/// A person with a browser, a client that never sees the password, and a provider between them.
constexpr LearnStep script[] = {
    {Call::Authorize, Accepted, plain, LEARN("Go to the provider"),
     LEARN("Checks who the client is and where it wants the browser back, and asks for the password."),
     LEARN("The client made a secret and sends only its hash along (PKCE). It never sees the password.")},
    {Call::ProviderSignIn, Accepted, plain, LEARN("Sign in at the provider"),
     LEARN("Compares the password with its slow hash, and begins a session of the browser."),
     LEARN("The cookie belongs to the browser and the provider. The client knows nothing of it.")},
    {Call::ProviderAsk, Accepted, plain, LEARN("See what is asked for"), checksSession,
     LEARN("The client wants a name and to read notes, and nothing more. The person decides.")},
    {Call::ProviderAllow, Accepted, plain, LEARN("Allow it"),
     LEARN("Compares the form's token, remembers the consent, and makes a code."),
     LEARN("The browser is sent back with a code in the address. It is good for a minute, once, and for this "
           "client.")},
    {Call::TradeCodeWithoutVerifier, Refused, attack, LEARN("Use another secret"),
     LEARN("Hashes the secret, and compares it with the hash of the first request."),
     LEARN("Whoever saw the address has the code, and not the secret behind the hash. That is what PKCE is "
           "for.")},
    {Call::TradeCode, Accepted, plain, trade, checksCode,
     LEARN(
         "The access token is for the API. The ID Token tells the client who signed in. The refresh token is "
         "for later.")},
    {Call::Call, Accepted, plain, callMe, checksToken,
     LEARN("No password and no cookie: the token says what this client may do for the user.")},
    {Call::CallTampered, Refused, attack, LEARN("Widen its scope"), checksToken,
     LEARN("The payload now says “notes:write”, and the signature is of what it said before. They do not "
           "match.")},
    {Call::ChangeRole, Accepted, plain, LEARN("Change the user's role"),
     LEARN("Writes “admin” into the user's row."),
     LEARN("An administrator did this elsewhere. The client has not heard of it.")},
    {Call::Call, Accepted, plain, callAgain, checksToken,
     LEARN(
         "The same answer: what this client may do was decided when the person allowed it, and stands in the "
         "grant. A role is not a scope.")},
    {Call::Restart, Accepted, plain, LEARN("Restart the server"),
     LEARN("Starts again with the same database file and keys."),
     LEARN("What was in memory only is gone. What stands in the file stays.")},
    {Call::Call, Accepted, plain, callAgain, checksToken,
     LEARN("Still good, since the keys and the grant were kept.")},
    {Call::MoveClock, Accepted, plain, LEARN("Wait five minutes"), LEARN("Removes rows that have expired."),
     LEARN("The server's clock was moved on past the token's “exp”."), 301},
    {Call::Call, Refused, plain, callAgain, checksToken,
     LEARN("The time is over. The grant still stands, so the client can have a new token.")},
    {Call::Refresh, Accepted, plain, LEARN("Refresh"),
     LEARN("Looks the refresh token up, marks it as used, and makes new tokens."),
     LEARN("New tokens without the browser. The person is not asked again.")},
    {Call::RefreshWithOld, Refused, attack, LEARN("Refresh with the old one"),
     LEARN("Finds that the refresh token was used before, and ends the grant."),
     LEARN("One of two clients stole it, and nobody can tell which. So both lose it.")},
    {Call::Call, Refused, plain, callAgain, checksToken,
     LEARN("The newest access token is dead as well: the grant has ended, and every call looks it up.")},
    {Call::Authorize, Accepted, plain, beginAgain, checksSession, asksNothing},
    {Call::TradeCode, Accepted, plain, trade, checksCode, LEARN("A new grant, with tokens of its own.")},
    {Call::TradeCode, Refused, attack, LEARN("Trade the code again"),
     LEARN("Finds that the code was used before, and ends the grant that it began."),
     LEARN("A code that comes twice was copied. What it gave may be the thief's, so it is taken back.")},
    {Call::Call, Refused, plain, callAgain, checksToken,
     LEARN("The tokens of the first use are gone with it.")},
    {Call::Authorize, Accepted, plain, beginAgain, checksSession, asksNothing},
    {Call::TradeCode, Accepted, plain, trade, checksCode, LEARN("A third grant.")},
    {Call::SignInElsewhere, Accepted, plain, LEARN("Sign in on a second device"),
     LEARN("Compares the password, finds what was allowed before, and makes a second grant."),
     LEARN(
         "Another browser and another client signed in; the last request is shown. The person was asked for "
         "the password, and not again for the consent.")},
    {Call::Call, Accepted, plain, firstCalls, checksToken,
     LEARN("Both are signed in, each by a grant of its own, which can be ended alone.")},
    {Call::SignInFourMore, Accepted, plain, LEARN("Sign in on a sixth device"),
     LEARN("Compares the password, finds what was allowed before, and makes one more grant."),
     LEARN("Four more devices signed in one after another. The last request is shown.")},
    {Call::Call, Accepted, plain, firstCalls, checksToken,
     LEARN("Nothing limits how many grants a user has. A provider could end the oldest, as with rows.")},
    {Call::SignOut, Accepted, plain, LEARN("Sign out of the client"),
     LEARN("Ends the grant, and with it all of its tokens."),
     LEARN("The client revoked its refresh token (RFC 7009). The other devices stay signed in.")},
    {Call::Call, Refused, plain, LEARN("Use a copy afterwards"), checksToken,
     LEARN("Nothing that came from this grant opens anything any more.")},
    {Call::Authorize, Accepted, plain, beginAgain, checksSession,
     LEARN("The person is still signed in at the provider. To end that too, the browser goes to its page for "
           "signing out.")},
};

#undef LEARN

} // namespace

std::vector<LearnStep> learnCodeSteps()
{
    return {std::begin(script), std::end(script)};
}

} // namespace claimcheck::ui
