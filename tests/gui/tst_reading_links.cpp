#include "support/patience.h"
#include "token_samples.h"

#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/token_view.h"

#include <QApplication>
#include <QTableView>

using namespace claimcheck;
using namespace claimcheck::ui;
using samples::find;

/// A claim and its exact characters, in both directions.
class ReadingLinksTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<TokenPanel> m_panel;

    TokenView *compact() const { return find<TokenView>(*m_panel, "tokenView"); }
    JsonView *payload() const { return find<JsonView>(*m_panel, "payloadView"); }
    QTableView *claims() const { return find<QTableView>(*m_panel, "claimsTable"); }

    static void rows()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<int>("row");
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<int>("occurrence");
        const QByteArray twice = "{\"sub\":\"a\",\"exp\":1,\"sub\":\"a\"}";
        QTest::newRow("the first of a duplicate") << twice << 0 << QByteArray("\"sub\":\"a\"") << 0;
        QTest::newRow("the second of a duplicate") << twice << 2 << QByteArray("\"sub\":\"a\"") << 1;
        QTest::newRow("an escaped name") << QByteArray("{\"x\":1,\"s\\u0075b\":\"\\u0061lice\",\"y\":2}") << 1
                                         << QByteArray("\"s\\u0075b\":\"\\u0061lice\"") << 0;
        const QByteArray emoji =
            "{\"a\":\"\xF0\x9F\x98\x80\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\",\"b\":\"\xC3\xA9\",\"c\":3}";
        QTest::newRow("an emoji") << emoji << 0
                                  << QByteArray("\"a\":\"\xF0\x9F\x98\x80\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\"")
                                  << 0;
        QTest::newRow("after an emoji") << emoji << 2 << QByteArray("\"c\":3") << 0;
        QTest::newRow("pretty print")
            << QByteArray("{\r\n  \"a\" : 1,\r\n  \"b\" : [\r\n    1,\r\n    2\r\n  ]\r\n}") << 1
            << QByteArray("\"b\" : [\r\n    1,\r\n    2\r\n  ]") << 0;
        QTest::newRow("a leading space") << QByteArray("  {\"a\":1}") << 0 << QByteArray("\"a\":1") << 0;
        for (int pad = 0; pad < 4; ++pad) // every phase of three bytes in four characters
            QTest::addRow("phase %d", pad) << QByteArray("{\"" + QByteArray(pad + 1, 'p') + "\":1,\"q\":22}")
                                           << 1 << QByteArray("\"q\":22") << 0;
    }

    /// Where a member stands in the payload, counted by hand.
    static json::Span memberAt(const QByteArray &payload, const QByteArray &member, int occurrence)
    {
        qsizetype at = payload.indexOf(member);
        for (int i = 0; i < occurrence; ++i)
            at = payload.indexOf(member, at + 1);
        return {at, at + member.size()};
    }
    /// Its characters in the token: byte b begins at bit 8b, character c at bit 6c.
    json::Span charactersAt(json::Span bytes) const
    {
        const qsizetype begin = m_panel->token().indexOf('.') + 1;
        return {begin + bytes.begin * 8 / 6, begin + (bytes.end * 8 + 5) / 6};
    }

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<TokenPanel>(m_clock);
        m_panel->resize(1200, 860);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
    }
    void cleanup() { m_panel.reset(); }

    void aChosenClaim_data() { rows(); }
    void aChosenClaim()
    {
        QFETCH(QByteArray, payload);
        QFETCH(int, row);
        QFETCH(QByteArray, member);
        QFETCH(int, occurrence);
        m_panel->setToken(samples::token(payload));
        claims()->selectRow(row);
        const json::Span bytes = memberAt(payload, member, occurrence);
        QCOMPARE(this->payload()->highlighted(), bytes);
        QCOMPARE(compact()->highlighted(), charactersAt(bytes));
    }

    void chosenCharacters_data() { rows(); }
    void chosenCharacters()
    {
        QFETCH(QByteArray, payload);
        QFETCH(int, row);
        QFETCH(QByteArray, member);
        QFETCH(int, occurrence);
        m_panel->setToken(samples::token(payload));
        const json::Span bytes = memberAt(payload, member, occurrence);
        const json::Span characters = charactersAt(bytes);
        // The first and the last character that hold nothing but the claim.
        const qsizetype begin = m_panel->token().indexOf('.') + 1;
        const qsizetype first = begin + (bytes.begin * 8 + 5) / 6;
        const qsizetype last = begin + bytes.end * 8 / 6 - 1;
        for (const qsizetype at : {first, last}) {
            compact()->highlight({});
            claims()->clearSelection();
            const QRect place = compact()->cursorRectangle(at);
            QTest::mouseClick(compact()->viewport(), Qt::LeftButton, {}, place.center());
            QCOMPARE(claims()->currentIndex().row(), row);
            QCOMPARE(this->payload()->highlighted(), bytes);
            QCOMPARE(compact()->highlighted(), characters);
        }
    }

    void chosenBytesOfTheJson_data() { rows(); }
    void chosenBytesOfTheJson()
    {
        QFETCH(QByteArray, payload);
        QFETCH(int, row);
        QFETCH(QByteArray, member);
        QFETCH(int, occurrence);
        m_panel->setToken(samples::token(payload));
        const json::Span bytes = memberAt(payload, member, occurrence);
        const QRect place = this->payload()->cursorRectangle(bytes.begin);
        QTest::mouseClick(this->payload()->viewport(), Qt::LeftButton, {}, place.center() + QPoint(1, 0));
        QCOMPARE(claims()->currentIndex().row(), row);
        QCOMPARE(compact()->highlighted(), charactersAt(bytes));
    }

    void dotsAndSignatureStandForNothing()
    {
        m_panel->setToken(samples::token("{\"a\":1}"));
        claims()->selectRow(0);
        QVERIFY(compact()->highlighted().size() > 0);
        Q_EMIT compact()->selected({m_panel->token().size() - 2, m_panel->token().size() - 2});
        QCOMPARE(compact()->highlighted().size(), 0);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    ReadingLinksTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_reading_links.moc"
