#include "userinfo.h"

namespace claimcheck::oauth {

Result<http::Request> userinfoRequest(const ServerMetadata &server)
{
    if (server.userinfoEndpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, QStringLiteral("userinfo_endpoint")};
    http::Request request;
    request.url = server.userinfoEndpoint;
    request.headers = {{"Accept", "application/json, application/jwt"}};
    request.redirects = http::RedirectPolicy::None;
    request.maxBody = 1024 * 1024;
    return request;
}

} // namespace claimcheck::oauth
