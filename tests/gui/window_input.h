#pragma once

#include "token_samples.h"
#include "ui/widgets/inline_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>

/// Input for widgets that are found by object name, and what they then say.
namespace harness {

using namespace claimcheck;
using namespace Qt::StringLiterals;
using samples::find;

inline void click(const QWidget &root, const char *button)
{
    if (auto *found = find<QAbstractButton>(root, button))
        QTest::mouseClick(found, Qt::LeftButton, {}, QPoint(8, found->height() / 2));
}

inline void type(const QWidget &root, const char *field, const QString &text)
{
    if (auto *found = find<QLineEdit>(root, field)) {
        found->setFocus();
        found->selectAll();
        QTest::keyClicks(found, text);
        QTest::keyClick(found, Qt::Key_End); // the last letter is handled before anything else comes
    }
}

inline void choose(const QWidget &root, const char *combo, const QString &data)
{
    if (auto *found = find<QComboBox>(root, combo)) {
        found->setCurrentIndex(found->findData(data));
        Q_EMIT found->activated(found->currentIndex());
    }
}

inline QDialog *dialog(const QWidget &window, const char *name)
{
    return window.findChild<QDialog *>(QString::fromLatin1(name));
}

inline QString message(const QWidget &root, const char *bar)
{
    const auto *found = find<ui::InlineBar>(root, bar);
    return found && found->isVisible() ? found->message() : QString();
}

inline QString label(const QWidget &root, const char *name)
{
    const auto *found = find<QLabel>(root, name);
    return found ? found->text() : QString();
}

} // namespace harness
