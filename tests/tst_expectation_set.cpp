#include "inspect/expectation_set.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace Qt::StringLiterals;

/// Named expectations: what is written is read, and what cannot be understood is refused.
class TestExpectationSet final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites()
    {
        const ExpectationSets sets = {{u"API of acme"_s,
                                       {"RS256", "ES256"},
                                       "https://idp.example",
                                       "api",
                                       {},
                                       "at+jwt",
                                       std::chrono::seconds(30)},
                                      {u"\"quoted\" ä"_s, {}, {}, {}, "alice", {}, {}}};
        const QTemporaryDir folder;
        QVERIFY(writeExpectationSets(folder.path(), sets));
        const auto read = readExpectationSets(folder.path());
        QVERIFY(read);
        QCOMPARE(*read, sets);
        QCOMPARE(findExpectationSet(*read, u"\"quoted\" ä"), &(*read)[1]);
        QCOMPARE(findExpectationSet(*read, u"api of acme"), nullptr);
    }

    void noFileIsNoSet()
    {
        const QTemporaryDir folder;
        QCOMPARE(readExpectationSets(folder.path())->size(), size_t(0));
    }

    void appliesWhatItSays()
    {
        jose::Expectations expected;
        expected.audience = jose::Ignored{};
        ExpectationSet{u"x"_s, {"ES256"}, "iss", {}, {}, {}, std::chrono::seconds(9)}.applyTo(expected);
        QCOMPARE(std::get<QByteArray>(expected.issuer), QByteArray("iss"));
        QVERIFY(std::holds_alternative<jose::Ignored>(expected.audience));
        QVERIFY(std::holds_alternative<jose::Unset>(expected.subject));
        QCOMPARE(expected.algorithms, std::vector<QByteArray>{"ES256"});
        QCOMPARE(expected.leeway.count(), 9);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("set");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("fine") << QByteArray(R"({"name":"a","iss":"x"})") << QByteArray();
        QTest::newRow("no name") << QByteArray(R"({"iss":"x"})") << QByteArray("JsonTypeMismatch");
        QTest::newRow("misspelt") << QByteArray(R"({"name":"a","isss":"x"})")
                                  << QByteArray("JsonTypeMismatch");
        QTest::newRow("iss no text") << QByteArray(R"({"name":"a","iss":1})")
                                     << QByteArray("JsonTypeMismatch");
        QTest::newRow("alg no list") << QByteArray(R"({"name":"a","alg":"x"})")
                                     << QByteArray("JsonTypeMismatch");
        QTest::newRow("alg of numbers")
            << QByteArray(R"({"name":"a","alg":[1]})") << QByteArray("JsonTypeMismatch");
        QTest::newRow("negative leeway")
            << QByteArray(R"({"name":"a","leeway":-1})") << QByteArray("JsonTypeMismatch");
        QTest::newRow("repeated") << QByteArray(R"({"name":"a","iss":"x","iss":"x"})")
                                  << QByteArray("JsonDuplicateName");
        QTest::newRow("two of a name")
            << QByteArray(R"({"name":"a"},{"name":"a"})") << QByteArray("JsonDuplicateName");
        QTest::newRow("no JSON") << QByteArray(R"({"name":"a",})") << QByteArray("JsonSyntax");
    }
    void refuses()
    {
        QFETCH(QByteArray, set);
        const auto read = parseExpectationSets("{\"expectations\":[" + set + "]}");
        QTEST(read ? QByteArray() : codeName(read.error().code), "code");
    }

    void aFileThatCannotBeReadIsSaid()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(expectationFile));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[]");
        file.close();
        QCOMPARE(readExpectationSets(folder.path()).error().code, ErrorCode::JsonTypeMismatch);
        QCOMPARE(writeExpectationSets(u"/proc/nothing"_s, {}).error().code, ErrorCode::FileUnwritable);
    }
};

QTEST_GUILESS_MAIN(TestExpectationSet)
#include "tst_expectation_set.moc"
