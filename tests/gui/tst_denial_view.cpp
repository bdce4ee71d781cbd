#include "support/patience.h"
#include "token_samples.h"

#include "ui/cors_view.h"
#include "ui/denial_view.h"
#include "ui/theme.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/link_button.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QVBoxLayout>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using requests::CorsQuestion;
using requests::DenialAction;
using samples::find;

namespace {

const TimePoint now(std::chrono::seconds(1'795'294'457));

requests::DenialFacts answered(int status, http::Headers headers = {}, const QByteArray &body = {})
{
    requests::DenialFacts facts;
    facts.url = QUrl(u"https://api.example/v1/things"_s);
    facts.profile = u"prod"_s;
    facts.now = now;
    facts.canRefresh = true;
    http::Response response;
    response.status = status;
    response.url = facts.url;
    response.credentialSent = true;
    response.headers = std::move(headers);
    response.body = body;
    facts.response = response;
    return facts;
}

/// An expired token, and a server that says why in its own words.
requests::DenialFacts expired()
{
    auto facts = answered(401, {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}},
                          R"({"detail":"<b>Go away</b>"})");
    facts.token = requests::TokenLook{.isJwt = true, .expiresAt = now - std::chrono::seconds(200)};
    return facts;
}

http::Response allowing(const QByteArray &origin, int status = 204)
{
    http::Response response;
    response.status = status;
    response.headers = {
        {"Access-Control-Allow-Origin", origin}, {"Access-Control-Allow-Methods", "PUT"}, {"Vary", "Origin"}};
    return response;
}

requests::CorsCase putCase()
{
    return {.method = "PUT", .url = QUrl(u"https://api.example/v1/things"_s)};
}

} // namespace

class DenialViewTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingFailed()
    {
        DenialView view;
        view.show();
        QVERIFY(view.isEmpty() && view.headline().isEmpty());
        QVERIFY(find<QLabel>(view, "denialNone")->isVisible());
        view.setCase(expired());
        QVERIFY(!find<QLabel>(view, "denialNone")->isVisible());
        view.setCase(answered(200));
        QVERIFY(view.isEmpty());
        QVERIFY(find<QLabel>(view, "denialNone")->isVisible());
    }

    void oneCauseWithoutAnAction()
    {
        DenialView view;
        view.show();
        view.setCase(answered(410));
        QCOMPARE(view.causeCount(), 1);
        QCOMPARE(find<QLabel>(view, "denialSentence0")->text(), view.headline());
        QVERIFY(!view.findChild<QPushButton *>(u"denialAction0"_s));
        const QSignalSpy links(&view, &DenialView::linkRequested);
        find<LinkButton>(view, "denialStandard0")->click();
        QCOMPARE(links.size(), 1);
        QCOMPARE(links.front().front().toUrl(),
                 QUrl(u"https://www.rfc-editor.org/rfc/rfc9110#section-15.5.11"_s));
    }

    void ranksCausesAndShowsEvidenceOnce()
    {
        DenialView view;
        view.show();
        view.setCase(expired());
        QVERIFY(view.causeCount() >= 2);
        QVERIFY(view.headline().contains(u"3 min 20 s"_s));
        QString all;
        for (const QLabel *label : view.findChildren<QLabel *>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            all += label->text() + u'\n';
        }
        QCOMPARE(all.count(u"WWW-Authenticate"_s), 1);
        QVERIFY(all.contains(u"<b>Go away</b>"_s));
        QVERIFY(all.contains(u"Also possible"_s));
    }

    void theButtonSaysWhatToDo_data()
    {
        QTest::addColumn<bool>("byKeyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }
    void theButtonSaysWhatToDo()
    {
        QFETCH(const bool, byKeyboard);
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *before = new QLineEdit(&window);
        auto *view = new DenialView(&window);
        column->addWidget(before);
        column->addWidget(view);
        view->setCase(expired());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window, claimcheck::test::busyMachineMs));
        auto *button = find<QPushButton>(window, "denialAction0");
        std::vector<DenialAction> actions;
        connect(view, &DenialView::actionRequested, view, [&](const DenialAction &action) {
            actions.push_back(action);
            view->setCase(answered(200)); // the button goes while it is being pressed
        });
        if (byKeyboard) {
            before->setFocus();
            QTest::keyClick(before, Qt::Key_Tab);
            QVERIFY(button->hasFocus());
            QTest::keyClick(button, Qt::Key_Space);
        } else {
            QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(actions.size(), 1u);
        QVERIFY(actions.front().kind == DenialAction::Kind::Refresh);
        QVERIFY(view->isEmpty());
    }

    void everythingHasAName()
    {
        DenialView view;
        view.show();
        view.setCase(expired());
        CorsView cors;
        cors.show();
        for (QWidget *root : {static_cast<QWidget *>(&view), static_cast<QWidget *>(&cors)}) {
            QVERIFY(!root->accessibleName().isEmpty());
            for (QWidget *widget : root->findChildren<QWidget *>()) {
                if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
                    continue;
                const auto *accessible = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                         qPrintable(widget->objectName()));
            }
        }
        QCOMPARE(view.accessibleDescription(), view.headline());
    }

    void asksWhatABrowserWould()
    {
        CorsView view;
        view.show();
        auto *ask = find<QPushButton>(view, "corsAsk");
        const auto *verdict = find<QLabel>(view, "corsVerdict");
        QVERIFY(!ask->isEnabled());
        view.setCase(putCase());
        QVERIFY(!ask->isEnabled()); // whose page?
        find<QLineEdit>(view, "corsOrigin")->setText(u"app.example"_s);
        QVERIFY(!ask->isEnabled());
        QVERIFY(verdict->text().contains(u"https://app.example"_s));
        view.setPageOrigin(u"https://app.example"_s);
        QVERIFY(ask->isEnabled());
        std::vector<CorsQuestion> questions;
        connect(&view, &CorsView::askRequested, &view,
                [&](const CorsQuestion &question) { questions.push_back(question); });
        QTest::mouseClick(ask, Qt::LeftButton);
        QCOMPARE(questions.size(), 1u);
        QVERIFY(questions[0].of == CorsQuestion::Of::Preflight);
        QCOMPARE(questions[0].request.method, "OPTIONS"_qba);
        QCOMPARE(http::headerValue(questions[0].request.headers, "Origin"), "https://app.example"_qba);
        QVERIFY(!ask->isEnabled()); // one at a time
        view.setAnswer(questions[0], allowing("https://app.example"));
        QCOMPARE(questions.size(), 2u); // and a stranger's page
        QVERIFY(questions[1].of == CorsQuestion::Of::Stranger);
        view.setAnswer(questions[1], allowing("https://app.example"));
        QVERIFY2(verdict->text().startsWith(u"Yes"), qPrintable(verdict->text()));
        QVERIFY(ask->isEnabled());
        // With cookies the server would have to say so.
        find<QComboBox>(view, "corsCredentials")->setCurrentIndex(1);
        QVERIFY(verdict->text().startsWith(u"Not asked"));
        QTest::mouseClick(ask, Qt::LeftButton);
        view.setAnswer(questions[0], allowing("https://app.example")); // of the round before
        QVERIFY(verdict->text().startsWith(u"Asking"));
        view.setAnswer(questions[2], allowing("https://app.example"));
        view.setAnswer(questions[3], allowing("https://app.example"));
        QVERIFY2(verdict->text().startsWith(u"No:"), qPrintable(verdict->text()));
    }

    void saysWhyNobodyAnswered()
    {
        CorsView view;
        view.show();
        view.setCase(putCase());
        view.setPageOrigin(u"https://app.example"_s);
        CorsQuestion asked;
        connect(&view, &CorsView::askRequested, &view,
                [&](const CorsQuestion &question) { asked = question; });
        find<QPushButton>(view, "corsAsk")->click();
        view.setAnswer(asked, Error{ErrorCode::ConnectionRefused, u"api.example"_s});
        QVERIFY(find<InlineBar>(view, "corsBar")->isVisible());
        QVERIFY(find<QPushButton>(view, "corsAsk")->isEnabled());
    }

    void knowsWhatCannotBeAsked()
    {
        CorsView view;
        view.show();
        view.setCase({.method = "POST", .url = QUrl(u"https://api.example/"_s)});
        view.setPageOrigin(u"https://app.example"_s);
        QVERIFY(!find<QPushButton>(view, "corsAsk")->isEnabled());
        QVERIFY(find<QLabel>(view, "corsVerdict")->text().contains(u"without asking first"_s));
        view.setPageOrigin(u"https://api.example"_s);
        QVERIFY(find<QLabel>(view, "corsVerdict")->text().startsWith(u"Yes"));
    }

    void judgesACookieSession()
    {
        CorsView view;
        view.show();
        auto of = putCase();
        of.method = "POST";
        const auto *verdict = find<QLabel>(view, "csrfVerdict");
        view.setCase(of);
        QVERIFY(verdict->text().startsWith(u"No"));
        of.cookies = {
            {.name = "sid", .sameSite = requests::SameSite::None, .secure = true, .httpOnly = true}};
        view.setCase(of);
        view.setPageOrigin(u"https://app.example"_s);
        QVERIFY2(verdict->text().startsWith(u"Yes"), qPrintable(verdict->text()));
        of.cookies.front().sameSite = requests::SameSite::Strict;
        view.setCase(of);
        QVERIFY(verdict->text().startsWith(u"No"));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::install(application);
    DenialViewTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_denial_view.moc"
