#include "base/json.h"
#include "json_cases.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace claimcheck;

namespace {

bool accepts(const QByteArray &text)
{
    return bool(json::Document::parse(text));
}

/// Visits every node, and checks that its span lies inside its parent's and after its elder sibling's.
void walk(const json::Value &root)
{
    std::vector<json::Value> open{root};
    while (!open.empty()) {
        const json::Value value = open.back();
        open.pop_back();
        const json::Span span = value.span();
        QVERIFY(span.begin < span.end);
        static_cast<void>(value.toUtf8());
        static_cast<void>(value.toInteger());
        static_cast<void>(value.toDouble());
        qsizetype at = span.begin;
        const auto visit = [&at, &span, &open](const json::Value &child) {
            QVERIFY(child.span().begin > at && child.span().end < span.end);
            at = child.span().end;
            open.push_back(child);
        };
        for (const json::Value &element : value.elements())
            visit(element);
        for (const json::Member &member : value.members()) {
            QVERIFY(member.name.isString());
            visit(member.name);
            visit(member.value);
        }
    }
}

/// An offset is exact when the text up to and with that byte fails there already, and the text before it was
/// a good start: it fails only because it ends.
void checkOffset(const QByteArray &text, const Error &error)
{
    QVERIFY(error.offset >= 0 && error.offset <= text.size());
    const auto before = json::Document::parse(text.first(error.offset));
    if (error.code == ErrorCode::JsonTrailingData)
        QVERIFY(before);
    if (!before)
        QCOMPARE(before.error().offset, error.offset);
    if (error.offset == text.size())
        return;
    const auto with = json::Document::parse(text.first(error.offset + 1));
    QVERIFY(!with);
    QCOMPARE(with.error().offset, error.offset);
}

} // namespace

class TestJsonSuite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsOwnCases_data();
    void acceptsOwnCases();
    void refusesOwnCases_data();
    void refusesOwnCases();
    void agreesWithTheGrammarOfNumbers();
    void agreesWithQtOnUtf8();
    void acceptsEveryCodePoint();
    void judgesEveryByteInAString();
    void agreesWithJsonTestSuite();
    void survivesMutations();
};

void TestJsonSuite::acceptsOwnCases_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const auto &row : json_cases::good)
        QTest::newRow(row.name) << row.text;
}

void TestJsonSuite::acceptsOwnCases()
{
    QFETCH(QByteArray, text);
    const auto document = json::Document::parse(text);
    QVERIFY2(document, document ? "" : qPrintable(describe(document.error()).message));
    QCOMPARE(document->text(), text);
    QCOMPARE(document->root().raw(), QByteArrayView(text.trimmed()));
    walk(document->root());
    QVERIFY(accepts("[" + text + "]"));
    QVERIFY(accepts("{\"a\":" + text + "\n}"));
}

void TestJsonSuite::refusesOwnCases_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<qint64>("offset");
    for (const auto &row : json_cases::bad)
        QTest::newRow(row.name) << row.text << row.code << row.offset;
}

void TestJsonSuite::refusesOwnCases()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    QFETCH(qint64, offset);
    const auto document = json::Document::parse(text);
    QVERIFY(!document);
    QCOMPARE(codeName(document.error().code), codeName(code));
    QCOMPARE(document.error().offset, offset);
    checkOffset(text, document.error());
    // Also where no NUL stands behind the text.
    const QByteArray longer = text + "\"]}0e";
    const auto raw = json::Document::parse(QByteArray::fromRawData(longer.constData(), text.size()));
    QVERIFY(!raw);
    QCOMPARE(raw.error().code, code);
    QCOMPARE(raw.error().offset, offset);
}

/// Every text of up to six characters that could be a number (RFC 8259 section 6).
void TestJsonSuite::agreesWithTheGrammarOfNumbers()
{
    static const QRegularExpression number(
        QStringLiteral(R"(^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z)"));
    const QByteArray letters = "-+01.eE";
    QByteArrayList texts{""};
    int accepted = 0;
    for (int length = 1; length <= 6; ++length) {
        QByteArrayList longer;
        for (const QByteArray &text : texts) {
            for (const char letter : letters) {
                const QByteArray candidate = text + letter;
                const bool expected = number.match(QString::fromLatin1(candidate)).hasMatch();
                if (accepts(candidate) != expected)
                    QFAIL(candidate.constData());
                accepted += expected ? 1 : 0;
                longer << candidate;
            }
        }
        texts = longer;
    }
    QVERIFY(accepted > 1000);
    qInfo("%d of the texts are numbers", accepted);
}

/// All texts of four bytes taken from the ends of every range of UTF-8's table.
void TestJsonSuite::agreesWithQtOnUtf8()
{
    const QByteArray ends = QByteArray::fromHex("417f80818f909fa0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5ff");
    QByteArray text = "[\"....\"]";
    int good = 0;
    for (const char a : ends) {
        for (const char b : ends) {
            for (const char c : ends) {
                for (const char d : ends) {
                    text[2] = a, text[3] = b, text[4] = c, text[5] = d;
                    const bool expected = QUtf8StringView(text.constData() + 2, 4).isValidUtf8();
                    if (accepts(text) != expected)
                        QFAIL(text.toHex().constData());
                    good += expected ? 1 : 0;
                }
            }
        }
    }
    QVERIFY(good > 100 && good < 100000);
}

void TestJsonSuite::acceptsEveryCodePoint()
{
    QString all;
    for (char32_t c = 0x20; c <= 0x10FFFF; ++c) {
        if (c != U'"' && c != U'\\' && !QChar::isSurrogate(c))
            all += QChar::fromUcs4(c);
    }
    const auto document = json::Document::parse('"' + all.toUtf8() + '"');
    QVERIFY(document);
    QCOMPARE(document->root().toString(), all);
}

void TestJsonSuite::judgesEveryByteInAString()
{
    // In each of nine places, so that the first byte of a word, the last, and the tail are all met.
    for (int place = 1; place <= 9; ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            QByteArray text = "\"AAAAAAAAAAAA\"";
            text[place] = static_cast<char>(byte);
            const bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            const auto document = json::Document::parse(text);
            QCOMPARE(bool(document), plain);
            if (!document) {
                const bool next = byte == '"' || byte == '\\';
                QCOMPARE(document.error().offset, place + (next ? 1 : 0));
            }
        }
    }
}

/// The cases of JSONTestSuite (Nicolas Seriot): y_ must be read, n_ must be refused, i_ may be either.
void TestJsonSuite::agreesWithJsonTestSuite()
{
    const QDir folder(QStringLiteral(CLAIMCHECK_SOURCE_DIR "/../shared/vectors/json/test_parsing"));
    const QStringList names = folder.entryList({QStringLiteral("*.json")}, QDir::Files);
    const auto own = static_cast<int>(std::size(json_cases::good) + std::size(json_cases::bad));
    if (names.isEmpty()) {
        if (qgetenv("CI") == "true")
            QFAIL("JSONTestSuite's vectors are absent");
        QSKIP(qPrintable(QStringLiteral("JSONTestSuite's vectors are absent; %1 own cases ran").arg(own)));
    }
    int yes = 0, no = 0, either = 0;
    QByteArrayList wrong;
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        const auto document = json::Document::parse(text);
        if (document)
            walk(document->root());
        else
            checkOffset(text, document.error());
        yes += name.startsWith(u'y') ? 1 : 0;
        no += name.startsWith(u'n') ? 1 : 0;
        either += name.startsWith(u'i') ? 1 : 0;
        if (!name.startsWith(u'i') && bool(document) != name.startsWith(u'y'))
            wrong << name.toUtf8();
    }
    QCOMPARE(wrong, QByteArrayList());
    qInfo("JSONTestSuite: %d y_, %d n_, %d i_ cases; %d own cases", yes, no, either, own);
    QVERIFY(yes >= 90 && no >= 180 && either >= 30);
}

void TestJsonSuite::survivesMutations()
{
    QRandomGenerator random(8259);
    const QByteArray letters = "{}[]\",:\\/u0123456789abcdefE+-. \n\t\x80\xC3\xE2\xF0\xFFtrnl";
    int accepted = 0, refused = 0;
    for (int round = 0; round < 40000; ++round) {
        QByteArray text = json_cases::good[random.bounded(int(std::size(json_cases::good)))].text.left(200);
        const QByteArray other =
            json_cases::good[random.bounded(int(std::size(json_cases::good)))].text.left(200);
        for (int count = random.bounded(1, 4); count > 0; --count) {
            const qsizetype at = random.bounded(int(text.size() + 1));
            switch (random.bounded(5)) {
            case 0:
                text.insert(at, letters[random.bounded(int(letters.size()))]);
                break;
            case 1:
                text.remove(at, random.bounded(1, 4));
                break;
            case 2:
                text.insert(at, other);
                break;
            case 3:
                text.replace(at, 1, QByteArray(1, static_cast<char>(random.bounded(256))));
                break;
            default:
                text = text.left(at) + "[" + text.mid(at) + "]";
            }
        }
        const auto document = json::Document::parse(text);
        if (document) {
            ++accepted;
            walk(document->root());
            static_cast<void>(json::firstDuplicate(document->root()));
        } else {
            ++refused;
            checkOffset(text, document.error());
        }
        if (QTest::currentTestFailed())
            QFAIL(text.toHex().constData());
    }
    qInfo("%d mutations accepted, %d refused", accepted, refused);
    QVERIFY(accepted > 1000 && refused > 1000);
}

QTEST_APPLESS_MAIN(TestJsonSuite)
#include "tst_json_suite.moc"
