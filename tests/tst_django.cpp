#include "sessions_tools.h"

#include "base/json.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <csignal>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

using namespace sessions_tools;

namespace {

/// tests/servers/django, on a free port, with the system's own Python: that is the one Debian's packages are
/// for.
class Django {
public:
    explicit Django(const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
    {
#ifdef Q_OS_LINUX
        m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(u"/usr/bin/python3"_s,
                        {QStringLiteral(CLAIMCHECK_SOURCE_DIR) + u"/tests/servers/django/serve.py"_s});
        while (!m_output.contains('\n') && m_process.waitForReadyRead(90'000))
            m_output += m_process.readAll();
    }
    ~Django()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Django)
    [[nodiscard]] bool isListening() const
    {
        return m_output.startsWith("Listening on ");
    }
    [[nodiscard]] const QByteArray &output() const
    {
        return m_output;
    }
    [[nodiscard]] QUrl url(const QString &path = {}) const
    {
        return QUrl(QString::fromLatin1(m_output.mid(int(strlen("Listening on "))).trimmed()) + path);
    }

private:
    QProcess m_process;
    QByteArray m_output;
};

InfoWait signInAs(Sessions &sessions, const Computer &computer, const QString &user,
                  const QByteArray &password)
{
    return InfoWait([&](QObject *context, auto done) {
        return sessions.signIn(computer.id, user, Secret(password), StoreIn::Keychain, context, done);
    });
}

QByteArray outcome(const Receipt &receipt, const QByteArray &name)
{
    for (const ReceiptStep &step : receipt.steps) {
        if (step.step == name)
            return outcomeName(step.outcome);
    }
    return "no such step";
}

const QByteArray alicesPassword = "wonderland is deep";

} // namespace

/// simplejwt and authtoken as Debian packages them.
class TestDjango : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void signsInAndUsesTheToken_data();
    void signsInAndUsesTheToken();
    void wrongPassword_data();
    void wrongPassword();
    void wrongPath();
    void refreshRotatesAndTheOldTokenIsRefused();
    void withoutRotationTheOldTokenIsKept();
    void expiredTokenIsRefreshed();
    void twoProcessesAtOnceAreNotSignedOut();
    void signOutBlacklists();
    void drfTokenSignOutIsNotOffered();
    void otherPersonIsHeldBack();

private:
    /// When a token of simplejwt was made and when it ends, by Django's clock.
    struct Times {
        explicit Times(const Secret &token)
        {
            const QJsonObject claims =
                QJsonDocument::fromJson(
                    QByteArray::fromBase64(text(token).split('.').value(1), QByteArray::Base64UrlEncoding))
                    .object();
            start = TimePoint(std::chrono::seconds(claims.value(u"iat"_s).toInteger()));
            end = TimePoint(std::chrono::seconds(claims.value(u"exp"_s).toInteger()));
        }
        TimePoint start;
        TimePoint end;
    };
    [[nodiscard]] Computer &computerFor(const QString &recipe);
    std::unique_ptr<Django> m_django;
    SystemClock m_clock;
    std::vector<std::unique_ptr<Computer>> m_computers;
};

Computer &TestDjango::computerFor(const QString &recipe)
{
    m_computers.push_back(std::make_unique<Computer>(m_django->url(), recipe));
    m_computers.back()->clock.set(m_clock.now());
    return *m_computers.back();
}

void TestDjango::initTestCase()
{
    m_django = std::make_unique<Django>();
    QVERIFY2(m_django->isListening(), m_django->output().constData());
}

void TestDjango::signsInAndUsesTheToken_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<bool>("isJwt");
    QTest::newRow("simplejwt") << u"simplejwt"_s << "Bearer"_qba << true;
    QTest::newRow("drf-token") << u"drf-token"_s << "Token"_qba << false;
}

void TestDjango::signsInAndUsesTheToken()
{
    QFETCH(const QString, recipe);
    QFETCH(const QByteArray, scheme);
    QFETCH(const bool, isJwt);
    Computer &computer = computerFor(recipe);
    const auto sessions = computer.process();
    auto signedIn = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(signedIn.code(), "none"_qba);
    const SessionInfo &info = *signedIn.value();
    QCOMPARE(info.accessIsJwt, isJwt);
    QCOMPARE(info.canRefresh, isJwt);
    QCOMPARE(info.person.subject, isJwt ? u"1"_s : QString());
    QCOMPARE(info.expiresAt.has_value(), isJwt);
    if (info.expiresAt) {
        const Session item = *computer.item();
        const Times access(item.accessToken);
        const Times refresh(item.refreshToken);
        QCOMPARE(access.end - access.start, std::chrono::milliseconds(300s));
        QCOMPARE(refresh.end - refresh.start, std::chrono::milliseconds(24h));
        // Our clock stands still while Django hashes the password; what takes it over 5 s looks like a clock
        // that is wrong by as much, and is made up for.
        const auto madeUp = access.end - *info.expiresAt;
        QVERIFY(madeUp == 0ms || madeUp > 5s);
        QCOMPARE(info.refreshExpiresAt, std::optional(refresh.end));
    }
    auto header = credential(*sessions, computer);
    QCOMPARE(header.code(), "none"_qba);
    QCOMPARE(header.value()->scheme, scheme);
    auto sent = send(*sessions, computer, m_django->url(u"/protected/"_s));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
    QCOMPARE(sent.value()->response.body, R"({"user":"alice"})"_qba);
}

void TestDjango::wrongPassword_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QString>("words");
    QTest::newRow("simplejwt") << u"simplejwt"_s << u"No active account found with the given credentials"_s;
    QTest::newRow("drf-token") << u"drf-token"_s << u"Unable to log in with provided credentials."_s;
}

void TestDjango::wrongPassword()
{
    QFETCH(const QString, recipe);
    QFETCH(const QString, words);
    Computer &computer = computerFor(recipe);
    const auto sessions = computer.process();
    auto signedIn = signInAs(*sessions, computer, u"alice"_s, "wrong");
    QCOMPARE(signedIn.code(), "SignInRefused"_qba);
    QCOMPARE(signedIn.value().error().detail, words);
    auto empty = signInAs(*sessions, computer, u"alice"_s, "");
    QCOMPARE(empty.code(), "SignInRefused"_qba);
    QCOMPARE(empty.value().error().detail, u"password: This field may not be blank."_s);
}

void TestDjango::wrongPath()
{
    Computer &computer = computerFor(u"simplejwt"_s);
    const auto sessions = computer.process();
    computer.edit(u"login.path"_s, u"/nowhere/"_s);
    auto missing = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(missing.code(), "UnexpectedStatus"_qba);
    computer.edit(u"login.path"_s, u"/protected/"_s);
    auto other = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(other.code(), "SignInRefused"_qba);
    computer.edit(u"login.path"_s, QString());
    computer.edit(u"recipe"_s, u"drf-token"_s);
    computer.edit(u"login.path"_s, u"/api/token/"_s); // answers with other names than this recipe's
    auto names = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(names.code(), "TokenNotInResponse"_qba);
    QCOMPARE(names.value().error().detail, u"/token"_s);
}

void TestDjango::refreshRotatesAndTheOldTokenIsRefused()
{
    Computer &computer = computerFor(u"simplejwt"_s);
    const auto sessions = computer.process();
    auto signedIn = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(signedIn.code(), "none"_qba);
    const Session before = *computer.item();
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    const Session after = *computer.item();
    QVERIFY(!after.refreshToken.equals(before.refreshToken));
    QVERIFY(!after.accessToken.equals(before.accessToken));
    QCOMPARE(after.person.subject, u"1"_s);
    auto sent = send(*sessions, computer, m_django->url(u"/protected/"_s));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);

    // The one that was replaced is on the blacklist.
    computer.put(before);
    const auto other = computer.process();
    auto refused = refresh(*other, computer);
    QCOMPARE(refused.code(), "RefreshRefused"_qba);
    QCOMPARE(refused.value().error().detail, u"Token is blacklisted"_s);
    QVERIFY(!computer.item());
}

void TestDjango::withoutRotationTheOldTokenIsKept()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"ROTATE"_s, u"0"_s);
    const Django django(environment);
    QVERIFY2(django.isListening(), django.output().constData());
    Computer computer(django.url(), u"simplejwt"_s);
    computer.clock.set(m_clock.now());
    const auto sessions = computer.process();
    auto signedIn = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(signedIn.code(), "none"_qba);
    const Session before = *computer.item();
    for (int i = 0; i < 2; ++i) {
        auto refreshed = refresh(*sessions, computer);
        QCOMPARE(refreshed.code(), "none"_qba);
        QVERIFY(computer.item()->refreshToken.equals(before.refreshToken));
    }
    QVERIFY(!computer.item()->accessToken.equals(before.accessToken));
}

void TestDjango::expiredTokenIsRefreshed()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"ACCESS_SECONDS"_s, u"2"_s);
    const Django django(environment);
    QVERIFY2(django.isListening(), django.output().constData());
    Computer computer(django.url(), u"simplejwt"_s);
    computer.clock.set(m_clock.now());
    const auto sessions = computer.process();
    auto signedIn = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(signedIn.code(), "none"_qba);
    const QByteArray first = text(computer.item()->accessToken);
    // The server's clock goes on and ours stands: only the 401 can tell, and it leads to one refresh.
    bool refreshed = false;
    const auto sendAgain = [&] {
        Wait<Result<Answer>> sent([&](QObject *context, auto done) {
            http::Request request;
            request.url = django.url(u"/protected/"_s);
            return sessions->send(computer.id, request, context, done);
        });
        refreshed = refreshed || (sent.code() == "none" && sent.value()->refreshed &&
                                  sent.value()->response.status == 200);
        return refreshed;
    };
    QTRY_VERIFY(sendAgain());
    QVERIFY(text(computer.item()->accessToken) != first);
}

void TestDjango::twoProcessesAtOnceAreNotSignedOut()
{
    Computer &computer = computerFor(u"simplejwt"_s);
    const auto desktop = computer.process();
    const auto cli = computer.process();
    auto signedIn = signInAs(*desktop, computer, u"alice"_s, alicesPassword);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto loaded = load(*cli, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    for (int round = 0; round < 5; ++round) {
        auto one = refresh(*desktop, computer);
        auto two = refresh(*cli, computer);
        QCOMPARE(one.code(), "none"_qba);
        QCOMPARE(two.code(), "none"_qba);
    }
    auto sent = send(*cli, computer, m_django->url(u"/protected/"_s));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
}

void TestDjango::signOutBlacklists()
{
    Computer &computer = computerFor(u"simplejwt"_s);
    const auto sessions = computer.process();
    auto signedIn = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(signedIn.code(), "none"_qba);
    const Session before = *computer.item();
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QCOMPARE(outcome(out.value(), "revoke-refresh"), "done"_qba);
    QCOMPARE(outcome(out.value(), "revoke-access"), "not-offered"_qba);
    QCOMPARE(outcome(out.value(), "prove-revoked"), "not-offered"_qba);
    QVERIFY(out.value().nothingLeft());
    // Really ended: the token from before refreshes nothing.
    computer.put(before);
    const auto thief = computer.process();
    auto refused = refresh(*thief, computer);
    QCOMPARE(refused.code(), "RefreshRefused"_qba);
}

void TestDjango::drfTokenSignOutIsNotOffered()
{
    Computer &computer = computerFor(u"drf-token"_s);
    const auto sessions = computer.process();
    auto signedIn = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QCOMPARE(outcome(out.value(), "revoke-access"), "not-offered"_qba);
    QVERIFY(out.value().nothingLeft());
    QVERIFY(!computer.item());
}

void TestDjango::otherPersonIsHeldBack()
{
    Computer &computer = computerFor(u"simplejwt"_s);
    const auto sessions = computer.process();
    auto alice = signInAs(*sessions, computer, u"alice"_s, alicesPassword);
    QCOMPARE(alice.code(), "none"_qba);
    auto bob = signInAs(*sessions, computer, u"bob"_s, "can we fix it");
    QCOMPARE(bob.code(), "WrongPerson"_qba);
    QVERIFY(bob.value().error().detail.contains(u"alice"_s) && bob.value().error().detail.contains(u"bob"_s));
    QCOMPARE(computer.item()->person.name, u"alice"_s);
}

QTEST_GUILESS_MAIN(TestDjango)
#include "tst_django.moc"
