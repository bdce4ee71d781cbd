#include "sessions_tools.h"

#include "support/practice_process.h"
#include "support/raw_http.h"
#include "support/test_certificates.h"

#include "requests/sender.h"

#include <QFile>

using namespace sessions_tools;
using namespace claimcheck::requests;
using namespace claimcheck::test;

namespace {

/// The common name in the certificate that a request came with, the jar's mark and the token, as the server
/// saw them.
struct Carried {
    QByteArray certificate, cookie, authorization;
    friend bool operator==(const Carried &, const Carried &) = default;
};

} // namespace

/// Two profiles with the same server and the same settings but for who they are: nothing of one is ever with
/// a request of the other.
class TestRequestsSwitching : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void switchingMixesNothing();
    void withoutCredentialNothingTellsWhoAsks_data();
    void withoutCredentialNothingTellsWhoAsks();
    void withoutCredentialACookieLastsForItsRequest();
    void aTokenInTheRequestKeepsItsConnection();
    void certificatesAreOfferedToTheirServersAlone_data();
    void certificatesAreOfferedToTheirServersAlone();

private:
    [[nodiscard]] QString file(const QString &name, const QByteArray &content);
    [[nodiscard]] QString addProfile(const QString &name, const TestCertificate *certificate);
    [[nodiscard]] Sent send(const QString &profileId, const QByteArray &url,
                            CredentialChoice::From from = CredentialChoice::From::Profile,
                            const http::Headers &headers = {});
    [[nodiscard]] Carried lastOf(const TestServer &server) const
    {
        const SeenRequest &seen = server.requests().back();
        return {seen.clientCertificate, seen.header("Cookie"), seen.header("Authorization")};
    }

    QTemporaryDir m_folder;
    const TestCertificate m_authority = makeAuthority("Own Test CA");
    const TestCertificate m_certificate = makeCertificate(m_authority, {.commonName = "server"});
    const TestCertificate m_ann = makeCertificate(m_authority, {.commonName = "ann", .names = {}});
    const TestCertificate m_bob = makeCertificate(m_authority, {.commonName = "bob", .names = {}});
    PracticeProcess m_practice;
    /// In front of the practice server: TLS, and a jar's mark for whoever comes without one.
    std::unique_ptr<TestServer> m_front;
    std::unique_ptr<TestServer> m_stranger;
    int m_jars = 0;
    std::unique_ptr<ProfileStore> m_profiles;
    std::unique_ptr<FaultStore> m_keychain;
    FixedClock m_clock{std::chrono::time_point_cast<TimePoint::duration>(std::chrono::system_clock::now())};
    std::unique_ptr<Sessions> m_sessions;
    std::unique_ptr<Sender> m_sender;
    std::shared_ptr<const Expander> m_expander;
};

QString TestRequestsSwitching::file(const QString &name, const QByteArray &content)
{
    QFile out(m_folder.filePath(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
        qFatal("cannot write a test file");
    return out.fileName();
}

void TestRequestsSwitching::initTestCase()
{
    QVERIFY2(m_practice.start(), qPrintable(m_practice.problem()));
    const ServerTls asks{.certificate = m_certificate.certificate,
                         .key = m_certificate.key,
                         .clientCa = m_authority.certificate,
                         .insists = false};
    m_front = std::make_unique<TestServer>(asks);
    m_front->answerWith([this](const SeenRequest &seen) {
        RawHeaders headers;
        for (const auto &[name, value] : seen.headers) {
            if (name.toLower() != "host" && name.toLower() != "connection" &&
                name.toLower() != "accept-encoding")
                headers.emplace_back(name, value);
        }
        const RawAnswer real = rawRequest(m_practice.port(), seen.method, seen.target, headers, seen.body);
        ServerAnswer answer{.status = real.status, .body = real.body};
        for (const auto &[name, value] : real.headers) {
            if (name.toLower() == "content-type" || name.toLower() == "www-authenticate")
                answer.headers.emplace_back(name, value);
        }
        if (!seen.has("Cookie"))
            answer.headers.emplace_back("Set-Cookie", "jar=" + QByteArray::number(++m_jars) + "; Path=/");
        return answer;
    });
    m_stranger = std::make_unique<TestServer>(asks);
    m_stranger->answerWith([](const SeenRequest &) { return ServerAnswer::text("somebody else's"); });
    m_front->when("/away", ServerAnswer::redirect(302, m_stranger->url("/there").toEncoded()));
}

void TestRequestsSwitching::init()
{
    m_sender.reset();
    m_sessions.reset();
    static int run = 0;
    const QString folder = m_folder.filePath(QString::number(++run));
    m_profiles = std::make_unique<ProfileStore>(folder);
    m_keychain = std::make_unique<FaultStore>();
    m_sessions = std::make_unique<Sessions>(*m_profiles, *m_keychain, m_clock, folder + u"/run"_s);
    m_sender = std::make_unique<Sender>(*m_profiles, *m_sessions, *m_keychain, m_clock);
    m_expander = std::make_shared<Expander>(Expander::literal(m_clock));
    m_front->forget();
    m_stranger->forget();
    m_jars = 0;
}

QString TestRequestsSwitching::addProfile(const QString &name, const TestCertificate *certificate)
{
    Profile profile;
    profile.name = name;
    profile.recipe = u"practice"_s;
    profile.url = m_front->url();
    profile.connection.caFile = file(u"ca.pem"_s, m_authority.certificate);
    if (certificate) {
        profile.connection.clientCertificate = file(name + u".pem"_s, certificate->certificate);
        profile.connection.clientKey = file(name + u".key"_s, certificate->key);
    }
    const auto added = m_profiles->add(profile);
    return added ? added->id : QString();
}

Sent TestRequestsSwitching::send(const QString &profileId, const QByteArray &url, CredentialChoice::From from,
                                 const http::Headers &headers)
{
    Outbound out{.spec = {.url = url, .headers = headers}, .expander = m_expander, .profileId = profileId};
    out.spec.credential.from = from;
    QObject context;
    std::optional<Sent> result;
    const SendingPtr sending =
        m_sender->send(std::move(out), &context, [&](Sent sent) { result = std::move(sent); });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, 60'000))
        qFatal("no answer");
    return *std::move(result);
}

void TestRequestsSwitching::switchingMixesNothing()
{
    struct Person {
        QString id;
        QByteArray certificate, token, jar;
    };
    std::vector<Person> people;
    for (const auto &[name, certificate, user, password] :
         {std::tuple(u"one"_s, &m_ann, u"alice"_s, "wonderland"),
          std::tuple(u"two"_s, &m_bob, u"bob"_s, "builder")}) {
        const QString id = addProfile(name, certificate);
        InfoWait signedIn([&, user = user, password = password](QObject *context, auto done) {
            return m_sessions->signIn(id, user, Secret(QByteArrayView(password)), StoreIn::Keychain, context,
                                      done);
        });
        QCOMPARE(signedIn.code(), "none"_qba);
        people.push_back({id,
                          certificate == &m_ann ? "ann"_qba : "bob"_qba,
                          m_sessions->accessTokenToLookAt(id).reveal().toByteArray(),
                          {}});
        QVERIFY(people.back().token.size() > 20);
    }
    QVERIFY(people[0].token != people[1].token);
    const QByteArray me = m_front->url("/me").toEncoded();
    const auto as = [&](Person &person) {
        const Sent sent = send(person.id, me);
        const bool worked = sent.answer && sent.answer->status == 200;
        const Carried carried = lastOf(*m_front);
        if (person.jar.isEmpty())
            person.jar = carried.cookie;
        return worked && carried == Carried{person.certificate, person.jar, "Bearer " + person.token};
    };
    m_front->forget();
    // Back and forth, with and without a credential, and through a template.
    for (int round = 0; round < 3; ++round) {
        for (Person &person : people) {
            QVERIFY(as(person));
            const Sent without = send(person.id, me, CredentialChoice::From::None);
            QVERIFY(without.answer && without.answer->status == 401);
            const Carried carried = lastOf(*m_front);
            QCOMPARE(carried, Carried()); // no certificate, cookie or token
        }
    }
    // What each of them sent, all in all, is theirs alone.
    QVERIFY(people[0].jar != people[1].jar && people[0].jar.startsWith("jar="));
    for (const SeenRequest &seen : m_front->requests()) {
        const Person &other = seen.clientCertificate == people[0].certificate ? people[1] : people[0];
        QVERIFY(!seen.raw.contains(other.token));
        QVERIFY(!seen.raw.contains(other.jar + '\r'));
    }
}

void TestRequestsSwitching::withoutCredentialNothingTellsWhoAsks_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<bool>("carries");
    QTest::newRow("the environment's") << static_cast<int>(CredentialChoice::From::Profile) << true;
    QTest::newRow("none") << static_cast<int>(CredentialChoice::From::None) << false;
}

/// The rows differ in the choice of the credential alone. The server gives a jar's mark to whoever comes
/// without one, also to those who want no credential: none of the two jars learns of the other.
void TestRequestsSwitching::withoutCredentialNothingTellsWhoAsks()
{
    QFETCH(int, from);
    QFETCH(bool, carries);
    const QString id = addProfile(u"one"_s, &m_ann);
    InfoWait signedIn([&](QObject *context, auto done) {
        return m_sessions->signIn(id, u"alice"_s, Secret("wonderland"_qba), StoreIn::Keychain, context, done);
    });
    QCOMPARE(signedIn.code(), "none"_qba);
    const QByteArray me = m_front->url("/me").toEncoded();
    QVERIFY(send(id, me).answer); // by now there is a jar's mark
    const Carried own = lastOf(*m_front);
    QVERIFY(own.certificate == "ann" && own.cookie.startsWith("jar=") && !own.authorization.isEmpty());
    for (int round = 0; round < 2; ++round) {
        QVERIFY(send(id, me, CredentialChoice::From(from)).answer);
        QCOMPARE(lastOf(*m_front), carries ? own : Carried());
    }
    QVERIFY(send(id, me).answer);
    QCOMPARE(lastOf(*m_front), own);
}

/// A page that sets a cookie and wants it back where it leads is answered; the next request knows nothing.
void TestRequestsSwitching::withoutCredentialACookieLastsForItsRequest()
{
    const QString id = addProfile(u"one"_s, nullptr);
    ServerAnswer leads = ServerAnswer::redirect(302, m_front->url("/me").toEncoded());
    leads.headers.emplace_back("Set-Cookie", "step=1; Path=/");
    m_front->when("/begin", leads);
    for (int round = 0; round < 2; ++round) {
        m_front->forget();
        QVERIFY(send(id, m_front->url("/begin").toEncoded(), CredentialChoice::From::None).answer);
        QCOMPARE(m_front->requests().size(), 2u);
        QCOMPARE(m_front->requests()[0].header("Cookie"), ""_qba);
        QCOMPARE(m_front->requests()[1].header("Cookie"), "step=1"_qba);
    }
}

/// The token in a header goes only through the connection that it was signed in with: certificate included.
void TestRequestsSwitching::aTokenInTheRequestKeepsItsConnection()
{
    const QString id = addProfile(u"one"_s, &m_ann);
    InfoWait signedIn([&](QObject *context, auto done) {
        return m_sessions->signIn(id, u"alice"_s, Secret("wonderland"_qba), StoreIn::Keychain, context, done);
    });
    QCOMPARE(signedIn.code(), "none"_qba);
    const Sent sent = send(id, m_front->url("/me").toEncoded(), CredentialChoice::From::None,
                           {{"Authorization", "Bearer {{profile:one.token}}"}});
    QVERIFY(sent.answer);
    QCOMPARE(sent.answer->status, 200);
    const Carried carried = lastOf(*m_front);
    QCOMPARE(carried.certificate, "ann"_qba);
    QCOMPARE(carried.cookie, ""_qba);
}

void TestRequestsSwitching::certificatesAreOfferedToTheirServersAlone_data()
{
    QTest::addColumn<bool>("isOwn");
    QTest::addColumn<bool>("redirects");
    QTest::addColumn<QByteArray>("certificate");
    QTest::newRow("own server") << true << false << "ann"_qba;
    QTest::newRow("another server") << false << false << ""_qba;
    QTest::newRow("another server after a redirect") << true << true << ""_qba;
}

void TestRequestsSwitching::certificatesAreOfferedToTheirServersAlone()
{
    QFETCH(bool, isOwn);
    QFETCH(bool, redirects);
    QFETCH(QByteArray, certificate);
    const QString id = addProfile(u"one"_s, &m_ann);
    InfoWait signedIn([&](QObject *context, auto done) {
        return m_sessions->signIn(id, u"alice"_s, Secret("wonderland"_qba), StoreIn::Keychain, context, done);
    });
    QCOMPARE(signedIn.code(), "none"_qba);
    const QByteArray url =
        (isOwn ? m_front->url(redirects ? "/away" : "/me") : m_stranger->url("/there")).toEncoded();
    m_front->forget();
    m_stranger->forget();
    const Sent sent = send(id, url);
    QVERIFY(sent.answer);
    const TestServer &last = isOwn && !redirects ? *m_front : *m_stranger;
    QCOMPARE(last.requests().size(), 1u);
    QCOMPARE(last.requests()[0].clientCertificate, certificate);
    if (redirects) // the connection that the certificate was offered on is its own server's
        QCOMPARE(m_front->requests()[0].clientCertificate, "ann"_qba);
    const bool isNoted = std::any_of(sent.answer->withheld.begin(), sent.answer->withheld.end(),
                                     [this](const http::Withheld &withheld) {
                                         return withheld.what == http::Withheld::What::Certificate &&
                                                withheld.origin == *http::Origin::of(m_stranger->url());
                                     });
    QCOMPARE(isNoted, certificate.isEmpty());
}

QTEST_GUILESS_MAIN(TestRequestsSwitching)
#include "tst_requests_switching.moc"
