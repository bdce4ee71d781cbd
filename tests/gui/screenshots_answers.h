#pragma once

#include "response_samples.h"
#include "screenshots_denial.h"
#include "token_samples.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>
#include <QTableView>

/// The answer side of a request, in its states.
namespace pictures {

inline void answerPictures(const Take &take)
{
    using namespace samples_of_answers;
    QWidget page;
    auto &panel = *new ui::ResponsePanel(&page);
    auto *column = new QVBoxLayout(&page);
    column->setContentsMargins(12, 12, 12, 12);
    column->addWidget(&panel);
    const auto picture = [&](const QString &name) {
        for (const QSize size : {QSize(680, 460), QSize(1340, 620)}) {
            page.resize(size);
            page.show();
            QTest::qWait(60); // workers
            take(u"answer-%1-%2"_s.arg(name).arg(size.width()), page);
        }
    };
    const auto tab = [&](const QString &title) {
        auto *tabs = panel.findChild<QTabWidget *>(u"responseTabs"_s);
        for (int i = 0; i < tabs->count(); ++i) {
            if (tabs->isTabVisible(i) && tabs->tabText(i).startsWith(title))
                tabs->setCurrentIndex(i);
        }
    };
    const auto show = [&](const requests::Sent &sent) {
        panel.begin(QString::fromLatin1(sent.request.method), sent.request.url.toString());
        panel.setSent(sent);
    };
    picture(u"empty"_s);
    panel.begin(u"GET"_s, u"https://api.example/v1/things?page=2"_s);
    picture(u"waiting"_s);

    QByteArray list = R"({"page":2,"access_token":")" +
                      samples::token(R"({"sub":"alice","iss":"https://idp.example"})") +
                      R"(","next":null,"items":[)";
    for (int i = 0; i < 40; ++i)
        list += QByteArray(i > 0 ? "," : "") + R"({"id":)" + QByteArray::number(1000 + i) +
                R"(,"name":"A thing with a name","price":12.50,"tags":["new","blue"],"active":true})";
    list += "]}";
    requests::Sent sent = answered(200, list);
    http::Response answer = sent.answer.value();
    answer.wireSize = 812;
    answer.timing = {{}, {}, 31, 96, 142};
    answer.headers = {{"Content-Type", "application/json; charset=utf-8"},
                      {"Date", "Sat, 21 Nov 2026 20:54:17 GMT"},
                      {"Content-Encoding", "gzip"},
                      {"Cache-Control", "no-store"},
                      {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
                      {"Set-Cookie", "sid=0123456789abcdef; Path=/; Secure; HttpOnly; SameSite=Lax\n"
                                     "theme=dark; Path=/; Max-Age=31536000\ntrace=; Path=/; Max-Age=0"},
                      {"X-Request-Id", "6f1c1c9e-77aa-4c8e-9a34-4b0f3e2d1a55"}};
    answer.tls = http::TlsFacts{"TLSv1.3",
                                "TLS_AES_256_GCM_SHA384",
                                {certificate(), QByteArray::fromBase64(inspect::testing::rootCertificate)}};
    answer.redirects = {{QUrl(u"https://api.example/things"_s), 301, true},
                        {QUrl(u"https://api.example/v1/things"_s), 302, true}};
    answer.url = QUrl(u"https://files.example/v1/things?page=2"_s);
    answer.withheld = {
        {http::Withheld::What::Credential, {}, *http::Origin::fromString(u"https://files.example"_s)}};
    answer.credentialSent = false;
    sent.answer = answer;
    sent.refreshed = true;
    show(answered(200, R"({"page":1})"));
    show(sent);
    picture(u"json"_s);
    for (const auto &[title, name] :
         {std::pair(u"Headers"_s, u"headers"_s), std::pair(u"Cookies"_s, u"cookies"_s),
          std::pair(u"Redirects"_s, u"redirects"_s), std::pair(u"Timing"_s, u"timing"_s),
          std::pair(u"TLS"_s, u"tls"_s), std::pair(u"Would"_s, u"browser"_s),
          std::pair(u"Compare"_s, u"compare"_s)}) {
        tab(title);
        for (auto *table : panel.findChildren<QTableView *>()) {
            if (table->isVisible())
                table->selectRow(0);
        }
        picture(name);
    }
    tab(u"Body"_s);
    auto *view = panel.findChild<QComboBox *>(u"responseView"_s);
    for (const auto &[which, name] : {std::pair(1, u"text"_s), std::pair(2, u"hex"_s)}) {
        view->setCurrentIndex(which);
        Q_EMIT view->activated(which);
        picture(name);
    }
    panel.findChild<ui::BodyPage *>()->openSearch();
    QTest::keyClicks(panel.findChild<QLineEdit *>(u"findText"_s), u"thing"_s);
    view->setCurrentIndex(1);
    Q_EMIT view->activated(1);
    picture(u"search"_s);

    requests::Sent denied = answered(401, R"({"detail":"The token has expired"})");
    answer = denied.answer.value();
    answer.headers.push_back({"WWW-Authenticate", R"(Bearer error="invalid_token")"});
    denied.answer = answer;
    show(denied);
    picture(u"denied"_s);
    denied.answer = Error{ErrorCode::HostNotFound, u"api.example"_s};
    denied.body = bodyOf({});
    show(denied);
    picture(u"no-answer"_s);
    show(answered(204, {}));
    picture(u"no-body"_s);
}

} // namespace pictures
