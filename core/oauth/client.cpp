#include "client.h"

#include "base/base64url.h"
#include "base/json_writer.h"
#include "base/random.h"
#include "form.h"
#include "jose/key_import.h"
#include "jose/signature.h"
#include "jose/signing.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

struct Name {
    ClientAuthentication method;
    QByteArrayView name;
};
/// The first name of a method is the one that it goes by.
constexpr Name names[] = {
    {ClientAuthentication::None, "none"},
    {ClientAuthentication::SecretBasic, "client_secret_basic"},
    {ClientAuthentication::SecretPost, "client_secret_post"},
    {ClientAuthentication::SecretJwt, "client_secret_jwt"},
    {ClientAuthentication::PrivateKeyJwt, "private_key_jwt"},
    {ClientAuthentication::Tls, "tls_client_auth"},
    {ClientAuthentication::Tls, "self_signed_tls_client_auth"},
};

constexpr std::chrono::seconds assertionLife{60};

http::Credential inRequest(const Call &call, const Secret &secret)
{
    return {.secret = secret,
            .purpose = http::Purpose::AuthorizationServer,
            .leash = call.leash,
            .placement = http::Credential::Placement::InRequest};
}

/// A server that names its methods offers no other, but for "none": many leave that out and accept public
/// clients all the same.
Result<Done> checkOffered(const Call &call)
{
    const ClientAuthentication method = call.client.authentication;
    const QStringList &offered = call.server.tokenAuthentication;
    const bool isOffered = method == ClientAuthentication::None || offered.isEmpty() ||
                           std::any_of(offered.begin(), offered.end(), [method](const QString &name) {
                               return authenticationOf(name.toUtf8()) == method;
                           });
    if (!isOffered)
        return Error{ErrorCode::ClientAuthenticationUnsupported,
                     QString::fromLatin1(authenticationName(method))};
    return Done{};
}

/// The key's own algorithm; else the first that fits it and that the server names, if it names any.
Result<const jose::Algorithm *> assertionAlgorithm(const jose::Key &key, const QStringList &offered)
{
    const QByteArray &own = key.metadata().alg;
    for (const jose::Algorithm *row : jose::allAlgorithms()) {
        const bool isOffered = offered.isEmpty() || offered.contains(QLatin1String(row->name));
        if (own.isEmpty() ? isOffered && !jose::keyMisfit(*row, key) : own == row->name)
            return row;
    }
    if (!own.isEmpty())
        return Error{ErrorCode::AlgorithmUnsupported, QString::fromUtf8(own)};
    return Error{ErrorCode::KeyTypeMismatch,
                 offered.isEmpty() ? u"a client assertion"_s : offered.join(u", "_s)};
}

/// The key that signs the assertion: the client's own, or its secret (OpenID Connect Core section 9).
Result<jose::Key> assertionKey(const Client &client)
{
    if (client.authentication == ClientAuthentication::PrivateKeyJwt) {
        if (!client.key)
            return Error{ErrorCode::ClientKeyMissing};
        return *client.key;
    }
    if (client.secret.isEmpty())
        return Error{ErrorCode::ClientSecretMissing};
    Result<jose::KeySet> keys = jose::importSecret(client.secret, jose::SecretEncoding::Text);
    if (!keys)
        return keys.error();
    return keys->keys.front();
}

/// RFC 7523 section 3. The audience is the issuer alone: an assertion for a token endpoint's address could be
/// drawn out of a client by another server that names the same address (RFC 7523bis). The type stays "JWT":
/// readers of today refuse others.
Result<Secret> clientAssertion(const Call &call)
{
    if (call.server.issuer.isEmpty())
        return Error{ErrorCode::EndpointMissing, u"issuer"_s};
    const Result<jose::Key> key = assertionKey(call.client);
    if (!key)
        return key.error();
    const auto algorithm = assertionAlgorithm(*key, call.server.tokenSigningAlgorithms);
    if (!algorithm)
        return algorithm.error();
    const Result<QByteArray> id = randomText(16);
    if (!id)
        return id.error();

    json::Writer header;
    header.beginObject();
    header.member("alg", (*algorithm)->name);
    header.member("typ", "JWT");
    if (!key->metadata().kid.isEmpty())
        header.member("kid", key->metadata().kid);
    header.endObject();

    const auto issuedAt = std::chrono::floor<std::chrono::seconds>(call.now).time_since_epoch();
    json::Writer claims;
    claims.beginObject();
    claims.member("iss", QStringView(call.client.id));
    claims.member("sub", QStringView(call.client.id));
    claims.member("aud", QStringView(call.server.issuer));
    claims.member("jti", *id);
    claims.name("iat");
    claims.integer(issuedAt.count());
    claims.name("exp");
    claims.integer((issuedAt + assertionLife).count());
    claims.endObject();

    const Result<QByteArray> signedText = jose::signCompact(header.take(), claims.take(), *key, **algorithm);
    if (!signedText)
        return signedText.error();
    return Secret(QByteArrayView(*signedText));
}

void addClientId(Form &form, const Client &client)
{
    if (!hasField(form, "client_id"))
        addField(form, "client_id", client.id);
}

/// RFC 6749 section 2.3.1: both parts are form-encoded first, so that a colon in the id does no harm.
http::Credential basicCredential(const Call &call)
{
    QByteArray pair = formEncoded(call.client.id.toUtf8()) + ':' + formEncoded(call.client.secret.reveal());
    QByteArray encoded = pair.toBase64();
    http::Credential credential{.secret = Secret(QByteArrayView(encoded)),
                                .purpose = http::Purpose::AuthorizationServer,
                                .leash = call.leash};
    credential.scheme = "Basic";
    wipe(pair);
    wipe(encoded);
    return credential;
}

Result<Done> authenticate(const Call &call, Form &form, std::vector<http::Credential> &credentials)
{
    const Client &client = call.client;
    if (const Result<Done> offered = checkOffered(call); !offered)
        return offered.error();
    switch (client.authentication) {
    case ClientAuthentication::None:
    case ClientAuthentication::Tls: // RFC 8705 section 2: the certificate proves it, client_id says who
        addClientId(form, client);
        return Done{};
    case ClientAuthentication::SecretBasic:
        if (client.secret.isEmpty())
            return Error{ErrorCode::ClientSecretMissing};
        credentials.push_back(basicCredential(call));
        return Done{};
    case ClientAuthentication::SecretPost:
        if (client.secret.isEmpty())
            return Error{ErrorCode::ClientSecretMissing};
        addClientId(form, client);
        form.emplace_back("client_secret", client.secret.reveal().toByteArray());
        credentials.push_back(inRequest(call, client.secret));
        return Done{};
    case ClientAuthentication::SecretJwt:
    case ClientAuthentication::PrivateKeyJwt:
        break;
    }
    const Result<Secret> assertion = clientAssertion(call);
    if (!assertion)
        return assertion.error();
    addClientId(form, client);
    form.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", assertion->reveal().toByteArray());
    credentials.push_back(inRequest(call, *assertion));
    return Done{};
}

} // namespace

QByteArray authenticationName(ClientAuthentication method)
{
    const auto found = std::find_if(std::begin(names), std::end(names),
                                    [method](const Name &row) { return row.method == method; });
    return found->name.toByteArray();
}

std::optional<ClientAuthentication> authenticationOf(QByteArrayView name)
{
    const auto found = std::find_if(std::begin(names), std::end(names),
                                    [name](const Name &row) { return row.name == name; });
    return found == std::end(names) ? std::nullopt : std::optional(found->method);
}

Result<http::Outgoing> formRequest(const Call &call, const QUrl &endpoint,
                                   std::vector<std::pair<QByteArray, QByteArray>> form,
                                   const std::vector<Secret> &secrets)
{
    if (endpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, u"endpoint"_s};
    // A grant that is an assertion of its own needs no client (RFC 7523 section 2.1).
    if (call.client.id.isEmpty() && call.client.authentication != ClientAuthentication::None)
        return Error{ErrorCode::ClientIdMissing};
    http::Outgoing out;
    for (const Secret &secret : secrets)
        out.credentials.push_back(inRequest(call, secret));
    if (const Result<Done> done = authenticate(call, form, out.credentials); !done)
        return done.error();
    out.request = {
        .method = "POST",
        .url = endpoint,
        .headers = {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}},
        .body = formBody(form),
        // A redirect would take the secrets of the body along.
        .redirects = http::RedirectPolicy::None,
        .timeout = std::chrono::seconds(30),
        .maxBody = 1024 * 1024};
    return out;
}

QUrl endpointFor(const Call &call, const QUrl &endpoint, QByteArrayView memberName)
{
    const auto &aliases = call.server.mtlsEndpoints;
    const auto alias = std::find_if(aliases.begin(), aliases.end(), [memberName](const auto &entry) {
        return entry.first.toLatin1() == memberName;
    });
    const bool usesAlias = !endpoint.isEmpty() && alias != aliases.end() &&
                           (call.client.authentication == ClientAuthentication::Tls ||
                            !call.leash.connection.clientCertificate.isEmpty());
    return usesAlias ? alias->second : endpoint;
}

} // namespace claimcheck::oauth
