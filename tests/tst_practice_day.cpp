#include "practice_tools.h"

#include "jose/dpop.h"
#include "jose/key_export.h"
#include "practice/storage.h"

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::practice;
using namespace claimcheck::test;

/// What is left in the database: after a day, and after an older version.
class TestPracticeDay final : public QObject {
    Q_OBJECT

private:
    /// The tables whose rows end.
    [[nodiscard]] static QStringList endingTables(Storage &storage)
    {
        QStringList names;
        const auto found = storage.run(u"SELECT sqlite_master.name FROM sqlite_master"
                                       " JOIN pragma_table_info(sqlite_master.name) AS field"
                                       " WHERE sqlite_master.type = 'table' AND field.name = 'expires_at'"_s);
        if (found) {
            for (const QVariantList &row : found->rows)
                names << row[0].toString();
        }
        return names;
    }
    [[nodiscard]] static qint64 rows(Storage &storage, const QString &table, TimePoint until)
    {
        const auto found =
            storage.run(u"SELECT count(*) FROM %1 WHERE expires_at <= ?"_s.arg(table), {stored(until)});
        return found ? found->rows.front().front().toLongLong() : -1;
    }
    /// One of everything that leaves a row.
    static void leaveTraces(PracticeApi &api)
    {
        for (const char *system : {"session", "one-device", "five-rows", "opaque", "jwt-refresh"})
            QCOMPARE(api.logIn(system).status, 200);
        QCOMPARE(api.post("/login", loginBody("bob", "builder")).status, 200);
        QCOMPARE(api.post("/login", loginBody("bob", "wrong")).status, 401);
        const QByteArray denied = api.tokenOf("jwt-deny");
        QCOMPARE(api.post("/systems/jwt-deny/logout", "{}", bearer(denied)).status, 204);
        QCOMPARE(api.post("/purpose/mail", jsonOf({{"username", "alice"}, {"email", "a@b.c"}})).status, 202);
        const QByteArray link = api.post("/purpose/download", jsonOf({{"file", "report.txt"}})).text("link");
        QCOMPARE(api.get(link.mid(link.indexOf("/purpose"))).status, 200);
        QCOMPARE(api.post("/practice/keys/rotate").status, 200);
        const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
        const auto proof = jose::makeDpopProof(
            *key, *jose::findAlgorithm("ES256"),
            {.method = "POST", .uri = api.server().baseUrl().toUtf8() + "/systems/bound-key/login"}, "1",
            SystemClock().now());
        QCOMPARE(api.logIn("bound-key", "test", {{"DPoP", *proof}}).status, 200);
    }

private Q_SLOTS:
    void aDayLeavesNothingExpired();
    void olderDatabaseGetsWhatIsNew();
};

void TestPracticeDay::aDayLeavesNothingExpired()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"practice.db"_s);
    const auto far = SystemClock().now() + std::chrono::hours(24 * 365);
    PracticeApi api;
    QVERIFY2(api.start({u"--db"_s, file}), qPrintable(api.server().problem()));
    leaveTraces(api);
    {
        // Every table of mine has something in it, or the test would prove nothing.
        const auto storage = Storage::open(file);
        QVERIFY(storage);
        for (const char *table : {"session", "opaque_token", "family", "access_token", "wrong_password",
                                  "denied", "used_once", "mail"})
            QVERIFY2(rows(**storage, QString::fromLatin1(table), far) > 0, table);
    }
    api.advance(24 * 60 * 60);
    const TimePoint now = SystemClock().now() + std::chrono::hours(24);
    QCOMPARE(api.server().stop(), 0);

    const auto storage = Storage::open(file);
    QVERIFY(storage);
    const QStringList tables = endingTables(**storage);
    // A table that comes later needs a trace above, or one in tst_practice_oauth, which does the same for the
    // provider's.
    QStringList own = tables.filter(QRegularExpression(u"^(?!oauth_)"_s));
    own.sort();
    QCOMPARE(own, (QStringList{u"access_token"_s, u"denied"_s, u"family"_s, u"mail"_s, u"opaque_token"_s,
                               u"session"_s, u"used_once"_s, u"wrong_password"_s}));
    for (const QString &table : tables)
        QVERIFY2(rows(**storage, table, now) == 0, qPrintable(table));
    // A family lives for 30 days, and its used refresh tokens with it; all else is gone.
    QVERIFY(rows(**storage, u"family"_s, far) > 0);
    for (const char *table :
         {"session", "opaque_token", "access_token", "wrong_password", "denied", "used_once", "mail"})
        QVERIFY2(rows(**storage, QString::fromLatin1(table), far) == 0, table);
    // The key before the rotation, too.
    const auto old = (*storage)->setting(u"signing_key.old"_s);
    QVERIFY(old && !*old);
}

void TestPracticeDay::olderDatabaseGetsWhatIsNew()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"practice.db"_s);
    PracticeApi api;
    QVERIFY2(api.start({u"--db"_s, file}), qPrintable(api.server().problem()));
    QCOMPARE(api.server().stop(), 0);
    {
        // As the first version left it: without the columns and tables that came later.
        const auto storage = Storage::open(file);
        QVERIFY(storage);
        for (const char *sql : {"ALTER TABLE user DROP COLUMN role", "ALTER TABLE user DROP COLUMN system",
                                "ALTER TABLE user DROP COLUMN email", "ALTER TABLE user DROP COLUMN sign_ins",
                                "DROP TABLE session", "DROP TABLE opaque_token", "DROP TABLE mail"})
            QVERIFY2((*storage)->run(QString::fromLatin1(sql)), sql);
    }
    QVERIFY2(api.start({u"--db"_s, file}), qPrintable(api.server().problem()));
    for (const char *system : {"session", "opaque", "five-counter"})
        QCOMPARE(api.logIn(system).status, 200);
    QCOMPARE(api.get("/practice/users").json().value("users"_L1).toArray().at(0)[u"role"_s], u"member"_s);
}

QTEST_GUILESS_MAIN(TestPracticeDay)
#include "tst_practice_day.moc"
