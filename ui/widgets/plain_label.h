#pragma once

#include <QLabel>

class QFormLayout;

namespace claimcheck::ui {

/// A label that never guesses rich text: every label here is made by this or sets the format itself.
[[nodiscard]] QLabel *plainLabel(const QString &text, QWidget *parent);
/// Wraps, and can be selected by mouse and keyboard.
[[nodiscard]] QLabel *plainFact(QWidget *parent);
/// A row whose label is plain and, for a field that takes the focus, its buddy. QFormLayout's own labels
/// guess.
void addPlainRow(QFormLayout *form, const QString &label, QWidget *field);
void addPlainRow(QFormLayout *form, const QString &label, QLayout *field);

} // namespace claimcheck::ui
