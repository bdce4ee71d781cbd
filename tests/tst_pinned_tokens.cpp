#include "credentials/memory_store.h"
#include "credentials/pinned_tokens.h"
#include "inspect/token_name.h"

#include "base/base64url.h"

#include <QTest>

#include <optional>

using namespace claimcheck;
using namespace claimcheck::credentials;
using namespace Qt::StringLiterals;

namespace {

template <class T>
struct Answered {
    std::optional<Result<T>> result;
    Callback<T> callback()
    {
        return [this](Result<T> r) { result.emplace(std::move(r)); };
    }
};

/// A keychain that is locked, and counts how often a person was asked.
class LockedStore final : public CredentialStore {
public:
    OperationPtr probe(QObject *context, Callback<KeychainState> done) override
    {
        QMetaObject::invokeMethod(
            context, [done = std::move(done)] { done(KeychainState::Locked); }, Qt::QueuedConnection);
        return nullptr;
    }
    OperationPtr unlock(QObject *context, Callback<Done> done) override
    {
        ++asked;
        QMetaObject::invokeMethod(
            context, [done = std::move(done)] { done(Error{ErrorCode::KeychainPromptDismissed}); },
            Qt::QueuedConnection);
        return nullptr;
    }
    OperationPtr read(const QString &, QObject *, Callback<Secret>) override { return never(); }
    OperationPtr write(const QString &, const Secret &, QObject *, Callback<Done>) override
    {
        return never();
    }
    OperationPtr remove(const QString &, QObject *, Callback<Done>) override { return never(); }
    OperationPtr checkWritable(QObject *, Callback<Done>) override { return never(); }
    OperationPtr list(QObject *, Callback<QStringList>) override { return never(); }
    int asked = 0;
    bool touched = false;

private:
    OperationPtr never()
    {
        touched = true;
        return nullptr;
    }
};

} // namespace

class TestPinnedTokens final : public QObject {
    Q_OBJECT

    std::unique_ptr<MemoryStore> m_store;
    FixedClock m_clock{TimePoint(std::chrono::seconds(1795294457))};

    PinnedTokens pins() { return {*m_store, m_clock}; }
    template <class T>
    Result<T> wait(Answered<T> &answered, const OperationPtr &operation)
    {
        Q_UNUSED(operation) // alive until here
        // Turn by turn: a store in memory answers in the next one, and QTest's own wait sleeps between two.
        for (int turn = 0; !answered.result && turn < 10000; ++turn)
            QCoreApplication::processEvents();
        if (!answered.result)
            qFatal("no answer");
        return *answered.result;
    }
    Result<PinnedTokens::Added> pin(const QString &name, const QByteArray &token)
    {
        Answered<PinnedTokens::Added> added;
        return wait(added, pins().pin(name, Secret(token), this, added.callback()));
    }
    Result<std::vector<Pin>> list()
    {
        Answered<std::vector<Pin>> listed;
        return wait(listed, pins().list(PinnedTokens::Asking::Never, this, listed.callback()));
    }
    QStringList names()
    {
        QStringList texts;
        const auto pins = list();
        for (const Pin &pin : *pins)
            texts << pin.name;
        return texts;
    }
    Result<PinnedToken> read(const QString &id)
    {
        Answered<PinnedToken> answered;
        return wait(answered, pins().read(id, this, answered.callback()));
    }
    Result<Done> remove(const QString &id)
    {
        Answered<Done> removed;
        return wait(removed, pins().remove(id, this, removed.callback()));
    }
    Result<Pin> rename(const QString &id, const QString &name)
    {
        Answered<Pin> renamed;
        return wait(renamed, pins().rename(id, name, this, renamed.callback()));
    }
    void write(const QString &id, const QByteArray &blob)
    {
        Answered<Done> written;
        const auto done = wait(written, m_store->write(id, Secret(blob), this, written.callback()));
        QVERIFY(done);
    }
    QStringList ids()
    {
        Answered<QStringList> listed;
        return wait(listed, m_store->list(this, listed.callback())).value();
    }

private Q_SLOTS:
    void init() { m_store = std::make_unique<MemoryStore>(); }

    void keepsATokenExactly_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("compact") << "eyJhbGciOiJub25lIn0.e30."_qba;
        QTest::newRow("quotes and line ends") << "{\"payload\":\"\",\n \"signatures\":[]}"_qba;
        QTest::newRow("not UTF-8") << "\xff\xfe\0x"_qba;
        QTest::newRow("the longest") << QByteArray(PinnedTokens::longestToken, 'x');
    }
    void keepsATokenExactly()
    {
        QFETCH(QByteArray, token);
        const auto added = pin(u"work"_s, token);
        QVERIFY(added && added->isNew);
        QCOMPARE(added->pin.name, u"work"_s);
        const auto kept = read(added->pin.id);
        QVERIFY(kept);
        QCOMPARE(kept->token.reveal().toByteArray(), token);
        QCOMPARE(kept->pin.name, u"work"_s);
        QCOMPARE(kept->pin.pinnedAt, m_clock.now());
    }

    void anIdTellsNothing()
    {
        QVERIFY(pin(u"alice"_s, "token-of-alice"_qba));
        QCOMPARE(ids().size(), 1);
        QVERIFY2(QRegularExpression(u"^pin-[A-Za-z0-9_-]{22}$"_s).match(ids().first()).hasMatch(),
                 qPrintable(ids().first()));
    }

    void listsInTheOrderOfPinning()
    {
        for (const QString &name : {u"c"_s, u"a"_s, u"b"_s}) {
            m_clock.advance(std::chrono::seconds(1));
            QVERIFY(pin(name, name.toUtf8()));
        }
        QCOMPARE(names(), (QStringList{u"c"_s, u"a"_s, u"b"_s}));
    }

    void nothingElseOfTheKeychainIsListedOrTouched()
    {
        const QString profile = u"rPm2mUq0u1Yy9mQ0n5cF2w"_s;
        write(profile, "a session"_qba);
        write(u"pin-but-of-another-length"_s, "{}"_qba);
        QCOMPARE(names(), QStringList());
        QCOMPARE(read(profile).error().code, ErrorCode::PinNotFound);
        QCOMPARE(remove(profile).error().code, ErrorCode::PinNotFound);
        QCOMPARE(rename(profile, u"x"_s).error().code, ErrorCode::PinNotFound);
        QVERIFY(ids().contains(profile));
    }

    void aNameThatIsTakenGetsANumber()
    {
        QVERIFY(pin(u"work"_s, "one"_qba));
        QCOMPARE(pin(u"work"_s, "two"_qba)->pin.name, u"work (2)"_s);
        QCOMPARE(pin(u"work"_s, "three"_qba)->pin.name, u"work (3)"_s);
    }

    void theSameTokenIsPinnedOnce()
    {
        const auto first = pin(u"work"_s, "one"_qba);
        const auto again = pin(u"home"_s, "one"_qba);
        QVERIFY(again && !again->isNew);
        QCOMPARE(again->pin.id, first->pin.id);
        QCOMPARE(again->pin.name, u"work"_s);
        QCOMPARE(names(), QStringList{u"work"_s});
    }

    void namesAreOneShortLine_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("kept");
        QTest::newRow("lines") << u" a\n\tb "_s << u"a b"_s;
        QTest::newRow("empty") << u" \n"_s << u"token"_s;
        QTest::newRow("long") << QString(500, u'x') << QString(PinnedTokens::longestName, u'x');
        QTest::newRow("half an emoji") << QString(PinnedTokens::longestName - 1, u'x') + u"\U0001F600"_s
                                       << QString(PinnedTokens::longestName - 1, u'x');
    }
    void namesAreOneShortLine()
    {
        QFETCH(QString, given);
        const auto added = pin(given, "one"_qba);
        QVERIFY(added);
        QTEST(added->pin.name, "kept");
        QTEST(names().first(), "kept");
    }

    void renames()
    {
        const auto one = pin(u"one"_s, "1"_qba);
        QVERIFY(pin(u"two"_s, "2"_qba));
        QCOMPARE(rename(one->pin.id, u"two"_s)->name, u"two (2)"_s);
        QCOMPARE(rename(one->pin.id, u"one"_s)->name, u"one"_s);
        QCOMPARE(rename(one->pin.id, u"one"_s)->name, u"one"_s); // its own name is not taken
        QCOMPARE(read(one->pin.id)->token.reveal().toByteArray(), "1"_qba);
    }

    void unpins()
    {
        const auto one = pin(u"one"_s, "1"_qba);
        QVERIFY(pin(u"two"_s, "2"_qba));
        QVERIFY(remove(one->pin.id));
        QCOMPARE(names(), QStringList{u"two"_s});
        QCOMPARE(read(one->pin.id).error().code, ErrorCode::PinNotFound);
        QVERIFY(remove(one->pin.id)); // what is not there is gone
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QByteArray() << static_cast<int>(ErrorCode::NoTokenFound);
        QTest::newRow("one byte too long")
            << QByteArray(PinnedTokens::longestToken + 1, 'x') << static_cast<int>(ErrorCode::TokenTooLarge);
    }
    void refuses()
    {
        QFETCH(QByteArray, token);
        const auto added = pin(u"x"_s, token);
        QVERIFY(!added);
        QTEST(static_cast<int>(added.error().code), "code");
        QCOMPARE(ids(), QStringList());
    }

    void keepsNoMoreThanItsCap()
    {
        for (size_t i = 0; i < PinnedTokens::most; ++i)
            QVERIFY(pin(u"x"_s, QByteArray::number(static_cast<int>(i))));
        QCOMPARE(pin(u"x"_s, "one more"_qba).error().code, ErrorCode::PinsFull);
        QVERIFY(!pin(u"x"_s, "0"_qba)->isNew); // which is there already
        QVERIFY(remove(list()->front().id));
        QVERIFY(pin(u"x"_s, "one more"_qba));
    }

    void aDamagedEntryIsListedAndCanBeRemoved_data()
    {
        QTest::addColumn<QByteArray>("blob");
        QTest::newRow("no JSON") << "?"_qba;
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("of another version") << R"({"version":2,"name":"a","pinnedAt":1,"token":"QQ"})"_qba;
        QTest::newRow("no name") << R"({"version":1,"pinnedAt":1,"token":"QQ"})"_qba;
        QTest::newRow("no time") << R"({"version":1,"name":"a","token":"QQ"})"_qba;
        QTest::newRow("no token") << R"({"version":1,"name":"a","pinnedAt":1})"_qba;
        QTest::newRow("an empty token") << R"({"version":1,"name":"a","pinnedAt":1,"token":""})"_qba;
        QTest::newRow("not base64url") << R"({"version":1,"name":"a","pinnedAt":1,"token":"Q+"})"_qba;
        QTest::newRow("deep") << QByteArray(100, '[') + QByteArray(100, ']');
    }
    void aDamagedEntryIsListedAndCanBeRemoved()
    {
        QFETCH(QByteArray, blob);
        const QString id = u"pin-AAAAAAAAAAAAAAAAAAAAAA"_s;
        write(id, R"({"version":1,"name":"a","pinnedAt":1,"token":"QQ"})"_qba); // the twin that is sound
        QVERIFY(list()->front().isReadable);
        write(id, blob);
        const auto all = list();
        QVERIFY(all && all->size() == 1);
        QVERIFY(!all->front().isReadable);
        QCOMPARE(all->front().name, id);
        QCOMPARE(read(id).error().code, ErrorCode::KeychainReadFailed);
        QCOMPARE(rename(id, u"x"_s).error().code, ErrorCode::PinNotFound);
        QVERIFY(remove(PinnedTokens::find(*all, id)->id));
        QCOMPARE(ids(), QStringList());
    }

    void findsByNameThenById()
    {
        const std::vector<Pin> all = {{u"pin-1"_s, u"a"_s}, {u"a"_s, u"b"_s}};
        QCOMPARE(PinnedTokens::find(all, u"a"_s)->id, u"pin-1"_s);
        QCOMPARE(PinnedTokens::find(all, u"pin-1"_s)->name, u"a"_s);
        QCOMPARE(PinnedTokens::find(all, u"c"_s).error().code, ErrorCode::PinNotFound);
    }

    void aLockedKeychainIsLeftAlone()
    {
        LockedStore store;
        const PinnedTokens pinned(store, m_clock);
        Answered<std::vector<Pin>> listed;
        const auto quiet = wait(listed, pinned.list(PinnedTokens::Asking::Never, this, listed.callback()));
        QVERIFY(!quiet);
        QCOMPARE(quiet.error().code, ErrorCode::KeychainLocked);
        QCOMPARE(store.asked, 0);
        Answered<std::vector<Pin>> asked;
        const auto loud = wait(asked, pinned.list(PinnedTokens::Asking::IfLocked, this, asked.callback()));
        QVERIFY(!loud);
        QCOMPARE(loud.error().code, ErrorCode::KeychainPromptDismissed);
        QCOMPARE(store.asked, 1);
        QVERIFY(!store.touched);
    }

    void suggestsAName_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("name");
        QTest::newRow("subject and issuer") << R"({"iss":"https://idp.example/realms/a","sub":"alice"})"_qba
                                            << u"id_token"_s << u"alice · idp.example"_s;
        QTest::newRow("a readable name first")
            << R"({"sub":"5d3f","preferred_username":"alice"})"_qba << u"id_token"_s << u"alice"_s;
        QTest::newRow("a numeric subject") << R"({"sub":5,"iss":"acme"})"_qba << QString() << u"acme"_s;
        QTest::newRow("repeated") << R"({"sub":"a","sub":"b"})"_qba << u"access_token"_s << u"access_token"_s;
        QTest::newRow("label") << "{}"_qba << u"access_token"_s << u"access_token"_s;
        QTest::newRow("kind") << "{}"_qba << QString() << u"jws-compact"_s;
        QTest::newRow("long and with line ends") << "{\"sub\":\"a\\n" + QByteArray(100, 'b') + "\"}"
                                                 << QString() << u"a "_s + QString(45, u'b') + u'…';
    }
    void suggestsAName()
    {
        QFETCH(QByteArray, claims);
        QFETCH(QString, label);
        const QByteArray token =
            base64url::encode("{\"alg\":\"HS256\"}") + '.' + base64url::encode(claims) + ".c2ln";
        QTEST(inspect::tokenName(token, label), "name");
    }
    void suggestsANameForWhatCannotBeRead()
    {
        QCOMPARE(inspect::tokenName("opaque-token-of-some-length-1234567890"_qba), u"opaque"_s);
        QCOMPARE(inspect::tokenName(QByteArray()), u"opaque"_s);
    }
};

QTEST_GUILESS_MAIN(TestPinnedTokens)

#include "tst_pinned_tokens.moc"
