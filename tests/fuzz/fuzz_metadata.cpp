#include "fuzz.h"
#include "oauth/server_metadata.h"

using namespace claimcheck;
using namespace claimcheck::oauth;

/// Metadata that is taken has endpoints that can be used, and comes back from the keychain as it went.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    http::Response response;
    response.status = 200;
    response.body = QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    response.url = QUrl(QStringLiteral("https://as.example/.well-known/openid-configuration"));
    const auto metadata = processServerMetadata(response, QStringLiteral("https://as.example"));
    if (!metadata)
        return 0;
    for (const QUrl &url : {metadata->authorizationEndpoint, metadata->tokenEndpoint, metadata->jwksUri,
                            metadata->userinfoEndpoint, metadata->revocationEndpoint,
                            metadata->endSessionEndpoint, metadata->registrationEndpoint})
        REQUIRE(url.isEmpty() || (http::Origin::of(url) && !url.hasFragment()));
    for (const auto &[name, url] : metadata->mtlsEndpoints)
        REQUIRE(http::Origin::of(url));
    REQUIRE(!metadata->origins().empty());
    const auto back = metadataFromJson(metadataToJson(*metadata));
    REQUIRE(back && *back == *metadata);
    return 0;
}
