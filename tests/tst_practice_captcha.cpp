#include "practice/captcha.h"
#include "practice/storage.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::practice;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint start{std::chrono::milliseconds(1'800'000'000'000)};
}

/// The captcha with letters that the test knows, and a clock that it moves.
class TestPracticeCaptcha final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answers_data();
    void answers();
    void endsAfterTenMinutes();
    void isGoodOnce();
    void secretIsKept();
    void lettersAreNotInTheToken();
    void picturesDiffer();

private:
    [[nodiscard]] QByteArray tokenFor(const QString &username, const QByteArray &letters)
    {
        const auto token = m_tokens->make("captcha+jwt", {{"sub", username}}, Captcha::lifetime, letters);
        return token ? *token : QByteArray();
    }
    [[nodiscard]] bool isRight(const QString &username, const QByteArray &token, const QString &letters)
    {
        const auto answer = Captcha(*m_tokens, *m_used, m_clock).check(username, token, letters);
        return answer && *answer == Captcha::Answer::Right;
    }
    FixedClock m_clock{start};
    std::unique_ptr<Storage> m_storage;
    std::optional<PurposeTokens> m_tokens;
    std::optional<UsedOnce> m_used;
};

void TestPracticeCaptcha::init()
{
    auto opened = Storage::open({});
    QVERIFY(opened);
    m_storage = *std::move(opened);
    m_tokens.emplace(*m_storage, m_clock);
    m_used.emplace(*m_storage, m_clock);
    m_clock.set(start);
}

void TestPracticeCaptcha::answers_data()
{
    QTest::addColumn<QString>("username");
    QTest::addColumn<QString>("letters");
    QTest::addColumn<bool>("right");
    QTest::newRow("right") << u"alice"_s << u"ACEFHK"_s << true;
    QTest::newRow("small letters and a space") << u"alice"_s << u" acefhk"_s << true;
    QTest::newRow("one letter wrong") << u"alice"_s << u"ACEFHL"_s << false;
    QTest::newRow("none") << u"alice"_s << QString() << false;
    QTest::newRow("one too many") << u"alice"_s << u"ACEFHKA"_s << false;
    QTest::newRow("another name") << u"bob"_s << u"ACEFHK"_s << false;
}

void TestPracticeCaptcha::answers()
{
    QFETCH(QString, username);
    QFETCH(QString, letters);
    QFETCH(bool, right);
    QCOMPARE(isRight(username, tokenFor(u"alice"_s, "ACEFHK"), letters), right);
}

void TestPracticeCaptcha::endsAfterTenMinutes()
{
    const QByteArray first = tokenFor(u"alice"_s, "ACEFHK");
    const QByteArray second = tokenFor(u"alice"_s, "ACEFHK");
    m_clock.set(start + 10min - 1ms);
    QVERIFY(isRight(u"alice"_s, first, u"ACEFHK"_s));
    m_clock.set(start + 10min);
    QVERIFY(!isRight(u"alice"_s, second, u"ACEFHK"_s));
}

/// Letters that one person read are good for one try: not for a machine's guesses.
void TestPracticeCaptcha::isGoodOnce()
{
    const QByteArray token = tokenFor(u"alice"_s, "ACEFHK");
    const QByteArray other = tokenFor(u"alice"_s, "ACEFHK");
    QVERIFY(!isRight(u"alice"_s, token, u"ACEFHL"_s)); // a wrong answer uses nothing up
    QVERIFY(isRight(u"alice"_s, token, u"ACEFHK"_s));
    QVERIFY(!isRight(u"alice"_s, token, u"ACEFHK"_s));
    QVERIFY(isRight(u"alice"_s, other, u"ACEFHK"_s));
    // What is remembered ends with the token: nothing is left then, and the token is still refused.
    m_clock.set(start + 10min);
    QVERIFY(m_used->purge());
    QCOMPARE(m_storage->run(u"SELECT * FROM used_once"_s)->rows.size(), 0u);
    QVERIFY(!isRight(u"alice"_s, token, u"ACEFHK"_s));
}

void TestPracticeCaptcha::secretIsKept()
{
    const QByteArray token = tokenFor(u"alice"_s, "ACEFHK");
    PurposeTokens again(*m_storage, m_clock);
    const auto answer = Captcha(again, *m_used, m_clock).check(u"alice"_s, token, u"ACEFHK"_s);
    QVERIFY(answer && *answer == Captcha::Answer::Right);
    // A token of another kind with the same secret is none.
    const auto other = m_tokens->make("mail+jwt", {{"sub", u"alice"_s}}, 10min, "ACEFHK");
    QVERIFY(other && !isRight(u"alice"_s, *other, u"ACEFHK"_s));
}

void TestPracticeCaptcha::lettersAreNotInTheToken()
{
    const QByteArray first = tokenFor(u"alice"_s, "ACEFHK");
    const auto claims = QByteArray::fromBase64(first.split('.').value(1), QByteArray::Base64UrlEncoding);
    QVERIFY(claims.contains("\"sub\":\"alice\"") && !claims.contains("ACEFHK"));
    const auto challenge = Captcha(*m_tokens, *m_used, m_clock).make(u"alice"_s);
    QVERIFY(challenge);
    QVERIFY(challenge->png.startsWith("\x89PNG"));
}

void TestPracticeCaptcha::picturesDiffer()
{
    const QByteArray noise(64, '\x40');
    QByteArrayList pictures;
    for (const char letter : QByteArray("ACEFHKLMNPTUVXYZ")) {
        const QByteArray png = drawLetters(QByteArray(6, letter), noise);
        QVERIFY2(!pictures.contains(png), QByteArray(1, letter).constData());
        pictures << png;
    }
    QVERIFY(drawLetters("ACEFHK", noise) != drawLetters("ACEFHK", QByteArray(64, '\x10')));
}

QTEST_GUILESS_MAIN(TestPracticeCaptcha)
#include "tst_practice_captcha.moc"
