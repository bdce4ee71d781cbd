#include "support/provider_tools.h"

#include "jose/key_import.h"
#include "jose/verification.h"
#include "practice/oauth_faults.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;
using practice::provider::Fault;
using practice::provider::Stage;

namespace {

const RawHeaders web = {
    {"Authorization",
     "Basic " + QByteArray("practice-web:practice-web-secret-known-to-everybody").toBase64()}};

// Values that are new each time; only their kind is compared.
const QSet<QString> fresh = {
    u"access_token"_s, u"refresh_token"_s, u"id_token"_s,      u"device_code"_s,

    u"request_uri"_s,  u"client_id"_s,     u"sid"_s,           u"jti"_s,
    u"at_hash"_s,      u"c_hash"_s,        u"client_secret"_s, u"verification_uri_complete"_s};

} // namespace

/// Every fault of the table can be seen from outside, in the place that its stage names. What clients make of
/// it is tested with the clients.
class TestPracticeOauthFaults final : public QObject {
    Q_OBJECT

private:
    using Probe = QByteArray (TestPracticeOauthFaults::*)();
    [[nodiscard]] Probe probeFor(const Fault &fault) const;
    [[nodiscard]] QByteArray look(Probe probe, const QByteArray &fault);

    [[nodiscard]] QByteArray discovery() { return shapeOf("/.well-known/openid-configuration"); }
    [[nodiscard]] QByteArray keys() { return shapeOf("/oauth/jwks"); }
    [[nodiscard]] QByteArray redirect();
    [[nodiscard]] QByteArray codeGrant();
    [[nodiscard]] QByteArray refreshGrant();
    [[nodiscard]] QByteArray deviceGrant();
    [[nodiscard]] QByteArray userInfo();
    [[nodiscard]] QByteArray pushed();
    [[nodiscard]] QByteArray registration();
    [[nodiscard]] QByteArray device();
    [[nodiscard]] QByteArray revocation();
    [[nodiscard]] QByteArray introspection();
    [[nodiscard]] QByteArray endOfSession() { return shapeOf("/oauth/end_session"); }

    void turnFaultOn();
    [[nodiscard]] RawAnswer get(const char *path) { return rawRequest(m_provider.port(), "GET", path); }
    [[nodiscard]] RawAnswer signIn(const QByteArray &client = "claimcheck");
    [[nodiscard]] RawAnswer refresh(const QByteArray &token);
    [[nodiscard]] QByteArray shapeOf(const char *path);
    [[nodiscard]] QByteArray shape(const RawAnswer &answer);
    [[nodiscard]] QByteArray shape(const QJsonObject &object);
    [[nodiscard]] QByteArray tokenShape(const QByteArray &token);

    PracticeProvider m_provider;
    PageBrowser m_browser;                              // alice is signed in there, and has allowed all
    QByteArray m_fault;                                 // of this look; empty: none
    std::vector<std::pair<Probe, QByteArray>> m_normal; // what each probe sees without a fault

private Q_SLOTS:
    void initTestCase();
    void cleanup() { m_provider.clearFaults(); }
    void tableIsWhole();
    void unknownFaultIsRefused();
    void everyFaultShows_data();
    void everyFaultShows();
    void faultsAddUpAndEnd();
};

void TestPracticeOauthFaults::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
    for (const char *client : {"claimcheck", "practice-web"}) {
        auto page =
            m_browser.open(authorizationUrl(m_provider, with(goodRequest(), {{"client_id", client}})));
        for (int step = 0; step < 2 && !page.left; ++step) {
            PageForm form = page.forms().front();
            form.set("username", "alice");
            form.set("password", "wonderland");
            form.set("decision", "allow");
            page = m_browser.submit(form);
        }
        QVERIFY(page.left);
    }
}

void TestPracticeOauthFaults::turnFaultOn()
{
    if (!m_fault.isEmpty())
        QVERIFY(m_provider.setFault(m_fault));
}

QByteArray TestPracticeOauthFaults::look(Probe probe, const QByteArray &fault)
{
    m_fault = fault;
    QByteArray result = (this->*probe)();
    m_provider.clearFaults();
    return result;
}

/// Tokens by the code flow: the fault comes in after the redirect.
RawAnswer TestPracticeOauthFaults::signIn(const QByteArray &client)
{
    const auto page =
        m_browser.open(authorizationUrl(m_provider, with(goodRequest(), {{"client_id", client}})));
    const QByteArray code = page.left ? parameter(*page.left, "code") : QByteArray();
    turnFaultOn();
    return client == "claimcheck"
               ? postForm(m_provider, "/oauth/token", codeForm(code))
               : postForm(m_provider, "/oauth/token", with(codeForm(code), {{"client_id", ""}}), web);
}

RawAnswer TestPracticeOauthFaults::refresh(const QByteArray &token)
{
    return postForm(m_provider, "/oauth/token",
                    {{"grant_type", "refresh_token"}, {"client_id", "claimcheck"}, {"refresh_token", token}});
}

QByteArray TestPracticeOauthFaults::shape(const QJsonObject &object)
{
    const double now = double(m_provider.clock().now().time_since_epoch().count()) / 1000;
    QByteArray text;
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QJsonValue value = member.value();
        text += member.key().toUtf8() + '=';
        if (member.key() == u"user_code"_s)
            text += "fresh";
        // A moment as hours from now.
        else if (value.isDouble() && value.toDouble() > 1e9)
            text += QByteArray::number(qRound((value.toDouble() - now) / 3600)) + " h";
        // A fault's own value is the same twice; only what the server makes is as long as this.
        else if (fresh.contains(member.key()) && value.toString().size() > 16 &&
                 value.toString() != u"AAAAAAAAAAAAAAAAAAAAAA"_s)
            text += "fresh";
        else
            text += QJsonDocument(QJsonObject{{u"is"_s, value}}).toJson(QJsonDocument::Compact);
        text += '\n';
    }
    return text;
}

QByteArray TestPracticeOauthFaults::shape(const RawAnswer &answer)
{
    const QByteArray type = answer.header("Content-Type");
    QByteArray text = QByteArray::number(answer.status) + ' ' + type + ' ' + answer.header("Location") + ' ' +
                      answer.header("Retry-After") + ' ' + answer.header("DPoP-Nonce") + '\n' +
                      (type == "application/json" ? shape(answer.json()) : answer.body);
    return text + tokenShape(answer.text("id_token"));
}

/// A token's header and claims, and whether the published keys verify it.
QByteArray TestPracticeOauthFaults::tokenShape(const QByteArray &token)
{
    if (token.isEmpty())
        return {};
    m_provider.clearFaults();
    const auto set = jose::importKeys(get("/oauth/jwks").body, u"jwks"_s);
    const auto signature = jose::checkSignature(jose::ParsedToken::parse(token), set ? *set : jose::KeySet());
    const QByteArray payload =
        QByteArray::fromBase64(token.split('.').value(1), QByteArray::Base64UrlEncoding);
    return jose::outcomeName(signature.outcome) +
           QJsonDocument(headerOf(token)).toJson(QJsonDocument::Compact) + '\n' + shape(claimsOf(token)) +
           QByteArray::number(payload.count("\"sub\"")); // QJsonDocument drops what is repeated
}

QByteArray TestPracticeOauthFaults::redirect()
{
    turnFaultOn();
    const auto page = m_browser.open(authorizationUrl(m_provider, goodRequest()));
    QByteArray query = page.left ? page.left->query(QUrl::FullyEncoded).toUtf8() : QByteArray("none");
    const QByteArray code = page.left ? parameter(*page.left, "code") : QByteArray();
    return code.size() > 16 ? query.replace(code, "fresh") : query;
}

QByteArray TestPracticeOauthFaults::codeGrant()
{
    return shape(signIn());
}

QByteArray TestPracticeOauthFaults::refreshGrant()
{
    const QByteArray wanted = std::exchange(m_fault, QByteArray());
    const QByteArray first = signIn().text("refresh_token");
    m_fault = wanted;
    turnFaultOn();
    const QByteArray answer = shape(refresh(first));
    m_provider.clearFaults();
    return answer + " and then " + QByteArray::number(refresh(first).status);
}

QByteArray TestPracticeOauthFaults::deviceGrant()
{
    const RawAnswer begun = postForm(m_provider, "/oauth/device_authorization",
                                     {{"client_id", "claimcheck"}, {"scope", "openid"}});
    auto page = m_browser.open(QUrl(QString::fromUtf8(begun.text("verification_uri_complete"))));
    for (int step = 0; step < 2 && page.forms().size() == 1; ++step) {
        PageForm form = page.forms().front();
        if (step == 1)
            form.set("decision", "allow");
        page = m_browser.submit(form);
    }
    turnFaultOn();
    return shape(postForm(m_provider, "/oauth/token",
                          {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                           {"client_id", "claimcheck"},
                           {"device_code", begun.text("device_code")}}));
}

QByteArray TestPracticeOauthFaults::userInfo()
{
    const QByteArray wanted = std::exchange(m_fault, QByteArray());
    const QByteArray plain = signIn().text("access_token");
    const QByteArray toBeSigned = signIn("practice-web").text("access_token");
    m_fault = wanted;
    turnFaultOn();
    const RawAnswer json = rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(plain));
    const RawAnswer jwt = rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(toBeSigned));
    return shape(json) + QByteArray::number(jwt.status) + tokenShape(jwt.body);
}

QByteArray TestPracticeOauthFaults::shapeOf(const char *path)
{
    turnFaultOn();
    return shape(get(path));
}

QByteArray TestPracticeOauthFaults::pushed()
{
    turnFaultOn();
    return shape(postForm(m_provider, "/oauth/par", goodRequest()));
}

QByteArray TestPracticeOauthFaults::registration()
{
    turnFaultOn();
    return shape(rawRequest(m_provider.port(), "POST", "/oauth/register", asJson,
                            "{\"redirect_uris\":[\"http://127.0.0.1/callback\"]}"));
}

QByteArray TestPracticeOauthFaults::device()
{
    turnFaultOn();
    return shape(postForm(m_provider, "/oauth/device_authorization", {{"client_id", "claimcheck"}}));
}

QByteArray TestPracticeOauthFaults::revocation()
{
    const QByteArray wanted = std::exchange(m_fault, QByteArray());
    const QByteArray token = signIn().text("access_token");
    m_fault = wanted;
    turnFaultOn();
    const RawAnswer answer =
        postForm(m_provider, "/oauth/revoke", {{"client_id", "claimcheck"}, {"token", token}});
    m_provider.clearFaults();
    return shape(answer) +
           QByteArray::number(rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(token)).status);
}

QByteArray TestPracticeOauthFaults::introspection()
{
    const QByteArray wanted = std::exchange(m_fault, QByteArray());
    const QByteArray token = signIn().text("access_token");
    m_fault = wanted;
    turnFaultOn();
    return shape(postForm(m_provider, "/oauth/introspect", {{"token", token}}, web));
}

TestPracticeOauthFaults::Probe TestPracticeOauthFaults::probeFor(const Fault &fault) const
{
    using T = TestPracticeOauthFaults;
    struct Row {
        const char *where; // a path, a grant, or how a fault of Stage::Inside begins
        Probe probe;
    };
    static const Row rows[] = {
        {"/.well-known/openid-configuration", &T::discovery},
        {"/oauth/jwks", &T::keys},
        {"/oauth/token", &T::codeGrant},
        {"refresh_token", &T::refreshGrant},
        {"urn:ietf:params:oauth:grant-type:device_code", &T::deviceGrant},
        {"/oauth/userinfo", &T::userInfo},
        {"/oauth/par", &T::pushed},
        {"/oauth/register", &T::registration},
        {"/oauth/device_authorization", &T::device},
        {"/oauth/revoke", &T::revocation},
        {"/oauth/introspect", &T::introspection},
        {"/oauth/end_session", &T::endOfSession},
        {"refresh-", &T::refreshGrant},
        {"userinfo-", &T::userInfo},
        {"revocation-", &T::revocation},
        {"invalid-sig-es256", &T::codeGrant},
        {"alg-", &T::codeGrant},
    };
    switch (fault.stage) {
    case Stage::Metadata:
        return &T::discovery;
    case Stage::Redirect:
        return &T::redirect;
    case Stage::IdTokenHeader:
    case Stage::IdToken:
    case Stage::TokenAnswer:
        return &T::codeGrant;
    case Stage::RefreshIdToken:
        return &T::refreshGrant;
    case Stage::UserInfo:
        return &T::userInfo;
    case Stage::DeviceAnswer:
        return &T::device;
    case Stage::PushedAnswer:
        return &T::pushed;
    case Stage::Registration:
        return &T::registration;
    case Stage::Introspection:
        return &T::introspection;
    case Stage::Answer:
    case Stage::Inside:
        break;
    }
    const QByteArray where = fault.stage == Stage::Answer ? fault.where : fault.name;
    for (const Row &row : rows) {
        if (fault.stage == Stage::Answer ? where == row.where : where.startsWith(row.where))
            return row.probe;
    }
    return nullptr;
}

void TestPracticeOauthFaults::tableIsWhole()
{
    QSet<QByteArray> names;
    for (const Fault &fault : practice::provider::allFaults()) {
        QVERIFY2(!names.contains(fault.name), fault.name);
        names.insert(fault.name);
        QVERIFY2(QByteArray(fault.what).endsWith('.'), fault.name);
        QVERIFY2(probeFor(fault), fault.name);
        QCOMPARE(fault.answer != nullptr, fault.stage == Stage::Answer);
        QCOMPARE(fault.change != nullptr, fault.stage != Stage::Answer && fault.stage != Stage::Inside);
    }
    QVERIFY(names.size() >= 60);
}

void TestPracticeOauthFaults::unknownFaultIsRefused()
{
    const auto unknown = practice::provider::Faults().turnOn("no-such-fault");
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::FaultUnknown);
    QVERIFY(!m_provider.setFault("no-such-fault"));
}

void TestPracticeOauthFaults::everyFaultShows_data()
{
    QTest::addColumn<int>("index");
    const auto all = practice::provider::allFaults();
    for (size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name) << int(i);
}

void TestPracticeOauthFaults::everyFaultShows()
{
    QFETCH(int, index);
    const Fault &fault = practice::provider::allFaults()[size_t(index)];
    if (QByteArray(fault.name) == "dpop-downgrade")
        return; // needs a proof: tst_practice_oauth_dpop
    const Probe probe = probeFor(fault);
    const auto isProbe = [&](const auto &entry) { return entry.first == probe; };
    if (std::none_of(m_normal.begin(), m_normal.end(), isProbe)) {
        m_normal.emplace_back(probe, look(probe, {}));
        QCOMPARE(look(probe, {}), m_normal.back().second); // what is compared is the same each time
    }
    const QByteArray without = std::find_if(m_normal.begin(), m_normal.end(), isProbe)->second;
    QVERIFY2(look(probe, fault.name) != without, fault.name);
}

void TestPracticeOauthFaults::faultsAddUpAndEnd()
{
    QVERIFY(m_provider.setFault("invalid-missing-nonce"));
    QVERIFY(m_provider.addFault("token-type-unknown"));
    const RawAnswer both = signInWithCode(m_provider);
    QCOMPARE(both.text("token_type"), "mac");
    QVERIFY(!claimsOf(both.text("id_token")).contains(u"nonce"_s));
    QVERIFY(m_provider.setFault("invalid-missing-nonce"));
    QCOMPARE(signInWithCode(m_provider).text("token_type"), "Bearer");
    m_provider.clearFaults();
    QVERIFY(claimsOf(signInWithCode(m_provider).text("id_token")).contains(u"nonce"_s));
}

QTEST_GUILESS_MAIN(TestPracticeOauthFaults)
#include "tst_practice_oauth_faults.moc"
