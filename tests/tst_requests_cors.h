#pragma once

#include "requests/cors.h"

#include <QTest>
#include <QUrl>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

inline const http::Origin page{u"https"_s, u"app.example"_s, 443};

inline BrowserRequest request(QByteArray method = "GET", http::Headers headers = {},
                              CredentialsMode mode = CredentialsMode::SameOrigin)
{
    return {.method = std::move(method),
            .url = QUrl(u"https://api.example/x"_s),
            .headers = std::move(headers),
            .page = page,
            .credentials = mode};
}

/// Rows bear the names of the web platform tests (web-platform-tests/wpt, fetch/api/cors and cors/) that they
/// are taken from, where there is one.
class TestRequestsCors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void safelistsHeaders_data();
    void safelistsHeaders();
    void countsTheSafelist();
    void knowsForbiddenHeaders_data();
    void knowsForbiddenHeaders();
    void decidesAboutPreflights_data();
    void decidesAboutPreflights();
    void checksTheAnswer_data();
    void checksTheAnswer();
    void checksThePreflight_data();
    void checksThePreflight();
    void exposesHeaders_data();
    void exposesHeaders();
    void warnsOfCaches();
    void readsCookies();
    void judgesForgery_data();
    void judgesForgery();
};
