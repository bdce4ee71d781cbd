// The forms of a page, as they are read.

#include "tst_form_sign_in.h"

#include "login/html_forms.h"

namespace {

QByteArray fieldsOf(const HtmlForm &form)
{
    QByteArrayList all;
    for (const HtmlField &field : form.fields)
        all << field.name.toUtf8() + '=' + field.value.toUtf8();
    return form.method + ' ' + form.action.toEncoded() + ' ' + all.join('&');
}

} // namespace

void TestFormSignIn::readsForms_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QByteArray>("forms");
    QTest::newRow("nothing") << ""_qba
                             << ""_qba;
    QTest::newRow("no form") << "<p>hello"_qba
                             << ""_qba;
    QTest::newRow("plain") << "<form method=post action=/go><input name=a value=1></form>"_qba
                           << "POST https://a.example/go a=1"_qba;
    QTest::newRow("no action") << "<form><input name=a></form>"_qba
                               << "GET https://a.example/x/page?q=1 a="_qba;
    QTest::newRow("relative") << "<form action=go#there><input name=a></form>"_qba
                              << "GET https://a.example/x/go a="_qba;
    QTest::newRow("entities") << "<form><input name='a&amp;b' value='&lt;&#x20AC;'></form>"_qba
                              << "GET https://a.example/x/page?q=1 a&b=<\xe2\x82\xac"_qba;
    QTest::newRow("boxes")
        << "<form><input type=checkbox name=a><input type=checkbox name=b checked>"
           "<input type=radio name=c value=1 checked><input type=radio name=c value=2></form>"_qba
        << "GET https://a.example/x/page?q=1 b=on&c=1"_qba;
    QTest::newRow("buttons, files, disabled, nameless")
        << "<form><input type=submit name=s><input type=file name=f><input disabled name=d><input value=v></form>"_qba
        << "GET https://a.example/x/page?q=1 "_qba;
    QTest::newRow("two")
        << "<form action=1></form><div><form action=2><table><tr><td><input name=a></form>"_qba
        << "GET https://a.example/x/1 \nGET https://a.example/x/2 a="_qba;
    QTest::newRow("outside") << "<input name=z><form></form><input name=y>"_qba
                             << "GET https://a.example/x/page?q=1 "_qba;
}

void TestFormSignIn::readsForms()
{
    QFETCH(QByteArray, page);
    QFETCH(QByteArray, forms);
    QByteArrayList read;
    for (const HtmlForm &form : htmlForms(page, QUrl(u"https://a.example/x/page?q=1"_s)))
        read << fieldsOf(form);
    QCOMPARE(read.join('\n'), forms);
}

void TestFormSignIn::hostilePagesAreRead()
{
    const QUrl address(u"https://a.example/"_s);
    const QByteArray deep = QByteArray("<div>").repeated(100'000) + "<form><input name=a></form>";
    QVERIFY(htmlForms(deep, address).size() <= 1);
    QCOMPARE(htmlForms(QByteArray("<form><input name=a>").repeated(2000), address).size(), size_t(50));
    const auto many = htmlForms("<form>" + QByteArray("<input name=a>").repeated(5000), address);
    QCOMPARE(many.at(0).fields.size(), size_t(200));
    QVERIFY(htmlForms(QByteArray("\0\xff\xfe<form", 8), address).size() <= 1);
    // No entity is fetched.
    QVERIFY(
        htmlForms("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><form><input name=a value='&e;'>",
                  address)
            .at(0)
            .fields.at(0)
            .value.size() < 5);
}
