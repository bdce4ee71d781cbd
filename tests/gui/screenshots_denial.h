#pragma once

#include "base/clock.h"
#include "ui/cors_view.h"
#include "ui/denial_view.h"

#include <QPushButton>
#include <QVBoxLayout>

#include <functional>

/// "Why did this fail?" and "Would a browser be allowed?", in their states.
namespace pictures {

using namespace claimcheck;
using namespace Qt::StringLiterals;

inline const TimePoint pictureTime{std::chrono::seconds(1795294457)}; // 2026-11-21T20:54:17Z

inline requests::DenialFacts denied(int status, http::Headers headers, const QByteArray &body)
{
    requests::DenialFacts facts;
    facts.url = QUrl(u"https://api.example/v1/things?page=2"_s);
    facts.profile = u"acme prod"_s;
    facts.now = pictureTime;
    facts.canRefresh = true;
    facts.grantedScopes = {u"openid"_s, u"things:read"_s};
    facts.skew = std::chrono::milliseconds(63'000);
    facts.token = requests::TokenLook{.isJwt = true,
                                      .issuer = u"https://idp.example/realms/acme"_s,
                                      .audience = {u"https://api.example"_s},
                                      .scopes = {u"openid"_s, u"things:read"_s},
                                      .expiresAt = pictureTime + std::chrono::seconds(40)};
    http::Response response;
    response.status = status;
    response.url = facts.url;
    response.credentialSent = true;
    response.headers = std::move(headers);
    response.headers.push_back({"Content-Type", "application/json"});
    response.body = body;
    facts.response = response;
    return facts;
}

inline http::Response corsAnswer(http::Headers headers)
{
    http::Response response;
    response.status = 204;
    response.headers = std::move(headers);
    return response;
}

using Take = std::function<void(const QString &name, QWidget &widget)>;

/// A view as a page shows it: with a margin, in the given size.
inline void frame(QWidget &view, const QString &name, const Take &take)
{
    QWidget page;
    auto *column = new QVBoxLayout(&page);
    column->setContentsMargins(16, 16, 16, 16);
    column->addWidget(&view);
    for (const QSize size : {QSize(900, 420), QSize(520, 420)}) {
        page.resize(size);
        page.show();
        take(u"%1-%2"_s.arg(name).arg(size.width()), page);
    }
    column->removeWidget(&view);
    view.setParent(nullptr);
}

inline void denialPictures(const Take &take)
{
    ui::DenialView view;
    frame(view, u"denial-empty"_s, take);
    view.setCase(denied(410, {}, {}));
    frame(view, u"denial-one"_s, take);
    view.setCase(
        denied(401,
               {{"WWW-Authenticate",
                 R"(Bearer realm="acme", error="invalid_token", error_description="The token has expired")"}},
               R"({"detail":"Authentication credentials were not accepted."})"));
    frame(view, u"denial-many"_s, take);
    view.setCase(denied(403,
                        {{"WWW-Authenticate", R"(Bearer error="insufficient_scope", scope="things:write")"}},
                        R"({"detail":"You do not have permission to perform this action."})"));
    frame(view, u"denial-scope"_s, take);
    // Long words, from right to left, and marks that are not seen.
    view.setCase(
        denied(403,
               {{"WWW-Authenticate",
                 "Bearer error=\"insufficient_scope\", scope=\"https://api.example/auth/things.write "
                 "https://api.example/auth/things.of.others.read "
                 "https://api.example/auth/administration.of.everything\""}},
               "{\"detail\":\"אין לך הרשאה לבצע פעולה זו (things:write). \\u202e\"}"));
    frame(view, u"denial-long"_s, take);
    auto none = denied(401, {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}}, {});
    none.profile.clear();
    none.token.reset();
    none.response->credentialSent = false;
    view.setCase(none);
    frame(view, u"denial-none"_s, take);
}

inline void corsPictures(const Take &take)
{
    ui::CorsView view;
    requests::CorsCase of{
        .method = "PUT",
        .url = QUrl(u"https://api.example/v1/things/7"_s),
        .headers = {{"Authorization", "Bearer"}, {"Content-Type", "application/json"}},
        .cookies = {{.name = "sid", .sameSite = requests::SameSite::None, .secure = true, .httpOnly = true}}};
    view.setCase(of);
    frame(view, u"cors-empty"_s, take);
    view.setPageOrigin(u"https://app.example"_s);
    http::Headers headers = {{"Access-Control-Allow-Origin", "https://app.example"},
                             {"Access-Control-Allow-Methods", "GET, PUT"},
                             {"Access-Control-Allow-Headers", "authorization, content-type"},
                             {"Vary", "Origin"}};
    QObject::connect(&view, &ui::CorsView::askRequested, &view, [&](const requests::CorsQuestion &question) {
        view.setAnswer(question, corsAnswer(headers));
    });
    auto *ask = view.findChild<QPushButton *>(u"corsAsk"_s);
    ask->click();
    frame(view, u"cors-yes"_s, take);
    headers = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Headers", "*"}};
    ask->click();
    frame(view, u"cors-no"_s, take);
}

} // namespace pictures
