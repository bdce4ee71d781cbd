#include "token_samples.h"

#include "support/patience.h"
#include "ui/copy_corner.h"
#include "ui/share_dialog.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/json_view.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

namespace {

const QByteArray personal =
    R"({"iss":"https://idp.example","sub":"alice","name":"Alice","email":"alice@idp.example","exp":1795294709})";

QString clip()
{
    return QGuiApplication::clipboard()->text();
}

} // namespace

class SharePanelTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};

private Q_SLOTS:
    void showsBeforeItCopies()
    {
        ShareDialog dialog(jose::ParsedToken::parse(samples::token(personal)), m_clock);
        dialog.show();
        const auto *text = find<JsonView>(dialog, "safeCopyText");
        QVERIFY(!text->source().contains("Alice"));
        QVERIFY(text->source().contains("1795294709"));
        QVERIFY(find<QLabel>(dialog, "safeCopySummary")->text().contains(u"3 values are replaced"_s));
        QTest::mouseClick(find<QPushButton>(dialog, "copySafeToken"), Qt::LeftButton);
        QVERIFY(clip().endsWith(u'.'));
        QVERIFY(!QByteArray::fromBase64(clip().section(u'.', 1, 1).toLatin1(), QByteArray::Base64UrlEncoding)
                     .contains("Alice"));
        QTest::mouseClick(find<QPushButton>(dialog, "copySafeReport"), Qt::LeftButton);
        QVERIFY(!clip().contains(u"Alice"_s));
    }

    void whatIsUntickedIsKept()
    {
        ShareDialog dialog(jose::ParsedToken::parse(samples::token(personal)), m_clock);
        dialog.show();
        auto *names = find<QTreeWidget>(dialog, "safeCopyNames");
        const auto found = names->findItems(u"name"_s, Qt::MatchExactly);
        QCOMPARE(found.size(), 1);
        found.first()->setCheckState(0, Qt::Unchecked);
        const auto *text = find<JsonView>(dialog, "safeCopyText");
        QVERIFY(text->source().contains("\"Alice\""));
        QVERIFY(!text->source().contains("alice@"));
        found.first()->setCheckState(0, Qt::Checked);
        QVERIFY(!text->source().contains("\"Alice\""));
    }

    void whatCannotBeReadIsNotCopied()
    {
        ShareDialog dialog(jose::ParsedToken::parse(samples::token("{\"name\":")), m_clock);
        dialog.show();
        QVERIFY(find<InlineBar>(dialog, "safeCopyError")->isVisible());
        QVERIFY(!find<QPushButton>(dialog, "copySafeToken")->isEnabled());
        QVERIFY(!find<QPushButton>(dialog, "copySafeReport")->isEnabled());
    }

    void aBigCopyIsMadeInTheBackground()
    {
        QByteArray claims = "{\"name\":\"Alice\"";
        for (int i = 0; i < 3000; ++i)
            claims += ",\"person" + QByteArray::number(i) + "\":\"somebody else entirely\"";
        ShareDialog dialog(jose::ParsedToken::parse(samples::token(claims + "}")), m_clock);
        dialog.show();
        QCOMPARE(find<QLabel>(dialog, "safeCopySummary")->text(), u"Making the copy…"_s);
        QVERIFY(!find<QPushButton>(dialog, "copySafeToken")->isEnabled());
        QTRY_VERIFY(find<QPushButton>(dialog, "copySafeToken")->isEnabled());
        QVERIFY(!find<JsonView>(dialog, "safeCopyText")->source().contains("Alice"));
        // Nobody reads three thousand names; the last row says how many more there are.
        const auto *names = find<QTreeWidget>(dialog, "safeCopyNames");
        QCOMPARE(names->topLevelItemCount(), 1001);
        QCOMPARE(names->topLevelItem(1000)->text(0), u"and 2001 more names"_s);
        QTest::mouseClick(find<QPushButton>(dialog, "copySafeReport"), Qt::LeftButton);
        QTRY_VERIFY(clip().contains(u"person2999"_s));
    }

    void theMenuCopiesReports()
    {
        TokenPanel panel(m_clock);
        panel.setToken(samples::token(personal));
        panel.show();
        find<QAction>(panel, "shareMarkdown")->trigger();
        QVERIFY2(clip().startsWith(u'#') || clip().contains(u"**"_s), qPrintable(clip().left(80)));
        QVERIFY(!clip().contains(QString::fromLatin1(samples::token(personal).split('.').last())));
        find<QAction>(panel, "shareHtml")->trigger();
        QVERIFY(clip().startsWith(u"<!"_s));
        find<QAction>(panel, "shareJson")->trigger();
        QVERIFY(clip().startsWith(u'{'));
        auto *header = find<QAction>(panel, "shareHeader");
        QVERIFY(!header->isVisible());
        panel.setProfileName(u"it's"_s);
        QVERIFY(header->isVisible());
        header->trigger();
        QCOMPARE(clip(), u"-H \"$(claimcheck header 'it'\\''s')\""_s);
        QSignalSpy tools(&panel, &TokenPanel::toolRequested);
        find<QAction>(panel, "shareSafeCopy")->trigger();
        QCOMPARE(tools.size(), 1);
    }

    void copiesACiTestWithWhatIsExpected()
    {
        TokenPanel panel(m_clock);
        panel.setToken(samples::token(personal));
        panel.show();
        auto *action = find<QAction>(panel, "shareCiTest");
        action->trigger();
        QVERIFY2(clip().startsWith(u"#!/bin/sh"_s), qPrintable(clip().left(80)));
        QVERIFY(clip().contains(u"https://idp.example"_s));
        QVERIFY(!clip().contains(u"Alice"_s));
        QVERIFY(!clip().contains(u"my-own-api"_s));
        // What the Verify page says counts.
        find<QLineEdit>(panel, "expectedAudience")->setText(u"my-own-api"_s);
        action->trigger();
        QVERIFY(clip().contains(u"my-own-api"_s));
        // Of what is no token, none can be made.
        panel.setToken("gho_16C7e42F292c6912E7710c838347Ae178B4a");
        QVERIFY(!action->isEnabled());
    }

    void aBigReportIsCopiedOnceItIsWritten()
    {
        TokenPanel panel(m_clock);
        panel.setToken(samples::token("{\"iss\":\"big\",\"a\":\"" + QByteArray(100'000, 'x') + "\"}"));
        QTRY_VERIFY(panel.report());
        QGuiApplication::clipboard()->clear();
        find<QAction>(panel, "shareCiTest")->trigger();
        QTRY_VERIFY(clip().contains(u"big"_s));
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    SharePanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_share_panel.moc"
