#include "tst_sign_in_ways.h"

#include "ui/widgets/inline_bar.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QTextBlock>

void SignInWaysTest::init()
{
    Provider::shared().practice.clearFaults();
}

void SignInWaysTest::asksForWhatItsKindTakes_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<bool>("user");
    QTest::addColumn<QString>("secret");
    QTest::addColumn<bool>("client");
    QTest::addColumn<QString>("stored"); // of the secret settings that are in sight
    const auto row = [](const char *recipe, bool user, const char *secret, bool client = false,
                        const char *stored = "") {
        QTest::newRow(recipe) << QString::fromLatin1(recipe) << user << QString::fromLatin1(secret) << client
                              << QString::fromLatin1(stored);
    };
    row("practice", true, "Password");
    row("supabase", true, "Password", false, "login.header.apikey");
    row("django-session", true, "Password");
    row("basic", true, "Password");
    row("static-token", false, "Token");
    row("api-key", false, "API key");
    row("oidc", false, "");
    row("device", false, "");
    row("client-credentials", false, "", true, "client_secret");
    row("token-exchange", false, "Token to exchange", true);
    row("jwt-bearer", false, "Assertion", true);
    row("password-grant", true, "Password", true);
}

void SignInWaysTest::asksForWhatItsKindTakes()
{
    QFETCH(QString, recipe);
    QFETCH(bool, user);
    QFETCH(QString, secret);
    QFETCH(bool, client);
    QFETCH(QString, stored);
    Desk desk;
    choose(*desk.dialog, "signInRecipe", recipe);
    QCOMPARE(desk.isVisible("signInUser"), user);
    QCOMPARE(desk.isVisible("signInClientId"), client);
    QCOMPARE(desk.isVisible("signInPassword"), !secret.isEmpty());
    if (!secret.isEmpty())
        QCOMPARE(find<QLineEdit>(*desk.dialog, "signInPassword")->accessibleName(), secret);
    QStringList inSight;
    for (const auto *field : desk.dialog->findChildren<QLineEdit *>()) {
        if (field->objectName().startsWith(u"signInSecret_") && field->isVisible())
            inSight << field->objectName().mid(13);
    }
    QCOMPARE(inSight.join(u' '), stored);
    QVERIFY(!desk.isVisible("signInSettingLines"));
}

void SignInWaysTest::findsOutByAsking()
{
    Desk desk;
    type(*desk.dialog, "signInAddress", Provider::shared().practice.url());
    QTest::keyClick(find<QLineEdit>(*desk.dialog, "signInAddress"), Qt::Key_Tab);
    QVERIFY(label(*desk.dialog, "signInNote").startsWith(u"Asking 127.0.0.1 "_s));
    QTRY_COMPARE(label(*desk.dialog, "signInNote"),
                 u"Found by asking. You sign in at %1."_s.arg(Provider::shared().practice.url()));
    QCOMPARE(find<QComboBox>(*desk.dialog, "signInRecipe")->currentData().toString(), u"oidc"_s);
    QVERIFY(find<QAbstractButton>(*desk.dialog, "signInButton")->isEnabled());
}

// Where no settings are shown, nothing is between the kind of server and what comes next.
void SignInWaysTest::foldedSettingsLeaveNoGap()
{
    Desk desk;
    choose(*desk.dialog, "signInRecipe", u"oidc"_s);
    const QWidget *kind = find<QWidget>(*desk.dialog, "signInRecipe")->parentWidget();
    const auto *name = find<QLineEdit>(*desk.dialog, "signInName");
    const auto between = [&] {
        return name->mapTo(desk.dialog.get(), QPoint()).y() -
               kind->mapTo(desk.dialog.get(), QPoint(0, kind->height())).y();
    };
    QTRY_COMPARE(between(), 12);
    click(*desk.dialog, "signInMore");
    QTRY_VERIFY(between() > 100);
    click(*desk.dialog, "signInMore");
    QTRY_COMPARE(between(), 12);
}

// Asking is over when the person knows better, and its answer changes nothing.
void SignInWaysTest::aChosenKindStays()
{
    Desk desk;
    type(*desk.dialog, "signInAddress", Provider::shared().practice.url());
    QTest::keyClick(find<QLineEdit>(*desk.dialog, "signInAddress"), Qt::Key_Tab);
    choose(*desk.dialog, "signInRecipe", u"api-key"_s);
    QTest::qWait(0);
    QCOMPARE(find<QComboBox>(*desk.dialog, "signInRecipe")->currentData().toString(), u"api-key"_s);
    QVERIFY(!label(*desk.dialog, "signInNote").startsWith(u"Asking"));
    QVERIFY(desk.isVisible("signInPassword"));
}

void SignInWaysTest::signsInInTheBrowser()
{
    Desk desk;
    desk.fill(u"oidc"_s);
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    const QSignalSpy returned(desk.dialog.get(), &ui::SignInDialog::returned);
    click(*desk.dialog, "signInButton");
    QTRY_COMPARE(desk.opened.size(), 1);
    QVERIFY(desk.isVisible("signInLinkBox"));
    QVERIFY(!desk.isVisible("signInAddress"));
    QCOMPARE(label(*desk.dialog, "signInHeadline"),
             u"Signing in to 127.0.0.1:%1"_s.arg(Provider::shared().practice.port()));
    QCOMPARE(desk.state(Step::Keychain), u"Done"_s);
    QCOMPARE(desk.state(Step::Discover), u"Done"_s);
    QCOMPARE(desk.state(Step::Browser), u"Running"_s);
    QCOMPARE(desk.state(Step::IdToken), QString());
    click(*desk.dialog, "signInCopyLink");
    QCOMPARE(QUrl(QGuiApplication::clipboard()->text()), desk.opened.front());
    click(*desk.dialog, "signInOpenLink");
    QCOMPARE(desk.opened.size(), 2);
    visit(Provider::shared().approve(desk.opened.front()), &desk.browser);
    QTRY_COMPARE(accepted.size(), 1);
    QCOMPARE(returned.size(), 1);
    const auto info = desk.sessions.info(desk.dialog->profileId());
    QCOMPARE(info.person.name, u"alice"_s);
    QVERIFY(info.stored);
}

void SignInWaysTest::takesThePastedAddress()
{
    Desk desk;
    desk.browserStarts = false;
    desk.fill(u"oidc"_s);
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY(desk.isVisible("signInLinkBox"));
    QVERIFY(label(*desk.dialog, "signInLinkText").startsWith(u"No browser could be started"));
    QVERIFY(!desk.isVisible("signInPasted"));
    find<QAbstractButton>(*desk.dialog, "signInPasteFold")->click();
    type(*desk.dialog, "signInPasted", u"http://127.0.0.1:1/elsewhere?code=x"_s);
    QTest::keyClick(find<QLineEdit>(*desk.dialog, "signInPasted"), Qt::Key_Return);
    QVERIFY(label(*desk.dialog, "signInPasteProblem").contains(u"This is not the address"));
    QVERIFY(desk.isVisible("signInPasteProblem"));
    QCOMPARE(accepted.size(), 0);
    const QUrl ended = Provider::shared().approve(desk.opened.front());
    type(*desk.dialog, "signInPasted", ended.toString(QUrl::FullyEncoded));
    click(*desk.dialog, "signInPasteUse");
    QTRY_COMPARE(accepted.size(), 1);
    QCOMPARE(find<QLineEdit>(*desk.dialog, "signInPasted")->text(), QString());
}

void SignInWaysTest::asksAboutOrigins_data()
{
    QTest::addColumn<bool>("yes");
    QTest::newRow("yes") << true;
    QTest::newRow("no") << false;
}

void SignInWaysTest::asksAboutOrigins()
{
    QFETCH(bool, yes);
    QVERIFY(Provider::shared().practice.setFault("discovery-foreign-endpoint"));
    Desk desk;
    desk.fill(u"oidc"_s);
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY(desk.isVisible("signInOrigins"));
    QCOMPARE(label(*desk.dialog, "signInOriginList"), u"https://elsewhere.example"_s);
    QVERIFY(label(*desk.dialog, "signInOriginsQuestion").startsWith(Provider::shared().practice.url()));
    QCOMPARE(desk.state(Step::Confirm), u"Needs an answer"_s);
    QVERIFY(!desk.isVisible("signInOriginsReason"));
    QVERIFY(find<QWidget>(*desk.dialog, "signInOriginsNo")->hasFocus());
    QVERIFY(desk.opened.isEmpty());
    click(*desk.dialog, yes ? "signInOriginsYes" : "signInOriginsNo");
    if (yes) {
        QTRY_VERIFY(desk.isVisible("signInLinkBox"));
        QCOMPARE(desk.state(Step::Confirm), u"Done"_s);
        QCOMPARE(desk.profiles.profiles().front().settings.value(u"authorization.origins"_s),
                 u"https://elsewhere.example"_s);
    } else {
        QTRY_VERIFY(desk.bar().contains(u"https://elsewhere.example"));
        QVERIFY(desk.isVisible("signInAddress"));
        QVERIFY(desk.opened.isEmpty());
    }
}

// Without the server's word for who it is, the question says what that means.
void SignInWaysTest::saysWhyTheQuestionMatters()
{
    Desk desk;
    desk.fill(u"oidc"_s);
    QVERIFY(Provider::shared().practice.setFault("discovery-foreign-endpoint"));
    QVERIFY(Provider::shared().practice.addFault("discovery-no-iss-parameter"));
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY(desk.isVisible("signInOrigins"));
    QVERIFY(desk.isVisible("signInOriginsReason"));
    const QString reason = label(*desk.dialog, "signInOriginsReason");
    QVERIFY2(reason.contains(u"RFC 9207"_s), qPrintable(reason));
}

void SignInWaysTest::keepsTheClientsSecretOutOfTheProfile()
{
    Desk desk;
    desk.fill(u"client-credentials"_s, u"practice-web"_s);
    type(*desk.dialog, "signInSecret_client_secret", u"practice-web-secret-known-to-everybody"_s);
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY2(accepted.size() == 1, qPrintable(desk.bar()));
    QCOMPARE(desk.profiles.profiles().front().secretFields, QStringList{u"client_secret"_s});
    QFile file(desk.folder.filePath(u"profiles.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("practice-web"));
    QVERIFY(!text.contains("known-to-everybody"));
    QCOMPARE(find<QLineEdit>(*desk.dialog, "signInSecret_client_secret")->text(), QString());
    QCOMPARE(desk.sessions.info(desk.dialog->profileId()).person.name, u"practice-web"_s);
}

void SignInWaysTest::takesATokenThatOneHas()
{
    Desk desk;
    type(*desk.dialog, "signInAddress", u"https://api.example"_s);
    choose(*desk.dialog, "signInRecipe", u"static-token"_s);
    QVERIFY(!find<QAbstractButton>(*desk.dialog, "signInButton")->isEnabled());
    type(*desk.dialog, "signInPassword", u"a-token-that-somebody-has"_s);
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    click(*desk.dialog, "signInButton");
    QTRY_COMPARE(accepted.size(), 1);
    QCOMPARE(desk.sessions.accessTokenToLookAt(desk.dialog->profileId()).reveal().toByteArray(),
             "a-token-that-somebody-has"_qba);
    QCOMPARE(find<QLineEdit>(*desk.dialog, "signInPassword")->text(), QString());
}

// Without a client_id, of a server that registers none: the one action leads to the setting.
void SignInWaysTest::leadsToTheSettingThatIsMissing()
{
    QVERIFY(Provider::shared().practice.setFault("registration-refused"));
    Desk desk;
    desk.fill(u"oidc"_s, {});
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY(!desk.bar().isEmpty());
    QCOMPARE(desk.barAction(), u"Open the setting"_s);
    click(*find<QWidget>(*desk.dialog, "signInMessage"), "inlineBarAction");
    QVERIFY(desk.isVisible("signInSettingLines"));
    const auto *lines = find<QPlainTextEdit>(*desk.dialog, "signInSettingLines");
    QVERIFY(lines->hasFocus());
    QVERIFY(lines->textCursor().block().text().startsWith(u"client_id ="));
    QCOMPARE(desk.bar(), QString());
}

void SignInWaysTest::offersToKeepUntilQuit()
{
    Desk desk;
    desk.keychain.failWrites = ErrorCode::KeychainWriteFailed;
    desk.fill(u"oidc"_s);
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY(!desk.bar().isEmpty());
    QCOMPARE(desk.barAction(), u"Keep until quit"_s);
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    click(*find<QWidget>(*desk.dialog, "signInMessage"), "inlineBarAction");
    QTRY_COMPARE(desk.opened.size(), 1);
    QCOMPARE(desk.state(Step::Keychain), u"-"_s);
    visit(Provider::shared().approve(desk.opened.front()), &desk.browser);
    QTRY_COMPARE(accepted.size(), 1);
    QVERIFY(!desk.sessions.info(desk.dialog->profileId()).stored);
}

// A keychain that stayed locked: one button asks for it again, and what was filled in is still there.
void SignInWaysTest::offersToUnlock()
{
    Desk desk;
    desk.keychain.failWrites = ErrorCode::KeychainPromptDismissed;
    desk.fill(u"password-grant"_s);
    type(*desk.dialog, "signInUser", u"alice"_s);
    type(*desk.dialog, "signInPassword", u"wonderland"_s);
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY(desk.bar().startsWith(u"The keychain stayed locked"_s));
    QCOMPARE(desk.barAction(), u"Unlock"_s);
    QCOMPARE(find<QLineEdit>(*desk.dialog, "signInPassword")->text(), u"wonderland"_s);
    desk.keychain.failWrites.reset();
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    click(*find<QWidget>(*desk.dialog, "signInMessage"), "inlineBarAction");
    QTRY_VERIFY2(accepted.size() == 1, qPrintable(desk.bar()));
    QVERIFY(desk.sessions.info(desk.dialog->profileId()).stored);
}

// Somebody else's sign-in is not stored; both are named, and the one action changes the person.
void SignInWaysTest::holdsBackAnotherPerson()
{
    login::Profile profile;
    profile.id = u"the-id"_s;
    profile.name = u"acme"_s;
    profile.recipe = u"oidc"_s;
    profile.url = QUrl(Provider::shared().practice.url());
    profile.settings.insert(u"client_id"_s, u"claimcheck"_s);
    profile.person = login::Person{Provider::shared().practice.url(), u"u-of-carol"_s, u"carol"_s};
    Desk desk(profile.id, {profile});
    QVERIFY(find<QAbstractButton>(*desk.dialog, "signInButton")->hasFocus());
    const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
    click(*desk.dialog, "signInButton");
    QTRY_COMPARE(desk.opened.size(), 1);
    visit(Provider::shared().approve(desk.opened.front()), &desk.browser);
    QTRY_VERIFY(!desk.bar().isEmpty());
    QVERIFY2(desk.bar().contains(u"carol") && desk.bar().contains(u"alice"), qPrintable(desk.bar()));
    QVERIFY(!desk.sessions.info(profile.id).stored);
    QCOMPARE(desk.barAction(), u"Sign out, then sign in"_s);
    click(*find<QWidget>(*desk.dialog, "signInMessage"), "inlineBarAction");
    QTRY_COMPARE(desk.opened.size(), 2);
    visit(Provider::shared().approve(desk.opened.back()), &desk.browser);
    QTRY_COMPARE(accepted.size(), 1);
    QCOMPARE(desk.profiles.byId(profile.id)->person->name, u"alice"_s);
}

// A new profile that nobody signed in to goes with the dialog, and with it the port and the secrets.
void SignInWaysTest::cancellingLeavesNothing()
{
    Desk desk;
    desk.fill(u"client-credentials"_s, u"practice-web"_s);
    type(*desk.dialog, "signInSecret_client_secret", u"wrong"_s);
    click(*desk.dialog, "signInButton");
    QTRY_VERIFY(!desk.bar().isEmpty());
    QCOMPARE(desk.profiles.profiles().size(), size_t(1));
    click(*desk.dialog, "signInCancel");
    QVERIFY(!desk.dialog->isVisible());
    desk.dialog.reset();
    QVERIFY(desk.profiles.profiles().empty());
    std::optional<QStringList> left;
    const auto listed = [&] {
        left.reset();
        const auto listing = desk.keychain.list(
            this, [&left](const Result<QStringList> &ids) { left = ids ? *ids : QStringList{}; });
        return QTest::qWaitFor([&left] { return left.has_value(); }, test::busyMachineMs) && left->isEmpty();
    };
    QTRY_VERIFY(listed());
}

QTEST_MAIN(SignInWaysTest)
#include "tst_sign_in_ways.moc"
