#include "support/patience.h"
#include "base/clock.h"
#include "login/profile_store.h"
#include "ui/request_editor.h"
#include "ui/request_json_check.h"
#include "ui/request_query.h"
#include "ui/request_rows_table.h"
#include "ui/request_text_edit.h"
#include "window_input.h"

#include <QClipboard>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace harness;
using requests::BodyKind;
using requests::RequestSpec;
using ui::QueryRow;

/// One request, edited by mouse and keyboard: what a person does not touch comes back as it was.
class RequestEditorTest final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<login::ProfileStore> m_profiles;
    std::unique_ptr<ui::RequestEditor> m_editor;
    const FixedClock m_clock{TimePoint(std::chrono::seconds(1795294457))};

    ui::RequestEditor &editor() { return *m_editor; }
    template <class T>
    T &at(const char *name)
    {
        return *find<T>(editor(), name);
    }
    /// Opens the cell's field by keyboard and types.
    void typeCell(ui::RequestRowsTable &table, int row, int column, const QString &text)
    {
        table.setFocus();
        table.setCurrentIndex(table.model()->index(row, column));
        QTest::keyClick(&table, Qt::Key_F2);
        auto *field = table.findChild<QLineEdit *>(u"rowField"_s);
        QVERIFY(field);
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
        QCoreApplication::processEvents(); // the delegate commits after the field has had the key
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    static RequestSpec rich()
    {
        RequestSpec spec;
        spec.title = "Order a coat";
        spec.name = "order";
        spec.method = "POST";
        spec.url = "https://{{host}}/orders?a=1&b=%20x+y&c&d=#top";
        spec.httpVersion = "HTTP/1.1";
        spec.headers = {{"Accept", "*/*"}, {"X-Twice", "1"}, {"X-Twice", "2"}, {"X-Empty", ""}};
        spec.credential = {requests::CredentialChoice::From::Another, "not on this machine"};
        spec.timeout = std::chrono::milliseconds(1500);
        spec.redirects = http::RedirectPolicy::SameOrigin;
        spec.connection = http::ConnectionSettings{.caFile = u"ca.pem"_s, .proxy = u"none"_s, .http2 = true};
        spec.assertions = {"status == 201", "json /id exists"};
        return spec;
    }

private Q_SLOTS:
    void init()
    {
        m_profiles = std::make_unique<login::ProfileStore>(m_folder.path());
        m_editor = std::make_unique<ui::RequestEditor>(*m_profiles);
        m_editor->resize(900, 500);
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowActive(m_editor.get(), claimcheck::test::busyMachineMs));
    }
    void cleanup()
    {
        m_editor.reset();
        m_profiles.reset();
    }

    void keepsWhatNobodyTouched_data()
    {
        QTest::addColumn<int>("kind");
        for (const auto &[kind, name] :
             {std::pair{BodyKind::None, "none"}, std::pair{BodyKind::Json, "json"},
              std::pair{BodyKind::Form, "form"}, std::pair{BodyKind::Multipart, "multipart"},
              std::pair{BodyKind::Text, "text"}, std::pair{BodyKind::File, "file"}})
            QTest::newRow(name) << static_cast<int>(kind);
    }
    void keepsWhatNobodyTouched()
    {
        QFETCH(int, kind);
        RequestSpec spec = rich();
        spec.body.kind = static_cast<BodyKind>(kind);
        switch (spec.body.kind) {
        case BodyKind::None:
            break;
        case BodyKind::Json:
            spec.body.text = "{ \"a\": {{n}},\n\t\"nbsp\": \"\xC2\xA0\", \"sep\": \"\xE2\x80\xA9\" }";
            break;
        case BodyKind::Text:
            spec.body.text = "one\n\n< more.txt\ntwo  ";
            break;
        case BodyKind::Form:
            spec.body.fields = {{"a", "1"}, {"a", ""}, {"", "x\ny"}, {"t", "{{token}}"}};
            break;
        case BodyKind::Multipart:
            spec.body.parts = {{.name = "note", .value = "@not a file", .contentType = "text/plain"},
                               {.name = "up",
                                .file = "pictures/a b.png",
                                .fileName = "a.png",
                                .contentType = "image/png",
                                .headers = {{"X-Part", "1"}}},
                               {.name = "back", .value = "\\@"}};
            break;
        case BodyKind::File:
            spec.body.file = "big.bin";
            spec.body.expandsFile = true;
            break;
        }
        editor().setSpec(spec);
        QVERIFY(editor().spec() == spec);
        // Neither looking at every page nor a scope changes it.
        auto &pages = at<QTabWidget>("requestCompose");
        for (int page = 0; page < pages.count(); ++page)
            pages.setCurrentIndex(page);
        editor().setScope(ui::withExpander({}, m_clock));
        QVERIFY(editor().spec() == spec);
    }

    void writesTheQueryBothWays()
    {
        editor().setSpec({.url = "https://{{host}}/a?x=1&y=%20b+c&{{raw}}#f"});
        auto &table = at<ui::RequestRowsTable>("requestQuery");
        at<QTabWidget>("requestCompose").setCurrentIndex(0);
        QCOMPARE(table.model()->rowCount(), 4); // and the empty one
        QCOMPARE(table.model()->index(1, 1).data(Qt::EditRole).toString(), u" b c"_s);
        typeCell(table, 0, 1, u"a&b=1 +"_s);
        QCOMPARE(at<QLineEdit>("requestUrl").text(),
                 u"https://{{host}}/a?x=a%26b=1%20%2B&y=%20b+c&{{raw}}#f"_s);
        typeCell(table, 3, 0, u"new"_s);
        QCOMPARE(at<QLineEdit>("requestUrl").text(),
                 u"https://{{host}}/a?x=a%26b=1%20%2B&y=%20b+c&{{raw}}&new=#f"_s);
        table.setCurrentIndex(table.model()->index(0, 0));
        QTest::keyClick(&table, Qt::Key_Delete);
        QCOMPARE(at<QLineEdit>("requestUrl").text(), u"https://{{host}}/a?y=%20b+c&{{raw}}&new=#f"_s);
        type(editor(), "requestUrl", u"http://h/?one=1"_s);
        QCOMPARE(table.model()->rowCount(), 2);
        QCOMPARE(table.model()->index(0, 0).data(Qt::EditRole).toString(), u"one"_s);
    }

    void takesQueriesApart_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QStringList>("rows");
        QTest::newRow("none") << u"http://h/p"_s << QStringList();
        QTest::newRow("empty") << u"http://h/p?"_s << QStringList();
        QTest::newRow("no value") << u"http://h/?a"_s << QStringList{u"a"_s};
        QTest::newRow("within a template")
            << u"http://h/?a={{x?y&z=#}}&b=2"_s << QStringList{u"a={{x?y&z=#}}"_s, u"b=2"_s};
        QTest::newRow("mark in the fragment") << u"http://h/#?a=1"_s << QStringList();
        QTest::newRow("two equals") << u"?a=b=c"_s << QStringList{u"a=b=c"_s};
        QTest::newRow("nothing between") << u"?a&&b"_s << QStringList{u"a"_s, u""_s, u"b"_s};
    }
    void takesQueriesApart()
    {
        QFETCH(QString, url);
        QFETCH(QStringList, rows);
        QStringList got;
        for (const QueryRow &row : ui::queryRows(url))
            got << (row.hasValue ? row.name + u'=' + row.value : row.name);
        QCOMPARE(got, rows);
        if (!rows.isEmpty()) // and what is put back is what was there
            QCOMPARE(ui::withQueryRows(url, ui::queryRows(url)), url);
    }

    void pastesHeaderLines()
    {
        editor().setSpec({});
        at<QTabWidget>("requestCompose").setCurrentIndex(1);
        auto &table = at<ui::RequestRowsTable>("requestHeaders");
        table.setFocus();
        QGuiApplication::clipboard()->setText(u"Accept: text/plain\r\n\nX-Time: 10:30\n"_s);
        QTest::keyClick(&table, Qt::Key_V, Qt::ControlModifier);
        const http::Headers wanted{{"Accept", "text/plain"}, {"X-Time", "10:30"}};
        QVERIFY(editor().spec().headers == wanted);
        QCOMPARE(table.completions(table.model()->index(0, 1)).contains(u"application/json"_s), true);
        typeCell(table, 0, 1, u"*/*"_s);
        QCOMPARE(editor().spec().headers.front().value, "*/*"_qba);
    }

    void saysWhereJsonIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place"); // empty: it is right
        QTest::newRow("right") << "{\"a\":1}"_qba << QString();
        QTest::newRow("variable as value") << "{\"a\": {{n}} }"_qba << QString();
        QTest::newRow("variable in a string") << "{\"a\": \"x {{n}} y\" }"_qba << QString();
        QTest::newRow("missing value") << "{\"a\":\n \"\xC3\xA4\" ,}"_qba << u"Line 2, column 7"_s;
        QTest::newRow("include") << "< body.json"_qba << QString();
        QTest::newRow("open") << "[1,"_qba << u"Line 1, column 4"_s;
    }
    void saysWhereJsonIsWrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        RequestSpec spec{.method = "POST", .url = "http://h/"};
        spec.body = {.kind = BodyKind::Json, .text = text};
        editor().setSpec(spec);
        const QString said = label(editor(), "requestJsonVerdict");
        if (place.isEmpty())
            QCOMPARE(said, u"Valid JSON"_s);
        else
            QVERIFY2(said.startsWith(place), qPrintable(said));
        QCOMPARE(find<QWidget>(editor(), "requestJsonGoTo")->isHidden(), place.isEmpty());
    }

    void tidiesJsonWithoutTouchingValues()
    {
        QCOMPARE(
            ui::tidyJson("{\"a\":1.0,\"b\":[ ],\"c\":[{{n}},\"x , y\"],\"d\":{}}"),
            "{\n  \"a\": 1.0,\n  \"b\": [],\n  \"c\": [\n    {{n}},\n    \"x , y\"\n  ],\n  \"d\": {}\n}"_qba);
        QCOMPARE(ui::tidyJson("{\"a\":}"), QByteArray());
    }

    void choosesABody()
    {
        editor().setSpec({.url = "http://h/"});
        QSignalSpy changes(&editor(), &ui::RequestEditor::changed);
        at<QTabWidget>("requestCompose").setCurrentIndex(2);
        auto &kind = at<QComboBox>("requestBodyKind");
        kind.setFocus();
        QTest::keyClick(&kind, Qt::Key_Down); // JSON
        Q_EMIT kind.activated(kind.currentIndex());
        QCOMPARE(editor().spec().method, "POST"_qba);
        QCOMPARE(http::headerValue(editor().spec().headers, "content-type"), "application/json"_qba);
        QTest::keyClicks(find<QPlainTextEdit>(editor(), "requestBody"), u"{\"a\":1}"_s);
        QCOMPARE(editor().spec().body.text, "{\"a\":1}"_qba);
        QVERIFY(!changes.isEmpty());
        // What was written stays while another kind is looked at.
        kind.setCurrentIndex(0);
        Q_EMIT kind.activated(0);
        QVERIFY(editor().spec().body == requests::Body());
        QVERIFY(!http::headerValue(editor().spec().headers, "content-type"));
        kind.setCurrentIndex(1);
        Q_EMIT kind.activated(1);
        QCOMPARE(editor().spec().body.text, "{\"a\":1}"_qba);
    }

    void knowsItsVariables()
    {
        ui::RequestScope scope;
        scope.variables = {{"path", "/me", 1}};
        scope.environment.name = "dev";
        scope.environment.variables = {{"host", "api.example"}};
        scope = ui::withExpander(scope, m_clock);
        const auto places = ui::variablesIn(u"ä{{host}}{{path}}{{$uuid}}{{keychain:k}}{{nope}}"_s, scope);
        QCOMPARE(places.size(), 5);
        using Origin = requests::Expander::Origin;
        const Origin origins[] = {Origin::Environment, Origin::File, Origin::Dynamic, Origin::Secret,
                                  Origin::Unknown};
        for (int i = 0; i < 5; ++i)
            QCOMPARE(places[i].origin, origins[i]);
        QCOMPARE(places[0].begin, 1);
        QCOMPARE(places[0].length, 8);
        QCOMPARE(ui::variableText(places[0], scope), u"{{host}} is api.example (environment dev)"_s);
        QVERIFY(ui::variableText(places[3], scope).contains(u"is a secret"_s));
        QVERIFY(ui::variableText(places[4], scope).contains(u"no value"_s));
    }

    void completesNamesOfVariables()
    {
        ui::RequestScope scope;
        scope.variables = {{"hostname", "api.example", 1}, {"other", "x", 2}};
        editor().setScope(ui::withExpander(scope, m_clock));
        auto &url = at<QLineEdit>("requestUrl");
        url.setFocus();
        QTest::keyClicks(&url, u"https://{{ho"_s);
        QTest::keyClick(&url, Qt::Key_Return);
        QCOMPARE(url.text(), u"https://{{hostname}}"_s);
    }

    void sendsByKey()
    {
        editor().setSpec({.url = "http://h/"});
        QSignalSpy sent(&editor(), &ui::RequestEditor::sendRequested);
        QTest::keyClick(&at<QLineEdit>("requestUrl"), Qt::Key_Return);
        QCOMPARE(sent.count(), 1);
        click(editor(), "requestSend");
        QCOMPARE(sent.count(), 2);
    }

    void offersAPastedCurlLine()
    {
        QSignalSpy pasted(&editor(), &ui::RequestEditor::curlPasted);
        QGuiApplication::clipboard()->setText(u"curl -X POST \\\n https://h/"_s);
        QTest::keyClick(&at<QLineEdit>("requestUrl"), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(pasted.count(), 1);
        QCOMPARE(at<QLineEdit>("requestUrl").text(), QString());
        QGuiApplication::clipboard()->setText(u" https://h/a\nb\n"_s);
        QTest::keyClick(&at<QLineEdit>("requestUrl"), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(at<QLineEdit>("requestUrl").text(), u"https://h/ab"_s);
    }
};

QTEST_MAIN(RequestEditorTest)
#include "tst_request_editor.moc"
