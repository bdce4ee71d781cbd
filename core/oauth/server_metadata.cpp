#include "server_metadata.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/visible_text.h"
#include "http/server_words.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

/// Whether an endpoint is sent secrets, so that its origin belongs on the leash. What only the browser opens,
/// and the public keys, are not.
enum class Gets { Secrets, Nothing };

struct Endpoint {
    const char *name;
    QUrl ServerMetadata::*member;
    Gets gets;
};
constexpr Endpoint endpoints[] = {
    {"authorization_endpoint", &ServerMetadata::authorizationEndpoint, Gets::Nothing},
    {"token_endpoint", &ServerMetadata::tokenEndpoint, Gets::Secrets},
    {"jwks_uri", &ServerMetadata::jwksUri, Gets::Nothing},
    {"userinfo_endpoint", &ServerMetadata::userinfoEndpoint, Gets::Secrets},
    {"revocation_endpoint", &ServerMetadata::revocationEndpoint, Gets::Secrets},
    {"introspection_endpoint", &ServerMetadata::introspectionEndpoint, Gets::Secrets},
    {"end_session_endpoint", &ServerMetadata::endSessionEndpoint, Gets::Secrets},
    {"device_authorization_endpoint", &ServerMetadata::deviceAuthorizationEndpoint, Gets::Secrets},
    {"pushed_authorization_request_endpoint", &ServerMetadata::pushedAuthorizationEndpoint, Gets::Secrets},
    {"registration_endpoint", &ServerMetadata::registrationEndpoint, Gets::Secrets},
};

struct List {
    const char *name;
    QStringList ServerMetadata::*member;
};
constexpr List lists[] = {
    {"scopes_supported", &ServerMetadata::scopes},
    {"grant_types_supported", &ServerMetadata::grantTypes},
    {"code_challenge_methods_supported", &ServerMetadata::codeChallengeMethods},
    {"token_endpoint_auth_methods_supported", &ServerMetadata::tokenAuthentication},
    {"token_endpoint_auth_signing_alg_values_supported", &ServerMetadata::tokenSigningAlgorithms},
    {"id_token_signing_alg_values_supported", &ServerMetadata::idTokenAlgorithms},
    {"dpop_signing_alg_values_supported", &ServerMetadata::dpopAlgorithms},
    {"prompt_values_supported", &ServerMetadata::prompts},
    {"acr_values_supported", &ServerMetadata::acrValues},
};

struct Flag {
    const char *name;
    bool ServerMetadata::*member;
};
constexpr Flag flags[] = {
    {"require_pushed_authorization_requests", &ServerMetadata::requirePushedAuthorization},
    {"authorization_response_iss_parameter_supported", &ServerMetadata::issParameterSupported},
    {"tls_client_certificate_bound_access_tokens", &ServerMetadata::certificateBoundTokens},
    {"backchannel_logout_supported", &ServerMetadata::backchannelLogout},
};

constexpr char aliasesName[] = "mtls_endpoint_aliases";
/// Not a member of the standard's: where the document was found, for the keychain.
constexpr char openIdName[] = "claimcheck_openid";

constexpr qsizetype longestAddress = 8192;
constexpr qsizetype longestWord = 512;
constexpr qsizetype mostWords = 2000;

/// Reads a document's members by the tables above.
class Reader {
public:
    Reader(const json::Value &root, const QString &host) : m_root(root), m_host(host) {}

    [[nodiscard]] Result<ServerMetadata> read(const QString &issuer)
    {
        ServerMetadata metadata{.issuer = issuer};
        for (const Endpoint &row : endpoints)
            metadata.*row.member = address(m_root, row.name);
        for (const List &row : lists)
            metadata.*row.member = list(row.name);
        for (const Flag &row : flags)
            metadata.*row.member = flag(row.name);
        metadata.mtlsEndpoints = aliases();
        if (m_error)
            return *m_error;
        return metadata;
    }
    [[nodiscard]] bool flag(const char *name)
    {
        const json::Value value = find(m_root, name);
        const bool isTrue = value.isValid() && value.type() == json::Type::True;
        if (value.isValid() && !isTrue && value.type() != json::Type::False)
            fail(name);
        return isTrue;
    }

private:
    void fail(const char *name, ErrorCode code = ErrorCode::MetadataInvalid)
    {
        if (!m_error)
            m_error = code == ErrorCode::MetadataInvalid
                          ? Error{code, m_host,
                                  QCoreApplication::translate("OAuth", "%1 is not what the standard says")
                                      .arg(QLatin1String(name))}
                          : Error{code, QLatin1String(name)};
    }
    /// The member; invalid where it is absent or null. Twice is an error: readers disagree on which one
    /// counts.
    [[nodiscard]] json::Value find(const json::Value &object, const char *name)
    {
        if (object.count(name) > 1)
            fail(name);
        const json::Value value = object.find(name);
        return value.isValid() && value.type() != json::Type::Null ? value : json::Value();
    }
    [[nodiscard]] QUrl address(const json::Value &object, const char *name)
    {
        const json::Value value = find(object, name);
        if (!value.isValid())
            return {};
        // A URI is ASCII (RFC 3986): what only looks like a known host, or hides in an address, is not read.
        const QByteArray text = value.toUtf8();
        const bool isAscii =
            std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
        const QUrl url(QString::fromLatin1(text), QUrl::StrictMode);
        const bool isAddress =
            value.isString() && isAscii && text.size() <= longestAddress && !url.hasFragment();
        const Result<http::Origin> origin = http::Origin::of(url);
        if (isAddress && origin)
            return url;
        const bool isInsecure = isAddress && origin.error().code == ErrorCode::UrlInsecure;
        fail(name, isInsecure ? ErrorCode::UrlInsecure : ErrorCode::MetadataInvalid);
        return {};
    }
    [[nodiscard]] QStringList list(const char *name)
    {
        QStringList words;
        const json::Value value = find(m_root, name);
        if (!value.isValid())
            return words;
        if (!value.isArray() || value.size() > mostWords) {
            fail(name);
            return words;
        }
        for (const json::Value &element : value.elements()) {
            if (!element.isString() || element.raw().size() > longestWord)
                fail(name);
            words += element.toString();
        }
        return words;
    }
    [[nodiscard]] std::vector<std::pair<QString, QUrl>> aliases()
    {
        std::vector<std::pair<QString, QUrl>> found;
        const json::Value value = find(m_root, aliasesName);
        if (!value.isValid())
            return found;
        if (!value.isObject())
            fail(aliasesName);
        for (const Endpoint &row : endpoints) {
            if (const QUrl url = address(value, row.name); !url.isEmpty())
                found.emplace_back(QLatin1String(row.name), url);
        }
        return found;
    }
    const json::Value &m_root;
    QString m_host;
    std::optional<Error> m_error;
};

Result<json::Document> parsed(QByteArray text)
{
    return json::Document::parse(std::move(text), {.depth = 64, .bytes = 1024 * 1024});
}

bool standsAtOpenIdConfiguration(const http::Response &response)
{
    const QUrl &asked = response.redirects.empty() ? response.url : response.redirects.front().url;
    return asked.path().endsWith(u"/.well-known/openid-configuration");
}

} // namespace

std::vector<http::Origin> ServerMetadata::origins() const
{
    std::vector<http::Origin> all;
    const auto add = [&all](const QUrl &url) {
        const Result<http::Origin> origin = http::Origin::of(url);
        if (origin && std::find(all.begin(), all.end(), *origin) == all.end())
            all.push_back(*origin);
    };
    const auto getsSecrets = [](const QString &name) {
        return std::any_of(std::begin(endpoints), std::end(endpoints), [&name](const Endpoint &row) {
            return row.gets == Gets::Secrets && name == QLatin1String(row.name);
        });
    };
    add(QUrl(issuer, QUrl::StrictMode));
    for (const Endpoint &row : endpoints) {
        if (row.gets == Gets::Secrets)
            add(this->*row.member);
    }
    for (const auto &[name, url] : mtlsEndpoints) {
        if (getsSecrets(name))
            add(url);
    }
    return all;
}

Result<ServerMetadata> processServerMetadata(const http::Response &response, const QString &issuer)
{
    const QString host = response.url.host();
    if (response.status != 200)
        return Error{ErrorCode::UnexpectedStatus, host, http::statusWords(response, {})};
    const Result<json::Document> document = parsed(response.body);
    if (!document || !document->root().isObject())
        return Error{ErrorCode::ResponseNotJson, host,
                     http::isHtml(response) ? QCoreApplication::translate("OAuth", "It sent a web page.")
                                            : QString()};
    const json::Value root = document->root();
    if (!root.find("issuer").equals(issuer.toUtf8()))
        return Error{ErrorCode::IssuerMismatch, u"issuer"_s,
                     visibleText(root.find("issuer").toString(), 300)};
    Result<ServerMetadata> metadata = Reader(root, host).read(issuer);
    if (metadata)
        metadata->isOpenId = standsAtOpenIdConfiguration(response);
    return metadata;
}

QByteArray metadataToJson(const ServerMetadata &metadata)
{
    json::Writer writer;
    const auto writeAddress = [&writer](const QString &name, const QUrl &url) {
        if (!url.isEmpty())
            writer.member(name.toLatin1(), QStringView(url.toString(QUrl::FullyEncoded)));
    };
    writer.beginObject();
    writer.member("issuer", QStringView(metadata.issuer));
    for (const Endpoint &row : endpoints)
        writeAddress(QLatin1String(row.name), metadata.*row.member);
    for (const List &row : lists) {
        if ((metadata.*row.member).isEmpty())
            continue;
        writer.name(row.name);
        writer.beginArray();
        for (const QString &word : metadata.*row.member)
            writer.string(QStringView(word));
        writer.endArray();
    }
    const auto writeFlag = [&writer](const char *name, bool value) {
        if (value)
            writer.name(name), writer.boolean(true);
    };
    for (const Flag &row : flags)
        writeFlag(row.name, metadata.*row.member);
    writeFlag(openIdName, metadata.isOpenId);
    if (!metadata.mtlsEndpoints.empty()) {
        writer.name(aliasesName);
        writer.beginObject();
        for (const auto &[name, url] : metadata.mtlsEndpoints)
            writeAddress(name, url);
        writer.endObject();
    }
    writer.endObject();
    return writer.take();
}

Result<ServerMetadata> metadataFromJson(QByteArrayView json)
{
    const Error damaged{ErrorCode::KeychainEntryDamaged, u"metadata"_s};
    const Result<json::Document> document = parsed(json.toByteArray());
    if (!document || !document->root().isObject() || !document->root().find("issuer").isString())
        return damaged;
    const json::Value root = document->root();
    Reader reader(root, {});
    const bool isOpenId = reader.flag(openIdName);
    Result<ServerMetadata> metadata = reader.read(root.find("issuer").toString());
    if (!metadata)
        return damaged;
    metadata->isOpenId = isOpenId;
    return metadata;
}

} // namespace claimcheck::oauth
