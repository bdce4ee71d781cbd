#include "http/host_names.h"
#include "support/http_call.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// Which names of a certificate count (RFC 9525).
class TestHttpHostNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comparesDnsNames_data();
    void comparesDnsNames();
    void judgesCertificates_data();
    void judgesCertificates();
    void nothingIsSentToAnother_data();
    void nothingIsSentToAnother();

private:
    TestCertificate m_authority = makeAuthority("Own Test CA");
};

void TestHttpHostNames::comparesDnsNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *what, const QString &name, const QString &host, bool fits) {
        QTest::newRow(what) << name << host << fits;
    };
    row("the same", u"www.example.com"_s, u"www.example.com"_s, true);
    row("in another case", u"WWW.Example.com"_s, u"www.eXample.COM"_s, true);
    row("a host with a dot at its end", u"www.example.com"_s, u"www.example.com."_s, true);
    row("another", u"www.example.com"_s, u"api.example.com"_s, false);
    row("a longer host", u"example.com"_s, u"www.example.com"_s, false);
    row("a shorter host", u"www.example.com"_s, u"example.com"_s, false);
    row("the beginning of it", u"www.example.com"_s, u"www.example.com.evil.test"_s, false);
    row("with a NUL", u"www.example.com"_s + QChar(u'\0') + u".evil.test"_s, u"www.example.com"_s, false);
    row("a star for one label", u"*.example.com"_s, u"www.example.com"_s, true);
    row("a star for an A-label", u"*.example.com"_s, u"xn--bcher-kva.example.com"_s, true);
    row("a star for two labels", u"*.example.com"_s, u"a.www.example.com"_s, false);
    row("a star for none", u"*.example.com"_s, u"example.com"_s, false);
    row("a star for an empty label", u"*.example.com"_s, u".example.com"_s, false);
    row("a part of a label", u"w*.example.com"_s, u"www.example.com"_s, false);
    row("a part of an A-label", u"xn--*.example.com"_s, u"xn--a.example.com"_s, false);
    row("a star that is not leftmost", u"www.*.com"_s, u"www.example.com"_s, false);
    row("two stars", u"*.*.com"_s, u"www.example.com"_s, false);
    row("a star above a top-level name", u"*.com"_s, u"example.com"_s, false);
    row("a star alone", u"*"_s, u"localhost"_s, false);
    row("an empty name", QString(), u"example.com"_s, false);
    row("an empty host", u"*.example.com"_s, QString(), false);
    row("an address", u"127.0.0.1"_s, u"127.0.0.2"_s, false);
    row("a name that is not ASCII", u"bücher.example"_s, u"bücher.example"_s, false);
}

void TestHttpHostNames::comparesDnsNames()
{
    QFETCH(QString, name);
    QFETCH(QString, host);
    QTEST(isNamedBy(name, host), "fits");
}

void TestHttpHostNames::judgesCertificates_data()
{
    QTest::addColumn<QByteArray>("commonName");
    QTest::addColumn<QList<QByteArray>>("names");
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *what, const char *commonName, const QList<QByteArray> &names,
                        const QString &host, bool fits) {
        QTest::newRow(what) << QByteArray(commonName) << names << host << fits;
    };
    row("a name", "x", {"DNS:a.test", "DNS:b.test"}, u"b.test"_s, true);
    row("an address", "x", {"IP:127.0.0.1"}, u"127.0.0.1"_s, true);
    row("an address of IPv6", "x", {"IP:::1"}, u"::1"_s, true);
    row("in brackets", "x", {"IP:::1"}, u"[::1]"_s, true);
    row("the common name beside another name", "b.test", {"DNS:a.test"}, u"b.test"_s, false);
    row("the common name alone", "b.test", {}, u"b.test"_s, false);
    row("an address as common name", "127.0.0.1", {"DNS:a.test"}, u"127.0.0.1"_s, false);
    row("an address as dNSName", "x", {"DNS:127.0.0.1"}, u"127.0.0.1"_s, false);
    row("a name as URI", "x", {"URI:https://b.test"}, u"b.test"_s, false);
    row("a star for an address", "x", {"DNS:*.0.0.1"}, u"127.0.0.1"_s, false);
    row("an address in the form of IPv6", "x", {"IP:::ffff:127.0.0.1"}, u"127.0.0.1"_s, false);
}

void TestHttpHostNames::judgesCertificates()
{
    QFETCH(QByteArray, commonName);
    QFETCH(QList<QByteArray>, names);
    QFETCH(QString, host);
    const auto made = makeCertificate(m_authority, {.commonName = commonName, .names = names});
    const auto judged = checkHostName(QSslCertificate(made.certificate), host);
    QTEST(bool(judged), "fits");
    if (!judged) {
        QCOMPARE(codeName(judged.error().code), "TlsHostMismatch"_qba);
        QCOMPARE(judged.error().subject, host);
    }
}

void TestHttpHostNames::nothingIsSentToAnother_data()
{
    QTest::addColumn<QByteArray>("commonName");
    QTest::addColumn<QList<QByteArray>>("names");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("its own address") << "x"_qba << QList<QByteArray>{"IP:127.0.0.1"} << ""_qba;
    // Qt takes both.
    QTest::newRow("its address as common name, another name")
        << "127.0.0.1"_qba << QList<QByteArray>{"DNS:other.test"} << "TlsHostMismatch"_qba;
    QTest::newRow("its address as common name alone")
        << "127.0.0.1"_qba << QList<QByteArray>() << "TlsHostMismatch"_qba;
}

void TestHttpHostNames::nothingIsSentToAnother()
{
    QFETCH(QByteArray, commonName);
    QFETCH(QList<QByteArray>, names);
    QTemporaryDir folder;
    QFile ca(folder.filePath(u"ca.pem"_s));
    QVERIFY(ca.open(QIODevice::WriteOnly) && ca.write(m_authority.certificate) > 0);
    ca.close();
    const auto made = makeCertificate(m_authority, {.commonName = commonName, .names = names});
    TestServer server({made.certificate, made.key});
    server.when("/", Answer::text("secure"));
    Client client({.caFile = ca.fileName()});
    for (int attempt = 0; attempt < 3; ++attempt) { // the second finds no connection left to use
        HttpCall call(client, {.method = "POST", .url = server.url(), .body = "hush-hush"});
        QTEST(call.code(), "code");
    }
    QFETCH(QByteArray, code);
    QCOMPARE(server.requests().empty(), !code.isEmpty());
}

QTEST_GUILESS_MAIN(TestHttpHostNames)
#include "tst_http_host_names.moc"
