#include "inspect/meanings.h"

#include "inspect/registry.h"

#include <QSet>
#include <QTest>

using namespace claimcheck::inspect;

class TestMeanings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsRegisteredNames_data();
    void knowsRegisteredNames();
    void saysNothingOfOtherNames();
    void writesWholeSentences();
};

void TestMeanings::knowsRegisteredNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("standard");
    QTest::addColumn<bool>("isTime");
    const auto row = [](const char *name, const char *standard, bool isTime = false) {
        QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(standard) << isTime;
    };
    row("iss", "RFC 7519 section 4.1.1");
    row("sub", "RFC 7519 section 4.1.2");
    row("aud", "RFC 7519 section 4.1.3");
    row("exp", "RFC 7519 section 4.1.4", true);
    row("nbf", "RFC 7519 section 4.1.5", true);
    row("iat", "RFC 7519 section 4.1.6", true);
    row("jti", "RFC 7519 section 4.1.7");
    row("auth_time", "OpenID Connect Core 1.0 section 2", true);
    row("updated_at", "OpenID Connect Core 1.0 section 5.1", true);
    row("toe", "RFC 8417 section 2.2", true);
    row("email", "OpenID Connect Core 1.0 section 5.1");
    row("scope", "RFC 8693 section 4.2");
    row("cnf", "RFC 7800 section 3.1");
    row("roles", "RFC 9068 section 2.2.3.1");
    row("htu", "RFC 9449 section 4.2");
    row("events", "RFC 8417 section 2.2");
    row("tid", "Microsoft Entra ID");
    row("realm_access", "Keycloak");
    row("cognito:groups", "Amazon Cognito");
    row("kubernetes.io", "Kubernetes");
    row("allowed-origins", "Keycloak");
    row("_sd", "RFC 9901");
}

void TestMeanings::knowsRegisteredNames()
{
    QFETCH(QString, name);
    const Meaning meaning = meaningOfClaim(name);
    QVERIFY(!meaning.sentence.isEmpty());
    QTEST(meaning.standard, "standard");
    QTEST(meaning.isTime, "isTime");
}

void TestMeanings::saysNothingOfOtherNames()
{
    for (const char16_t *name : {u"", u"ISS", u"is", u"isss", u"zzz", u"\u0456ss", u"exp "}) {
        QVERIFY(meaningOfClaim(QString::fromUtf16(name)).sentence.isEmpty());
        QVERIFY(meaningOfHeader(QString::fromUtf16(name)).sentence.isEmpty());
    }
    // Each registry has its own names.
    QVERIFY(meaningOfClaim(QStringLiteral("alg")).sentence.isEmpty());
    QVERIFY(meaningOfHeader(QStringLiteral("email")).sentence.isEmpty());
    QCOMPARE(meaningOfHeader(QStringLiteral("alg")).standard, QStringLiteral("RFC 7515 section 4.1.1"));
    QCOMPARE(meaningOfHeader(QStringLiteral("x5t#S256")).standard, QStringLiteral("RFC 7515 section 4.1.8"));
    QCOMPARE(meaningOfHeader(QStringLiteral("enc")).standard, QStringLiteral("RFC 7516 section 4.1.2"));
}

void TestMeanings::writesWholeSentences()
{
    QVERIFY(claimRows().size() > 150);
    QVERIFY(headerRows().size() > 25);
    const auto check = [](std::span<const RegistryRow> rows, Meaning (*meaningOf)(const QString &)) {
        QSet<QString> names;
        for (const RegistryRow &row : rows) {
            const QString name =
                QString::fromLatin1(row.name.data(), static_cast<qsizetype>(row.name.size()));
            const Meaning meaning = meaningOf(name);
            QVERIFY2(meaning.sentence.endsWith(u'.') && meaning.sentence.front().isUpper(), qPrintable(name));
            QVERIFY2(!meaning.standard.isEmpty() && !meaning.sentence.contains(u"..") &&
                         !meaning.sentence.contains(u'!'),
                     qPrintable(name));
            QVERIFY2(!names.contains(name), qPrintable(name));
            names.insert(name);
        }
    };
    check(claimRows(), meaningOfClaim);
    check(headerRows(), meaningOfHeader);
}

QTEST_APPLESS_MAIN(TestMeanings)
#include "tst_meanings.moc"
