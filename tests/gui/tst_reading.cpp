#include "support/patience.h"
#include "reading_samples.h"

#include "ui/theme.h"
#include "ui/timeline_strip.h"
#include "ui/token_panel.h"
#include "ui/verify_panel.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/timeline.h"
#include "ui/widgets/token_view.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

using namespace claimcheck;
using namespace claimcheck::ui;
using samples::find;

/// The timeline, and what is shown of each kind of token.
class ReadingTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<TokenPanel> m_panel;

    void show(const QByteArray &token) { m_panel->setToken(token); }
    QString verdict() const { return label("verdictText"); }
    QString label(const char *name) const { return find<QLabel>(*m_panel, name)->text(); }
    QTableView *table(const char *name) const { return find<QTableView>(*m_panel, name); }
    QString cell(const char *name, int row, int column) const
    {
        return table(name)->model()->index(row, column).data().toString();
    }
    JsonView *view(const char *name) const { return find<JsonView>(*m_panel, name); }
    Timeline *timeline() const { return find<Timeline>(*m_panel, "timeline"); }
    TokenView *compact() const { return find<TokenView>(*m_panel, "tokenView"); }
    void clickRow(const char *name, int row) const
    {
        const QRect place = table(name)->visualRect(table(name)->model()->index(row, 1));
        QTest::mouseClick(table(name)->viewport(), Qt::LeftButton, {}, place.center());
    }
    void type(const char *field, const QString &text) const
    {
        auto *edit = find<QLineEdit>(*m_panel, field);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
    }

private Q_SLOTS:
    void init()
    {
        m_clock.set(samples::moment(samples::nowSeconds));
        m_panel = std::make_unique<TokenPanel>(m_clock);
        m_panel->setTimeZone(TokenPanel::TimeZone::Utc);
        m_panel->resize(1200, 860);
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get(), claimcheck::test::busyMachineMs));
    }
    void cleanup() { m_panel.reset(); }

    void theLineShowsTheTokensTimes()
    {
        show(samples::token("{\"iat\":1795294400,\"exp\":1795294700}"));
        QVERIFY(timeline()->isVisible());
        QCOMPARE(timeline()->line().marks.size(), size_t(3));
        QCOMPARE(timeline()->line().lifetime, QStringLiteral("valid for 5 min"));
        const int issued = timeline()->xOf(samples::moment(1795294400));
        const int expires = timeline()->xOf(samples::moment(1795294700));
        const int now = timeline()->xOf(samples::moment(samples::nowSeconds));
        // To scale: 57 of 300 seconds.
        QVERIFY(qAbs((now - issued) - (expires - issued) * 57 / 300) <= 1);
    }

    void aTokenWithoutTimesHasASentenceInPlaceOfTheLine()
    {
        show(samples::token("{\"sub\":\"x\"}"));
        QVERIFY(!timeline()->isVisible());
        QVERIFY(find<QLabel>(*m_panel, "noTimes")->isVisible());
        QVERIFY(find<QSpinBox>(*m_panel, "leeway")->isVisible());
        show(samples::token("{\"exp\":1795294700}"));
        QVERIFY(timeline()->isVisible());
        QVERIFY(!find<QLabel>(*m_panel, "noTimes")->isVisible());
    }

    void anotherMomentIsTyped_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::newRow("RFC 3339") << QStringLiteral("2026-11-21T20:59:29Z");
        QTest::newRow("with an offset") << QStringLiteral("2026-11-21T21:59:29+01:00");
        QTest::newRow("a space, by the clock shown") << QStringLiteral("2026-11-21 20:59:29");
        QTest::newRow("seconds since 1970") << QStringLiteral("1795294769");
    }
    void anotherMomentIsTyped()
    {
        QFETCH(QString, typed);
        show(samples::token("{\"iat\":1795294400,\"exp\":1795294709}"));
        type("asOf", typed);
        QCOMPARE(verdict(), QStringLiteral("Expired 1 min ago · signature not checked"));
        QCOMPARE(cell("claimsTable", 1, 3), QStringLiteral("1 min ago · 2026-11-21 20:58:29"));
        QCOMPARE(label("verdictAsOf"), QStringLiteral("as of 2026-11-21 20:59:29 UTC"));
        QVERIFY(timeline()->valueText().startsWith(u"As of 2026-11-21T20:59:29Z, in 5 min 12 s: Expired"));
        // The findings follow, once the hand rests.
        QTRY_COMPARE(m_panel->report()->at, samples::moment(1795294769));
        QTest::mouseClick(find<QPushButton>(*m_panel, "verdictNow"), Qt::LeftButton);
        QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
        QVERIFY(!find<QLabel>(*m_panel, "verdictAsOf")->isVisible());
        QCOMPARE(find<QLineEdit>(*m_panel, "asOf")->text(), QString());
    }

    void whatIsNoTimeIsSaidAndChangesNothing()
    {
        show(samples::token("{\"exp\":1795294709}"));
        type("asOf", QStringLiteral("tomorrow"));
        QVERIFY(find<QLabel>(*m_panel, "asOfProblem")->isVisible());
        QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
        type("asOf", QStringLiteral("2026-11-21T20:59:29Z"));
        QVERIFY(!find<QLabel>(*m_panel, "asOfProblem")->isVisible());
    }

    void theHandleIsDraggedAndMovedByKeys()
    {
        show(samples::token("{\"iat\":1795294409,\"exp\":1795294709}"));
        const QPoint expired(timeline()->xOf(samples::moment(1795294709)) + 20, timeline()->height() / 2);
        QTest::mouseClick(timeline(), Qt::LeftButton, {}, expired);
        QVERIFY(verdict().startsWith(u"Expired"));
        timeline()->setFocus();
        QTest::keyClick(timeline(), Qt::Key_Home);
        QCOMPARE(timeline()->moment().chosen, samples::moment(1795294409));
        QTest::keyClick(timeline(), Qt::Key_Right);
        QCOMPARE(timeline()->moment().chosen, samples::moment(1795294411)); // a hundredth of 300 s, rounded
        QTest::keyClick(timeline(), Qt::Key_PageUp);
        QCOMPARE(timeline()->moment().chosen, samples::moment(1795294431));
        QTest::keyClick(timeline(), Qt::Key_End);
        QCOMPARE(verdict(), QStringLiteral("Expired just now · signature not checked"));
        QTest::keyClick(timeline(), Qt::Key_Escape);
        QVERIFY(!timeline()->moment().chosen);
        QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
    }

    void theLineStaysWhileTheHandleMoves()
    {
        show(samples::token("{\"exp\":1795294709}"));
        const int expires = timeline()->xOf(samples::moment(1795294709));
        type("asOf", QStringLiteral("2020-01-01T00:00:00Z"));
        QCOMPARE(timeline()->xOf(samples::moment(1795294709)), expires);
        QVERIFY(verdict().startsWith(u"Not expired"));
    }

    void aSliderForAssistiveTechnology()
    {
        show(samples::token("{\"iat\":1795294409,\"exp\":1795294709}"));
        QAccessibleInterface *slider = QAccessible::queryAccessibleInterface(timeline());
        QCOMPARE(slider->role(), QAccessible::Slider);
        QAccessibleValueInterface *value = slider->valueInterface();
        QVERIFY(value);
        QCOMPARE(value->currentValue().toDouble(), double(samples::nowSeconds));
        QCOMPARE(value->minimumValue().toDouble(), 1795294409.0);
        QCOMPARE(value->maximumValue().toDouble(), 1795294709.0);
        value->setCurrentValue(1795294809.0);
        QCOMPARE(slider->text(QAccessible::Value),
                 QStringLiteral("As of 2026-11-21T21:00:09Z, in 5 min 52 s: Expired 1 min 40 s ago"));
    }

    void leewayJudgesAgain()
    {
        show(samples::token("{\"exp\":1795294437}"));
        QCOMPARE(verdict(), QStringLiteral("Expired 20 s ago · signature not checked"));
        find<QSpinBox>(*m_panel, "leeway")->setValue(30);
        QCOMPARE(verdict(),
                 QStringLiteral("Expired 20 s ago, and within the leeway · signature not checked"));
        QCOMPARE(m_panel->report()->leeway, std::chrono::seconds(30));
        // It is always in sight, so it stays for the next token; the chosen moment does not.
        type("asOf", QStringLiteral("2026-11-21T20:59:29Z"));
        show(samples::token("{\"exp\":1795294438}"));
        QCOMPARE(verdict(),
                 QStringLiteral("Expired 19 s ago, and within the leeway · signature not checked"));
        QVERIFY(!find<QLabel>(*m_panel, "verdictAsOf")->isVisible());
    }

    void everySignatureHasItsHeader()
    {
        show(samples::generalJson());
        QCOMPARE(table("signaturesTable")->model()->rowCount(), 2);
        QCOMPARE(cell("signaturesTable", 0, 1), QStringLiteral("RS256"));
        QCOMPARE(cell("signaturesTable", 0, 2), QStringLiteral("2010-12-29"));
        QCOMPARE(cell("signaturesTable", 0, 3), QStringLiteral("kid"));
        QCOMPARE(cell("signaturesTable", 1, 2), QStringLiteral("e9bc"));
        QCOMPARE(cell("signaturesTable", 1, 4), QStringLiteral("Not checked"));
        QCOMPARE(view("headerView")->source(), QByteArray("{\"alg\":\"RS256\"}"));
        QCOMPARE(cell("claimsTable", 0, 0), QStringLiteral("iss"));
        clickRow("signaturesTable", 1);
        QCOMPARE(view("headerView")->source(), QByteArray("{\"alg\":\"ES256\",\"kid\":\"e9bc\"}"));
        const json::Span lit = compact()->highlighted();
        QCOMPARE(m_panel->token().mid(lit.begin, lit.size()),
                 base64url::encode("{\"alg\":\"ES256\",\"kid\":\"e9bc\"}"));
        // And back: characters of the first header show the first signature.
        const qsizetype first = m_panel->token().indexOf(base64url::encode("{\"alg\":\"RS256\"}"));
        compact()->select({first, first});
        Q_EMIT compact()->selected({first, first});
        QCOMPARE(view("headerView")->source(), QByteArray("{\"alg\":\"RS256\"}"));
    }

    void anEncryptedTokenShowsItsHeaderAndTheSizesOfItsParts()
    {
        show(samples::encrypted());
        QVERIFY(find<QWidget>(*m_panel, "headerTable")->isVisible());
        QCOMPARE(cell("headerTable", 0, 1), QStringLiteral("RSA-OAEP-256"));
        QVERIFY(label("encryptedSentence").startsWith(u"The content is encrypted"));
        QStringList facts;
        for (const QLabel *fact :
             find<QLabel>(*m_panel, "encryptedSentence")->parentWidget()->findChildren<QLabel *>())
            facts << fact->text();
        QVERIFY(facts.contains(QStringLiteral("A256GCM")));
        QVERIFY(facts.contains(QStringLiteral("300 bytes")));
        QVERIFY(facts.contains(QStringLiteral("RSA-OAEP-256 · key k1 · encrypted key of 256 bytes")));
        QVERIFY(!find<QWidget>(*m_panel, "timelineStrip")->isVisible());
        QVERIFY(!view("payloadView")->isVisible());
        clickRow("headerTable", 1);
        QVERIFY(compact()->highlighted().size() > 0);
        QVERIFY(compact()->highlighted().end <= m_panel->token().indexOf('.'));
    }

    void disclosuresStandBesideWhatTheyMake()
    {
        show(samples::selective());
        QCOMPARE(table("disclosuresTable")->model()->rowCount(), 2);
        QCOMPARE(cell("disclosuresTable", 0, 0), QStringLiteral("given_name"));
        QCOMPARE(cell("disclosuresTable", 0, 1), QStringLiteral("\"Alice\""));
        QCOMPARE(cell("disclosuresTable", 0, 2), QStringLiteral("/given_name"));
        QCOMPARE(cell("disclosuresTable", 0, 3), QStringLiteral("Matches its digest"));
        QVERIFY(view("payloadView")->source().contains("_sd_alg"));
        QVERIFY(!view("processedView")->source().contains("_sd"));
        QVERIFY(view("processedView")->source().contains("alice@idp.example"));
        QCOMPARE(table("claimsTable")->model()->rowCount(), 4); // after the disclosures
        bool counted = false;
        for (const QLabel *one : m_panel->findChildren<QLabel *>())
            counted = counted || one->text().contains(u"digests without one: 1 (withheld claims, or decoys)");
        QVERIFY(counted);

        clickRow("disclosuresTable", 1);
        json::Span lit = compact()->highlighted();
        QCOMPARE(m_panel->token().mid(lit.begin, lit.size()),
                 base64url::encode("[\"salt-2\",\"email\",\"alice@idp.example\"]"));
        // From the claim that it makes, the same characters; and from them, the disclosure.
        clickRow("claimsTable", 2);
        lit = compact()->highlighted();
        QCOMPARE(m_panel->token().mid(lit.begin, lit.size()),
                 base64url::encode("[\"salt-1\",\"given_name\",\"Alice\"]"));
        Q_EMIT compact()->selected({lit.begin + 2, lit.begin + 2});
        QCOMPARE(table("disclosuresTable")->currentIndex().row(), 0);
    }

    /// Claims or disclosures, with room for some rows; a choice elsewhere shows the table that has it.
    void inALowWindowOneTableAtATime()
    {
        show(samples::selective());
        auto *bar = find<QTabBar>(*m_panel, "claimsTables");
        // Only once it is narrow may it be that low.
        QTRY_VERIFY((m_panel->resize(640, 460), bar->isVisible()));
        QVERIFY(table("claimsTable")->isVisible());
        QVERIFY(!table("disclosuresTable")->isVisible());
        bar->setFocus();
        QTest::keyClick(bar, Qt::Key_Right);
        QVERIFY(!table("claimsTable")->isVisible());
        QVERIFY(table("disclosuresTable")->isVisible());
        clickRow("disclosuresTable", 1);
        const json::Span lit = compact()->highlighted();
        bar->setCurrentIndex(0);
        Q_EMIT compact()->selected({lit.begin + 2, lit.begin + 2});
        QVERIFY(table("disclosuresTable")->isVisible());
        m_panel->resize(1200, 860);
        QTRY_VERIFY(!bar->isVisible());
        QVERIFY(table("claimsTable")->isVisible());
        QVERIFY(table("disclosuresTable")->isVisible());
    }

    void aStrayDisclosureIsMarked()
    {
        show(samples::selective(true));
        QCOMPARE(table("disclosuresTable")->model()->rowCount(), 3);
        QCOMPARE(cell("disclosuresTable", 2, 2), QStringLiteral("nowhere"));
        QVERIFY(cell("disclosuresTable", 2, 3) != QStringLiteral("Matches its digest"));
        QCOMPARE(cell("disclosuresTable", 1, 3), QStringLiteral("Matches its digest"));
    }

    void whatWasDecryptedIsTheNextLayer()
    {
        show(samples::encrypted());
        auto *verify = find<VerifyPanel>(*m_panel, "verifyPage");
        inspect::ReportContext context;
        context.plaintext = samples::token("{\"sub\":\"inner\"}");
        Q_EMIT verify->judged(context);
        QTest::mouseClick(find<QToolButton>(*m_panel, "layer1"), Qt::LeftButton);
        QCOMPARE(cell("claimsTable", 0, 1), QStringLiteral("inner"));
        QCOMPARE(verdict(), QStringLiteral("No expiry · signature not checked"));

        // Claims that nobody signed are shown all the same.
        QTest::mouseClick(find<QToolButton>(*m_panel, "layer0"), Qt::LeftButton);
        context.plaintext = "{\"sub\":\"bare\",\"n\":1}";
        Q_EMIT verify->judged(context);
        QTest::mouseClick(find<QToolButton>(*m_panel, "layer1"), Qt::LeftButton);
        QCOMPARE(cell("claimsTable", 0, 1), QStringLiteral("bare"));
        QCOMPARE(view("payloadView")->source(), *context.plaintext);
        QVERIFY(verdict().startsWith(u"Decrypted content, and no token itself"));
        clickRow("claimsTable", 1);
        const json::Span lit = compact()->highlighted();
        QCOMPARE(context.plaintext->mid(lit.begin, lit.size()), QByteArray("\"n\":1"));
    }

    void layersAreWalkedThrough()
    {
        show(samples::token("{\"sub\":\"x\"}"));
        QVERIFY(!find<QWidget>(*m_panel, "layersBar")->isVisible());
        show(samples::nested());
        QVERIFY(find<QWidget>(*m_panel, "layersBar")->isVisible());
        auto *inner = find<QToolButton>(*m_panel, "layer1");
        QCOMPARE(inner->text(), QStringLiteral("Nested token: JWS"));
        QTest::mouseClick(inner, Qt::LeftButton);
        QCOMPARE(cell("claimsTable", 0, 1), QStringLiteral("inner"));
        QCOMPARE(verdict(), QStringLiteral("Not expired: 1 h left · signature not checked"));
        QCOMPARE(compact()->source(), m_panel->report()->layers.at(0).report->text);
        clickRow("claimsTable", 0);
        QVERIFY(compact()->highlighted().size() > 0);
        // Judged anew, it is still the inner one that is shown.
        find<QSpinBox>(*m_panel, "leeway")->setValue(30);
        QCOMPARE(cell("claimsTable", 0, 1), QStringLiteral("inner"));
        QTest::mouseClick(find<QToolButton>(*m_panel, "layer0"), Qt::LeftButton);
        QCOMPARE(compact()->source(), m_panel->token());
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    ReadingTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_reading.moc"
