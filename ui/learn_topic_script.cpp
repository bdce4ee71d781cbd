#include "learn_script.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

#define LEARN(text) QT_TRANSLATE_NOOP("Learn", text)

using Call = LearnCall;
using enum LearnExpected;
constexpr bool attack = true;
constexpr bool plain = false;

constexpr const char *checksLink =
    LEARN("Verifies the signature, the time and the type, then writes the id down as used.");
constexpr const char *looksAtLink =
    LEARN("Verifies the signature, the time and the type. Nothing is written.");
constexpr const char *makesLink = LEARN("Signs a token. Nothing is written about it.");
constexpr const char *passwords = LEARN("Counts wrong passwords in a row, and asks for letters after three.");
constexpr const char *countedAgain = LEARN("One more. The answer does not say which of the two was wrong.");

constexpr LearnStep purposes[] = {
    {Call::MailAsk, Accepted, plain, LEARN("Ask for a mail"), makesLink,
     LEARN("The mail lands in the outbox of the server. The answer would be the same for a name of nobody.")},
    {Call::MailRead, Accepted, plain, LEARN("Read the mail"), LEARN("Shows the outbox."),
     LEARN("The link holds a token that names the user and the address, and ends after 30 minutes.")},
    {Call::MailOpen, Accepted, plain, LEARN("Open the link"), looksAtLink,
     LEARN("Opening alone confirms nothing: mail programs open links to look at them.")},
    {Call::MailChanged, Refused, attack, LEARN("Put another address in"), looksAtLink,
     LEARN("The token names another address now, and the signature is of the first one.")},
    {Call::MailElsewhere, Refused, attack, LEARN("Use it for a download"), looksAtLink,
     LEARN("The same server signed it, with the same secret. Its type says what it is for.")},
    {Call::MailConfirm, Accepted, plain, LEARN("Confirm the address"), checksLink,
     LEARN("The id of the token stands in a table now, until the token would have expired.")},
    {Call::MailConfirm, Refused, attack, LEARN("Confirm it again"), checksLink,
     LEARN("The signature still matches. The id is in the table, so it was used before.")},
    {Call::MailAsk, Accepted, plain, LEARN("Ask for another mail"), makesLink,
     LEARN("A new token with an id of its own.")},
    {Call::MailRead, Accepted, plain, LEARN("Read the other mail"), LEARN("Shows the outbox."),
     LEARN("The newest mail is the first.")},
    {Call::MoveClock, Accepted, plain, LEARN("Wait half an hour"), LEARN("Removes rows that have expired."),
     LEARN("The server's clock was moved on. The id of the first mail need not be kept any longer."), 1801},
    {Call::MailConfirm, Refused, plain, LEARN("Confirm too late"), looksAtLink,
     LEARN("The time is over. The server says so, and the person can ask for another mail.")},

    {Call::DownloadAsk, Accepted, plain, LEARN("Ask for a download"), makesLink,
     LEARN("Whoever has this link may download, without signing in. So it lives for a minute.")},
    {Call::DownloadChanged, Refused, attack, LEARN("Put another file in"), looksAtLink,
     LEARN("The file's name stands in the token, under its signature.")},
    {Call::Restart, Accepted, plain, LEARN("Restart the server"),
     LEARN("Starts again with the same database file and keys."),
     LEARN("The secret and the table of used ids are kept. The link was never stored.")},
    {Call::Download, Accepted, plain, LEARN("Download"), checksLink,
     LEARN("Still good after the restart, since the secret was kept.")},
    {Call::Download, Refused, attack, LEARN("Download again"), checksLink,
     LEARN("Good once. A copy from a log or a browser's history opens nothing.")},
    {Call::DownloadAsk, Accepted, plain, LEARN("Ask for another download"), makesLink, LEARN("A new link.")},
    {Call::MoveClock, Accepted, plain, LEARN("Wait a minute"), LEARN("Removes rows that have expired."),
     LEARN("The server's clock was moved on."), 61},
    {Call::Download, Refused, plain, LEARN("Download too late"), looksAtLink,
     LEARN("The time is over, and it was never used.")},

    {Call::WrongPassword, Refused, plain, LEARN("Give a wrong password"), passwords,
     LEARN("The answer does not say whether there is such a user.")},
    {Call::WrongPassword, Refused, plain, LEARN("Give another one"), passwords, countedAgain},
    {Call::WrongPassword, Refused, plain, LEARN("Give a third one"), passwords,
     LEARN(
         "The answer has a picture of letters and a token. The letters are a part of the secret that signed "
         "the token, so nothing is stored for those who never look at the picture.")},
    {Call::SignIn, Refused, plain, LEARN("The right password alone"), passwords,
     LEARN("The password is right, and a machine that guesses would not know: letters are needed first.")},
    {Call::LettersGuessed, Refused, attack, LEARN("Guess the letters"), passwords,
     LEARN("Wrong letters make another secret, and the signature of the token does not match.")},
    {Call::MoveClock, Accepted, plain, LEARN("Wait 15 minutes"), LEARN("Removes rows that have expired."),
     LEARN("Wrong passwords are forgotten after a while."), 901},
    {Call::SignIn, Accepted, plain, LEARN("Sign in"), LEARN("Compares the password with its slow hash."),
     LEARN("Nothing stands in the way any more.")},
};

constexpr const char *answersAll = LEARN("Answers. Whose page it was, it sees in “Origin”.");
constexpr const char *compares =
    LEARN("Compares “Origin” with the list of those that it knows, word by word.");

constexpr LearnStep origins[] = {
    {Call::CorsNone, Refused, plain, LEARN("An answer that says nothing"), answersAll,
     LEARN("The server has answered, and the browser keeps it: no header allows other origins.")},
    {Call::CorsAny, Accepted, plain, LEARN("Anybody may read"), answersAll,
     LEARN("“*” is for what is public anyway.")},
    {Call::CorsAnyWithCookies, Refused, attack, LEARN("With cookies"), answersAll,
     LEARN("The cookie went along and the server saw it. “*” is not enough to read what is a user's own.")},
    {Call::CorsAnyAllowingCookies, Refused, attack, LEARN("Anybody, and with cookies"), answersAll,
     LEARN("A server that tries both at once is refused by every browser: any page could read everything.")},
    {Call::CorsExact, Accepted, plain, LEARN("A page that it knows"), compares,
     LEARN("The answer names this one origin, and says with “Vary” that another page gets another answer.")},
    {Call::CorsOther, Refused, attack, LEARN("A page that it does not know"), compares,
     LEARN("No header, so the browser keeps the answer.")},
    {Call::CorsLookalike, Refused, attack, LEARN("A name that begins alike"), compares,
     LEARN("A server that compares only the beginning would have let this one in.")},
    {Call::CorsAskFirst, Accepted, plain, LEARN("Ask first"), compares,
     LEARN("A request with a token needs a question before it (a preflight), which carries no token.")},
    {Call::CorsWithToken, Accepted, plain, LEARN("Then send with a token"), compares,
     LEARN("Method and header were allowed, so the browser sends it, and hands the answer over.")},
    {Call::CorsOtherAsksFirst, Refused, attack, LEARN("Another page asks first"), compares,
     LEARN("The answer allows nothing: the browser does not even send the request.")},
    {Call::CorsWithCookies, Accepted, plain, LEARN("A known page, with cookies"), compares,
     LEARN("Both headers are there: the exact origin, and that cookies may go along.")},
    {Call::CorsOtherWithCookies, Refused, attack, LEARN("Another page, with cookies"), compares,
     LEARN(
         "The answer is kept. The request was sent all the same, with the cookie: against that, a form needs "
         "a CSRF token, or the cookie SameSite.")},
};

#undef LEARN

} // namespace

std::vector<LearnStep> learnPurposeSteps()
{
    return {std::begin(purposes), std::end(purposes)};
}

std::vector<LearnStep> learnCorsSteps()
{
    return {std::begin(origins), std::end(origins)};
}

} // namespace claimcheck::ui
