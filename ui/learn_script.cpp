#include "learn_script.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

/// Which systems a row of the script is for.
enum System : unsigned {
    session = 1,
    oneDevice = 2,
    fiveRows = 4,
    opaque = 8,
    jwt = 16,
    refresh = 32,
    deny = 64,
    counter = 128,
    address = 256,
    key = 512,
};
constexpr unsigned cookies = session | oneDevice | fiveRows;
constexpr unsigned rows = cookies | opaque;
constexpr unsigned jwts = jwt | refresh | deny | counter | address | key;
constexpr unsigned all = rows | jwts;

struct Name {
    const char *id;
    unsigned system;
};
constexpr Name names[] = {
    {"session", session},
    {"one-device", oneDevice},
    {"five-rows", fiveRows},
    {"opaque", opaque},
    {"jwt", jwt},
    {"jwt-refresh", refresh},
    {"jwt-deny", deny},
    {"five-counter", counter},
    {"bound-address", address},
    {"bound-key", key},
};

struct Row {
    unsigned systems;
    LearnStep step;
};

#define LEARN(text) QT_TRANSLATE_NOOP("Learn", text)

using Call = LearnCall;
using enum LearnExpected;
constexpr bool attack = true;
constexpr bool plain = false;

/// Texts that several rows share.
constexpr const char *signIn = LEARN("Sign in");
constexpr const char *again = LEARN("Sign in again");
constexpr const char *callMe = LEARN("Call the API");
constexpr const char *tamper = LEARN("Tamper with it");
constexpr const char *callAgain = LEARN("Call again");
constexpr const char *firstCalls = LEARN("Call from the first device");
constexpr const char *comparesPassword = LEARN("Compares the password with its slow hash.");
constexpr const char *looksUp = LEARN("Looks the hash up in its table; the user's row comes with it.");
constexpr const char *verifies = LEARN("Verifies the signature and the times. Nothing is looked up.");
constexpr const char *verifiesAndLooks =
    LEARN("Verifies the signature and the times, then looks one thing up.");
constexpr const char *verifiesProof =
    LEARN("Verifies the token, and the proof of this request; remembers the proof's id.");
constexpr const char *staysStale = LEARN(
    "The role is still “member”: the token says so, and nobody asks the user's row. It goes stale until "
    "a new token is made.");

/// In order. Without a word about what the server checks, it is what the system always does.
constexpr Row script[] = {
    {cookies,
     {Call::SignIn, Accepted, plain, signIn, comparesPassword,
      LEARN("The cookie is a random number. The server keeps only its hash: whoever steals the table cannot "
            "sign in with it.")}},
    {opaque,
     {Call::SignIn, Accepted, plain, signIn, comparesPassword,
      LEARN("The token is a random text that says nothing. The server keeps only its hash.")}},
    {jwt | deny | address,
     {Call::SignIn, Accepted, plain, signIn, comparesPassword,
      LEARN(
          "The token says who the user is and until when, and anybody can read it. The server wrote nothing "
          "down.")}},
    {refresh,
     {Call::SignIn, Accepted, plain, signIn, comparesPassword,
      LEARN(
          "There are two tokens: one for calls that lives for minutes, and one that is good for one refresh. "
          "Only the second has a row.")}},
    {counter,
     {Call::SignIn, Accepted, plain, signIn, comparesPassword,
      LEARN("The sign-in was counted in the user's row, and the number stands in the token.")}},
    {key,
     {Call::SignIn, Accepted, plain, signIn, comparesPassword,
      LEARN("The client made a key and signed this request with it. The token names the key's public half in "
            "“cnf”.")}},

    {rows,
     {Call::Call, Accepted, plain, callMe, nullptr,
      LEARN("One lookup for each request. What it finds is the user as they are now.")}},
    {jwt | refresh | address,
     {Call::Call, Accepted, plain, callMe, nullptr,
      LEARN("No lookup at all. Any server with the public key could have answered.")}},
    {deny | counter,
     {Call::Call, Accepted, plain, callMe, nullptr,
      LEARN("A signature alone could be checked anywhere. The lookup is the price of being able to take it "
            "back.")}},
    {key,
     {Call::Call, Accepted, plain, callMe, nullptr,
      LEARN("Each request is signed anew: the proof names the method, the address and this token.")}},

    {rows,
     {Call::CallTampered, Refused, attack, tamper, nullptr,
      LEARN(
          "One letter was changed, so there is no row of this hash. Guessing 128 random bits is hopeless.")}},
    {jwts,
     {Call::CallTampered, Refused, attack, tamper, verifies,
      LEARN(
          "The payload now says “admin”, and the signature is of what it said before. They do not match.")}},
    {jwt,
     {Call::CallUnsigned, Refused, attack, LEARN("Take the signature away"), verifies,
      LEARN("The header says alg “none”. A server that believes the header would accept it; this one knows "
            "which algorithms it signs with.")}},
    {cookies,
     {Call::PostFromOtherSite, Refused, attack, LEARN("Post from another site"),
      LEARN("Finds the session, then compares the CSRF token."),
      LEARN("A browser adds the cookie to whatever another site makes it send. The CSRF token is what that "
            "site cannot know.")}},
    {jwt,
     {Call::CallFromOutside, Accepted, attack, LEARN("Use a copy elsewhere"), verifies,
      LEARN("Whoever holds the token is the user. That is what a bearer token is.")}},
    {address,
     {Call::CallFromOutside, Refused, attack, LEARN("Use a copy elsewhere"),
      LEARN("Verifies the signature, then compares the address with the one in the token."),
      LEARN("The stolen copy comes from another address than the token names, and opens nothing there.")}},
    {key,
     {Call::CallWithoutProof, Refused, attack, LEARN("Use a copy elsewhere"), verifiesProof,
      LEARN("The thief has the token and not the key. Without a proof, it opens nothing.")}},
    {key,
     {Call::CallProofAgain, Refused, attack, LEARN("Send the same proof again"), verifiesProof,
      LEARN("Whoever copied the whole request from the wire comes too late: the proof's id was used.")}},

    {all,
     {Call::ChangeRole, Accepted, plain, LEARN("Change the user's role"),
      LEARN("Writes “admin” into the user's row."),
      LEARN("An administrator did this elsewhere. The client has not heard of it.")}},
    {rows,
     {Call::Call, Accepted, plain, callAgain, nullptr,
      LEARN("The role is “admin” at once: the session looks the user up.")}},
    {jwts, {Call::Call, Accepted, plain, callAgain, nullptr, staysStale}},

    {all,
     {Call::Restart, Accepted, plain, LEARN("Restart the server"),
      LEARN("Starts again with the same database file and keys."),
      LEARN("What was in memory only is gone. What stands in the file stays.")}},
    {rows,
     {Call::Call, Accepted, plain, callAgain, nullptr,
      LEARN("Still signed in, since the table was kept. A server that keeps sessions in memory would have "
            "signed everybody out.")}},
    {jwts,
     {Call::Call, Accepted, plain, callAgain, nullptr,
      LEARN("Still good, since the key was kept. With a new key, every token would be refused.")}},

    {cookies,
     {Call::MoveClock, Accepted, plain, LEARN("Wait half an hour"), LEARN("Removes rows that have expired."),
      LEARN("The server's clock was moved on. A session without a request for 30 minutes ends."), 1801}},
    {opaque,
     {Call::MoveClock, Accepted, plain, LEARN("Wait an hour"), LEARN("Removes rows that have expired."),
      LEARN("The server's clock was moved on. The row of the token is gone."), 3601}},
    {jwts & ~counter,
     {Call::MoveClock, Accepted, plain, LEARN("Wait five minutes"),
      LEARN("Nothing: when the token ends stands in the token."),
      LEARN("The server's clock was moved on past the token's “exp”."), 301}},
    {counter,
     {Call::MoveClock, Accepted, plain, LEARN("Wait twelve hours"),
      LEARN("Nothing: when the token ends stands in the token."),
      LEARN("The server's clock was moved on past the token's “exp”."), 43201}},
    {rows,
     {Call::Call, Refused, plain, callAgain, nullptr,
      LEARN("There is no row any more, so nobody is signed in.")}},
    {jwts,
     {Call::Call, Refused, plain, callAgain, nullptr,
      LEARN("The signature still matches. The time is over, and the server says which of the two it is.")}},

    {refresh,
     {Call::Refresh, Accepted, plain, LEARN("Refresh"),
      LEARN("Looks the refresh token up, marks it as used, and makes two new tokens."),
      LEARN("The new access token says “admin”: the user's row was read again. The old refresh token is used "
            "up.")}},
    {refresh,
     {Call::RefreshWithOld, Refused, attack, LEARN("Refresh with the old one"),
      LEARN("Finds that the refresh token was used before, and ends the whole family."),
      LEARN("One of two clients stole it, and nobody can tell which. So both are signed out.")}},
    {refresh,
     {Call::Refresh, Refused, plain, LEARN("Refresh with the new one"), LEARN("Looks the refresh token up."),
      LEARN("The family has ended, and with it the newest token. A password is needed again.")}},
    {all & ~refresh,
     {Call::Refresh, NotPossible, plain, LEARN("Refresh"), LEARN("Has nothing that could be refreshed."),
      LEARN("There is one credential and no second one to renew it with. The user signs in again.")}},
    {all,
     {Call::SignIn, Accepted, plain, again, comparesPassword,
      LEARN("A new sign-in, with nothing taken over from the old one.")}},

    {all & ~oneDevice,
     {Call::SignInElsewhere, Accepted, plain, LEARN("Sign in on a second device"), comparesPassword,
      LEARN("The same user, a second credential. The first device notices nothing.")}},
    {oneDevice,
     {Call::SignInElsewhere, Accepted, plain, LEARN("Sign in on a second device"),
      LEARN("Compares the password, then deletes the row of the first device."),
      LEARN("There is one row only: that of the second device.")}},
    {rows & ~oneDevice,
     {Call::Call, Accepted, plain, firstCalls, nullptr, LEARN("Both are signed in: there are two rows.")}},
    {oneDevice,
     {Call::Call, Refused, plain, firstCalls, nullptr,
      LEARN("The second sign-in ended this one. A device limit is one more DELETE.")}},
    {oneDevice,
     {Call::SignIn, Accepted, plain, again, comparesPassword, LEARN("And now the second device is out.")}},
    {jwts,
     {Call::Call, Accepted, plain, firstCalls, nullptr,
      LEARN("Both are signed in. Neither knows of the other.")}},

    {all,
     {Call::SignInFourMore, Accepted, plain, LEARN("Sign in on a sixth device"), comparesPassword,
      LEARN("Four more devices signed in one after another. The last request is shown.")}},
    {(session | opaque),
     {Call::Call, Accepted, plain, firstCalls, nullptr, LEARN("Nothing limits how many rows a user has.")}},
    {fiveRows,
     {Call::Call, Refused, plain, firstCalls, nullptr,
      LEARN("Five rows are kept, the newest. The row of the first device was deleted.")}},
    {counter,
     {Call::Call, Refused, plain, firstCalls, nullptr,
      LEARN("The number in the user's row is five more than the token's. No row of a device was needed.")}},
    {oneDevice,
     {Call::Call, Refused, plain, firstCalls, nullptr,
      LEARN("However many there were, there is one row: that of the last one.")}},
    {jwts & ~counter,
     {Call::Call, Accepted, plain, firstCalls, nullptr,
      LEARN("Nothing counts them, so nothing can limit them.")}},
    {oneDevice,
     {Call::SignIn, Accepted, plain, again, comparesPassword, LEARN("And now the sixth device is out.")}},
    {fiveRows | counter,
     {Call::SignIn, Accepted, plain, again, comparesPassword,
      LEARN("And now the second device is the oldest, and is out.")}},

    {rows,
     {Call::SignOut, Accepted, plain, LEARN("Sign out"), LEARN("Deletes the row."),
      LEARN("The row is gone. That is the whole of it.")}},
    {jwt,
     {Call::SignOut, Accepted, plain, LEARN("Sign out"), LEARN("Nothing: there is nothing to delete."),
      LEARN("The server says honestly that it revoked nothing.")}},
    {refresh,
     {Call::SignOut, Accepted, plain, LEARN("Sign out"), LEARN("Deletes the family of refresh tokens."),
      LEARN("Nothing can be refreshed any more.")}},
    {deny,
     {Call::SignOut, Accepted, plain, LEARN("Sign out"), LEARN("Writes the token's id on the deny list."),
      LEARN("The list has a row now, which stays until the token would have expired anyway.")}},
    {counter,
     {Call::SignOut, NotPossible, plain, LEARN("Sign out"),
      LEARN("Cannot: the counter only knows how many sign-ins there were."),
      LEARN("One device alone cannot be signed out here, only all of the others.")}},
    {address | key,
     {Call::SignOut, NotPossible, plain, LEARN("Sign out"),
      LEARN("Cannot: nothing about the sign-in is stored."),
      LEARN("What cannot be taken back is at least bound, so that a copy opens nothing.")}},
    {rows,
     {Call::Call, Refused, plain, LEARN("Use a copy after signing out"), nullptr,
      LEARN("The client kept a copy. It opens nothing any more.")}},
    {deny,
     {Call::Call, Refused, plain, LEARN("Use a copy after signing out"), nullptr,
      LEARN("The signature still matches. The deny list is why it is refused.")}},
    {jwt | refresh,
     {Call::Call, Accepted, plain, LEARN("Use a copy after signing out"), nullptr,
      LEARN("The copy is still good, until it expires. That is why such tokens live for minutes.")}},
    {counter | address | key,
     {Call::Call, Accepted, plain, LEARN("Use it after signing out"), nullptr,
      LEARN("Nothing was taken back, so it is still good, until it expires.")}},
};

#undef LEARN

const char *usualCheck(unsigned system)
{
    if (system & rows)
        return looksUp;
    if (system & (deny | counter))
        return verifiesAndLooks;
    return system & key ? verifiesProof : verifies;
}

} // namespace

std::vector<LearnStep> learnSteps(const QString &system)
{
    if (system == QLatin1String("oauth"))
        return learnCodeSteps();
    if (system == QLatin1String("purpose"))
        return learnPurposeSteps();
    if (system == QLatin1String("cors"))
        return learnCorsSteps();
    std::vector<LearnStep> steps;
    for (const Name &name : names) {
        if (system != QLatin1String(name.id))
            continue;
        for (const Row &row : script) {
            if (!(row.systems & name.system))
                continue;
            steps.push_back(row.step);
            if (!row.step.checks)
                steps.back().checks = usualCheck(name.system);
        }
    }
    return steps;
}

QString learnText(const char *text)
{
    return QCoreApplication::translate("Learn", text);
}

} // namespace claimcheck::ui
