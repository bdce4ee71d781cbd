#include "oauth/form.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodesForms_data();
    void encodesForms();
    void readsForms_data();
    void readsForms();
};

void TestOauthForm::encodesForms_data()
{
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("encoded");
    QTest::newRow("rfc6749-B") << QByteArray(" %&+\xc2\xa3\xe2\x82\xac")
                               << QByteArray("+%25%26%2B%C2%A3%E2%82%AC");
    QTest::newRow("unreserved") << QByteArray("aZ09-._~") << QByteArray("aZ09-._~");
    QTest::newRow("delimiters") << QByteArray("a=b:c/d?e#f\"") << QByteArray("a%3Db%3Ac%2Fd%3Fe%23f%22");
    QTest::newRow("line end and NUL") << QByteArray("\r\n\0", 3) << QByteArray("%0D%0A%00");
}

void TestOauthForm::encodesForms()
{
    QFETCH(QByteArray, plain);
    QFETCH(QByteArray, encoded);
    QCOMPARE(formEncoded(plain), encoded);
    QCOMPARE(parseForm("a=" + encoded), (Form{{"a", plain}}));
    QCOMPARE(queryText({{plain, plain}}), encoded.replace('+', "%20") + '=' + encoded);
}

void TestOauthForm::readsForms_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // "name>value" joined by "|"
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    };
    row("", "");
    row("a", "a>");
    row("a=", "a>");
    row("=a", ">a");
    row("a=b&c=d", "a>b|c>d");
    row("&a=b&&c=d&", "a>b|c>d");
    row("a=b=c", "a>b=c");
    row("%61=%62", "a>b");
    row("a=%", "a>%");
}

void TestOauthForm::readsForms()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QByteArrayList list;
    for (const auto &[name, value] : parseForm(text))
        list += name + '>' + value;
    QCOMPARE(list.join('|'), expected);
}

QTEST_GUILESS_MAIN(TestOauthForm)
#include "tst_oauth_form.moc"
