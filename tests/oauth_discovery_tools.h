#pragma once

#include "oauth/discovery.h"
#include "oauth_request_tools.h"
#include "support/test_server.h"

/// What the tests of discovery share: the well-known places, documents, and a discovery as it runs.
namespace oauth_discovery_tools {

using namespace oauth_request_tools;
using claimcheck::test::Answer;
using claimcheck::test::SeenRequest;
using claimcheck::test::TestServer;

inline const QByteArray openId = "/.well-known/openid-configuration";
inline const QByteArray oauth2 = "/.well-known/oauth-authorization-server";
inline const QByteArray resource = "/.well-known/oauth-protected-resource";

/// One discovery, what it asked for and what came of it.
struct Run {
    explicit Run(const QString &address)
        : discovery(client, [this](const QUrl &url) {
            asked << url.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority);
        })
    {
        discovery.start(address, [this](const Result<Discovered> &found) { result = found; });
    }
    [[nodiscard]] QByteArray code() const { return codeOf(*result); }
    http::Client client;
    QStringList asked;
    std::optional<Result<Discovered>> result;
    Discovery discovery;
};

inline Answer metadataOf(const QByteArray &issuer)
{
    return Answer::json("{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"" + issuer + "/token\"}");
}

} // namespace oauth_discovery_tools
