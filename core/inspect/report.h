#pragma once

#include "base/clock.h"
#include "jose/parsed_encryption.h"
#include "jose/sd_jwt.h"
#include "jose/verification.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace claimcheck::inspect {

enum class Kind { JwsCompact, JwsJson, JweCompact, JweJson, SdJwt, Opaque };
/// "jws-compact", "jws-json", "jwe-compact", "jwe-json", "sd-jwt", "opaque".
[[nodiscard]] QByteArray kindName(Kind kind);

/// One member of the header or of the claims, in the order sent, duplicates kept.
struct Row {
    QString name;                   // decoded
    json::Value value;              // lives with the report's token
    QByteArray raw;                 // the value's exact text
    json::Span span;                // of the whole member (name through value), in the decoded part
    json::Span nameSpan, valueSpan; // in the decoded part
    QString meaning;                // one sentence, or empty for names that are not registered
    QString standard;               // "RFC 7519 section 4.1.4"
    /// A time as `utcText` words it, for NumericDate claims that can be read (else empty).
    QString text;
    std::optional<TimePoint> time;
    bool isTime = false; // registered as a NumericDate
};

enum class TimeState { NotExpired, Expired, NotYetValid, NoExpiry, Unreadable };
/// "not-expired", "expired", "not-yet-valid", "no-expiry", "unreadable".
[[nodiscard]] QByteArray timeStateName(TimeState state);

struct Times {
    std::optional<TimePoint> issuedAt, notBefore, expiresAt;
    std::optional<qint64> lifetimeSeconds; // exp - iat
    TimeState state = TimeState::Unreadable;
    /// exp - now, rounded up: above 0 exactly while the token is not expired, negative once it is.
    std::optional<qint64> secondsLeft;
    std::optional<qint64> secondsToStart; // nbf - now, rounded up, where nbf is known
    bool unreadable = true;               // there are no claims, or exp or nbf is there and cannot be read
};

enum class Severity { Error, Warning, Note };
[[nodiscard]] QByteArray severityName(Severity severity);

/// What a token is for, as its shape and the finder's label tell it.
enum class PurposeId {
    Unknown, // nothing can be read, or it is encrypted
    PlainJwt,
    IdToken,
    AccessToken,        // by its shape; follows no standard that it names
    Rfc9068AccessToken, // typ at+jwt
    DpopProof,
    ClientAssertion,
    LogoutToken,
    SecurityEvent,
    UserInfo,
    Introspection,
    SdJwtVc,
    KeyBinding,
    KubernetesServiceAccount,
};
struct Purpose {
    PurposeId id = PurposeId::Unknown;
    QByteArray name;   // "id-token", "access-token", …; "unknown"
    QString title;     // "ID Token"; empty for Unknown
    QString sentence;  // what it is for, and how it was recognised
    QString reference; // the standard's section; empty where there is none
};

/// Something wrong or strange. `id` is stable (kebab-case, such as "base64-padding", "json-duplicate-name",
/// "time-expired").
struct Finding {
    QByteArray id;
    Severity severity;
    QString subject;   // the part, claim or parameter
    QString message;   // a sentence
    QString reference; // the standard's section
    std::optional<jose::PartId> part;
    std::optional<json::Span> token;   // in the token's text
    std::optional<json::Span> decoded; // in the decoded part
};

enum class Level { Good, Warning, Bad, Neutral };
[[nodiscard]] QByteArray levelName(Level level);

/// The one sentence that answers first: time × signature × who vouches for the key.
struct Verdict {
    Level level = Level::Neutral;
    QString text;
};

/// One signature of a JWS in JSON (RFC 7515 section 7.2.1).
struct SignatureRows {
    std::vector<Row> protectedHeader, unprotectedHeader;
    QByteArray algorithm; // as sent; empty when there is none
    jose::SignatureResult result;
};

/// One disclosure of an SD-JWT, in the order sent.
struct DisclosureRow {
    QString name; // empty for an array's element
    QByteArray raw, salt, digest;
    QString pointer; // where it stands among the processed claims (RFC 6901); empty when nothing refers to it
    json::Span token; // in the token's text
    std::optional<Error> problem;
};

struct Report;
using ReportPtr = std::shared_ptr<const Report>;

/// A token inside the token.
struct Layer {
    enum class Role { NestedToken, DecryptedContent, KeyBinding } role;
    ReportPtr report;
};
/// "nested", "decrypted", "key-binding".
[[nodiscard]] QByteArray layerName(Layer::Role role);

/// All that a token says. Immutable once made; the window shows a shared_ptr<const Report>.
struct Report {
    Kind kind = Kind::Opaque;
    QByteArray text;         // as it was given
    jose::ParsedToken token; // of an SD-JWT, its issuer's part; of a JWE, only its header can be read
    std::vector<Row> header;
    std::vector<Row> claims; // as sent
    Times times;
    Purpose purpose;
    jose::SignatureResult signature;
    Verdict verdict;
    std::vector<Finding> findings;
    TimePoint at;                   // the moment it was judged at
    QByteArray label;               // the finder's
    std::chrono::seconds leeway{0}; // that exp, nbf and iat were given

    std::vector<Row> sharedHeader;                    // of Kind::JweJson, "unprotected"
    std::vector<SignatureRows> signatures;            // of Kind::JwsJson, in the token's order
    std::optional<jose::ParsedEncryption> encryption; // of the JWE kinds: sizes and recipients
    std::optional<jose::SdJwt> sdJwt;
    std::vector<DisclosureRow> disclosures;
    json::Document processed;         // the claims after disclosures; null for other kinds
    std::vector<Row> processedClaims; // of `processed`
    std::vector<Layer> layers;

    Report() = default;
    Report(const Report &) = delete; // rows point into `token`
    Report &operator=(const Report &) = delete;
};

/// What is known of a token beside its text.
struct ReportContext {
    jose::SignatureResult signature = {};               // what a verification showed, if one was made
    std::vector<jose::SignatureResult> signatures = {}; // of a JWS in JSON, each
    QByteArray label = {};                              // the finder's: "access_token", "Authorization"
    std::chrono::seconds leeway{0};                     // at most ten minutes count
    std::optional<QByteArray> plaintext = {};           // of a JWE that was decrypted: a layer
    std::vector<Finding> keyFindings = {};              // of the key that was given (rules_keys.h)
};

/// Pure: reads the token, judges it at `at`.
[[nodiscard]] ReportPtr makeReport(QByteArray token, TimePoint at, const ReportContext &context);
[[nodiscard]] ReportPtr makeReport(QByteArray token, TimePoint at, jose::SignatureResult signature = {});
/// Times and verdict of a report at another moment, for a clock that ticks: cheap, no parsing. The verdict is
/// `makeVerdict`, and never Good for a token whose form has errors.
[[nodiscard]] Times timesAt(const Report &report, TimePoint at);
[[nodiscard]] Verdict verdictAt(const Report &report, TimePoint at);

/// The document of `claimcheck inspect --json` (CLI.md), one line, no line end. Spans are byte offsets into
/// the decoded part, of the value (of the whole place for findings, whose `part` says which part; `tokenSpan`
/// is in the token's text). `value` is null where JSON readers could not hold it exactly: numbers beyond 2^53
/// or with more digits than a double, lone surrogates, repeated names. Times outside the years 1 to 9999 are
/// null. Values that say more when they are opened (scopes, certificates, keys) have their `details`; the
/// chain of an x5c is checked against `authorities`, a PEM file, and not at all where that is empty.
[[nodiscard]] QByteArray toJson(const Report &report, const QString &authorities = {});
/// The "signature" member of that document; `reason` is the stable code (codeName) of why it is not a match.
[[nodiscard]] QByteArray signatureJson(const jose::SignatureResult &signature);

} // namespace claimcheck::inspect
