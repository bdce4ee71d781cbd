#include "jose/key_import.h"
#include "jose/signing.h"
#include "practice/accounts.h"
#include "practice/deny_list.h"
#include "practice/families.h"
#include "practice/password_hash.h"
#include "practice/storage.h"
#include "practice/tokens.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::practice;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{std::chrono::milliseconds(1'800'000'000'000)};
constexpr char issuer[] = "http://127.0.0.1:1";

// Real passwords take a tenth of a second to make; most rules need only that the users are there.
enum class Passwords { None, Real };

/// The parts of a server, with a clock that stands still.
struct House {
    explicit House(Passwords passwords = Passwords::None)
    {
        auto opened = Storage::open({});
        storage = *std::move(opened);
        accounts.emplace(*storage, clock);
        denyList.emplace(*storage, clock);
        families.emplace(*storage, *denyList, clock);
        if (passwords == Passwords::None)
            addUsersWithoutPasswords();
        (void)accounts->seed();
        auto made = Tokens::open(*storage, *denyList, clock, issuer, 300s);
        tokens = *std::move(made);
    }

    void addUsersWithoutPasswords()
    {
        for (const KnownUser &user : knownUsers()) {
            (void)storage->run(
                u"INSERT INTO user (id, username, name, scope, salt, hash, cost, block_size, parallelism)"
                " VALUES (?, ?, '', '', x'00', x'00', 2, 1, 1)"_s,
                {QString::fromLatin1(user.id), QString::fromLatin1(user.username)});
        }
    }
    [[nodiscard]] SignInAnswer signIn(const char *password, const QString &user = u"alice"_s)
    {
        return *accounts->signIn(user, Secret(QByteArrayView(password)));
    }
    /// How many rows of a table there are.
    [[nodiscard]] qint64 rows(const QString &table)
    {
        return storage->run(u"SELECT count(*) FROM %1"_s.arg(table))->rows.front().front().toLongLong();
    }
    [[nodiscard]] QByteArray refusal(const QByteArray &token)
    {
        const auto answer = tokens->verify(token);
        const auto *refused = std::get_if<Refusal>(&*answer);
        return refused ? refused->reason : QByteArray("accepted");
    }

    FixedClock clock{start};
    std::unique_ptr<Storage> storage;
    std::optional<Accounts> accounts;
    std::optional<DenyList> denyList;
    std::optional<Families> families;
    std::unique_ptr<Tokens> tokens;
};

} // namespace

/// Rules that need a clock of their own or the server's key: the parts of the server, in this process.
class TestPracticeRules final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passwordsAreSaltedAndMatch();
    void lockEndsByTime();
    void wrongPasswordsAreForgotten();
    void accessTokenEndsAtItsSecond();
    void refusesWhatTheRealKeySigned_data();
    void refusesWhatTheRealKeySigned();
    void keyIsKept();
    void refreshTokensAreStoredAsHashes();
    void familyEndsAtItsLifetime();
    void nothingExpiredIsLeft();
    void failedWorkIsUndone();
    void refusesDatabasesOfOthers_data();
    void refusesDatabasesOfOthers();
};

void TestPracticeRules::passwordsAreSaltedAndMatch()
{
    const Secret password(QByteArrayView("wonderland"));
    const auto first = hashPassword(password);
    const auto second = hashPassword(password);
    QVERIFY(first && second);
    QVERIFY(first->salt.size() >= 16);
    QVERIFY(first->salt != second->salt);
    QVERIFY(first->hash != second->hash);
    QVERIFY(first->cost >= 1 << 14);
    QCOMPARE(*matchPassword(password, *first), PasswordMatch::Match);
    QCOMPARE(*matchPassword(Secret(QByteArrayView("wonderlanD")), *first), PasswordMatch::Mismatch);
    QCOMPARE(*matchPassword(Secret(), *first), PasswordMatch::Mismatch);
    QCOMPARE(*matchPassword(Secret(), *hashPassword(Secret())), PasswordMatch::Match);
    PasswordHash cut = *first;
    cut.hash.chop(1);
    QCOMPARE(*matchPassword(password, cut), PasswordMatch::Mismatch);
}

void TestPracticeRules::lockEndsByTime()
{
    House house(Passwords::Real);
    for (int i = 1; i < Accounts::attempts; ++i)
        QVERIFY(std::holds_alternative<WrongPassword>(house.signIn("wrong")));
    QCOMPARE(std::get<TooManyAttempts>(house.signIn("wrong")).retryAfter, 30s);
    house.clock.advance(28500ms);
    QCOMPARE(std::get<TooManyAttempts>(house.signIn("wonderland")).retryAfter, 2s); // rounded up
    house.clock.advance(1499ms);
    QCOMPARE(std::get<TooManyAttempts>(house.signIn("wonderland")).retryAfter, 1s);
    house.clock.advance(1ms);
    QVERIFY(std::holds_alternative<WrongPassword>(house.signIn("wrong"))); // counted from one again
    QCOMPARE(std::get<Account>(house.signIn("wonderland")).id, u"u-1001"_s);
}

void TestPracticeRules::wrongPasswordsAreForgotten()
{
    House house(Passwords::Real);
    for (int i = 1; i < Accounts::attempts; ++i)
        QVERIFY(std::holds_alternative<WrongPassword>(house.signIn("wrong")));
    house.clock.advance(Accounts::memory);
    QVERIFY(std::holds_alternative<WrongPassword>(house.signIn("wrong")));
}

void TestPracticeRules::accessTokenEndsAtItsSecond()
{
    House house;
    house.clock.advance(999ms); // issued at a whole second, rounded down
    const auto token = house.tokens->issue(**house.accounts->find(u"u-1001"_s));
    QVERIFY(token);
    QCOMPARE(token->expiresAt, start + 300s);
    house.clock.set(token->expiresAt - 1ms);
    QCOMPARE(house.refusal(token->token), "accepted");
    house.clock.set(token->expiresAt);
    QCOMPARE(house.refusal(token->token), "The access token has expired");
    house.clock.set(start - 1ms);
    QCOMPARE(house.refusal(token->token), "The access token is not valid: TokenNotYetValid");
}

void TestPracticeRules::refusesWhatTheRealKeySigned_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray header = R"({"alg":"ES256","typ":"JWT"})";
    const QByteArray whole =
        R"({"iss":"http://127.0.0.1:1","aud":"http://127.0.0.1:1","exp":1800000300,"jti":"x"})";
    const auto changed = [&](const char *from, const char *to) {
        return QByteArray(whole).replace(from, to);
    };
    const QByteArray why = "The access token is not valid: ";
    QTest::newRow("whole") << header << whole << QByteArray("accepted");
    QTest::newRow("another type") << QByteArray(R"({"alg":"ES256","typ":"verify-mail+jwt"})") << whole
                                  << why + "TypeMismatch";
    QTest::newRow("another issuer") << header
                                    << changed(R"("iss":"http://127.0.0.1:1")",
                                               R"("iss":"http://127.0.0.1:2")")
                                    << why + "IssuerMismatch";
    QTest::newRow("another audience")
        << header << changed(R"("aud":"http://127.0.0.1:1")", R"("aud":"http://127.0.0.1:2")")
        << why + "AudienceMismatch";
    QTest::newRow("no expiry") << header << changed(R"("exp":1800000300,)", "") << why + "ExpirationMissing";
}

void TestPracticeRules::refusesWhatTheRealKeySigned()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, answer);
    House house;
    const auto keys = jose::importKeys(**house.storage->setting(u"signing_key"_s), u"key"_s);
    QVERIFY(keys);
    const auto token = jose::signCompact(header, claims, keys->keys.front(), *jose::findAlgorithm("ES256"));
    QVERIFY(token);
    QCOMPARE(house.refusal(*token), answer);
}

void TestPracticeRules::keyIsKept()
{
    House house;
    const auto again = Tokens::open(*house.storage, *house.denyList, house.clock, issuer, 300s);
    QVERIFY(again);
    QCOMPARE((*again)->jwkSet(), house.tokens->jwkSet());
    QVERIFY(House().tokens->jwkSet() != house.tokens->jwkSet());
}

void TestPracticeRules::refreshTokensAreStoredAsHashes()
{
    House house;
    const auto grant = house.families->begin(u"u-1001"_s);
    QVERIFY(grant);
    const auto row = house.storage->run(u"SELECT hash FROM refresh_token"_s);
    QCOMPARE(row->rows.size(), 1u);
    QCOMPARE(row->rows.front().front().toByteArray(),
             QCryptographicHash::hash(grant->refreshToken, QCryptographicHash::Sha256));
}

void TestPracticeRules::familyEndsAtItsLifetime()
{
    House house;
    const auto begun = house.families->begin(u"u-1001"_s);
    house.clock.advance(Families::lifetime - 1ms);
    const auto late = house.families->rotate(begun->refreshToken);
    QVERIFY(late && late->has_value());
    QCOMPARE((*late)->userId, u"u-1001"_s);
    house.clock.advance(1ms); // rotating does not make it longer
    const auto over = house.families->rotate((*late)->refreshToken);
    QVERIFY(over && !over->has_value());
}

void TestPracticeRules::nothingExpiredIsLeft()
{
    House house;
    (void)house.signIn("wrong");
    const auto ended = house.families->begin(u"u-1001"_s);
    const auto going = house.families->begin(u"u-1002"_s);
    QVERIFY(house.families->addAccessToken(ended->family, u"first"_s, start + 300s));
    QVERIFY(house.families->addAccessToken(going->family, u"second"_s, start + 300s));
    QVERIFY(house.families->endByRefreshToken(ended->refreshToken));
    const auto purge = [&] {
        return house.accounts->purge() && house.denyList->purge() && house.families->purge();
    };

    house.clock.set(start + 300s - 1ms);
    QVERIFY(purge());
    QCOMPARE(*house.denyList->look(u"first"_s), DenyList::Answer::Denied);
    QCOMPARE(*house.denyList->look(u"second"_s), DenyList::Answer::NotDenied);
    QCOMPARE(house.rows(u"access_token"_s), 1);
    QCOMPARE(house.rows(u"wrong_password"_s), 1);

    house.clock.set(start + 300s);
    QVERIFY(purge());
    QCOMPARE(house.rows(u"denied"_s), 0);
    QCOMPARE(house.rows(u"access_token"_s), 0);
    QCOMPARE(house.rows(u"family"_s), 1);

    house.clock.set(start + Families::lifetime);
    QVERIFY(purge());
    for (const char *table : {"family", "refresh_token", "wrong_password"})
        QCOMPARE(house.rows(QString::fromLatin1(table)), 0);
    QCOMPARE(house.rows(u"user"_s), 3);
}

void TestPracticeRules::failedWorkIsUndone()
{
    House house;
    const auto outcome = house.storage->atomically([&]() -> Result<Done> {
        if (auto inner = house.families->begin(u"u-1001"_s); !inner)
            return inner.error();
        return Error{ErrorCode::RandomUnavailable};
    });
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::RandomUnavailable);
    QCOMPARE(house.rows(u"family"_s), 0);
    QCOMPARE(house.rows(u"refresh_token"_s), 0);
    QVERIFY(house.families->begin(u"u-1001"_s)); // and the connection still works
    QCOMPARE(house.rows(u"family"_s), 1);
}

void TestPracticeRules::refusesDatabasesOfOthers_data()
{
    QTest::addColumn<QString>("pragma");
    QTest::addColumn<QString>("detail");
    QTest::newRow("newer") << u"PRAGMA user_version = 2"_s << u"it was written by a newer version"_s;
    QTest::newRow("foreign") << u"PRAGMA application_id = 7"_s << u"it belongs to another program"_s;
}

void TestPracticeRules::refusesDatabasesOfOthers()
{
    QFETCH(QString, pragma);
    QFETCH(QString, detail);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"practice.db"_s);
    {
        const auto storage = Storage::open(path);
        QVERIFY(storage);
        QVERIFY((*storage)->run(pragma));
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    const auto storage = Storage::open(path);
    QVERIFY(!storage);
    QCOMPARE(storage.error().code, ErrorCode::DatabaseFailed);
    QCOMPARE(storage.error().detail, detail);
    file.seek(0);
    QCOMPARE(file.readAll(), before);
}

QTEST_GUILESS_MAIN(TestPracticeRules)
#include "tst_practice_rules.moc"
