#include "profiles.h"

#include "findings.h"
#include "text.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using Expiry = Profile::Expiry;
using Audience = Profile::Audience;
using Signature = Profile::Signature;
using CarriedKey = Profile::CarriedKey;

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

// clang-format off
constexpr Profile profiles[] = {
    {PurposeId::Unknown, "unknown", nullptr, nullptr, "", "", "", "", "", 0, Expiry::NotUsual, Audience::NotUsual},
    {PurposeId::PlainJwt, "plain-jwt", QT_TRANSLATE_NOOP("Inspect", "A JWT"),
     QT_TRANSLATE_NOOP("Inspect", "Claims that somebody signed; what they are for is a matter between its issuer and its audience."), "RFC 7519",
     "", "", "", "", 90 * day},
    {PurposeId::IdToken, "id-token", QT_TRANSLATE_NOOP("Inspect", "An ID Token"),
     QT_TRANSLATE_NOOP("Inspect", "Tells a client who signed in, and how. It is for that client only and opens no interface."), "OpenID Connect Core 1.0 section 2",
     "iss sub aud exp iat", "", "", "", hour},
    {PurposeId::AccessToken, "access-token", QT_TRANSLATE_NOOP("Inspect", "An access token"),
     QT_TRANSLATE_NOOP("Inspect", "Lets whoever holds it use an interface. Its form is a matter of its issuer."), "RFC 6749 section 1.4",
     "", "", "", "", day},
    {PurposeId::Rfc9068AccessToken, "rfc9068-access-token", QT_TRANSLATE_NOOP("Inspect", "An access token (at+jwt)"),
     QT_TRANSLATE_NOOP("Inspect", "Lets whoever holds it use an interface, in the form of RFC 9068."), "RFC 9068 section 2.2",
     "iss exp aud sub client_id iat jti", "", "", "", day},
    {PurposeId::DpopProof, "dpop-proof", QT_TRANSLATE_NOOP("Inspect", "A DPoP proof"),
     QT_TRANSLATE_NOOP("Inspect", "Shows for one request that its sender holds the private key that the access token is bound to."), "RFC 9449 section 4.2",
     "jti htm htu iat", "", "", "typ jwk", 0, Expiry::NotUsual, Audience::NotUsual, Signature::Asymmetric, CarriedKey::Meant},
    {PurposeId::ClientAssertion, "client-assertion", QT_TRANSLATE_NOOP("Inspect", "A client assertion"),
     QT_TRANSLATE_NOOP("Inspect", "Shows an authorization server that a client is who it says, in place of a secret."), "RFC 7523 section 3",
     "iss sub aud exp", "", "", "", hour},
    {PurposeId::LogoutToken, "logout-token", QT_TRANSLATE_NOOP("Inspect", "A sign-out token"),
     QT_TRANSLATE_NOOP("Inspect", "Tells a client that a person's session has ended."), "OpenID Connect Back-Channel Logout 1.0 section 2.4",
     "iss aud iat exp jti events", "nonce", "", "", 10 * minute},
    {PurposeId::SecurityEvent, "security-event", QT_TRANSLATE_NOOP("Inspect", "A security event token"),
     QT_TRANSLATE_NOOP("Inspect", "Tells that something happened. It permits nothing and does not expire."), "RFC 8417 section 2.2",
     "iss iat jti events", "", "exp", "", 0, Expiry::NotUsual, Audience::NotUsual},
    {PurposeId::UserInfo, "userinfo", QT_TRANSLATE_NOOP("Inspect", "A UserInfo response"),
     QT_TRANSLATE_NOOP("Inspect", "What the issuer tells about a person, signed. It says nothing about a sign-in."), "OpenID Connect Core 1.0 section 5.3.2",
     "sub", "", "", "", 0, Expiry::NotUsual, Audience::NotUsual},
    {PurposeId::Introspection, "introspection", QT_TRANSLATE_NOOP("Inspect", "An introspection response"),
     QT_TRANSLATE_NOOP("Inspect", "What the authorization server tells a resource server about another token."), "RFC 9701 section 5",
     "iss aud iat token_introspection", "", "sub exp", "typ", 0, Expiry::NotUsual},
    {PurposeId::SdJwtVc, "sd-jwt-vc", QT_TRANSLATE_NOOP("Inspect", "A verifiable credential (SD-JWT VC)"),
     QT_TRANSLATE_NOOP("Inspect", "A statement about its holder, of which the holder chooses what to show."), "SD-JWT-based Verifiable Credentials section 2.2",
     "vct", "", "", "typ", 0, Expiry::NotUsual, Audience::NotUsual, Signature::Asymmetric},
    {PurposeId::KeyBinding, "key-binding", QT_TRANSLATE_NOOP("Inspect", "A key binding (KB-JWT)"),
     QT_TRANSLATE_NOOP("Inspect", "Shows that whoever presents an SD-JWT holds the key that it was issued to."), "RFC 9901 section 4.3",
     "iat aud nonce sd_hash", "", "", "typ", 0, Expiry::NotUsual, Audience::Wanted, Signature::Asymmetric},
    {PurposeId::KubernetesServiceAccount, "kubernetes-service-account", QT_TRANSLATE_NOOP("Inspect", "A Kubernetes service account token"),
     QT_TRANSLATE_NOOP("Inspect", "Lets a program in a cluster use the cluster's interface, and others that trust the cluster."), "Kubernetes: Managing Service Accounts",
     "iss sub", "", "", "", 366 * day},
};

struct TypeRow {
    QLatin1StringView type; // without "application/", in lower case
    PurposeId purpose;
};
constexpr TypeRow types[] = {
    {QLatin1StringView("at+jwt"), PurposeId::Rfc9068AccessToken},
    {QLatin1StringView("dpop+jwt"), PurposeId::DpopProof},
    {QLatin1StringView("client-authentication+jwt"), PurposeId::ClientAssertion},
    {QLatin1StringView("logout+jwt"), PurposeId::LogoutToken},
    {QLatin1StringView("secevent+jwt"), PurposeId::SecurityEvent},
    {QLatin1StringView("token-introspection+jwt"), PurposeId::Introspection},
    {QLatin1StringView("dc+sd-jwt"), PurposeId::SdJwtVc},
    {QLatin1StringView("vc+sd-jwt"), PurposeId::SdJwtVc},
    {QLatin1StringView("kb+jwt"), PurposeId::KeyBinding},
};
// clang-format on

/// The claims of a report by name.
class Shape {
public:
    explicit Shape(const Report &report) : m_rows(report.claims) {}
    [[nodiscard]] bool has(const char *name) const { return row(name); }
    [[nodiscard]] bool hasAny(std::initializer_list<const char *> names) const
    {
        return std::any_of(names.begin(), names.end(), [this](const char *name) { return has(name); });
    }
    [[nodiscard]] bool is(const char *name, QByteArrayView value) const
    {
        const Row *found = row(name);
        return found && found->value.equals(value);
    }
    [[nodiscard]] const Row *row(const char *name) const { return rowNamed(m_rows, QLatin1StringView(name)); }

private:
    const std::vector<Row> &m_rows;
};

PurposeId purposeByType(const Report &report)
{
    const Row *typ = rowNamed(report.header, QLatin1StringView("typ"));
    if (!typ)
        return PurposeId::Unknown;
    QString name = typ->value.toString().toLower();
    if (name.startsWith(u"application/"))
        name.remove(0, 12);
    const auto row = std::find_if(std::begin(types), std::end(types),
                                  [&name](const TypeRow &one) { return name == one.type; });
    return row == std::end(types) ? PurposeId::Unknown : row->purpose;
}

PurposeId purposeByLabel(const QByteArray &label)
{
    const QByteArray name = label.toLower();
    if (name == "id_token" || name == "idtoken" || name == "id_token_hint")
        return PurposeId::IdToken;
    if (name == "client_assertion")
        return PurposeId::ClientAssertion;
    if (name == "logout_token")
        return PurposeId::LogoutToken;
    return name == "dpop" ? PurposeId::DpopProof : PurposeId::Unknown;
}

bool isAccessLabel(const QByteArray &label)
{
    const QByteArray name = label.toLower();
    return name == "access_token" || name == "accesstoken" || name == "authorization" || name == "bearer";
}

bool isSelfIssued(const Shape &shape)
{
    const Row *issuer = shape.row("iss");
    const Row *subject = shape.row("sub");
    return issuer && subject && issuer->value.isString() && issuer->value.equals(subject->value.toUtf8());
}

/// Claims that only one kind of token has.
PurposeId purposeBySpecialClaims(const Shape &shape)
{
    if (const Row *events = shape.row("events")) {
        const bool signOut = events->value.count("http://schemas.openid.net/event/backchannel-logout") > 0;
        return signOut ? PurposeId::LogoutToken : PurposeId::SecurityEvent;
    }
    if (shape.has("token_introspection"))
        return PurposeId::Introspection;
    if (shape.hasAny({"kubernetes.io", "kubernetes.io/serviceaccount/namespace"}))
        return PurposeId::KubernetesServiceAccount;
    if (shape.has("htm") && shape.has("htu"))
        return PurposeId::DpopProof;
    if (shape.has("vct"))
        return PurposeId::SdJwtVc;
    return shape.has("sd_hash") ? PurposeId::KeyBinding : PurposeId::Unknown;
}

bool isIdToken(const Shape &shape)
{
    if (shape.is("token_use", "id") || shape.is("typ", "ID") ||
        shape.hasAny({"at_hash", "c_hash", "firebase", "nonce_supported"}))
        return true;
    return shape.has("nonce") && shape.has("aud") && shape.has("sub") &&
           !shape.hasAny({"scope", "scp", "client_id"}) && !shape.is("typ", "Bearer");
}

bool isAccessToken(const Shape &shape)
{
    return shape.hasAny({"scope", "scp", "gty", "realm_access", "aal"}) || shape.is("token_use", "access") ||
           shape.is("token_type", "access") || shape.is("typ", "Bearer");
}

bool isUserInfo(const Shape &shape)
{
    return shape.has("sub") && !shape.hasAny({"exp", "nonce", "jti"}) && shape.has("iss") &&
           shape.hasAny({"name", "email", "given_name", "preferred_username", "phone_number", "address"});
}

PurposeId purposeOf(const Report &report)
{
    if (!report.token.claims().isValid())
        return PurposeId::Unknown;
    const Shape shape(report);
    if (const PurposeId byType = purposeByType(report); byType != PurposeId::Unknown)
        return byType;
    if (const PurposeId byLabel = purposeByLabel(report.label); byLabel != PurposeId::Unknown)
        return byLabel;
    if (const PurposeId special = purposeBySpecialClaims(shape); special != PurposeId::Unknown)
        return special;
    if (isIdToken(shape))
        return PurposeId::IdToken;
    if (isAccessToken(shape) || isAccessLabel(report.label))
        return PurposeId::AccessToken;
    if (isSelfIssued(shape) && shape.has("aud") && shape.has("exp"))
        return PurposeId::ClientAssertion;
    return isUserInfo(shape) ? PurposeId::UserInfo : PurposeId::PlainJwt;
}

} // namespace

const Profile &profileOf(PurposeId id)
{
    const auto row = std::find_if(std::begin(profiles), std::end(profiles),
                                  [id](const Profile &profile) { return profile.id == id; });
    return row == std::end(profiles) ? profiles[0] : *row;
}

Purpose recognisePurpose(const Report &report)
{
    const Profile &profile = profileOf(purposeOf(report));
    Purpose purpose{profile.id, profile.name, {}, {}, QString::fromLatin1(profile.reference)};
    if (profile.title) {
        purpose.title = Text::tr(profile.title);
        purpose.sentence = Text::tr(profile.sentence);
    }
    return purpose;
}

bool hasShapeOfIdToken(const Report &report)
{
    return isIdToken(Shape(report));
}

} // namespace claimcheck::inspect
