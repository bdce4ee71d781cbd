#pragma once

#include "base/result.h"
#include "http/message.h"
#include "token_look.h"

#include <QUrl>

namespace claimcheck::requests {

/// What is known about a request and what came of it: an answer, or the error.
struct DenialFacts {
    QByteArray method = "GET";
    QUrl url = {};
    http::Headers headers = {}; // as sent, without the credential's own
    std::optional<http::Response> response = {};
    std::optional<Error> error = {};
    /// The profile whose credential was to be sent; empty: none was chosen.
    QString profile = {};
    QByteArray scheme = "Bearer"; // of the credential
    bool isCookieSession = false;
    std::optional<TokenLook> token = {};
    QStringList grantedScopes = {}; // as the authorization server said, where the token does not
    bool canRefresh = false;
    bool wasRefreshed = false; // on the way to this answer
    TimePoint now = {};
    /// The server's clock minus ours, measured from `Date` of this or an earlier answer.
    std::optional<std::chrono::milliseconds> skew = {};
    /// Another environment whose profile may send to this address.
    QString fittingEnvironment = {};
    /// The profile's leash allows the server that answered last.
    bool mayGoThere = false;
    /// The environment's own profile, where the request says that no credential goes along.
    QString profileAtHand = {};
    /// Settings that the profile's kind has not: an action that is nothing but one of them is none.
    QStringList lacksSettings = {};
    /// The profile's sign-in is the pasting of a token: another token can be pasted.
    bool isPasted = false;
    /// The request brought a body.
    bool hasBody = false;
};

/// What a button can do about it.
struct DenialAction {
    enum class Kind {
        None,
        SignIn,
        Refresh,
        SignInWithScope,   // scopes: text
        SignInForAudience, // text: the resource
        StepUp,            // text: acr_values; wait: max_age
        UseProfile,        // attach the credential that is there
        SwitchEnvironment, // text
        AllowOrigin,       // text: the origin, into the profile
        Wait,              // wait, then send again
        SendAgain,
        ChangeUrl,    // url; text: what of it differs, to be read (empty: only a person knows another)
        ChangeMethod, // text
        SetHeader,    // text: "Name: value"
        SetScheme,    // text: the scheme of the credential
        UseAccessToken,
        UseProof, // DPoP
        CheckClock,
        TrustAuthority, // a CA file
        ClientCertificate,
        ProxySettings,
        LongerTimeout,
        DefineVariable, // text
        ReadMetadata,   // url: the protected resource's metadata (RFC 9728); text: its server
        ChooseProfile,  // there is none whose credential could go along
    };
    Kind kind = Kind::None;
    QString text = {};
    QUrl url = {};
    std::chrono::seconds wait{0};
    friend bool operator==(const DenialAction &, const DenialAction &) = default;
};

/// Something that was sent, answered or measured, and that speaks for a cause. Plain text; a value may be a
/// server's own words.
struct DenialEvidence {
    QString what; // "WWW-Authenticate", "Token expires (exp)"
    QString value;
};

/// One possible reason, in plain words.
struct DenialCause {
    QByteArray id;  // stable: "token-expired"
    int weight = 0; // how sure, 1 to 100
    QString sentence;
    DenialAction action = {};
    QString standard = {}; // what says so: "RFC 6750 section 3.1"; empty where no standard does
    std::vector<DenialEvidence> evidence = {};
};

/// Why it failed: the likeliest cause first, empty when nothing failed. Pure. What the server said
/// (WWW-Authenticate of RFC 6750, 9449, 9470, 9728), what the token says, the clocks, the leash's notes and
/// the address are read together.
[[nodiscard]] std::vector<DenialCause> explainDenial(const DenialFacts &facts);

/// Where a standard's section can be read: of an RFC at the RFC Editor's, of Fetch at the WHATWG's. Invalid
/// for anything else.
[[nodiscard]] QUrl standardUrl(const QString &standard);

/// Whether a page asks for a password: a server that answers 200 with it has not let anybody in.
[[nodiscard]] bool isSignInPage(const http::Response &response);
/// Seconds of a Retry-After header (a number, or a date seen from the answer's Date or `now`); at most a day.
[[nodiscard]] std::optional<std::chrono::seconds> retryAfter(const http::Response &response, TimePoint now);

} // namespace claimcheck::requests
