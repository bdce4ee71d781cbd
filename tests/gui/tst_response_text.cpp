#include "base/english_plurals.h"
#include "response_samples.h"
#include "support/patience.h"
#include "ui/body_decoder.h"
#include "ui/response_facts.h"
#include "ui/widgets/json_view.h"
#include "window_input.h"

#include <QAccessible>
#include <QDirIterator>
#include <QRegularExpression>
#include <QSet>

using namespace harness;
using namespace samples_of_answers;

namespace {

using From = ui::Charset::From;

ui::Decoded decoded(const QByteArray &bytes, const ui::Charset &charset)
{
    ui::BodyDecoder decoder(bodyOf(bytes), charset);
    if (const auto read = decoder.readOn(bytes.size()); !read)
        return {{}, u"not read"_s};
    return decoder.end();
}

/// Six MiB of UTF-16, of which nine of UTF-8 come: more than stays in memory.
QByteArray manyWideLetters()
{
    return QByteArray("\xE5\x65").repeated(3 * 1024 * 1024);
}

/// While it lives nothing can be written to the temporary folder.
struct NoTemporaryFolder {
    NoTemporaryFolder() { qputenv("TMPDIR", "/proc"); }
    ~NoTemporaryFolder() { before.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before); }
    Q_DISABLE_COPY_MOVE(NoTemporaryFolder)
    const QByteArray before = qgetenv("TMPDIR");
};

QByteArray readAll(const std::shared_ptr<const requests::Overflow> &body)
{
    const auto bytes = body ? body->read(0, body->size()) : Result<QByteArray>(QByteArray());
    return bytes ? *bytes : QByteArray();
}

/// "שלום" in UTF-16, without a mark.
QByteArray shalom(bool isBig)
{
    return isBig ? QByteArray::fromHex("05e905dc05d505dd") : QByteArray::fromHex("e905dc05d505dd05");
}

} // namespace

/// Text as it is read: in any charset, by a screen reader, and counted.
class TestResponseText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheCharset_data();
    void findsTheCharset();
    void decodes_data();
    void decodes();
    void keepsALetterThatIsCutInTwo();
    void endsWithTheErrorThatEndedIt();
    void showsTextOfAnotherCharset();
    void foldsJsonOfAnotherCharset();
    void decodesALongTextByAWorker();
    void saysWhatEndedTheDecoding_data();
    void saysWhatEndedTheDecoding();
    void showsBytesAndSaysWhy_data();
    void showsBytesAndSaysWhy();
    void isReadByAScreenReader();
    void readsHexToAScreenReader();
    void scrolledRowsAreReadToo();
    void everyCountHasItsSingular();
    void countsOneAsOne();
};

void TestResponseText::findsTheCharset_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("from");
    const QByteArray page = "<html><head><META CHARSET=\"Shift_JIS\"></head>";
    const auto row = [](const char *title, const QByteArray &head, const QByteArray &type,
                        const QByteArray &name, From from) {
        QTest::newRow(title) << head << type << name << static_cast<int>(from);
    };
    row("nobody", "a", "text/plain", "utf-8", From::Nobody);
    row("header", "a", "text/plain; charset=ISO-8859-15", "iso-8859-15", From::ContentType);
    row("quoted", "a", "text/plain; x=1; Charset=\"gbk\"", "gbk", From::ContentType);
    row("Latin-1 is windows-1252", "a", "text/plain; charset=latin1", "windows-1252", From::ContentType);
    row("a page", page, "text/html", "shift_jis", From::Page);
    row("the older form of a page", "<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>",
        "text/html", "koi8-r", From::Page);
    row("a text that looks like a page", page, "text/plain", "utf-8", From::Nobody);
    row("the header before the page", page, "text/html; charset=gbk", "gbk", From::ContentType);
    row("the mark before the header", "\xFF\xFE" + shalom(false), "text/plain; charset=gbk", "utf-16le",
        From::Mark);
    row("big-endian mark", "\xFE\xFF" + shalom(true), "text/plain", "utf-16be", From::Mark);
    row("a page that says UTF-16 in bytes", "<meta charset=utf-16>", "text/html", "utf-8", From::Page);
    row("beyond the first kilobyte", QByteArray(1100, ' ') + page, "text/html", "utf-8", From::Nobody);
}

void TestResponseText::findsTheCharset()
{
    QFETCH(const QByteArray, head);
    QFETCH(const QByteArray, type);
    QFETCH(const int, from);
    const ui::Charset found = ui::charsetOf(head, type);
    QTEST(found.name, "name");
    QCOMPARE(static_cast<int>(found.from), from);
}

// Bytes by Python's codecs: "Grüße – 12 €".encode(…), "שלום".encode(…), "日本".encode(…).
void TestResponseText::decodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("charset");
    QTest::addColumn<QString>("text");
    QTest::newRow("windows-1252") << QByteArray("Gr\xFC\xDF"
                                                "e \x96 12 \x80")
                                  << QByteArray("windows-1252") << u"Grüße – 12 €"_s;
    QTest::newRow("UTF-16, no mark") << shalom(false) << QByteArray("utf-16") << u"שלום"_s;
    QTest::newRow("UTF-16 with a mark") << "\xFE\xFF" + shalom(true) << QByteArray("utf-16be") << u"שלום"_s;
    QTest::newRow("UTF-32") << QByteArray::fromHex("e9050000dc050000") << QByteArray("utf-32le") << u"של"_s;
    QTest::newRow("a UTF-8 mark") << QByteArray("\xEF\xBB\xBF{}") << QByteArray("utf-8") << u"{}"_s;
}

void TestResponseText::decodes()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, charset);
    const ui::Decoded found = decoded(bytes, {charset, From::ContentType});
    if (!found.text && charset == "windows-1252")
        QSKIP("This Qt was built without ICU."); // it then says so, as below
    QVERIFY2(found.text, qPrintable(found.problem));
    QTEST(QString::fromUtf8(readAll(found.text)), "text");
}

void TestResponseText::keepsALetterThatIsCutInTwo()
{
    // U+1F600 in UTF-16LE, so that its two halves stand on both sides of a piece of one MiB.
    const QByteArray face = QByteArray::fromHex("3dd800de");
    const QByteArray before = QByteArray("a\0", 2).repeated(512 * 1024 - 1);
    const ui::Decoded found = decoded(before + face, {"utf-16le", From::Mark});
    QVERIFY(found.text);
    const QByteArray text = readAll(found.text);
    QCOMPARE(text.right(5), "a\xF0\x9F\x98\x80"_qba);
    QCOMPARE(text.size(), 512 * 1024 - 1 + 4);
}

void TestResponseText::endsWithTheErrorThatEndedIt()
{
    const QByteArray bytes = manyWideLetters();
    ui::BodyDecoder decoder(bodyOf(bytes), {"utf-16le", From::ContentType});
    {
        const NoTemporaryFolder none;
        const auto read = decoder.readOn(bytes.size());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::FileUnwritable);
    }
    // Nothing comes after a gap, although it could be written by now.
    const qint64 readSoFar = decoder.readSoFar();
    const auto again = decoder.readOn(bytes.size());
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::FileUnwritable);
    QCOMPARE(decoder.readSoFar(), readSoFar);
    QCOMPARE(decoder.failure()->code, ErrorCode::FileUnwritable);
    QVERIFY(!decoder.end().text);
    QVERIFY2(decoder.end().problem.startsWith(u"The answer cannot be decoded. It is shown as bytes."_s),
             qPrintable(decoder.end().problem));
}

void TestResponseText::showsTextOfAnotherCharset()
{
    ui::BodyPage page;
    page.resize(800, 500);
    page.show();
    page.setBody(bodyOf("\xFF\xFE" + shalom(false)), "text/plain", {});
    QCOMPARE(page.view(), ui::BodyPage::View::Text);
    QCOMPARE(find<ui::BodyView>(page, "responseText")->visibleRows(), u"שלום\n"_s);
    QVERIFY(find<ui::ElidedLabel>(page, "responseBodyFacts")
                ->text()
                .contains(u"read as utf-16le (its byte order mark says so)"_s));
    // Hex is what came.
    auto *view = find<QComboBox>(page, "responseView");
    view->setCurrentIndex(view->findData(static_cast<int>(ui::BodyPage::View::Hex)));
    Q_EMIT view->activated(view->currentIndex());
    QCOMPARE(find<ui::BodyView>(page, "responseText")->body()->size(), qint64(10));
    QVERIFY(!find<ui::ElidedLabel>(page, "responseBodyFacts")->text().contains(u"read as"_s));
}

void TestResponseText::foldsJsonOfAnotherCharset()
{
    ui::BodyPage page;
    page.show();
    const QByteArray json =
        "\xFF\xFE" + QByteArray("{\0\"\0a\0\"\0:\0\"\0", 12) + shalom(false) + QByteArray("\"\0}\0", 4);
    page.setBody(bodyOf(json), "application/json", {});
    QCOMPARE(page.view(), ui::BodyPage::View::Json);
    QCOMPARE(find<ui::JsonView>(page, "responseBody")->source(), u"{\"a\":\"שלום\"}"_s.toUtf8());
    // The same with a mark of UTF-8, which JSON must not have.
    page.setBody(bodyOf("\xEF\xBB\xBF{\"b\":1}"), "application/json", {});
    QCOMPARE(page.view(), ui::BodyPage::View::Json);
    QCOMPARE(find<ui::JsonView>(page, "responseBody")->source(), "{\"b\":1}"_qba);
}

void TestResponseText::decodesALongTextByAWorker()
{
    ui::BodyPage page;
    page.resize(800, 500);
    page.show();
    const QByteArray line("l\0i\0n\0e\0\n\0", 10);
    page.setBody(bodyOf("\xFF\xFE" + line.repeated(100'000)), "text/plain", {});
    QCOMPARE(page.view(), ui::BodyPage::View::Hex); // until it is known
    QTRY_COMPARE(page.view(), ui::BodyPage::View::Text);
    QVERIFY(find<ui::BodyView>(page, "responseText")->visibleRows().startsWith(u"line\nline\n"_s));
    QCOMPARE(message(page, "responseBodyMessage"), QString());
}

void TestResponseText::saysWhatEndedTheDecoding_data()
{
    QTest::addColumn<bool>("whileItComes");
    QTest::newRow("all of it is there") << false;
    QTest::newRow("while it comes") << true;
}

void TestResponseText::saysWhatEndedTheDecoding()
{
    QFETCH(const bool, whileItComes);
    const NoTemporaryFolder none;
    const auto body = bodyOf("\xFF\xFE" + manyWideLetters());
    const QByteArray type = "text/plain";
    ui::BodyPage page;
    page.resize(800, 500);
    page.show();
    if (whileItComes) {
        page.begin(body, type);
        QTRY_VERIFY(message(page, "responseBodyMessage").startsWith(u"Cannot write"_s));
        QVERIFY(find<ui::ElidedLabel>(page, "responseBodyFacts")->text().contains(u"read in part as"_s));
    }
    page.setBody(body, type, {});
    QTRY_VERIFY(message(page, "responseBodyMessage").startsWith(u"The answer cannot be decoded."_s));
    QCOMPARE(page.view(), ui::BodyPage::View::Hex);
    QCOMPARE(find<ui::BodyView>(page, "responseText")->body(), body);
}

void TestResponseText::showsBytesAndSaysWhy_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("says");
    QTest::newRow("a charset that nobody knows")
        << QByteArray("abc") << QByteArray("text/plain; charset=x-made-up")
        << u"This system cannot decode x-made-up (the Content-Type says so). The answer is shown as bytes."_s;
    QTest::newRow("not that charset")
        << QByteArray("abc") << QByteArray("text/plain; charset=utf-16le")
        << u"The answer cannot be decoded as utf-16le (the Content-Type says so). It is shown as bytes."_s;
    QTest::newRow("not UTF-8") << QByteArray("gr\xFC\xDF") << QByteArray("text/plain")
                               << u"The answer cannot be decoded as utf-8. It is shown as bytes."_s;
    QTest::newRow("no text") << QByteArray("gr\xFC\xDF") << QByteArray("application/octet-stream")
                             << QString();
}

void TestResponseText::showsBytesAndSaysWhy()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, type);
    ui::BodyPage page;
    page.show();
    page.setBody(bodyOf(bytes), type, {});
    QCOMPARE(page.view(), ui::BodyPage::View::Hex);
    QTEST(message(page, "responseBodyMessage"), "says");
}

namespace {

/// A text of 200 lines in a view that shows some of them, as a screen reader finds it.
struct Reader {
    explicit Reader(ui::BodyView::Form form)
    {
        QByteArray text;
        for (int i = 0; i < 200; ++i)
            text += "line " + QByteArray::number(i) + '\n';
        view.resize(500, 300);
        view.show();
        view.setBody(bodyOf(text), form);
        found = QAccessible::queryAccessibleInterface(&view);
        read = found ? found->textInterface() : nullptr;
    }
    QString all() { return read->text(0, read->characterCount()); }
    ui::BodyView view;
    QAccessibleInterface *found = nullptr;
    QAccessibleTextInterface *read = nullptr;
};

} // namespace

void TestResponseText::isReadByAScreenReader()
{
    Reader reader(ui::BodyView::Form::Text);
    QVERIFY(reader.read);
    QVERIFY(reader.found->state().readOnly && reader.found->state().multiLine);
    QVERIFY(reader.all().startsWith(u"line 0\nline 1\nline 2\n"_s));
    QVERIFY(!reader.all().contains(u"line 150"_s)); // what cannot be seen
    // Cursor and selection by offsets of what is shown.
    reader.read->setCursorPosition(7);
    QCOMPARE(reader.view.cursor(), qint64(7));
    QTest::keyClick(&reader.view, Qt::Key_Right);
    QCOMPARE(reader.read->cursorPosition(), 8);
    reader.read->addSelection(7, 13);
    QCOMPARE(reader.view.selection(), (json::Span{7, 13}));
    int start = -1, end = -1, from = -1, to = -1;
    QCOMPARE(reader.read->textAtOffset(8, QAccessible::LineBoundary, &start, &end), u"line 1\n"_s);
    reader.read->selection(0, &from, &to);
    QCOMPARE(std::pair(from, to), std::pair(7, 13));
    QVERIFY(reader.read->characterRect(7).top() > reader.read->characterRect(0).top());
}

void TestResponseText::readsHexToAScreenReader()
{
    Reader reader(ui::BodyView::Form::Hex);
    QVERIFY(reader.read);
    QVERIFY(reader.all().startsWith(u"00000000 6c 69 6e 65 20 30 0a"_s));
}

void TestResponseText::scrolledRowsAreReadToo()
{
    Reader reader(ui::BodyView::Form::Text);
    QVERIFY(reader.read);
    QTest::keyClick(&reader.view, Qt::Key_End, Qt::ControlModifier);
    QTRY_VERIFY(reader.all().contains(u"line 199\n"_s));
    QVERIFY(!reader.all().contains(u"line 0\n"_s));
    QCOMPARE(reader.read->text(reader.read->cursorPosition() - 9, reader.read->cursorPosition()),
             u"line 199\n"_s);
}

/// Every text with a count in the sources: one that is new needs its row.
void TestResponseText::everyCountHasItsSingular()
{
    const QRegularExpression call(
        u"(?:\\btr|\\btranslate|\\btranslated|QT_TRANSLATE_NOOP)\\(\\s*(?:\"\\w+\",\\s*)?((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*)+)"_s);
    const QRegularExpression literal(u"\"((?:[^\"\\\\]|\\\\.)*)\""_s);
    QSet<QByteArray> found;
    for (const auto &room : {u"ui"_s, u"app"_s, u"core"_s}) {
        QDirIterator files(QStringLiteral(CLAIMCHECK_SOURCE_DIR "/") + room, {u"*.cpp"_s, u"*.h"_s},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString source = QString::fromUtf8(file.readAll());
            for (auto calls = call.globalMatch(source); calls.hasNext();) {
                QString text;
                for (auto parts = literal.globalMatch(calls.next().captured(1)); parts.hasNext();)
                    text += parts.next().captured(1);
                if (text.contains(u"%n"_s))
                    found += text.toUtf8();
            }
        }
    }
    QVERIFY(found.size() > 30);
    for (const QByteArray &text : std::as_const(found))
        QVERIFY2(englishForOne(text.constData()), text.constData());
}

void TestResponseText::countsOneAsOne()
{
    const auto count = [](int n) {
        return QCoreApplication::translate("Anywhere", "The text has %n characters.", nullptr, n);
    };
    QCOMPARE(count(1), u"The text has 1 characters."_s); // as Qt does it without
    EnglishPlurals plurals;
    QVERIFY(QCoreApplication::installTranslator(&plurals));
    QCOMPARE(count(1), u"The text has 1 character."_s);
    QCOMPARE(count(2), u"The text has 2 characters."_s);
    QCOMPARE(count(0), u"The text has 0 characters."_s);
    // In a page: a cookie with a value of one letter, and one of two.
    http::Response answer;
    answer.headers = {{"Set-Cookie", "a=1; Path=/\nb=22; Path=/"}};
    const auto rows = ui::cookieRows(answer, {});
    QCOMPARE(rows.at(0).cells.at(1), u"1 character"_s);
    QCOMPARE(rows.at(1).cells.at(1), u"2 characters"_s);
}

QTEST_MAIN(TestResponseText)
#include "tst_response_text.moc"
