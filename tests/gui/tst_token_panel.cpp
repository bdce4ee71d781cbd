#include "support/patience.h"
#include "token_samples.h"

#include "inspect/span_map.h"
#include "ui/empty_page.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/token_view.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QThreadPool>
#include <QTimer>
#include <QToolButton>

using namespace claimcheck;
using namespace claimcheck::ui;
using samples::find;

namespace {

enum Column { Name, Value, Meaning, Time };

QString cell(const QTableView &table, int row, int column)
{
    return table.model()->index(row, column).data().toString();
}

} // namespace

class TokenPanelTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<TokenPanel> m_panel;

    void show(const QByteArray &token) { m_panel->setToken(token); }
    QString verdict() const { return find<QLabel>(*m_panel, "verdictText")->text(); }
    QTableView *claims() const { return find<QTableView>(*m_panel, "claimsTable"); }
    TokenView *compact() const { return find<TokenView>(*m_panel, "tokenView"); }
    JsonView *payload() const { return find<JsonView>(*m_panel, "payloadView"); }

private Q_SLOTS:
    void init()
    {
        m_clock.set(samples::moment(samples::nowSeconds));
        m_panel = std::make_unique<TokenPanel>(m_clock);
        m_panel->setTimeZone(TokenPanel::TimeZone::Utc);
        m_panel->resize(1100, 800);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
    }
    void cleanup() { m_panel.reset(); }

    void aCompactTokenAfterOneInJsonIsNotIndented()
    {
        const QByteArray token = samples::token("{\"a\":\"" + QByteArray(600, 'x') + "\"}");
        const QByteArrayList parts = token.split('.');
        m_panel->setToken("{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] +
                          "\",\"signature\":\"" + parts[2] + "\"}");
        m_panel->setToken(token);
        QVERIFY(compact()->rowCount() > 2);
        const qsizetype second = compact()->byteAt({0, compact()->rowHeight() * 3 / 2});
        QVERIFY(second > 0);
        QCOMPARE(compact()->cursorRectangle(second).left(), compact()->gutter());
    }

    void showsExpiryOfAPastedToken()
    {
        show(samples::token("{\"sub\":\"alice\",\"exp\":1795294709}"));
        QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
        QCOMPARE(cell(*claims(), 1, Name), QStringLiteral("exp"));
        QCOMPARE(cell(*claims(), 1, Value), QStringLiteral("1795294709"));
        QCOMPARE(cell(*claims(), 1, Time), QStringLiteral("in 4 min 12 s · 2026-11-21 20:58:29"));
    }

    void words_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("expired") << samples::token("{\"exp\":1795035257}")
                                 << QStringLiteral("Expired 3 days ago · signature not checked");
        QTest::newRow("not yet valid")
            << samples::token("{\"nbf\":1795294517,\"exp\":1795298057}")
            << QStringLiteral("Not valid yet: starts in 1 min · signature not checked");
        QTest::newRow("no expiry") << samples::token("{\"sub\":\"x\"}")
                                   << QStringLiteral("No expiry · signature not checked");
        QTest::newRow("exp is text") << samples::token("{\"exp\":\"soon\"}")
                                     << QStringLiteral("Expiry cannot be read · signature not checked");
        QTest::newRow("alg none")
            << samples::token("{\"alg\":\"none\"}", "{\"exp\":1795298057}")
            << QStringLiteral("Not expired: 1 h left · not signed at all, so anybody can have written it");
        QTest::newRow("opaque") << QByteArray("ghp_16C7e42F292c6912E7710c838347Ae178B4a")
                                << QStringLiteral("This is not a JWT: nothing can be read from it");
    }
    void words()
    {
        QFETCH(QByteArray, token);
        show(token);
        QTEST(verdict(), "sentence");
    }

    void ticksOnlyWhileVisible()
    {
        show(samples::token("{\"exp\":1795294709}"));
        auto *ticks = m_panel->findChild<QTimer *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(ticks->isActive());
        m_clock.advance(std::chrono::seconds(1));
        QTRY_COMPARE(verdict(), QStringLiteral("Not expired: 4 min 11 s left · signature not checked"));
        QCOMPARE(cell(*claims(), 0, Time), QStringLiteral("in 4 min 11 s · 2026-11-21 20:58:29"));
        m_panel->hide();
        QVERIFY(!ticks->isActive());
        show(samples::token("{\"exp\":1795294709,\"n\":2}"));
        QVERIFY(!ticks->isActive()); // nor for a token that comes while nobody looks
        m_clock.advance(std::chrono::minutes(10));
        m_panel->show();
        QCOMPARE(verdict(), QStringLiteral("Expired 5 min 49 s ago · signature not checked"));
    }

    void marksDuplicates()
    {
        show(samples::token("{\"exp\":1,\"sub\":\"x\",\"exp\":2}"));
        QCOMPARE(cell(*claims(), 0, Name), QStringLiteral("exp (1 of 2)"));
        QCOMPARE(cell(*claims(), 1, Name), QStringLiteral("sub"));
        QCOMPARE(cell(*claims(), 2, Name), QStringLiteral("exp (2 of 2)"));
        QVERIFY(!claims()->model()->index(0, Name).data(Qt::DecorationRole).isNull());
        QVERIFY(claims()->model()->index(1, Name).data(Qt::DecorationRole).isNull());
        QCOMPARE(find<QTabWidget>(*m_panel, "tokenTabs")->tabText(1),
                 QStringLiteral("Findings (%1)").arg(m_panel->report()->findings.size()));
    }

    void aChosenClaimLightsItsCharacters()
    {
        show(samples::token("{\"iss\":\"https://idp.example\",\"sub\":\"alice\",\"exp\":1795294709}"));
        const QRect row = claims()->visualRect(claims()->model()->index(1, Value));
        QTest::mouseClick(claims()->viewport(), Qt::LeftButton, {}, row.center());

        const inspect::ReportPtr report = m_panel->report();
        const json::Span member = report->claims.at(1).span;
        QCOMPARE(payload()->highlighted(), member);
        QCOMPARE(payload()->source().mid(member.begin, member.size()), QByteArray("\"sub\":\"alice\""));

        const json::Span lit = compact()->highlighted();
        QCOMPARE(lit, inspect::tokenSpan(report->token, jose::PartId::Payload, member));
        // What is lit decodes to the claim, with no more than two bytes on either side.
        const qsizetype payloadBegin = report->token.part(jose::PartId::Payload).span.begin;
        const qsizetype whole = (lit.begin - payloadBegin) / 4 * 4 + payloadBegin;
        const QByteArray decoded =
            base64url::decodeLeniently(QByteArrayView(m_panel->token()).sliced(whole, lit.end - whole)).bytes;
        QVERIFY(decoded.contains("\"sub\":\"alice\""));
        QVERIFY(lit.size() <= (member.size() + 2) * 4 / 3 + 2);
    }

    void chosenCharactersShowTheirClaim()
    {
        show(samples::token("{\"iss\":\"https://idp.example\",\"sub\":\"alice\",\"exp\":1795294709}"));
        const inspect::ReportPtr report = m_panel->report();
        const json::Span characters =
            inspect::tokenSpan(report->token, jose::PartId::Payload, report->claims.at(1).valueSpan);
        const QRect place = compact()->cursorRectangle(characters.begin + 3);
        QTest::mouseClick(compact()->viewport(), Qt::LeftButton, {}, place.center());
        QCOMPARE(claims()->currentIndex().row(), 1);
        QCOMPARE(payload()->highlighted(), report->claims.at(1).span);
        QCOMPARE(find<JsonView>(*m_panel, "claimValue")->source(), QByteArray("alice"));

        // And by keyboard, on into the next claim.
        compact()->setFocus();
        for (int i = 0; i < 12; ++i)
            QTest::keyClick(compact(), Qt::Key_Right);
        QCOMPARE(claims()->currentIndex().row(), 2);
    }

    void theHeaderIsLinkedToo()
    {
        show(samples::token("{\"sub\":\"alice\"}"));
        auto *header = find<JsonView>(*m_panel, "headerView");
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, header->cursorRectangle(9).center());
        const json::Span part = m_panel->report()->token.part(jose::PartId::Header).span;
        QVERIFY(compact()->highlighted().size() > 0);
        QVERIFY(compact()->highlighted().end <= part.end);
    }

    void foreignTextIsPlainAndShort()
    {
        show(samples::token("{\"name\":\"<b>admin</b>\xE2\x80\xAE\",\"long\":\"" + QByteArray(100000, 'x') +
                            "\"}"));
        QTRY_VERIFY(m_panel->report());
        QCOMPARE(cell(*claims(), 0, Value), QStringLiteral("<b>admin</b>⟨U+202E⟩"));
        QCOMPARE(cell(*claims(), 1, Value).size(), 500);
        for (const QLabel *label : m_panel->findChildren<QLabel *>())
            QVERIFY2(label->textFormat() == Qt::PlainText || label->objectName().isEmpty(),
                     qPrintable(label->objectName()));
    }

    void aBigTokenIsReadElsewhereAndPaintedInPart()
    {
        const QByteArray big =
            samples::token("{\"a\":\"" + QByteArray(1024 * 1024, 'x') + "\",\"exp\":1795294709}");
        show(big);
        QVERIFY(!m_panel->report()); // it is not made on this thread
        QCOMPARE(verdict(), QStringLiteral("Reading the token…"));
        QTRY_VERIFY(m_panel->report());
        QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
        m_panel->grab();
        QVERIFY(compact()->rowCount() > 5000);
        QVERIFY(compact()->paintedRows() > 0 && compact()->paintedRows() < 20);
        QVERIFY(payload()->rowCount() > 5000);
        QVERIFY(payload()->paintedRows() > 0 && payload()->paintedRows() < 100);
    }

    void anAnswerThatCameTooLateIsDropped()
    {
        show(samples::token("{\"a\":\"" + QByteArray(1024 * 1024, 'x') + "\"}"));
        const QByteArray small = samples::token("{\"sub\":\"second\"}");
        show(small);
        QVERIFY(QThreadPool::globalInstance()->waitForDone(claimcheck::test::busyMachineMs));
        QCoreApplication::processEvents();
        QCOMPARE(m_panel->report()->token.text(), small);
        QCOMPARE(cell(*claims(), 0, Value), QStringLiteral("second"));
    }

    void copiesTheTokenAsASecret()
    {
        const QByteArray token = samples::token("{\"sub\":\"alice\"}");
        show(token);
        m_panel->setClipboardSeconds(1);
        QTest::mouseClick(find<QToolButton>(*m_panel, "copyToken"), Qt::LeftButton);
        const QMimeData *copied = QApplication::clipboard()->mimeData();
        QCOMPARE(copied->text().toUtf8(), token);
        QCOMPARE(copied->data(QStringLiteral("x-kde-passwordManagerHint")), QByteArray("secret"));
        QCOMPARE(find<QLabel>(*m_panel, "clipboardCountdown")->text(),
                 QStringLiteral("Copied: the clipboard is cleared in 1 s"));
        QTRY_COMPARE(QApplication::clipboard()->text(), QString());
        QCOMPARE(find<QLabel>(*m_panel, "clipboardCountdown")->text(), QString());
    }

    void leavesWhatOthersCopied()
    {
        show(samples::token("{\"sub\":\"alice\"}"));
        m_panel->setClipboardSeconds(1);
        QTest::mouseClick(find<QToolButton>(*m_panel, "copyToken"), Qt::LeftButton);
        QApplication::clipboard()->setText(QStringLiteral("mine"));
        QTRY_COMPARE(find<QLabel>(*m_panel, "clipboardCountdown")->text(), QString());
        m_panel.reset();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("mine"));
    }

    void selectingPartOfATokenCopiesItAsASecretToo()
    {
        show(samples::token("{\"sub\":\"alice\"}"));
        compact()->setFocus();
        QTest::keySequence(compact(), QKeySequence::SelectAll);
        QTest::keySequence(compact(), QKeySequence::Copy);
        QVERIFY(
            QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("x-kde-passwordManagerHint")));
        QCOMPARE(QApplication::clipboard()->text().toUtf8(), m_panel->token());
    }

    void keysChangePages()
    {
        show(samples::token("{\"sub\":\"alice\"}"));
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get(), claimcheck::test::busyMachineMs));
        auto *tabs = find<QTabWidget>(*m_panel, "tokenTabs");
        for (const int page : {1, 2, 3, 0}) {
            QTest::keyClick(compact(), static_cast<Qt::Key>(Qt::Key_1 + page), Qt::ControlModifier);
            QCOMPARE(tabs->currentIndex(), page);
        }
    }

    void theEmptyStateTeaches()
    {
        QSignalSpy pasted(m_panel.get(), &TokenPanel::pasteRequested);
        QSignalSpy practice(m_panel.get(), &TokenPanel::practiceRequested);
        QVERIFY(find<QWidget>(*m_panel, "emptyPage")->isVisible());
        QTest::mouseClick(find<QPushButton>(*m_panel, "emptyPaste"), Qt::LeftButton);
        QTest::mouseClick(find<QPushButton>(*m_panel, "emptyPractice"), Qt::LeftButton);
        QCOMPARE(pasted.size(), 1);
        QCOMPARE(practice.size(), 1);
        QTest::mouseClick(find<QPushButton>(*m_panel, "emptyExample"), Qt::LeftButton);
        QCOMPARE(verdict(), QStringLiteral("Not expired: 5 min left · signature not checked"));
        m_panel->setToken({});
        QVERIFY(find<QWidget>(*m_panel, "emptyPage")->isVisible());
        QVERIFY(!m_panel->report());
    }

    void everyControlHasAName()
    {
        show(samples::token("{\"sub\":\"alice\",\"exp\":1}"));
        for (QWidget *widget : m_panel->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->isHidden() || qobject_cast<QLabel *>(widget))
                continue;
            const QString own = widget->objectName();
            if (own.startsWith(QStringLiteral("qt_")) || own.isEmpty())
                continue;
            QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(), qPrintable(own));
        }
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    TokenPanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_token_panel.moc"
