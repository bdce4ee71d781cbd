#pragma once

#include "requests/explain_denial.h"

#include <functional>

/// Facts of which one is wrong, for the tests of explainDenial.
namespace denial_cases {

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;
using Kind = DenialAction::Kind;
using std::chrono::seconds;

inline const TimePoint now_(std::chrono::milliseconds(1'800'000'000'000));
inline const http::Origin api{u"https"_s, u"api.example"_s, 443};

/// A good token, sent, and refused with 401: the start of every row.
inline DenialFacts refused(int status = 401)
{
    DenialFacts facts;
    facts.url = QUrl(u"https://api.example/v1/things"_s);
    facts.profile = u"prod"_s;
    facts.now = now_;
    facts.canRefresh = true;
    facts.skew = std::chrono::milliseconds(0);
    facts.token = TokenLook{.isJwt = true,
                            .issuer = u"https://idp.example"_s,
                            .audience = {u"https://api.example"_s},
                            .scopes = {u"read"_s},
                            .expiresAt = now_ + seconds(300),
                            .notBefore = now_ - seconds(60),
                            .issuedAt = now_ - seconds(60)};
    http::Response response;
    response.status = status;
    response.url = facts.url;
    response.credentialSent = true;
    facts.response = response;
    return facts;
}

inline DenialFacts failed(ErrorCode code, const QString &detail = {})
{
    DenialFacts facts = refused();
    facts.response.reset();
    facts.error = Error{code, u"api.example"_s, detail};
    return facts;
}

inline DenialFacts with(DenialFacts facts, const std::function<void(DenialFacts &)> &change)
{
    change(facts);
    return facts;
}

inline DenialFacts challenged(const QByteArray &challenge, int status = 401)
{
    return with(refused(status), [&challenge](DenialFacts &f) {
        f.response->headers = {{"WWW-Authenticate", challenge}};
    });
}

inline DenialFacts answered(int status, http::Headers headers, QByteArray body = {},
                            QByteArray method = "GET")
{
    return with(refused(status), [&](DenialFacts &f) {
        f.response->headers = std::move(headers);
        f.response->body = std::move(body);
        f.method = std::move(method);
    });
}

inline const QByteArray signInForm =
    "<html><form method=post><input name=u><input type=\"password\" name=p></form>"_qba;
inline const http::Headers html = {{"Content-Type", "text/html; charset=utf-8"}};

} // namespace denial_cases
