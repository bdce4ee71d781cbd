#include "app/composition.h"
#include "screenshots_answers.h"
#include "screenshots_denial.h"
#include "screenshots_inspector.h"
#include "screenshots_learn.h"
#include "screenshots_requests.h"
#include "screenshots_standing.h"
#include "screenshots_tools.h"
#include "support/jose_vectors.h"
#include "support/jwe_vectors.h"
#include "support/jws_vectors.h"
#include "support/practice_process.h"
#include "support/sd_jwt_vectors.h"
#include "ui/main_window.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

/// Pictures of the main states, from the real composition driven by input, with a clock that stands still:
///
///     screenshots FOLDER [inspector | standing | learn | denial | answers | overview | requests]
///
/// With a second argument, those of one part alone.
///
/// The theme is CLAIMCHECK_THEME's, the scale QT_SCALE_FACTOR's: one process for each pair.
using namespace claimcheck;
using namespace Qt::StringLiterals;
using namespace pictures;

namespace {

constexpr qint64 moment = 1795294457; // 2026-11-21T20:54:17Z
constexpr qint64 secondsOfWork = 30;
const QString longName = u"A server with a very long name, שלום, that nobody would choose"_s;

/// What each way in looks like while it waits, at the practice provider.
void waysIn(QWidget &window, Photographer &photographer, const QString &address)
{
    const auto take = [&](const QString &recipe, const QString &name, const char *until) {
        QDialog &dialog = openSignIn(window);
        require(QTest::qWaitForWindowActive(&dialog), "no dialog");
        get<QLineEdit>(dialog, "signInAddress").setText(address);
        chooseRecipe(dialog, recipe);
        photographer.take(u"sign-in-"_s + name, dialog);
        if (until) {
            QTest::mouseClick(&get<QPushButton>(dialog, "signInButton"), Qt::LeftButton);
            require(QTest::qWaitFor([&] { return get<QWidget>(dialog, until).isVisible(); }), until);
            QTest::qWait(50);
            photographer.take(u"sign-in-"_s + name + u"-waits"_s, dialog);
            dialog.reject();
        }
        dialog.reject();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    };
    take(u"oidc"_s, u"browser"_s, "signInLinkBox");
    take(u"device"_s, u"device"_s, "signInDeviceBox");
    take(u"api-key"_s, u"api-key"_s, nullptr);
    take(u"client-credentials"_s, u"client"_s, nullptr);
    take(u"django-session"_s, u"form"_s, nullptr);
    QDialog &dialog = openSignIn(window);
    get<QLineEdit>(dialog, "signInAddress").setText(u"http://127.0.0.1:1"_s);
    chooseRecipe(dialog, u"oidc"_s);
    QTest::mouseClick(&get<QPushButton>(dialog, "signInButton"), Qt::LeftButton);
    require(QTest::qWaitFor([&] { return get<QWidget>(dialog, "signInMessage").isVisible(); }), "no error");
    photographer.take(u"sign-in-unreachable"_s, dialog);
    dialog.reject();
    window.activateWindow();
    require(QTest::qWaitForWindowActive(&window), "the window does not come back");
}

void dialogs(QWidget &window, Photographer &photographer, const QString &address)
{
    QDialog &dialog = openSignIn(window);
    require(QTest::qWaitForWindowActive(&dialog), "no dialog");
    photographer.take(u"sign-in-empty"_s, dialog);
    fill(dialog, address, u"practice"_s, u"not the password"_s);
    QTest::mouseClick(&get<QPushButton>(dialog, "signInButton"), Qt::LeftButton);
    photographer.take(u"sign-in-busy"_s, dialog);
    require(QTest::qWaitFor([&] { return get<QWidget>(dialog, "signInMessage").isVisible(); }), "no refusal");
    photographer.take(u"sign-in-error"_s, dialog);
    chooseRecipe(dialog, u"custom"_s);
    photographer.take(u"sign-in-custom"_s, dialog);
    dialog.reject();
    for (const auto &[key, modifier, name] :
         {std::tuple{Qt::Key_Comma, Qt::ControlModifier, "settingsDialog"},
          std::tuple{Qt::Key_F1, Qt::NoModifier, "helpDialog"}}) {
        window.activateWindow();
        require(QTest::qWaitForWindowActive(&window), "the window does not come back");
        QTest::keyClick(&window, key, modifier);
        auto &shown = get<QDialog>(window, name);
        photographer.take(QString::fromLatin1(name), shown);
        shown.reject();
    }
    window.activateWindow();
    require(QTest::qWaitForWindowActive(&window), "the window does not come back");
}

/// With the keys of the profile's server.
void verify(QWidget &window)
{
    const auto &panel = get<QWidget>(window, "profileToken");
    require(QTest::qWaitFor([&] { return panel.isVisible(); }), "no token");
    auto &tabs = get<QTabWidget>(panel, "tokenTabs");
    tabs.setCurrentIndex(2);
    auto &source = get<QComboBox>(panel, "keySource");
    source.setCurrentIndex(source.count() - 1);
    QTest::mouseClick(&get<QPushButton>(panel, "verifyButton"), Qt::LeftButton);
    const auto matches = [&] { return get<QLabel>(panel, "verdictText").text().contains(u"matches"_s); };
    require(QTest::qWaitFor(matches), "not verified");
    tabs.setCurrentIndex(0);
}

void profile(QWidget &window, Photographer &photographer)
{
    require(QTest::qWaitFor([&] { return get<QWidget>(window, "profileToken").isVisible(); }), "no token");
    photographer.take(u"profile-token"_s);
    verify(window);
    auto &tabs = get<QTabWidget>(get<QWidget>(window, "profileToken"), "tokenTabs");
    tabs.setCurrentIndex(2);
    photographer.take(u"profile-verified-checks"_s);
    tabs.setCurrentIndex(0);
    photographer.take(u"profile-verified"_s);
    auto &pages = get<QTabWidget>(window, "profilePages");
    pages.setCurrentIndex(1);
    photographer.take(u"profile-request-empty"_s);
    QTest::mouseClick(&get<QPushButton>(window, "requestSend"), Qt::LeftButton);
    require(QTest::qWaitFor([&] { return !get<QLabel>(window, "responseStatus").text().isEmpty(); }),
            "no answer");
    photographer.take(u"profile-request"_s);
    pages.setCurrentIndex(2);
    auto &environment = get<QComboBox>(window, "profileEnvironment");
    environment.setCurrentIndex(environment.findData(u"prod"_s));
    Q_EMIT environment.activated(environment.currentIndex());
    QTest::qWait(300); // the keychain's answer
    photographer.take(u"profile-details"_s);
    QTest::mouseClick(&get<QPushButton>(window, "detailsSignOut"), Qt::LeftButton);
    require(QTest::qWaitFor([&] { return get<QWidget>(window, "receipt").isVisible(); }), "no receipt");
    photographer.take(u"profile-receipt"_s);
    pages.setCurrentIndex(0);
    photographer.take(u"profile-signed-out"_s);
}

QByteArray strangeToken()
{
    const auto part = [](const QByteArray &json) {
        return json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    return part(R"({"alg":"RS256","typ":"JWT","kid":"2026-11"})") + '.' +
           part("{\"iss\":\"https://issuer.example/realms/a-realm-with-a-rather-long-name/and/a/path\","
                "\"sub\":\"user\xE2\x80\xAE\x65xe.gpj\",\"name\":\"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D "
                "\xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D\",\"html\":\"<b>admin</b>\",\"scope\":\"" +
                QByteArray("notes:read ").repeated(30) +
                "\",\"iat\":1795290000,\"exp\":1795035257,\"exp\":1795298057}") +
           '.' + part(QByteArray(256, 's'));
}

void paste(QWidget &window, const QByteArray &text)
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
    QTest::keyClick(&window, Qt::Key_V, Qt::ControlModifier);
}

/// Verifies what is shown with a JWK Set, and takes its checks and its claims.
void verifyWithSet(QWidget &window, Photographer &photographer, const QString &name)
{
    const auto &panel = get<QWidget>(window, "inspector");
    auto &tabs = get<QTabWidget>(panel, "tokenTabs");
    tabs.setCurrentIndex(2);
    auto &source = get<QComboBox>(panel, "keySource");
    source.setCurrentIndex(2);
    get<QPlainTextEdit>(panel, "pastedKeys").setPlainText(QString::fromUtf8(keySet()));
    QTest::mouseClick(&get<QPushButton>(panel, "verifyButton"), Qt::LeftButton);
    const auto isJudged = [&] {
        return !get<QLabel>(panel, "verdictText").text().contains(u"not checked"_s);
    };
    require(QTest::qWaitFor(isJudged), "not verified");
    photographer.take(name + u"-checks"_s);
    tabs.setCurrentIndex(0);
    photographer.take(name);
}

/// Tokens of every kind, and what can be done with them.
void inspector(QWidget &window, Photographer &photographer)
{
    paste(window, strangeToken());
    photographer.take(u"pasted"_s);
    const auto &panel = get<QWidget>(window, "inspector");
    auto &tabs = get<QTabWidget>(panel, "tokenTabs");
    paste(window, idToken());
    verifyWithSet(window, photographer, u"valid"_s);
    get<QTableView>(panel, "claimsTable").selectRow(0);
    photographer.take(u"chosen"_s);
    tabs.setCurrentIndex(3);
    photographer.take(u"raw"_s);
    tabs.setCurrentIndex(0);
    paste(window, idToken(1795035257));
    photographer.take(u"expired"_s);
    paste(window, forged());
    verifyWithSet(window, photographer, u"forged"_s);
    paste(window, broken());
    photographer.take(u"broken"_s);
    tabs.setCurrentIndex(1);
    photographer.take(u"broken-findings"_s);
    paste(window, fortyFindings());
    photographer.take(u"forty-findings"_s);
    tabs.setCurrentIndex(0);
    photographer.take(u"forty-findings-claims"_s);
    for (const auto &[name, token] : {std::pair{u"jws-json"_s, QByteArray(rfc::a6Token)},
                                      std::pair{u"jwe"_s, QByteArray(rfc_jwe::a1Token)},
                                      std::pair{u"sd-jwt"_s, QByteArray(rfc9901::presented)}}) {
        paste(window, token);
        photographer.take(name);
    }
    QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    const auto &bar = get<QWidget>(window, "messageBar");
    require(QTest::qWaitFor([&] { return bar.isVisible(); }), "not pinned");
    photographer.take(u"pinned"_s);
    QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
    photographer.take(u"sign"_s);
    paste(window, idToken(1795035257));
    paste(window, idToken());
    QTest::keyClick(&window, Qt::Key_D, Qt::ControlModifier);
    get<QTableView>(window, "compareTable").selectRow(0);
    photographer.take(u"compare"_s);
    paste(window, idToken() + ' ' + forged() + "\nx=" + strangeToken());
    photographer.take(u"found"_s);
    paste(window, "just words");
    photographer.take(u"no-token"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"claimcheck"_s);
    require(
        argc >= 2 && QDir().mkpath(QString::fromLocal8Bit(argv[1])),
        "usage: screenshots FOLDER [inspector | standing | learn | denial | answers | overview | requests]");
    ui::Theme::install(application);

    // The server's clock goes on, and must not overtake the window's while this works.
    test::PracticeProcess server;
    const qint64 skew = moment - secondsOfWork - QDateTime::currentSecsSinceEpoch();
    require(server.start({u"--clock-skew"_s, QString::number(skew)}), "the practice server does not start");

    const QTemporaryDir folder;
    const FixedClock clock{TimePoint(std::chrono::seconds(moment))};
    app::Composition services(folder.path(), clock);
    ui::MainWindow window({services.clock, services.profiles, services.sessions, services.keychain,
                           services.sender, services.history(), folder.path(),
                           QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM), [](const QUrl &link) {
                               lastOpened() = link;
                               return Result<Done>(Done{});
                           }});
    window.show();
    window.activateWindow();
    require(QTest::qWaitForWindowActive(&window), "no window");
    require(QTest::qWaitFor([&] { return !get<QLabel>(window, "keychainState").text().isEmpty(); }),
            "no state");

    Photographer photographer(QString::fromLocal8Bit(argv[1]), window);
    photographer.take(u"empty"_s);
    const QByteArray only = argc > 2 ? QByteArray(argv[2]) : QByteArray();
    if (only == "inspector") {
        inspector(window, photographer);
        return 0;
    }
    const auto explain = [&] {
        const auto take = [&](const QString &name, QWidget &view) { photographer.take(name, view); };
        pictures::denialPictures(take);
        pictures::corsPictures(take);
        return 0;
    };
    if (only == "denial")
        return explain();
    if (only == "answers") {
        pictures::answerPictures([&](const QString &name, QWidget &view) { photographer.take(name, view); });
        return 0;
    }
    const auto overview = [&] { // the picture of the README
        signIn(window, server.baseUrl(), u"practice"_s);
        verify(window);
        photographer.take(u"overview"_s);
        return 0;
    };
    if (only == "overview")
        return overview();
    const auto requestPages = [&] {
        RequestDesk(QString::fromLocal8Bit(argv[1]), clock).takeAll();
        return 0;
    };
    if (only == "requests")
        return requestPages();
    const auto stand = [&] {
        standing(window, photographer, server.baseUrl());
        window.close();
        locked(QString::fromLocal8Bit(argv[1]), folder.path(), clock);
        return 0;
    };
    if (only == "standing")
        return stand();
    if (only == "learn") {
        learn(window, photographer);
        return 0;
    }
    explain();
    pictures::answerPictures([&](const QString &name, QWidget &view) { photographer.take(name, view); });
    waysIn(window, photographer, server.baseUrl());
    dialogs(window, photographer, server.baseUrl());
    overview();
    signIn(window, server.baseUrl(), longName);
    inspector(window, photographer);
    auto &sidebar = get<QTreeView>(window, "sidebar");
    for (int row = 0; row < 2; ++row) {
        const QModelIndex entry = sidebar.model()->index(row, 0, sidebar.model()->index(1, 0));
        if (entry.data().toString() == u"practice")
            sidebar.setCurrentIndex(entry);
    }
    profile(window, photographer);
    learn(window, photographer);
    requestPages();
    return stand();
}
