#include "jose/target_uri.h"

#include <QTest>

using namespace claimcheck::jose;

/// RFC 3986 section 6.2, as RFC 9449 section 4.3 wants it of htu.
class TestTargetUri : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normalizes_data()
    {
        QTest::addColumn<QByteArray>("uri");
        QTest::addColumn<QByteArray>("normal");
        const auto row = [](const char *uri, const char *normal) {
            QTest::newRow(uri) << QByteArray(uri) << QByteArray(normal);
        };
        row("https://a.example/b", "https://a.example/b");
        row("HTTPS://A.Example/B", "https://a.example/B");
        row("https://a.example", "https://a.example/");
        row("https://a.example?q", "https://a.example/");
        row("https://a.example/?q#f", "https://a.example/");
        row("https://a.example/b#?", "https://a.example/b");
        row("https://a.example:443/b", "https://a.example/b");
        row("https://a.example:/b", "https://a.example/b");
        row("https://a.example:0443/b", "https://a.example/b");
        row("https://a.example:80/b", "https://a.example:80/b");
        row("http://a.example:80/b", "http://a.example/b");
        row("http://a.example:443/b", "http://a.example:443/b");
        row("https://a.example:8443/b", "https://a.example:8443/b");
        // Section 6.2.2.1 and 6.2.2.2
        row("https://a.example/%7euser/%41", "https://a.example/~user/A");
        row("https://a.example/a%2fb", "https://a.example/a%2Fb");
        row("https://a.example/%c3%bc", "https://a.example/%C3%BC");
        row("https://a.example/%2541", "https://a.example/%2541");
        row("https://%41.example/", "https://a.example/");
        // Section 5.2.4, after the escapes
        row("https://a.example/a/b/c/./../../g", "https://a.example/a/g");
        row("https://a.example/a/%2e%2E/b", "https://a.example/b");
        row("https://a.example/../../b", "https://a.example/b");
        row("https://a.example/a/..", "https://a.example/");
        row("https://a.example/a/.", "https://a.example/a/");
        row("https://a.example/a/b", "https://a.example/a/b");
        row("https://a.example/a/b/", "https://a.example/a/b/");
        row("https://a.example//a/../b", "https://a.example//b");
        row("https://a.example/...", "https://a.example/...");
        row("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a");
        row("https://[::1]:8443", "https://[::1]:8443/");
        row("https://a.example/a:b@c;d=1,2!$&'()*+", "https://a.example/a:b@c;d=1,2!$&'()*+");
    }

    void normalizes()
    {
        QFETCH(QByteArray, uri);
        const std::optional<QByteArray> normal = normalizedTargetUri(uri);
        QVERIFY(normal);
        QTEST(*normal, "normal");
        QCOMPARE(*normalizedTargetUri(*normal), *normal);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("uri");
        for (const char *uri : {"",
                                "/a",
                                "a.example/a",
                                "//a.example/a",
                                "ftp://a.example/a",
                                "https:a.example",
                                "https:///a",
                                "https://",
                                "https://:443/a",
                                "https://user@a.example/a",
                                "https://u:p@a.example/a",
                                "https://a.example@b.example/a",
                                "https://a.example/a b",
                                "https://a.example/\xc3\xbc",
                                "https://a.example/%4",
                                "https://a.example/%",
                                "https://a.example/%zz",
                                "https://a.example:65536/",
                                "https://a.example:99999999999/",
                                "https://a.example:4x3/",
                                "https://a.example:-1/",
                                "https://[::1/",
                                "https://[]/",
                                "https://[::1]x/",
                                "https://[x::1]/",
                                "https://a.example\\b",
                                "https://a.example/a\\b",
                                "https://a.example/<a>",
                                " https://a.example/",
                                "https://\xc3\xbc.example/"})
            QTest::newRow(uri) << QByteArray(uri);
        QTest::newRow("a line end") << QByteArray("https://a.example/a\nb");
        QTest::newRow("a zero octet") << QByteArray("https://a.example/a\0b", 21);
    }

    void refuses()
    {
        QFETCH(QByteArray, uri);
        QVERIFY(!normalizedTargetUri(uri));
    }
};

QTEST_APPLESS_MAIN(TestTargetUri)
#include "tst_target_uri.moc"
