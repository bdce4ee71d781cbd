#pragma once

#include "inspect/timeline.h"
#include "../moment.h"

#include <QWidget>

namespace claimcheck::ui {

/// A token's time drawn to scale: iat, nbf and exp above the line, its lifetime in the bar, now below; and a
/// handle that chooses the moment to judge at. Arrows move it by about a hundredth of the lifetime, Page Up
/// and Down by a tenth, Home and End go to the start and the expiry, Escape back to now.
class Timeline final : public QWidget {
    Q_OBJECT
public:
    explicit Timeline(QWidget *parent = nullptr);

    void setLine(const inspect::Timeline &line, const Moment &moment);
    [[nodiscard]] const inspect::Timeline &line() const { return m_line; }
    [[nodiscard]] const Moment &moment() const { return m_moment; }
    /// Where a moment stands, in pixels from the left.
    [[nodiscard]] int xOf(TimePoint time) const;
    /// What is read aloud: "As of 2026-11-21T20:58:29Z, in 4 min".
    [[nodiscard]] QString valueText() const;
    void choose(TimePoint time);
    /// What an arrow key moves by.
    [[nodiscard]] std::chrono::seconds step() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Nothing: back to now.
    void momentChosen(std::optional<claimcheck::TimePoint> moment);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    class Painting;
    friend class Painting;
    [[nodiscard]] QRect bar() const;
    [[nodiscard]] QString toolTipText() const;
    inspect::Timeline m_line;
    Moment m_moment;
};

} // namespace claimcheck::ui
