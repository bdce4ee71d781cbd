// The scopes that a server offers.

#include "tst_sign_in_ways.h"

#include "support/test_certificates.h"
#include "ui/sign_in_scopes.h"

#include <QFile>
#include <QListWidget>
#include <QPlainTextEdit>

// What the metadata offers is ticked by keyboard, beside what is written by hand.
void SignInWaysTest::picksScopes()
{
    Desk desk;
    type(*desk.dialog, "signInAddress", Provider::shared().practice.url());
    choose(*desk.dialog, "signInRecipe", u"oidc"_s);
    auto *list = find<QListWidget>(*desk.dialog, "signInScopes");
    QVERIFY(!list->isVisible());
    auto *more = find<QAbstractButton>(*desk.dialog, "signInMore");
    more->setFocus();
    QTest::keyClick(more, Qt::Key_Space);
    QTRY_VERIFY(list->isVisible());
    const auto offered = [list](Qt::CheckState state) {
        QStringList names;
        for (int row = 0; row < list->count(); ++row) {
            if (list->item(row)->checkState() == state)
                names << list->item(row)->text();
        }
        return names.join(u' ');
    };
    // What the sign-in asks for where nobody chooses is ticked.
    QCOMPARE(offered(Qt::Checked), u"openid profile offline_access"_s);
    const QString others = offered(Qt::Unchecked);
    QVERIFY2(others.contains(u"notes:read"_s), qPrintable(others));
    // From the button by Tab alone, to the scope by its first letters, and ticked by the space bar.
    for (int tabs = 0; tabs < 10 && !list->hasFocus(); ++tabs)
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(list->hasFocus());
    QTest::keyClicks(list, u"notes:r"_s);
    QCOMPARE(list->currentItem()->text(), u"notes:read"_s);
    QTest::keyClick(list, Qt::Key_Space);
    auto *lines = find<QPlainTextEdit>(*desk.dialog, "signInSettingLines");
    const auto written = [lines] { return lines->toPlainText().split(u'\n').filter(u"scope ="_s); };
    QCOMPARE(written(), QStringList(u"scope = openid profile offline_access notes:read"_s));
    // By hand: one that the server does not name, and one less.
    lines->setPlainText(u"client_id = claimcheck\nscope = openid notes:read extra"_s);
    QCOMPARE(offered(Qt::Checked), u"openid notes:read"_s);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Space);
    QCOMPARE(lines->toPlainText(), u"client_id = claimcheck\nscope = openid extra"_s);
    // Another address offers others.
    type(*desk.dialog, "signInAddress", u"https://elsewhere.example"_s);
    QVERIFY(!list->isVisible());
}

// Behind an own authority, by a server that insists on a client certificate: the lookup goes through the
// connection that the sign-in would go through, once its lines are there.
void SignInWaysTest::scopesComeThroughTheProfilesConnection()
{
    const test::TestCertificate authority = test::makeAuthority("Authority of the tests");
    const test::TestCertificate own = test::makeCertificate(authority, {.commonName = "server"});
    const test::TestCertificate ann = test::makeCertificate(authority, {.commonName = "ann", .names = {}});
    test::TestServer server({own.certificate, own.key, authority.certificate});
    const QByteArray origin = server.origin();
    server.when("/.well-known/openid-configuration",
                test::Answer::json(R"({"issuer":")" + origin + R"(","authorization_endpoint":")" + origin +
                                   R"(/authorize","token_endpoint":")" + origin + R"(/token","jwks_uri":")" +
                                   origin + R"(/jwks","response_types_supported":["code"],)" +
                                   R"("scopes_supported":["openid","orders:read"]})"));
    Desk desk;
    const auto file = [&desk](const QString &name, const QByteArray &pem) {
        const QString path = desk.folder.filePath(name);
        QFile written(path);
        if (!written.open(QIODevice::WriteOnly) || written.write(pem) != pem.size())
            qFatal("a file cannot be written");
        return path;
    };
    type(*desk.dialog, "signInAddress", QString::fromLatin1(origin));
    choose(*desk.dialog, "signInRecipe", u"oidc"_s);
    click(*desk.dialog, "signInMore");
    auto *list = find<QListWidget>(*desk.dialog, "signInScopes");
    auto *lines = find<QPlainTextEdit>(*desk.dialog, "signInSettingLines");
    lines->setFocus();
    lines->appendPlainText(u"tls.caFile = %1\ntls.clientCertificate = %2\ntls.clientKey = %3"_s.arg(
        file(u"ca.pem"_s, authority.certificate), file(u"ann.pem"_s, ann.certificate),
        file(u"ann.key"_s, ann.key)));
    QVERIFY(!list->isVisible());
    find<QLineEdit>(*desk.dialog, "signInName")->setFocus();
    QTRY_VERIFY(list->isVisible());
    QCOMPARE(list->findItems(u"orders:read"_s, Qt::MatchExactly).size(), 1);
    QCOMPARE(server.requests().front().clientCertificate, "ann"_qba);
    // Nothing has changed: nobody is asked again.
    const size_t asked = server.requests().size();
    lines->setFocus();
    find<QLineEdit>(*desk.dialog, "signInName")->setFocus();
    QVERIFY(list->isVisible());
    QCOMPARE(server.requests().size(), asked);
}

void SignInWaysTest::thePickedScopesAreAskedFor()
{
    Desk desk;
    desk.fill(u"oidc"_s);
    auto *list = find<QListWidget>(*desk.dialog, "signInScopes");
    QTRY_VERIFY(list->isVisible());
    const auto found = list->findItems(u"notes:read"_s, Qt::MatchExactly);
    QCOMPARE(found.size(), 1);
    found.front()->setCheckState(Qt::Checked);
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    click(*desk.dialog, "signInButton");
    QTRY_COMPARE(desk.opened.size(), 1);
    visit(Provider::shared().approve(desk.opened.front()), &desk.browser);
    QTRY_COMPARE(accepted.size(), 1);
    QCOMPARE(desk.sessions.info(desk.dialog->profileId()).scope,
             u"openid profile offline_access notes:read"_s);
}

// A server decides neither how many there are, nor what they look like.
void SignInWaysTest::hostileScopesAreShownAsText()
{
    ui::SignInScopes scopes;
    scopes.setWanted(true);
    QStringList offered{u"<b>admin</b>"_s, u"a\u202Eb"_s, QString(1000, u'x'), u"two words"_s, QString()};
    for (int i = 0; i < 1000; ++i)
        offered << u"s%1"_s.arg(i);
    scopes.setOffered(offered, {});
    auto *list = find<QListWidget>(scopes, "signInScopes");
    QCOMPARE(list->item(0)->text(), u"<b>admin</b>"_s);
    QVERIFY(!list->item(1)->text().contains(QChar(0x202E)));
    QCOMPARE(list->item(2)->text(), u"s0"_s);
    QVERIFY(list->count() <= 200);
    const QSignalSpy chosen(&scopes, &ui::SignInScopes::chosen);
    list->item(1)->setCheckState(Qt::Checked);
    QCOMPARE(chosen.front().front().toString(), u"a\u202Eb"_s); // as the server spells it
}
