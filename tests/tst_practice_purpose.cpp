#include "practice_tools.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

namespace {

/// A token with one letter of its payload changed.
QByteArray tampered(QByteArray token)
{
    const qsizetype at = token.indexOf('.') + 8;
    token[at] = token[at] == 'A' ? 'B' : 'A';
    return token;
}

} // namespace

/// Tokens that are good for one thing: a mail's link, a download, a captcha. Each is tried changed, expired,
/// used twice, and in another's place.
class TestPracticePurpose final : public QObject {
    Q_OBJECT

private:
    /// The token in the link of the newest mail.
    [[nodiscard]] QByteArray mailedToken(const QByteArray &username, const QByteArray &email)
    {
        if (m_api.post("/purpose/mail", jsonOf({{"username", username}, {"email", email}})).status != 202)
            return {};
        const QJsonObject mail =
            m_api.get("/practice/outbox").json().value("mails"_L1).toArray().at(0).toObject();
        if (mail.value("to"_L1).toString().toUtf8() != email)
            return {};
        return QUrlQuery(QUrl(mail.value("link"_L1).toString()).query())
            .queryItemValue(u"token"_s)
            .toLatin1();
    }
    [[nodiscard]] RawAnswer confirm(const QByteArray &token)
    {
        return m_api.post("/purpose/mail/confirm", jsonOf({{"token", token}}));
    }
    [[nodiscard]] QByteArray emailOf(int user)
    {
        return m_api.get("/practice/users")
            .json()
            .value("users"_L1)
            .toArray()
            .at(user)
            .toObject()
            .value("email"_L1)
            .toString()
            .toUtf8();
    }
    [[nodiscard]] QByteArray downloadTarget()
    {
        const QByteArray link =
            m_api.post("/purpose/download", jsonOf({{"file", "report.txt"}})).text("link");
        return link.mid(link.indexOf("/purpose"));
    }
    [[nodiscard]] RawAnswer tryPassword(const QByteArray &username, const QByteArray &password,
                                        std::vector<std::pair<const char *, QByteArray>> more = {})
    {
        more.insert(more.end(), {{"username", username}, {"password", password}});
        return m_api.post("/systems/jwt/login", jsonOf(more));
    }
    PracticeApi m_api;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void cleanupTestCase() { m_api.end(); }
    void mailConfirmsAnAddress();
    void openingTheLinkDoesNothing();
    void refusesBadLinks();
    void mailSaysNothingAboutNames();
    void refusesAddressesThatAreNone_data();
    void refusesAddressesThatAreNone();
    void downloadIsGoodOnce();
    void refusesBadDownloads();
    void captchaComesAfterThree();
    void captchaIsForItsNameAndTime();
    void topicsAreFacts();
};

void TestPracticePurpose::mailConfirmsAnAddress()
{
    const QByteArray token = mailedToken("alice", "alice@example.org");
    QCOMPARE(emailOf(0), "");
    const RawAnswer answer = confirm(token);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("email"), "alice@example.org");
    QCOMPARE(emailOf(0), "alice@example.org");
    QCOMPARE(emailOf(1), "");
    QCOMPARE(verdictOf(confirm(token)), "410 link_used");
}

void TestPracticePurpose::openingTheLinkDoesNothing()
{
    const QByteArray token = mailedToken("bob", "bob@example.org");
    for (int i = 0; i < 2; ++i) {
        const RawAnswer page = m_api.get("/purpose/mail?token=" + token);
        QCOMPARE(page.status, 200);
        QVERIFY(page.body.contains("bob@example.org"));
        QCOMPARE(emailOf(1), "");
    }
    // As the page's form sends it.
    QCOMPARE(m_api.form("/purpose/mail/confirm", "token=" + token).status, 200);
    QCOMPARE(emailOf(1), "bob@example.org");
}

void TestPracticePurpose::refusesBadLinks()
{
    const QByteArray token = mailedToken("carol", "carol@example.org");
    QCOMPARE(verdictOf(confirm(tampered(token))), "400 link_invalid");
    QCOMPARE(verdictOf(confirm("")), "400 link_invalid");
    const QByteArray download = downloadTarget();
    QCOMPARE(verdictOf(confirm(download.mid(download.indexOf('=') + 1))), "400 link_invalid");
    m_api.advance(30 * 60);
    QCOMPARE(verdictOf(confirm(token)), "410 link_expired");
    QCOMPARE(m_api.get("/purpose/mail?token=" + token).status, 410);
    QCOMPARE(emailOf(2), "");
    QCOMPARE(m_api.get("/practice/outbox").json().value("mails"_L1).toArray().size(), 0);
}

void TestPracticePurpose::mailSaysNothingAboutNames()
{
    const RawAnswer known = m_api.post("/purpose/mail", jsonOf({{"username", "alice"}, {"email", "a@b.c"}}));
    const RawAnswer unknown =
        m_api.post("/purpose/mail", jsonOf({{"username", "nobody"}, {"email", "a@b.c"}}));
    QCOMPARE(unknown.status, known.status);
    QCOMPARE(unknown.body, known.body);
}

void TestPracticePurpose::refusesAddressesThatAreNone_data()
{
    QTest::addColumn<QByteArray>("email");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no at") << QByteArray("alice.example.org");
    QTest::newRow("two") << QByteArray("a@b@c");
    QTest::newRow("line end") << QByteArray("a@b.c\r\nBcc: all@b.c");
    QTest::newRow("too long") << QByteArray(250, 'a') + "@b.cd";
}

void TestPracticePurpose::refusesAddressesThatAreNone()
{
    QFETCH(QByteArray, email);
    QCOMPARE(verdictOf(m_api.post("/purpose/mail", jsonOf({{"username", "alice"}, {"email", email}}))),
             "400 invalid_request");
}

void TestPracticePurpose::downloadIsGoodOnce()
{
    const QByteArray target = downloadTarget();
    const RawAnswer first = m_api.get(target);
    QCOMPARE(first.status, 200);
    QCOMPARE(first.header("Content-Disposition"), "attachment; filename=\"report.txt\"");
    QCOMPARE(verdictOf(m_api.get(target)), "410 link_used");
}

void TestPracticePurpose::refusesBadDownloads()
{
    QCOMPARE(verdictOf(m_api.post("/purpose/download", jsonOf({{"file", "../../etc/passwd"}}))),
             "404 not_found");
    const QByteArray target = downloadTarget();
    const qsizetype start = target.indexOf('=') + 1;
    QCOMPARE(verdictOf(m_api.get(target.left(start) + tampered(target.mid(start)))), "400 link_invalid");
    // A token of another kind, whole and of the same secret.
    QCOMPARE(verdictOf(m_api.get(target.left(start) + mailedToken("alice", "x@example.org"))),
             "400 link_invalid");
    m_api.advance(60);
    QCOMPARE(verdictOf(m_api.get(target)), "410 link_expired");
}

void TestPracticePurpose::captchaComesAfterThree()
{
    for (int i = 0; i < 2; ++i) {
        const RawAnswer wrong = tryPassword("alice", "wrong");
        QCOMPARE(verdictOf(wrong), "401 invalid_credentials");
        QVERIFY(wrong.text("captcha_token").isEmpty());
    }
    const RawAnswer third = tryPassword("alice", "wrong");
    QCOMPARE(verdictOf(third), "401 invalid_credentials");
    const QByteArray token = third.text("captcha_token");
    QVERIFY(third.text("captcha_image").startsWith("data:image/png;base64,iVBOR"));
    // What stands in the token tells nothing about the letters.
    QVERIFY(!tokenPart(token, 1).contains("answer"));
    // From now on even the right password needs the letters.
    QCOMPARE(verdictOf(tryPassword("alice", "wonderland")), "401 captcha_required");
    const std::vector<std::pair<const char *, QByteArray>> guess = {{"captcha_token", token},
                                                                    {"captcha_answer", "AAAAAA"}};
    QCOMPARE(verdictOf(tryPassword("alice", "wonderland", guess)), "401 captcha_required");
    // Another name is not concerned, and a name of nobody is asked in the same way.
    QCOMPARE(tryPassword("bob", "builder").status, 200);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(verdictOf(tryPassword("nobody", "wrong")), "401 invalid_credentials");
    QCOMPARE(verdictOf(tryPassword("nobody", "wrong")), "401 captcha_required");
    m_api.advance(15 * 60);
    QCOMPARE(tryPassword("alice", "wonderland").status, 200);
}

void TestPracticePurpose::captchaIsForItsNameAndTime()
{
    for (int i = 0; i < 3; ++i)
        (void)tryPassword("carol", "wrong");
    // Over a form, the page shows the picture and keeps the token.
    const RawAnswer page = m_api.form("/systems/session/login", "username=carol&password=christmas");
    QCOMPARE(page.status, 401);
    QVERIFY(page.body.contains("<img alt=\"Six letters\" src=\"data:image/png;base64,"));
    QVERIFY(page.body.contains("name=\"captcha_token\" value=\"ey"));
}

void TestPracticePurpose::topicsAreFacts()
{
    const QJsonArray topics =
        rawRequest(m_api.server().port(), "GET", "/practice/facts").json()["topics"_L1].toArray();
    QCOMPARE(topics.size(), 2);
    QCOMPARE(topics[0]["id"_L1], u"purpose"_s);
    QCOMPARE(topics[1]["id"_L1], u"cors"_s);
    const auto tables = [this](const char *topic) {
        return rawRequest(m_api.server().port(), "GET",
                          QByteArray("/practice/inside?user=carol&system=") + topic)
            .json()["tables"_L1]
            .toObject();
    };
    QCOMPARE(tables("purpose").keys(), (QStringList{u"used_once"_s, u"wrong_password"_s}));
    QCOMPARE(tables("cors").size(), 0);
    // A link that was used is what it stores.
    const RawAnswer made =
        rawRequest(m_api.server().port(), "POST", "/purpose/download", asJson, R"({"file":"report.txt"})");
    const QByteArray link = made.text("link");
    QCOMPARE(rawRequest(m_api.server().port(), "GET", link.mid(link.indexOf("/purpose"))).status, 200);
    QCOMPARE(tables("purpose")["used_once"_L1][0]["purpose"_L1], u"download"_s);
}

QTEST_GUILESS_MAIN(TestPracticePurpose)
#include "tst_practice_purpose.moc"
