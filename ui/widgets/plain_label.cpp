#include "plain_label.h"

#include <QFormLayout>

namespace claimcheck::ui {

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QLabel *plainFact(QWidget *parent)
{
    QLabel *label = plainLabel({}, parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

void addPlainRow(QFormLayout *form, const QString &label, QWidget *field)
{
    QLabel *name = plainLabel(label, form->parentWidget());
    if (field->focusPolicy() != Qt::NoFocus && label.contains(u'&'))
        name->setBuddy(field);
    form->addRow(name, field);
}

void addPlainRow(QFormLayout *form, const QString &label, QLayout *field)
{
    form->addRow(plainLabel(label, form->parentWidget()), field);
}

} // namespace claimcheck::ui
