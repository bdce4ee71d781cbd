#include "finder_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using namespace Qt::StringLiterals;

/// What stands around tokens: wrappings, what is ignored, and which of them belong together.
class TestFinderAround final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void undoesWrappings_data();
    void undoesWrappings();
    void spansCoverTheWrapping();
    void tellsWhatWasIgnored();
    void groupsByIdentity();
};

void TestFinderAround::undoesWrappings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const QByteArray &text, const QByteArrayList &expected) {
        QTest::newRow(name) << text << expected;
    };
    const QByteArray expectedOne = "jws-compact|token|" + one;
    row("Kubernetes secret",
        "apiVersion: v1\nkind: Secret\ndata:\n  token: " + one.toBase64() + "\ntype: Opaque\n",
        {expectedOne});
    row("base64 in base64", "token: " + one.toBase64().toBase64(), {expectedOne});
    row("base64url", "token: " + one.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
        {expectedOne});
    row("base64 over lines", "token: |\n  " + wrapped(one.toBase64(), 76).replace("\n", "\n  "),
        {"jws-compact||" + one});
    for (int before = 0; before < 3; ++before) {
        const QByteArray content = QByteArray("ab\n").first(before) + "\ntoken=" + one + "\nx=1\n";
        QTest::addRow(".env in base64, alignment %d", before)
            << ".env: " + content.toBase64() << QByteArrayList{expectedOne};
    }
    row("token response in base64",
        "data:application/json;base64," +
            (R"({"access_token":")" + one + R"(","id_token":")" + two + R"("})").toBase64(),
        {"jws-compact|access_token|" + one, "jws-compact|id_token|" + two});
    row("in a path", "https://a.example/t/" + one.toBase64(QByteArray::Base64UrlEncoding) + "/x",
        {"jws-compact||" + one});
    row("in a JSON string", R"({"token":")" + one.toBase64() + R"("})", {expectedOne});
}

void TestFinderAround::undoesWrappings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, expected);
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(summary(found), expected);
    for (const Found &f : found)
        QVERIFY(!f.wrappings.empty() && f.wrappings.front() == Wrapping::Base64);
}

void TestFinderAround::spansCoverTheWrapping()
{
    const QByteArray encoded = one.toBase64();
    const QByteArray text = "token: " + encoded + "\nother: " + flattened + " end";
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(found.size(), 2u);
    QCOMPARE(text.mid(found[0].span.begin, found[0].span.size()), encoded);
    QCOMPARE(text.mid(found[1].span.begin, found[1].span.size()), flattened);
    QVERIFY(found[1].wrappings.empty());
    const QByteArray inString = R"({"a":)" + jsonString(flattened) + '}';
    const std::vector<Found> inner = findTokens(inString);
    QCOMPARE(inner.size(), 1u);
    QCOMPARE(inner[0].wrappings, std::vector{Wrapping::JsonString});
    QCOMPARE(inString.mid(inner[0].span.begin, inner[0].span.size()),
             jsonString(flattened).chopped(1).sliced(1));
}

void TestFinderAround::tellsWhatWasIgnored()
{
    const QByteArray text = "  Authorization: Bearer " + one + "\n then \"" + two + "\"\n";
    const std::vector<Found> found = findTokens(text);
    QByteArrayList parts;
    for (const json::Span span : ignoredParts(text, found))
        parts << text.mid(span.begin, span.size());
    QCOMPARE(parts, (QByteArrayList{"Authorization: Bearer", "then \"", "\""}));
    QVERIFY(ignoredParts(one, findTokens(one)).empty());
    QCOMPARE(ignoredParts("no token", {}).size(), 1u);
    QVERIFY(ignoredParts(" \n", {}).empty());
}

void TestFinderAround::groupsByIdentity()
{
    const auto claims = [](const QByteArray &json) { return token(R"({"alg":"HS256"})", json, 32); };
    const QByteArray a = claims(R"({"iss":"i","sub":"s","jti":"1","exp":1})");
    const QByteArray again = claims(R"({"exp":2,"jti":"1","sub":"s","iss":"i"})");
    const QByteArray otherId = claims(R"({"iss":"i","sub":"s","jti":"2"})");
    const QByteArray otherIssuer = claims(R"({"iss":"j","sub":"s","jti":"1"})");
    const QByteArray nobody = claims(R"({"scope":"x"})");
    const QByteArray nobodyElse = claims(R"({"scope":"y"})");
    const auto groups = groupByIdentity(
        findTokens(QByteArrayList{a, otherId, again, nobody, otherIssuer, nobodyElse, nobody, a}.join('\n')));
    std::vector<std::vector<size_t>> members;
    for (const IdentityGroup &group : groups)
        members.push_back(group.members);
    QCOMPARE(members, (std::vector<std::vector<size_t>>{{0, 2, 7}, {1}, {3, 6}, {4}, {5}}));
    QCOMPARE(groups[0].issuer, u"i"_s);
    QCOMPARE(groups[0].subject, u"s"_s);
    QCOMPARE(groups[0].tokenId, u"1"_s);
}

QTEST_APPLESS_MAIN(TestFinderAround)
#include "tst_finder_around.moc"
