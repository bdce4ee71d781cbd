#include "oauth_client_authentication.h"

#include "oauth_provider.h"

#include "base/secret.h"
#include "jose/claims.h"
#include "jose/key_import.h"
#include "jose/verification.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

constexpr char jwtBearer[] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::chrono::minutes longestAssertion{10};

/// What a request brought to say who it is from.
struct Presented {
    QByteArray method; // "basic", "post", "assertion", "none"
    QByteArray id;
    QByteArray secret; // or the assertion
};

Response refuseClient(const QByteArray &description, const QByteArray &method = {})
{
    Response response = refuse(401, "invalid_client", description);
    if (method == "basic")
        response.setHeader("WWW-Authenticate", "Basic realm=\"practice\"");
    return response;
}

/// `Authorization: Basic`, whose two halves are form-encoded first (RFC 6749 section 2.3.1).
std::optional<Presented> readBasic(const QByteArray &header)
{
    constexpr QByteArrayView scheme = "basic ";
    if (QByteArrayView(header).first(qMin(header.size(), scheme.size())).compare(scheme, Qt::CaseInsensitive))
        return {};
    const QByteArray pair = QByteArray::fromBase64(header.mid(scheme.size()).trimmed());
    const qsizetype colon = pair.indexOf(':');
    const auto decoded = [](QByteArray text) {
        return QByteArray::fromPercentEncoding(text.replace('+', ' '));
    };
    return colon < 0 ? Presented{"basic", {}, {}}
                     : Presented{"basic", decoded(pair.left(colon)), decoded(pair.mid(colon + 1))};
}

Outcome<Presented> presentedBy(const Request &request, const Parameters &form)
{
    const auto headers = request.values("Authorization");
    if (headers.size() > 1)
        return refuse(400, "invalid_request", "There is more than one Authorization header.");
    const auto basic = headers.empty() ? std::nullopt : readBasic(headers.front());
    const QByteArray assertion = form.value("client_assertion");
    const QByteArray secret = form.value("client_secret");
    const QByteArray id = form.value("client_id");
    if (int(basic.has_value()) + int(!assertion.isEmpty()) + int(!secret.isEmpty()) > 1)
        return refuse(400, "invalid_request", "The client authenticates in more than one way.");
    if (basic) {
        if (!id.isEmpty() && id != basic->id)
            return refuse(400, "invalid_request", "Two clients are named.");
        return *basic;
    }
    if (!assertion.isEmpty()) {
        if (form.value("client_assertion_type") != jwtBearer)
            return refuseClient("The client_assertion_type is not known.");
        // Who it is from stands in the assertion; what it says is checked below.
        const QByteArray subject = jose::ParsedToken::parse(assertion).claims().find("sub").toUtf8();
        if (!id.isEmpty() && id != subject)
            return refuse(400, "invalid_request", "Two clients are named.");
        return Presented{"assertion", subject, assertion};
    }
    return Presented{secret.isEmpty() ? "none" : "post", id, secret};
}

/// The keys that a client's assertions are verified with.
Result<jose::KeySet> assertionKeys(const Client &client)
{
    if (client.authentication == "client_secret_jwt")
        return jose::importSecret(Secret(client.secret), jose::SecretEncoding::Text);
    return jose::importKeys(client.keys, u"jwks"_s);
}

/// What a client must present for the way that it registered.
QByteArray presentedFor(const QByteArray &registered)
{
    if (registered == "none")
        return "none";
    if (registered == "client_secret_basic")
        return "basic";
    return registered == "client_secret_post" ? "post" : "assertion";
}

} // namespace

Outcome<std::variant<Members, QByteArray>> readAssertion(Provider &provider, const Client &client,
                                                         const QByteArray &assertion)
{
    using Answer = std::variant<Members, QByteArray>;
    const auto keys = assertionKeys(client);
    if (!keys)
        return Answer(QByteArray("The client has no key for assertions."));
    const TimePoint now = provider.clock.now();
    const bool hmac = client.authentication == "client_secret_jwt";
    const jose::Expectations expectations{
        .at = now,
        .leeway = std::chrono::seconds(10),
        .algorithms = hmac ? std::vector<QByteArray>{"HS256"}
                           : std::vector<QByteArray>{"ES256", "RS256", "PS256", "EdDSA"},
        .issuer = client.id,
        .audience = jose::Ignored{}}; // checked below: there are two names for it
    const auto verified = jose::verify(jose::ParsedToken::parse(assertion), *keys, expectations);
    if (!verified)
        return Answer(QByteArray("The assertion is not valid: " + codeName(verified.error().code)));

    // The audience is this server: its issuer or its token endpoint (RFC 7523 section 3).
    const json::Value claims = verified->claims();
    const auto audiences = jose::audiences(claims.find("aud"));
    if (!audiences || audiences->size() != 1 ||
        (audiences->front() != provider.settings.issuer &&
         audiences->front() != provider.url("/oauth/token")))
        return Answer(QByteArray("The assertion is for somebody else."));
    const auto expires = jose::numericDate(claims.find("exp"), u"exp"_s);
    if (!expires || *expires > now + longestAssertion)
        return Answer(QByteArray("The assertion is good for longer than 10 minutes."));
    const QByteArray jti = claims.find("jti").toUtf8();
    if (jti.isEmpty())
        return Answer(QByteArray("The assertion has no jti."));
    const auto seen =
        remember(provider.storage, "assertion " + client.id + ' ' + jti, *expires + expectations.leeway);
    if (!seen)
        return seen.error();
    if (*seen == Seen::Before)
        return Answer(QByteArray("The assertion was used before."));
    Members members;
    for (const char *name : {"iss", "sub", "scope"})
        members.text(name, claims.find(name).toUtf8());
    return Answer(members);
}

Outcome<Client> authenticateClient(Provider &provider, const Request &request, const Parameters &form)
{
    const auto presented = presentedBy(request, form);
    if (!presented)
        return presented.refusal();
    const auto found = provider.clients.find(presented->id);
    if (!found)
        return found.error();
    if (!*found)
        return refuseClient("The client is not known.", presented->method);
    const Client &client = **found;
    if (presented->method != presentedFor(client.authentication))
        return refuseClient("This client authenticates with " + client.authentication + '.',
                            presented->method);
    if (presented->method == "none")
        return client;
    if (presented->method != "assertion") {
        if (!Secret(client.secret).equals(Secret(presented->secret)))
            return refuseClient("The client's secret is wrong.", presented->method);
        return client;
    }
    const auto assertion = readAssertion(provider, client, presented->secret);
    if (!assertion)
        return assertion.refusal();
    if (const auto *problem = std::get_if<QByteArray>(&*assertion))
        return refuseClient(*problem);
    if (std::get<Members>(*assertion).value("sub") != client.id)
        return refuseClient("The assertion is about somebody else.");
    return client;
}

} // namespace claimcheck::practice::provider
