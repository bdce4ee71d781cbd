#pragma once

#include "screenshots_tools.h"
#include "ui/learn_comparison_page.h"
#include "ui/learn_panel.h"

#include <QEventLoop>
#include <QListWidget>

/// Learn: before its server runs, its steps from both ends, an attack, a refusal, and the comparison.
namespace pictures {

/// Does all steps of a system, and shows the first one with this title.
inline void learnStep(QWidget &window, const QString &system, const QString &title)
{
    auto &choice = get<QComboBox>(window, "learnSystem");
    choice.setCurrentIndex(choice.findData(system));
    auto &state = get<QLabel>(window, "learnState");
    QTest::mouseClick(&get<QPushButton>(window, "learnAll"), Qt::LeftButton);
    require(QTest::qWaitFor([&] { return state.text().startsWith(u"All "_s); }, 60000), "not all steps");
    auto &steps = get<QListWidget>(window, "learnList");
    for (int row = 0; row < steps.count(); ++row) {
        if (steps.item(row)->text().endsWith(u". "_s + title))
            return steps.setCurrentRow(row);
    }
    qFatal("no step %s", qPrintable(title));
}

inline void learn(QWidget &window, Photographer &photographer)
{
    QTest::keyClick(&window, Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    photographer.take(u"learn-empty"_s);
    QTest::mouseClick(&get<QPushButton>(window, "learnStart"), Qt::LeftButton);
    auto &tabs = get<QTabWidget>(window, "learnTabs");
    require(QTest::qWaitFor([&] { return tabs.isVisible(); }, 20000), "no practice server for Learn");
    photographer.take(u"learn-begin"_s);
    learnStep(window, u"session"_s, u"Post from another site"_s);
    photographer.take(u"learn-session"_s);
    learnStep(window, u"jwt"_s, u"Use a copy elsewhere"_s);
    photographer.take(u"learn-jwt"_s);
    learnStep(window, u"jwt-refresh"_s, u"Refresh with the old one"_s);
    photographer.take(u"learn-refresh"_s);
    learnStep(window, u"oauth"_s, u"Trade the code"_s);
    photographer.take(u"learn-oauth"_s);
    tabs.setCurrentIndex(1);
    photographer.take(u"learn-comparison-empty"_s);
    get<ui::LearnPanel>(window, "learnPanel").setRequestsEach(200);
    QTest::mouseClick(&get<QPushButton>(window, "measureStart"), Qt::LeftButton);
    // QTest::qWait looks only every 10 ms, and the times would be its own.
    QEventLoop loop;
    QObject::connect(&get<ui::LearnComparisonPage>(window, "learnComparison"),
                     &ui::LearnComparisonPage::ended, &loop, &QEventLoop::quit);
    loop.exec();
    require(get<QLabel>(window, "measureState").text().startsWith(u"Measured"_s), "not measured");
    photographer.take(u"learn-comparison"_s);
}

} // namespace pictures
