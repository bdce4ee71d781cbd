#include "token_samples.h"

#include "ui/compare_panel.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

class ComparePanelTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<ComparePanel> m_panel;

    QStringList row(int at) const
    {
        const auto *model = find<QTableView>(*m_panel, "compareTable")->model();
        QStringList cells;
        for (int column = 0; column < model->columnCount(); ++column)
            cells << model->index(at, column).data().toString();
        return cells;
    }
    int rows() const { return find<QTableView>(*m_panel, "compareTable")->model()->rowCount(); }
    QString summary() const { return find<QLabel>(*m_panel, "compareSummary")->text(); }
    void choose(const QString &before, const QString &after)
    {
        m_panel->choose(ComparePanel::Side::Before, before);
        m_panel->choose(ComparePanel::Side::After, after);
    }

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<ComparePanel>();
        m_panel->resize(900, 600);
        m_panel->show();
        m_panel->setChoices(
            {{u"1"_s, u"first"_s,
              samples::token(R"({"iss":"a","sub":"x","exp":1795294457,"scope":"read write","old":1})")},
             {u"2"_s, u"second"_s,
              samples::token(R"({"iss":"a","sub":"x","exp":1795298057,"scope":"read admin","new":[1]})")}});
    }

    void listsOnlyWhatDiffers()
    {
        QVERIFY(find<QLabel>(*m_panel, "compareEmpty")->isVisible());
        choose(u"1"_s, u"2"_s);
        QVERIFY(!find<QLabel>(*m_panel, "compareEmpty")->isVisible());
        QCOMPARE(rows(), 4);
        QCOMPARE(row(0), QStringList({u"payload/exp"_s, u"~ changed"_s, u"1795294457"_s, u"1795298057"_s,
                                      u"1 h later"_s}));
        QCOMPARE(row(1), QStringList({u"payload/scope"_s, u"~ changed"_s, u"\"read write\""_s,
                                      u"\"read admin\""_s, u"+admin −write"_s}));
        QCOMPARE(row(2).mid(0, 3), QStringList({u"payload/old"_s, u"− removed"_s, u"1"_s}));
        QCOMPARE(row(3).mid(0, 2), QStringList({u"payload/new"_s, u"+ added"_s}));
        QVERIFY2(summary().endsWith(u"the same iss and sub"_s), qPrintable(summary()));
        find<QCheckBox>(*m_panel, "onlyDifferences")->setChecked(false);
        QVERIFY(rows() > 4);
    }

    void swapsTheTwo()
    {
        choose(u"1"_s, u"2"_s);
        QTest::mouseClick(find<QAbstractButton>(*m_panel, "compareSwap"), Qt::LeftButton);
        QCOMPARE(row(0).last(), u"1 h earlier"_s);
    }

    void theSameTokenIsSaid()
    {
        choose(u"1"_s, u"1"_s);
        QCOMPARE(summary(), u"The two are the same token."_s);
        QCOMPARE(rows(), 0);
    }

    void whatWasChosenStays()
    {
        choose(u"1"_s, u"2"_s);
        m_panel->setChoices({{u"3"_s, u"third"_s, samples::token(R"({"iss":"b"})")},
                             {u"2"_s, u"second"_s, samples::token(R"({"iss":"a"})")}});
        QCOMPARE(find<QComboBox>(*m_panel, "compareAfter")->currentText(), u"second"_s);
        QCOMPARE(find<QComboBox>(*m_panel, "compareBefore")->currentIndex(), -1);
        QVERIFY(find<QLabel>(*m_panel, "compareEmpty")->isVisible());
    }

    void aDropSaysItsSide()
    {
        QSignalSpy dropped(m_panel.get(), &ComparePanel::textDropped);
        QMimeData data;
        data.setText(u"a token"_s);
        for (const int x : {10, 890}) {
            QDragEnterEvent enter(QPoint(x, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_panel.get(), &enter);
            QDropEvent drop(QPointF(x, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_panel.get(), &drop);
        }
        QCOMPARE(dropped.size(), 2);
        QCOMPARE(dropped[0][1].value<ComparePanel::Side>(), ComparePanel::Side::Before);
        QCOMPARE(dropped[1][1].value<ComparePanel::Side>(), ComparePanel::Side::After);
    }

    void theLikelyPair_data()
    {
        QTest::addColumn<std::vector<TokenChoice>>("choices");
        QTest::addColumn<QByteArray>("lookedAt");
        QTest::addColumn<QString>("profileId");
        QTest::addColumn<ComparePair>("pair");
        const QByteArray now = samples::token(R"({"iss":"a","sub":"x","iat":2})");
        const QByteArray same = samples::token(R"({"iss":"a","sub":"x","iat":1})");
        const QByteArray other = samples::token(R"({"iss":"a","sub":"y"})");
        using Choices = std::vector<TokenChoice>;
        const Choices all = {{u"3"_s, u"other"_s, other},
                             {u"2"_s, u"now"_s, now, u"p"_s},
                             {u"1"_s, u"same"_s, same, u"q"_s},
                             {u"0"_s, u"before"_s, samples::token("{}"), u"p"_s}};
        QTest::newRow("of the profile") << all << now << u"p"_s << ComparePair{u"0"_s, u"2"_s};
        QTest::newRow("of the same identity") << all << now << QString() << ComparePair{u"1"_s, u"2"_s};
        QTest::newRow("a profile with one token") << all << same << u"q"_s << ComparePair{u"2"_s, u"1"_s};
        QTest::newRow("any other") << all << other << QString() << ComparePair{u"2"_s, u"3"_s};
        QTest::newRow("nothing is looked at")
            << all << QByteArray() << QString() << ComparePair{u"2"_s, u"3"_s};
        QTest::newRow("the same twice") << Choices{{u"2"_s, u"b"_s, now}, {u"1"_s, u"a"_s, now}} << now
                                        << QString() << ComparePair{{}, u"2"_s};
        QTest::newRow("one") << Choices{{u"1"_s, u"a"_s, now}} << now << QString() << ComparePair{{}, u"1"_s};
        QTest::newRow("none") << Choices{} << QByteArray() << QString() << ComparePair{};
    }
    void theLikelyPair()
    {
        QFETCH(std::vector<TokenChoice>, choices);
        QFETCH(QByteArray, lookedAt);
        QFETCH(QString, profileId);
        QFETCH(ComparePair, pair);
        const ComparePair likely = likelyPair(choices, lookedAt, profileId);
        QCOMPARE(likely.before, pair.before);
        QCOMPARE(likely.after, pair.after);
    }

    void foreignTextIsPlain()
    {
        m_panel->setChoices({{u"1"_s, u"<b>x</b>"_s, samples::token("{\"a\":\"<b>\xE2\x80\xAE\"}")},
                             {u"2"_s, u"y"_s, samples::token("{}")}});
        choose(u"1"_s, u"2"_s);
        QCOMPARE(find<QComboBox>(*m_panel, "compareBefore")->currentText(), u"<b>x</b>"_s);
        QCOMPARE(row(0)[2], u"\"<b>⟨U+202E⟩\""_s);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    ComparePanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_compare_panel.moc"
