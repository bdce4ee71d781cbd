#pragma once

#include <QToolButton>

namespace claimcheck::ui {

/// A link that is a button: the theme's link colour, underlined, in the tab order, and with no rich text. As
/// wide as its words, so that it lines up with the text around it.
class LinkButton final : public QToolButton {
    Q_OBJECT
public:
    LinkButton(const QString &text, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace claimcheck::ui
