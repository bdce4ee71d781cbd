#include "practice_tools.h"

#include <QDir>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

namespace {

/// A form or a JSON body that some route of the server reads.
struct Entrance {
    const char *method;
    const char *path;
    QByteArrayList fields;
    const char *cookieOf = ""; // the system whose cookie goes along
};
const std::vector<Entrance> &entrances()
{
    static const std::vector<Entrance> all = {
        {"POST", "/login", {"username", "password"}},
        {"POST", "/refresh", {"refresh_token"}},
        {"POST", "/logout", {"refresh_token"}},
        {"POST", "/signin", {"username", "password", "device", "captcha_token", "captcha_answer"}},
        {"POST", "/systems/jwt/login", {"username", "password", "device", "alg"}},
        {"POST", "/systems/bound-address/login", {"username", "password", "device", "bind"}},
        {"POST", "/systems/jwt-refresh/refresh", {"refresh_token"}},
        {"POST", "/systems/five-rows/devices/end", {"handle", "csrf_token"}, "five-rows"},
        {"POST", "/systems/session/notes", {"text", "csrf_token"}, "session"},
        {"POST", "/purpose/mail", {"username", "email"}},
        {"POST", "/purpose/mail/confirm", {"token"}},
        {"POST", "/purpose/download", {"file"}},
        {"GET", "/purpose/mail", {"token"}},
        {"GET", "/purpose/download", {"token"}},
        {"GET", "/practice/inside", {"user", "system"}},
        {"POST", "/practice/users", {"username", "role", "system"}},
        {"POST", "/practice/faults", {"name", "on", "path", "times", "delay"}},
        {"POST", "/practice/clock", {"advance"}},
        {"POST", "/practice/keys/rotate", {"alg", "overlap"}},
        {"GET",
         "/oauth/authorize",
         {"client_id", "redirect_uri", "scope", "state", "code_challenge", "prompt"}},
        {"GET", "/oauth/continue", {"interaction"}},
        {"POST", "/oauth/login", {"interaction", "csrf", "username", "password"}},
        {"POST", "/oauth/consent", {"interaction", "csrf", "decision"}},
        {"POST",
         "/oauth/token",
         {"grant_type", "client_id", "client_secret", "code", "refresh_token", "username"}},
        {"POST", "/oauth/introspect", {"token", "client_id", "client_secret"}},
        {"POST", "/oauth/revoke", {"token", "client_id"}},
        {"POST", "/oauth/par", {"client_id", "redirect_uri", "request_uri"}},
        {"POST", "/oauth/device_authorization", {"client_id", "scope"}},
        {"POST", "/oauth/device", {"user_code", "interaction", "csrf"}},
        {"GET", "/oauth/end_session", {"id_token_hint", "client_id", "post_logout_redirect_uri"}},
    };
    return all;
}

/// The code of the room, comments left out, and statements of several lines as one.
QString sourceOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    static const QRegularExpression comment(u"(?m)(^|\\s)//.*$"_s);
    return text.remove(comment);
}

QStringList sourcesOfRoom()
{
    const QDir room(QStringLiteral(CLAIMCHECK_SOURCE_DIR "/core/practice"));
    QStringList paths;
    for (const QString &name : room.entryList({u"*.cpp"_s, u"*.h"_s}))
        paths << room.filePath(name);
    return paths;
}

/// Calls of `run(…)` whose statement is not one literal: "name: what stands there".
QStringList statementsThatAreBuilt(const QString &name, const QString &source)
{
    static const QRegularExpression call(u"\\brun\\(\\s*"_s);
    // u"…"_s or QStringLiteral("…"), perhaps of several pieces, and then the end or the values.
    static const QRegularExpression literal(
        u"\\G(?:u(?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*)+_s|QStringLiteral\\(\"[^\"]*\"\\))\\s*[,)]"_s);
    static const QRegularExpression pieces(u"\\G(?:u?\"(?:[^\"\\\\]|\\\\.)*\"\\s*)+_s\\s*[,)]"_s);
    QStringList found;
    auto calls = call.globalMatch(source);
    while (calls.hasNext()) {
        const qsizetype at = calls.next().capturedEnd();
        if (!literal.match(source, at).hasMatch() && !pieces.match(source, at).hasMatch())
            found << name + u": "_s + source.mid(at, 48).simplified();
    }
    return found;
}

/// Comparisons of a secret with == or !=, which take the longer the more of it was guessed.
QStringList hastyComparisons(const QString &name, const QString &source)
{
    static const QString secret = u"(?:\\w+(?:\\.|->))*\\w*(?:[cC]srf|[sS]ecret|[hH]ash|[vV]erifier|[cC]"
                                  u"hallenge|[pP]assword|[lL]etters)"
                                  "(?:\\(\\))?(?![.(\\w]|->)"_s;
    static const QRegularExpression either(u"\\b%1\\s*[=!]=[^=]|[^=!<>][=!]=\\s*%1\\b(?!::)"_s.arg(secret));
    QStringList found;
    auto all = either.globalMatch(source);
    while (all.hasNext()) {
        const auto match = all.next();
        found << name + u": "_s + source.mid(match.capturedStart(), 48).simplified();
    }
    return found;
}

} // namespace

/// What strangers may write into every field, and what the code may never do with it.
class TestPracticeHostile final : public QObject {
    Q_OBJECT

private:
    PracticeApi m_api;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void cleanupTestCase() { m_api.end(); }
    void everyFieldTakesAnything_data();
    void everyFieldTakesAnything();
    void noFieldReachesIntoAStatement();
    void statementsAreLiterals();
    void secretsAreComparedInConstantTime();
};

void TestPracticeHostile::everyFieldTakesAnything_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("statement") << QByteArray("' OR \"1\"='1' --\"); x'); DROP TABLE user; --");
    QTest::newRow("zero byte") << QByteArray("alice\0admin", 11);
    QTest::newRow("not UTF-8") << QByteArray("\xff\xfe\xc0\x80 \u202eecila\u202c");
    QTest::newRow("header") << QByteArray("x\r\nSet-Cookie: evil=1\r\n\r\n? :1 %1 %s %n ${x}");
    QTest::newRow("long") << QByteArray(40'000, '\'');
}

/// No field makes the server fail, and after all of them it is what it was.
void TestPracticeHostile::everyFieldTakesAnything()
{
    QFETCH(const QByteArray, value);
    for (const Entrance &entrance : entrances()) {
        RawHeaders headers;
        if (*entrance.cookieOf != '\0')
            headers = cookieHeader(cookieOf(m_api.logIn(entrance.cookieOf)));
        for (const QByteArray &hostile : entrance.fields) {
            QByteArrayList pairs;
            for (const QByteArray &name : entrance.fields)
                pairs << name + '=' + (name == hostile ? value.toPercentEncoding() : QByteArray("alice"));
            const QByteArray form = pairs.join('&');
            const bool get = QByteArrayView(entrance.method) == "GET";
            // A line of a request is shorter than this.
            if (get && form.size() > 30'000)
                continue;
            const RawAnswer answer = get ? m_api.get(entrance.path + QByteArray("?") + form, headers)
                                         : m_api.form(entrance.path, form, headers);
            const QByteArray what = entrance.path + QByteArray(" ") + hostile + ": " +
                                    QByteArray::number(answer.status) + ' ' + answer.body.left(200);
            QVERIFY2(answer.status >= 200 && answer.status < 500, what.constData());
            QVERIFY2(!answer.header("Set-Cookie").startsWith("evil"), what.constData());
            QVERIFY2(!answer.body.contains("syntax error") && !answer.body.contains("SQL logic"),
                     what.constData());
        }
    }
    // Switched by one of the fields above, perhaps.
    QVERIFY(m_api.post("/practice/reset").status == 204);
    QCOMPARE(m_api.get("/practice/users").json().value("users"_L1).toArray().size(), 3);
    QCOMPARE(m_api.logIn("session").status, 200);
}

/// What would be true of everybody is true of nobody.
void TestPracticeHostile::noFieldReachesIntoAStatement()
{
    const auto signIn = [this](const QByteArray &name, const QByteArray &password) {
        return verdictOf(
            m_api.post("/systems/session/login", jsonOf({{"username", name}, {"password", password}})));
    };
    QCOMPARE(signIn("alice", "wonderland"), "200");
    QCOMPARE(signIn("alice' --", "wonderland"), "401 invalid_credentials");
    QCOMPARE(signIn("' OR username = 'alice", "wonderland"), "401 invalid_credentials");
    QCOMPARE(signIn("alice", "' OR '1'='1"), "401 invalid_credentials");
    QCOMPARE(m_api.get("/practice/inside?system=session&user=alice%27%20OR%20%271%27%3D%271").status, 404);
    const QByteArray cookie = cookieOf(m_api.logIn("session"));
    QCOMPARE(m_api.me("session", cookieHeader(cookie)).status, 200);
    QCOMPARE(m_api.me("session", cookieHeader(cookie + "' OR '1'='1")).status, 401);
    QCOMPARE(m_api.meVerdict("opaque", "' OR '1'='1").left(3), "401");
    // And what looks like a statement is kept as text.
    const RawAnswer login = m_api.logIn("session", "x'); DROP TABLE user; --");
    const RawAnswer devices = m_api.get("/systems/session/devices", cookieHeader(cookieOf(login)));
    QVERIFY2(devices.body.contains("x'); DROP TABLE user; --"), devices.body.constData());
}

void TestPracticeHostile::statementsAreLiterals()
{
    // A statement that is put together is found.
    for (const char *planted : {"run(u\"SELECT id FROM user WHERE username = '\"_s + name)",
                                "m_storage.run(\n  u\"DELETE FROM %1\"_s.arg(x))", "run(sql, {name})",
                                "run(QString::fromUtf8(body))"})
        QCOMPARE(statementsThatAreBuilt(u"planted"_s, QString::fromLatin1(planted)).size(), 1);
    QVERIFY(
        statementsThatAreBuilt(u"x"_s, u"run(u\"SELECT a\"\n  \" FROM b WHERE c = ?\"_s, {d})"_s).isEmpty());

    QStringList found;
    int statements = 0;
    for (const QString &path : sourcesOfRoom()) {
        const QString source = sourceOf(path);
        const QString name = QFileInfo(path).fileName();
        statements += static_cast<int>(source.count(u"run("_s));
        found << statementsThatAreBuilt(name, source);
        QVERIFY2(name == u"storage.cpp" || !source.contains(u"QSqlQuery"_s), qPrintable(name));
    }
    QVERIFY2(statements > 100, QByteArray::number(statements).constData());
    // These take statements, or names of tables and columns, that are constants of the room, each with a word
    // about that beside it. A new one is to be looked at.
    QMap<QString, int> count;
    for (const QString &line : found)
        ++count[line.section(u':', 0, 0)];
    const QMap<QString, int> known = {
        {u"oauth_inside.cpp"_s, 1}, {u"oauth_tables.cpp"_s, 2}, {u"storage.cpp"_s, 9}, {u"storage.h"_s, 1}};
    QVERIFY2(count == known, qPrintable(found.join(u'\n')));
}

void TestPracticeHostile::secretsAreComparedInConstantTime()
{
    for (const char *planted :
         {"if (session.csrf == given)", "return hash != stored.hash;", "given == client.secret)",
          "(form.value() != interaction->csrf)", "if (verifier == other())"})
        QVERIFY2(!hastyComparisons(u"planted"_s, QString::fromLatin1(planted)).isEmpty(), planted);
    QVERIFY(hastyComparisons(u"x"_s, u"if (!sameSecret(session.csrf, given))"_s).isEmpty());

    QStringList found;
    QString all;
    for (const QString &path : sourcesOfRoom()) {
        const QString source = sourceOf(path);
        found << hastyComparisons(QFileInfo(path).fileName(), source);
        all += source;
    }
    QCOMPARE(found.join(u'\n'), QString());
    // The three ways to do it right are in use.
    QVERIFY(all.contains(u"CRYPTO_memcmp("_s) && all.count(u"sameSecret("_s) >= 6 &&
            all.count(u".equals("_s) >= 2);
}

QTEST_GUILESS_MAIN(TestPracticeHostile)
#include "tst_practice_hostile.moc"
