#include "base/base64url.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

#include <QDebug>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

using namespace claimcheck;

namespace {

/// The array that is watched, its size, and what stood in it when it was given back.
const void *watched = nullptr;
size_t watchedSize = 0;
enum class LastSeen { Nothing, Zeros, Bytes } lastSeen = LastSeen::Nothing;

template <class T>
concept Printable = requires(QDebug debug, const T &value)
{
    debug << value;
};
static_assert(Printable<QByteArray>);
static_assert(!Printable<Secret>, "a secret must not reach a log");
static_assert(!std::is_convertible_v<Secret, QByteArrayView> && !std::is_convertible_v<Secret, QByteArray>);
static_assert(!std::is_convertible_v<QByteArray, Secret>);

} // namespace

void *operator new[](size_t size)
{
    if (void *memory = std::malloc(size ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void operator delete[](void *memory) noexcept
{
    if (memory && memory == watched) {
        const auto *bytes = static_cast<const char *>(memory);
        lastSeen = std::all_of(bytes, bytes + watchedSize, [](char c) { return c == 0; }) ? LastSeen::Zeros
                                                                                          : LastSeen::Bytes;
        watched = nullptr;
    }
    std::free(memory);
}

void operator delete[](void *memory, size_t) noexcept
{
    operator delete[](memory);
}

class TestBase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasAnUniqueNameAndASentence();
    void describesWithSubjectAndDetail_data();
    void describesWithSubjectAndDetail();
    void hasStableExitClasses();
    void resultHoldsAValueOrAnError();
    void resultMovesItsValueOut();
    void secretCopiesDeeply();
    void secretMovesWithoutACopy();
    void secretIsWipedWhenItGoes_data();
    void secretIsWipedWhenItGoes();
    void secretComparesBytes();
    void wipesABuffer();
    void randomBytesDiffer();
    void randomTextIsBase64url();
    void fixedClockStandsStill();
    void systemClockGoesOn();
};

void TestBase::everyCodeHasAnUniqueNameAndASentence()
{
    QSet<QByteArray> names;
    for (const ErrorCode code : allErrorCodes()) {
        const QByteArray name = codeName(code);
        QVERIFY2(!names.contains(name), name.constData());
        names.insert(name);
        QCOMPARE(codeFromName(name), code);
        const QString meaning = codeMeaning(code);
        QVERIFY2(!meaning.isEmpty() && !meaning.contains(u'%'), name.constData());
        const Description bare = describe({code});
        QVERIFY2(!bare.message.contains(u'%') && !bare.hint.contains(u'%'), name.constData());
        QVERIFY2(!meaning.contains(u'!') && !meaning.contains(u"lease "), name.constData());
    }
    QVERIFY(names.size() > 100);
    QVERIFY(!codeFromName("NoSuchCode"));
    QVERIFY(!codeFromName(""));
    QVERIFY(!codeFromName("jsonsyntax"));
}

void TestBase::describesWithSubjectAndDetail_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, ErrorCode code, const char *subject, const char *detail,
                        const char *message) {
        QTest::newRow(name) << code << QString::fromUtf8(subject) << QString::fromUtf8(detail)
                            << QString::fromUtf8(message);
    };
    row("subject only", ErrorCode::ClaimMissing, "exp", "", "The claim exp is missing.");
    row("both", ErrorCode::NetworkFailed, "example.com", "no route", "Cannot reach example.com: no route.");
    row("no detail, no colon", ErrorCode::NetworkFailed, "example.com", "", "Cannot reach example.com.");
    row("detail at the end", ErrorCode::ServerFailed, "It", "", "It has an error of its own.");
    row("a %2 in the subject stays", ErrorCode::NetworkFailed, "%2 and %1", "why %1",
        "Cannot reach %2 and %1: why %1.");
    row("a : %2 in the subject stays", ErrorCode::NetworkFailed, "a: %2", "why", "Cannot reach a: %2: why.");
    row("a percent sign at the end", ErrorCode::NetworkFailed, "a", "100 %", "Cannot reach a: 100 %.");
}

void TestBase::describesWithSubjectAndDetail()
{
    QFETCH(ErrorCode, code);
    QFETCH(QString, subject);
    QFETCH(QString, detail);
    QFETCH(QString, message);
    QCOMPARE(describe({code, subject, detail}).message, message);
}

void TestBase::hasStableExitClasses()
{
    QCOMPARE(exitClass(ErrorCode::SignatureMismatch), ExitClass::No);
    QCOMPARE(exitClass(ErrorCode::UsageInvalid), ExitClass::Usage);
    QCOMPARE(exitClass(ErrorCode::KeychainLocked), ExitClass::CouldNotDo);
    QCOMPARE(int(ExitClass::No), 1);
    QCOMPARE(int(ExitClass::Usage), 2);
    QCOMPARE(int(ExitClass::CouldNotDo), 3);
}

void TestBase::resultHoldsAValueOrAnError()
{
    const Result<QByteArray> good = QByteArray("x");
    QVERIFY(good);
    QCOMPARE(*good, "x");
    QCOMPARE(good->size(), 1);
    const Result<QByteArray> wrong = Error{ErrorCode::JsonSyntax, {}, {}, 7};
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::JsonSyntax);
    QCOMPARE(wrong.error().offset, 7);
    QCOMPARE(Error{ErrorCode::JsonSyntax}.offset, -1);
}

void TestBase::resultMovesItsValueOut()
{
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
    const std::unique_ptr<int> taken = std::move(result).value();
    QCOMPARE(*taken, 5);
    const std::unique_ptr<int> direct = *Result<std::unique_ptr<int>>(std::make_unique<int>(6));
    QCOMPARE(*direct, 6);
}

void TestBase::secretCopiesDeeply()
{
    const Secret first(QByteArrayView("open sesame"));
    Secret copy = first;
    QVERIFY(copy.reveal().data() != first.reveal().data());
    QCOMPARE(copy.reveal(), QByteArrayView("open sesame"));
    copy = Secret::fromText(u"é");
    QCOMPARE(copy.reveal(), QByteArrayView("\xC3\xA9"));
    QCOMPARE(first.size(), 11);
    QVERIFY(Secret().isEmpty());
    QVERIFY(Secret(QByteArrayView()).reveal().isEmpty());
}

void TestBase::secretMovesWithoutACopy()
{
    Secret first(QByteArrayView("open sesame"));
    const char *const bytes = first.reveal().data();
    Secret second = std::move(first);
    QVERIFY(second.reveal().data() == bytes); // QCOMPARE would compare text
    Secret third;
    third = std::move(second);
    QVERIFY(third.reveal().data() == bytes);
}

void TestBase::secretIsWipedWhenItGoes_data()
{
    QTest::addColumn<bool>("assigned");
    QTest::newRow("destroyed") << false;
    QTest::newRow("assigned over") << true;
}

void TestBase::secretIsWipedWhenItGoes()
{
    QFETCH(bool, assigned);
    auto secret = std::make_unique<Secret>(QByteArrayView("open sesame"));
    watched = secret->reveal().data();
    watchedSize = 11;
    lastSeen = LastSeen::Nothing;
    if (assigned)
        *secret = Secret();
    else
        secret.reset();
    QCOMPARE(lastSeen, LastSeen::Zeros);
}

void TestBase::secretComparesBytes()
{
    const Secret secret(QByteArrayView("abc"));
    QVERIFY(secret.equals(Secret(QByteArrayView("abc"))));
    QVERIFY(!secret.equals(Secret(QByteArrayView("abd"))));
    QVERIFY(!secret.equals(Secret(QByteArrayView("ab"))));
    QVERIFY(!secret.equals(Secret()));
    QVERIFY(Secret().equals(Secret()));
}

void TestBase::wipesABuffer()
{
    QByteArray bytes = QByteArray("open sesame").repeated(3);
    wipe(bytes);
    QVERIFY(bytes.isEmpty());
    wipe(bytes);
}

void TestBase::randomBytesDiffer()
{
    QSet<QByteArray> seen;
    for (int i = 0; i < 100; ++i) {
        const auto bytes = randomBytes(16);
        QVERIFY(bytes);
        QCOMPARE(bytes->size(), 16);
        seen.insert(*bytes);
    }
    QCOMPARE(seen.size(), 100);
    QVERIFY(randomBytes(0)->isEmpty());
}

void TestBase::randomTextIsBase64url()
{
    const auto text = randomText(32);
    QVERIFY(text);
    QCOMPARE(text->size(), 43);
    const auto bytes = base64url::decode(*text);
    QVERIFY(bytes);
    QCOMPARE(bytes->size(), 32);
}

void TestBase::fixedClockStandsStill()
{
    using namespace std::chrono_literals;
    FixedClock clock(TimePoint(1000ms));
    QCOMPARE(clock.now(), TimePoint(1s));
    clock.advance(5s);
    QCOMPARE(clock.now(), TimePoint(6s));
    clock.set(TimePoint(0s));
    QCOMPARE(clock.now(), TimePoint());
}

void TestBase::systemClockGoesOn()
{
    const SystemClock clock;
    QTRY_VERIFY(clock.now() > TimePoint(std::chrono::seconds(1'700'000'000)));
    const TimePoint start = clock.now();
    QTRY_VERIFY(clock.now() > start);
}

QTEST_GUILESS_MAIN(TestBase)
#include "support/patience.h"
#include "tst_base.moc"
