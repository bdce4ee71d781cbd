#include "credentials/memory_store.h"

#include <QTest>

#include <optional>

using namespace claimcheck;
using namespace claimcheck::credentials;
using namespace Qt::StringLiterals;

namespace {

/// What an operation answered.
template <class T>
struct Answered {
    std::optional<Result<T>> result;
    int count = 0;
    Callback<T> callback()
    {
        return [this](Result<T> r) {
            result.emplace(std::move(r));
            ++count;
        };
    }
};

} // namespace

class TestCredentials : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesEveryState_data();
    void namesEveryState();
    void memoryKeepsAndForgets();
    void memoryListsIds();
    void answersAfterTheCallReturns();
    void staysSilentWhenTheOperationIsGone();
    void staysSilentWhenTheContextIsGone();
    void operationMayBeDestroyedInItsCallback();
};

void TestCredentials::namesEveryState_data()
{
    QTest::addColumn<KeychainState>("state");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("unlocked") << KeychainState::Unlocked << QByteArray();
    QTest::newRow("memory") << KeychainState::Memory << QByteArray();
    QTest::newRow("locked") << KeychainState::Locked << "KeychainLocked"_qba;
    QTest::newRow("no-prompt") << KeychainState::NoPrompt << "KeychainPromptUnavailable"_qba;
    QTest::newRow("missing") << KeychainState::Missing << "KeychainNoCollection"_qba;
    QTest::newRow("no-service") << KeychainState::NoService << "KeychainNoService"_qba;
    QTest::newRow("no-bus") << KeychainState::NoBus << "KeychainNoBus"_qba;
}

void TestCredentials::namesEveryState()
{
    QFETCH(KeychainState, state);
    QFETCH(QByteArray, code);
    QCOMPARE(stateName(state), QByteArray(QTest::currentDataTag()));
    const std::optional<Error> error = stateError(state);
    QCOMPARE(error ? codeName(error->code) : QByteArray(), code);
}

void TestCredentials::memoryKeepsAndForgets()
{
    MemoryStore store;
    const Secret secret("a\0b"_qba);
    Answered<Done> written;
    const OperationPtr write = store.write(u"id"_s, secret, this, written.callback());
    QTRY_VERIFY(written.result);
    QVERIFY(*written.result);

    Answered<Secret> kept;
    const OperationPtr read = store.read(u"id"_s, this, kept.callback());
    QTRY_VERIFY(kept.result);
    QVERIFY(*kept.result);
    QVERIFY((*kept.result)->equals(secret));

    Answered<Done> removed;
    const OperationPtr remove = store.remove(u"id"_s, this, removed.callback());
    QTRY_VERIFY(removed.result);
    QVERIFY(*removed.result);

    Answered<Secret> gone;
    const OperationPtr again = store.read(u"id"_s, this, gone.callback());
    QTRY_VERIFY(gone.result);
    QVERIFY(!*gone.result);
    QCOMPARE(gone.result->error().code, ErrorCode::KeychainEntryMissing);
}

void TestCredentials::memoryListsIds()
{
    MemoryStore store;
    Answered<Done> written;
    const OperationPtr one = store.write(u"one"_s, Secret("1"_qba), this, written.callback());
    const OperationPtr two = store.write(u"two"_s, Secret("2"_qba), this, written.callback());
    Answered<QStringList> listed;
    const OperationPtr list = store.list(this, listed.callback());
    QTRY_VERIFY(listed.result);
    QVERIFY(*listed.result);
    QStringList ids = **listed.result;
    ids.sort();
    QCOMPARE(ids, (QStringList{u"one"_s, u"two"_s}));
}

void TestCredentials::answersAfterTheCallReturns()
{
    MemoryStore store;
    Answered<KeychainState> answered;
    const OperationPtr operation = store.probe(this, answered.callback());
    QCOMPARE(answered.count, 0);
    QTRY_COMPARE(answered.count, 1);
    QVERIFY(*answered.result);
    QCOMPARE(**answered.result, KeychainState::Memory);
}

void TestCredentials::staysSilentWhenTheOperationIsGone()
{
    MemoryStore store;
    Answered<KeychainState> dropped;
    Answered<KeychainState> later;
    store.probe(this, dropped.callback()).reset();
    const OperationPtr operation = store.probe(this, later.callback());
    QTRY_COMPARE(later.count, 1);
    QCOMPARE(dropped.count, 0);
}

void TestCredentials::staysSilentWhenTheContextIsGone()
{
    MemoryStore store;
    Answered<KeychainState> orphaned;
    Answered<KeychainState> later;
    auto context = std::make_unique<QObject>();
    const OperationPtr first = store.probe(context.get(), orphaned.callback());
    context.reset();
    const OperationPtr second = store.probe(this, later.callback());
    QTRY_COMPARE(later.count, 1);
    QCOMPARE(orphaned.count, 0);
}

void TestCredentials::operationMayBeDestroyedInItsCallback()
{
    MemoryStore store;
    OperationPtr operation;
    int count = 0;
    operation = store.unlock(this, [&](Result<Done>) {
        ++count;
        operation.reset();
    });
    QTRY_COMPARE(count, 1);
    QVERIFY(!operation);
}

QTEST_GUILESS_MAIN(TestCredentials)

#include "tst_credentials.moc"
