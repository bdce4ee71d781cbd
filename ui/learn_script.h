#pragma once

#include <QString>

#include <vector>

namespace claimcheck::ui {

/// What one step does. Those of the first device unless it says otherwise.
enum class LearnCall {
    SignIn,            // POST /login as "laptop"
    SignInElsewhere,   // the same as "phone"
    SignInFourMore,    // and as four more: the last of them is the sixth device
    Call,              // GET /me with what the first device holds
    CallTampered,      // one letter of a random text, or the role in a JWT's payload, was changed
    CallUnsigned,      // the JWT says alg "none" and has no signature
    CallFromOutside,   // a copy, used from another address
    CallWithoutProof,  // a copy of the token, sent without a proof
    CallProofAgain,    // the last request once more, word by word
    PostFromOtherSite, // the browser adds the cookie; the CSRF token is what the other site lacks
    ChangeRole,        // an administrator makes the user an administrator
    MoveClock,         // past what the sign-in lives without a request
    Restart,
    Refresh,
    RefreshWithOld, // a refresh token that was replaced
    SignOut,
    // Of the provider (OAuth 2 and OpenID Connect):
    Authorize,      // the client sends the browser to the provider
    ProviderSignIn, // the browser posts the provider's form
    ProviderAsk,    // and follows to the question what to allow
    ProviderAllow,  // and answers it: the code comes back
    TradeCode,      // the client's code for tokens
    TradeCodeWithoutVerifier,
    // Of tokens for one purpose:
    MailAsk,
    MailRead,
    MailOpen,
    MailChanged,   // the token names another address
    MailElsewhere, // as a download
    MailConfirm,
    DownloadAsk,
    DownloadChanged, // the token names another file
    Download,
    WrongPassword,
    LettersGuessed,
    // Of pages of other origins; which of them asks for what stands in learn_cors_client.cpp:
    CorsNone,
    CorsAny,
    CorsAnyWithCookies,
    CorsAnyAllowingCookies,
    CorsExact,
    CorsOther,
    CorsLookalike,
    CorsAskFirst,
    CorsWithToken,
    CorsOtherAsksFirst,
    CorsWithCookies,
    CorsOtherWithCookies,
};

/// What the server should answer, or with pages of other origins the browser.
enum class LearnExpected { Accepted, Refused, NotPossible };

/// One step of one system: English texts for `learnText`.
struct LearnStep {
    LearnCall call;
    LearnExpected expected;
    bool isAttack;
    const char *title;
    const char *checks; // what the server does about it
    const char *notice; // what to notice
    int seconds = 0;    // of MoveClock
};

/// The steps of a system of the practice server ("session", "jwt", …) in order; none for one that is not
/// known. Each supposes that those before it were done.
[[nodiscard]] std::vector<LearnStep> learnSteps(const QString &system);
/// Those of the provider, whose system is called "oauth".
[[nodiscard]] std::vector<LearnStep> learnCodeSteps();
/// Those of tokens for one purpose ("purpose"), and of pages of other origins ("cors").
[[nodiscard]] std::vector<LearnStep> learnPurposeSteps();
[[nodiscard]] std::vector<LearnStep> learnCorsSteps();
/// In the user's language.
[[nodiscard]] QString learnText(const char *text);

} // namespace claimcheck::ui
