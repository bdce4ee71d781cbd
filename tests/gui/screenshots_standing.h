#pragma once

#include "app/composition.h"
#include "screenshots_inspector.h"
#include "screenshots_tools.h"
#include "support/page_browser.h"
#include "support/prompter_stand_in.h"
#include "support/test_server.h"
#include "ui/main_window.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QLabel>
#include <QTabWidget>
#include <QTableView>
#include <QTcpSocket>
#include <QTreeView>

/// Pictures of where sign-ins stand: the card, the drift, the devices, and what stands in the way.
namespace pictures {

inline QWidget &shown(QWidget &window, const char *name)
{
    auto &found = get<QWidget>(window, name);
    require(QTest::qWaitFor([&found] { return found.isVisible(); }), name);
    return found;
}

inline void press(QWidget &window, const char *button)
{
    QTest::mouseClick(&get<QAbstractButton>(window, button), Qt::LeftButton);
}

/// The person signs in and allows, in the browser.
inline void approve(const QUrl &link)
{
    test::PageBrowser browser;
    auto page = browser.open(link);
    for (int step = 0; step < 2 && !page.left; ++step) {
        const auto forms = page.forms();
        require(forms.size() == 1, "no form");
        test::PageForm form = forms.front();
        if (form.has("username")) {
            form.set("username", "alice");
            form.set("password", "wonderland");
        } else {
            form.set("decision", "allow");
        }
        page = browser.submit(form);
    }
    require(page.left.has_value(), "the provider keeps the browser");
    auto *socket = new QTcpSocket(qApp);
    QObject::connect(socket, &QTcpSocket::connected, socket, [socket, url = *page.left] {
        socket->write("GET " + url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) +
                      " HTTP/1.1\r\nHost: " + url.authority().toLatin1() + "\r\n\r\n");
    });
    socket->connectToHost(page.left->host(), quint16(page.left->port()));
}

inline void approveNext()
{
    require(QTest::qWaitFor([] { return !lastOpened().isEmpty(); }), "nothing was opened");
    approve(std::exchange(lastOpened(), {}));
}

inline void waitForWindow(QWidget &window)
{
    require(QTest::qWaitFor([&] { return !window.findChild<QDialog *>(u"signInDialog"_s); }), "no sign-in");
    window.activateWindow();
    require(QTest::qWaitForWindowActive(&window), "the window does not come back");
}

/// The card and the drift of a sign-in in the browser.
inline void standingOfProvider(QWidget &window, Photographer &photographer, const QString &address)
{
    lastOpened().clear();
    QDialog &dialog = openSignIn(window);
    get<QLineEdit>(dialog, "signInAddress").setText(address);
    chooseRecipe(dialog, u"oidc"_s);
    get<QLineEdit>(dialog, "signInName").setText(u"identity"_s);
    press(dialog, "signInMore");
    shown(dialog, "signInScopes");
    photographer.take(u"sign-in-scopes"_s, dialog);
    press(dialog, "signInMore");
    press(dialog, "signInButton");
    approveNext();
    waitForWindow(window);
    shown(window, "messageBar");
    photographer.take(u"standing-offer"_s);
    press(shown(window, "messageBar"), "inlineBarAction");
    shown(window, "signInCardTable");
    photographer.take(u"standing-card"_s);
    press(window, "signInCardAsk");
    require(QTest::qWaitFor([] { return !lastOpened().isEmpty(); }), "nothing was opened");
    photographer.take(u"standing-card-asks"_s);
    approveNext();
    shown(window, "signInCardAsk");
    photographer.take(u"standing-card-asked"_s);
    press(window, "signInCardCopy");
    photographer.take(u"standing-card-copied"_s);
    auto &tabs = get<QTabWidget>(window, "standingTabs");
    tabs.setCurrentIndex(1);
    photographer.take(u"standing-drift-empty"_s);
    press(window, "driftAsk");
    shown(window, "driftTable");
    photographer.take(u"standing-drift"_s);
    tabs.setCurrentIndex(2);
    photographer.take(u"standing-devices-none"_s);
}

/// The devices of a server that lists them, and a session that is lost on the way.
inline void standingOfDevices(QWidget &window, Photographer &photographer)
{
    test::TestServer server;
    server.when("/login", test::Answer::json(R"({"access_token":")" + idToken() +
                                             R"(","refresh_token":"r","expires_in":300})"));
    server.when("/me", test::Answer::json(R"({"sub":"user_42"})"));
    server.when("/devices", test::Answer::json(R"({"devices":[
        {"handle":"d-1","name":"Claimcheck on this desk","seenAt":1795294450,"this":true},
        {"handle":"d-2","name":"Firefox on Linux","seenAt":1795290000},
        {"handle":"d-3","name":"Telefon von שלום","seenAt":1794600000},
        {"handle":"d-4-0f8a2c1e-9c7b-4d5f-8a36-2f0f0d2c9b11","name":"","seenAt":1790000000}]})"));
    server.when("/refresh", test::Answer::failing(test::Answer::Fault::Close));
    signIn(window, server.url().toString(QUrl::StripTrailingSlash), u"devices"_s);
    get<QTabWidget>(window, "profilePages").setCurrentIndex(3);
    get<QTabWidget>(window, "standingTabs").setCurrentIndex(2);
    photographer.take(u"standing-devices-empty"_s);
    press(window, "devicesAsk");
    auto &table = static_cast<QTableView &>(shown(window, "devicesTable"));
    photographer.take(u"standing-devices"_s);
    table.selectRow(1);
    press(window, "devicesEndOne");
    photographer.take(u"standing-devices-confirm"_s);
    press(window, "devicesEndOthers");
    press(get<QWidget>(window, "devicesMessage"), "inlineBarAction");
    require(QTest::qWaitFor([&] {
                return get<QWidget>(window, "devicesMessage").isVisible() &&
                       get<QWidget>(window, "devicesAsk").isVisible();
            }),
            "no refusal");
    photographer.take(u"standing-devices-error"_s);
    get<QTabWidget>(window, "profilePages").setCurrentIndex(2);
    press(window, "detailsSignOutEverywhere");
    photographer.take(u"details-everywhere"_s);
    press(window, "detailsRefresh");
    const auto isLost = [&] {
        return get<QLabel>(get<QWidget>(window, "detailsMessage"), "inlineBarDetails")
            .text()
            .endsWith(u"ConnectionClosed"_s);
    };
    require(QTest::qWaitFor(isLost), "the connection stays");
    server.when("/refresh", test::Answer::json(R"({"error":"invalid_grant"})", 400));
    press(get<QWidget>(window, "detailsMessage"), "inlineBarAction");
    require(QTest::qWaitFor([&] {
                return get<QLabel>(get<QWidget>(window, "detailsMessage"), "inlineBarDetails")
                    .text()
                    .endsWith(u"RefreshOutcomeUnknown"_s);
            }),
            "the outcome is known");
    photographer.take(u"details-outcome-unknown"_s);
}

inline void standing(QWidget &window, Photographer &photographer, const QString &address)
{
    standingOfProvider(window, photographer, address);
    standingOfDevices(window, photographer);
}

inline void lockKeyring()
{
    const QString path = u"/org/freedesktop/secrets"_s, interface = u"org.freedesktop.Secret.Service"_s;
    auto ask = [&](const QString &method, const QVariant &argument) {
        QDBusMessage call =
            QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, path, interface, method);
        call << argument;
        return QDBusConnection::sessionBus().call(call);
    };
    const QDBusReply<QDBusObjectPath> collection = ask(u"ReadAlias"_s, u"default"_s);
    ask(u"Lock"_s, QVariant::fromValue(QList<QDBusObjectPath>{collection.value()}));
}

/// A window that opens while the keychain is locked, and nobody unlocks it.
inline void locked(const QString &pictures, const QString &folder, const Clock &clock)
{
    testing::PrompterStandIn prompter(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"));
    lockKeyring();
    app::Composition services(folder, clock);
    ui::MainWindow window({services.clock, services.profiles, services.sessions, services.keychain,
                           services.sender, services.history(), folder,
                           QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM)});
    window.show();
    window.activateWindow();
    require(QTest::qWaitForWindowActive(&window), "no window");
    Photographer photographer(pictures, window);
    shown(window, "keychainUnlock");
    auto &sidebar = get<QTreeView>(window, "sidebar");
    sidebar.setCurrentIndex(sidebar.model()->index(0, 0, sidebar.model()->index(1, 0)));
    auto &pages = get<QTabWidget>(window, "profilePages");
    pages.setCurrentIndex(0);
    shown(get<QWidget>(window, "signedOutPage"), "signedOutRetry");
    photographer.take(u"locked-token"_s);
    pages.setCurrentIndex(2);
    photographer.take(u"locked-details"_s);
    QDialog &dialog = openSignIn(window);
    fill(dialog, u"http://127.0.0.1:1"_s, u"another"_s, u"wonderland"_s);
    press(dialog, "signInButton");
    shown(dialog, "signInMessage");
    photographer.take(u"locked-sign-in"_s, dialog);
    dialog.reject();
}

} // namespace pictures
