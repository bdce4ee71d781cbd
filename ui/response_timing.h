#pragma once

#include "http/message.h"

#include <QWidget>

namespace claimcheck::ui {

/// The phases of an exchange as bars on one scale. A phase whose end nobody knows is shown as unknown.
class ResponseTiming final : public QWidget {
    Q_OBJECT
public:
    explicit ResponseTiming(QWidget *parent = nullptr);
    void setTiming(const http::Timing &timing, int redirects);
    /// "Head of the answer: 12 ms", a line each.
    [[nodiscard]] QString words() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Phase {
        QString name;
        std::optional<qint64> from = {}, to = {}; // milliseconds since the exchange began
        QColor (*colour)() = nullptr;
    };
    [[nodiscard]] static QString valueOf(const Phase &phase);
    std::vector<Phase> m_phases;
    qint64 m_total = 0;
};

} // namespace claimcheck::ui
