#pragma once

#include <QToolButton>

namespace claimcheck::ui {

/// A link that is a button: the theme's link colour, underlined, in the tab order, and with no rich text.
class LinkButton final : public QToolButton {
    Q_OBJECT
public:
    LinkButton(const QString &text, QWidget *parent);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateColour();
};

} // namespace claimcheck::ui
