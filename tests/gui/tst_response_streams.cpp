#include "request_desk.h"
#include "response_samples.h"
#include "support/patience.h"
#include "support/scripted_server.h"
#include "ui/response_difference.h"

#include <QSignalSpy>

using namespace harness;
using namespace samples_of_answers;

namespace {

using View = ui::BodyPage::View;

/// "Grüße – €", "שלום\n" and "日本\n" by Python's codecs.
const QByteArray latin("Gr\xFC\xDF"
                       "e\n");
const QByteArray western("12 \x96 \x80\n");
const QByteArray japanese("\x93\xFA\x96\x7B\n");
const QByteArray hebrew = QByteArray::fromHex("e905dc05d505dd050a00");

} // namespace

/// Answers that are read while they come, over the wire and in the window; and answers beside each other.
/// Each of them in its own charset.
class TestResponseStreams final : public QObject, protected RequestDesk {
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void readsAStreamInItsCharset_data();
    void readsAStreamInItsCharset();
    void showsBytesOfACharsetThatNobodyKnows();
    void decodesMuchByAWorkerWhileItComes();
    void keepsTheTextOfAStreamThatIsCutInALetter();
    void aPageThatSaysItLateIsReadSoAtItsEnd();
    void findsTokensInTextOfAnotherCharset();
    void keepsTheHeadOfAnAnswerThatBreaksOff();
    void comparesTexts_data();
    void comparesTexts();

private:
    [[nodiscard]] QString rows() { return find<ui::BodyView>(panel(), "responseText")->visibleRows(); }
    [[nodiscard]] QString facts() { return find<ui::ElidedLabel>(panel(), "responseBodyFacts")->text(); }
    [[nodiscard]] ui::BodyPage &page() { return *panel().findChild<ui::BodyPage *>(); }
    /// Sends a request that this server holds, once it has answered with a head.
    void ask(test::ScriptedServer &server, const QByteArray &type)
    {
        write(u"api.http"_s, "GET " + server.url().toEncoded() + "\n");
        QTRY_COMPARE(tree().model()->rowCount(tree().model()->index(0, 0)), 1);
        server.onRequest = [&server, type] {
            server.write("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n");
        };
        pick(0);
        key(Qt::Key_Return);
        QTRY_VERIFY(server.received.contains("\r\n\r\n"));
    }
};

void TestResponseStreams::readsAStreamInItsCharset_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("begin"); // ends in the middle of a letter where the charset has such
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QString>("shown"); // of the begin
    QTest::addColumn<QString>("all");
    QTest::addColumn<QString>("said");
    const QString western1252 = u"read as windows-1252 (the Content-Type says so)"_s;
    QTest::newRow("Latin-1, events") << "text/event-stream; charset=iso-8859-1"_qba
                                     << "data: " + latin << "data: " + western << u"data: Grüße\n"_s
                                     << u"data: Grüße\ndata: 12 – €\n"_s << western1252;
    QTest::newRow("windows-1252, text") << "text/plain; charset=windows-1252"_qba << western << latin
                                        << u"12 – €\n"_s << u"12 – €\nGrüße\n"_s << western1252;
    // The third letter has come by half; big-endian and little-endian by their marks.
    QTest::newRow("UTF-16 by its mark, lines of JSON")
        << "application/x-ndjson"_qba
        << "\xFF\xFE" + hebrew.first(5) << hebrew.mid(5) << u"של\n"_s << u"שלום\n"_s
        << u"read as utf-16le (its byte order mark says so)"_s;
    QTest::newRow("UTF-16 by its mark, against the header")
        << "text/plain; charset=utf-8"_qba
        << "\xFF\xFE" + hebrew.first(5) << hebrew.mid(5) << u"של\n"_s << u"שלום\n"_s
        << u"read as utf-16le (its byte order mark says so)"_s;
    QTest::newRow("Shift_JIS") << "text/plain; charset=Shift_JIS"_qba << japanese.first(3) << japanese.mid(3)
                               << u"日\n"_s << u"日本\n"_s
                               << u"read as shift_jis (the Content-Type says so)"_s;
    QTest::newRow("UTF-8 with a mark")
        << "text/plain"_qba
        << "\xEF\xBB\xBFGr\xC3"_qba
        << "\xBC\n"_qba << u"Gr\n"_s << u"Grü\n"_s << u"read as utf-8 (its byte order mark says so)"_s;
}

/// The server holds the rest until the begin was looked at.
void TestResponseStreams::readsAStreamInItsCharset()
{
    QFETCH(const QByteArray, begin);
    QFETCH(const QByteArray, rest);
    QFETCH(const QByteArray, type);
    QFETCH(const QString, shown);
    QFETCH(const QString, all);
    QFETCH(const QString, said);
    test::ScriptedServer server;
    ask(server, type);
    server.write(begin);
    QTRY_VERIFY(rows().startsWith(shown.chopped(1)));
    QVERIFY2(!rows().contains(QChar::ReplacementCharacter), qPrintable(rows()));
    QVERIFY2(facts().contains(said), qPrintable(facts()));
    QVERIFY(panel().isBusy());
    server.write(rest);
    QTRY_VERIFY(rows().startsWith(all));
    QVERIFY(panel().isBusy());
    server.close();
    QTRY_VERIFY(!panel().isBusy());
    QCOMPARE(page().view(), View::Text);
    QVERIFY2(rows().startsWith(all), qPrintable(rows()));
    QVERIFY2(facts().contains(said), qPrintable(facts()));
    QCOMPARE(message(panel(), "responseBodyMessage"), QString());
}

void TestResponseStreams::showsBytesOfACharsetThatNobodyKnows()
{
    test::ScriptedServer server;
    ask(server, "text/event-stream; charset=x-made-up");
    server.write("data: 1\n");
    QTRY_COMPARE(page().view(), View::Hex);
    QVERIFY(message(panel(), "responseBodyMessage").startsWith(u"This system cannot decode x-made-up"_s));
    server.close();
    QTRY_VERIFY(!panel().isBusy());
    QCOMPARE(page().view(), View::Hex);
}

/// More than is decoded on the spot has come by the time that it is first shown, and the end comes while a
/// worker is at it.
void TestResponseStreams::decodesMuchByAWorkerWhileItComes()
{
    ui::BodyPage alone;
    alone.resize(800, 500);
    alone.show();
    const auto body = std::make_shared<requests::Overflow>();
    const QByteArray line("l\0i\0n\0e\0\n\0", 10);
    QVERIFY(body->append("\xFF\xFE" + line.repeated(600'000)));
    alone.begin(body, "text/plain");
    const auto *view = find<ui::BodyView>(alone, "responseText");
    QTRY_VERIFY(view->visibleRows().startsWith(u"line\nline\n"_s));
    QVERIFY(body->append(line.repeated(600'000) + QByteArray("e\0n\0d\0", 6)));
    alone.grown();
    alone.setBody(body, "text/plain", {});
    QTRY_COMPARE(view->body()->size(), qint64(5) * 1'200'000 + 3);
    QCOMPARE(alone.view(), View::Text);
    QTRY_VERIFY(view->isComplete());
    QCOMPARE(view->rowCount(), qint64(1'200'001));
}

void TestResponseStreams::keepsTheTextOfAStreamThatIsCutInALetter()
{
    test::ScriptedServer server;
    ask(server, "text/plain; charset=utf-16le");
    server.write(hebrew.first(5));
    QTRY_VERIFY(rows().startsWith(u"של"_s));
    click(panel(), "requestCancel");
    QTRY_VERIFY(!panel().isBusy());
    QCOMPARE(page().view(), View::Text);
    QVERIFY(rows().startsWith(u"של"_s));
    QCOMPARE(message(panel(), "responseBodyMessage"), u"The text ends in the middle of a letter."_s);
}

void TestResponseStreams::aPageThatSaysItLateIsReadSoAtItsEnd()
{
    test::ScriptedServer server;
    ask(server, "text/html");
    server.write("<html><head>\n");
    QTRY_VERIFY(rows().startsWith(u"<html><head>\n"_s));
    server.write("<meta charset=windows-1252>\n" + western);
    server.close();
    QTRY_VERIFY(!panel().isBusy());
    QVERIFY2(rows().contains(u"12 – €"_s), qPrintable(rows()));
    QVERIFY(facts().contains(u"read as windows-1252 (the page says so)"_s));
}

void TestResponseStreams::findsTokensInTextOfAnotherCharset()
{
    const QByteArray token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.";
    QByteArray wide("\xFF\xFE");
    for (const char c : "{\"token\":\"" + token + "\"}")
        wide += QByteArray(1, c) + '\0';
    test::ScriptedServer server;
    ask(server, "application/json");
    server.write(wide);
    server.close();
    QTRY_VERIFY(!panel().isBusy());
    QTRY_COMPARE(label(panel(), "responseTokensTitle"), u"One token in this answer"_s);
}

/// Its head stays in sight, with its headers and the tokens of what came; of the next one nothing has come.
void TestResponseStreams::keepsTheHeadOfAnAnswerThatBreaksOff()
{
    const QByteArray token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.";
    auto server = std::make_unique<test::ScriptedServer>();
    ask(*server, "application/json\r\nX-Trace: abc\r\nContent-Length: 1000");
    server->write("{\"token\":\"" + token + "\",");
    QTRY_VERIFY(rows().contains(u"token"_s));
    server->close();
    QTRY_VERIFY(!panel().isBusy());
    QCOMPARE(label(panel(), "responseStatus"), u"200 OK, broken off"_s);
    QVERIFY(!message(panel(), "responseError").isEmpty());
    const auto showsHeaders = [this] {
        const auto *tabs = find<QTabWidget>(panel(), "responseTabs");
        for (int i = 0; i < tabs->count(); ++i) {
            if (tabs->isTabVisible(i) && tabs->tabText(i) == u"Headers (3)"_s)
                return true;
        }
        return false;
    };
    QVERIFY(showsHeaders());
    QTRY_COMPARE(label(panel(), "responseTokensTitle"), u"One token in this answer"_s);
    server = nullptr;
    key(Qt::Key_Return);
    QTRY_COMPARE(label(panel(), "responseStatus"), u"No answer"_s);
    QVERIFY(!showsHeaders());
}

void TestResponseStreams::comparesTexts_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("beforeType");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("afterType");
    QTest::addColumn<QString>("summary");
    QTest::addColumn<QString>("charsets");
    QTest::addColumn<QString>("shown");
    const QByteArray plain = "text/plain", latin1 = "text/plain; charset=iso-8859-1";
    const QString one = u"Lines that went: 1. Lines that came: 1."_s;
    QTest::newRow("two of one charset")
        << latin << latin1 << "x" + latin << latin1 << one << u"windows-1252"_s << u"+ xGrüße"_s;
    QTest::newRow("the same text in two charsets")
        << latin << latin1 << u"Grüße\n"_s.toUtf8() << plain << u"The texts are the same; the bytes differ."_s
        << u"windows-1252 → utf-8"_s << QString();
    QTest::newRow("another text in two charsets") << "\xFF\xFE" + hebrew << plain << u"שלומ\n"_s.toUtf8()
                                                  << plain << one << u"utf-16le → utf-8"_s << u"- שלום"_s;
    QTest::newRow("UTF-8 alone") << "a\n"_qba << plain << "b\n"_qba << plain << one << QString() << u"+ b"_s;
    const QString bytes = u" Not both are text: the bytes are compared, 16 a line."_s;
    QTest::newRow("bytes") << QByteArray("\0\1\2", 3) << "application/octet-stream"_qba
                           << QByteArray("\0\1\3", 3) << "application/octet-stream"_qba << one + bytes
                           << QString() << u"- 00 01 02"_s;
    QTest::newRow("bytes and text") << "abc"_qba << plain << "ab\xFF"_qba << plain << one + bytes << QString()
                                    << u"- 61 62 63"_s;
    QTest::newRow("the same bytes") << "ab\xFF"_qba << plain << "ab\xFF"_qba << plain
                                    << u"The bodies are the same."_s + bytes << QString() << QString();
}

void TestResponseStreams::comparesTexts()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, beforeType);
    QFETCH(const QByteArray, after);
    QFETCH(const QByteArray, afterType);
    QFETCH(const QString, charsets);
    QFETCH(const QString, shown);
    const auto sent = [](const QByteArray &body, const QByteArray &type) {
        requests::Sent one = answered(200, body);
        one.answer->headers = {{"Content-Type", type}};
        return one;
    };
    ui::ResponseCompare compare;
    compare.resize(800, 400);
    compare.show();
    QSignalSpy compared(&compare, &ui::ResponseCompare::compared);
    compare.setAnswers(sent(before, beforeType), sent(after, afterType));
    QTRY_VERIFY(!compared.isEmpty());
    QTEST(label(compare, "responseCompareSummary"), "summary");
    const QString said = label(compare, "responseCompareFacts");
    QCOMPARE(said.section(u" · "_s, 3), charsets);
    const QString text = find<ui::DifferenceView>(compare, "responseDifference")->shownText();
    QVERIFY2(text.contains(shown), qPrintable(text));
}

QTEST_MAIN(TestResponseStreams)
#include "tst_response_streams.moc"
