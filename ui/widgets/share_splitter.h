#pragma once

#include <QSplitter>

namespace claimcheck::ui {

/// A splitter of two that keeps their proportion, one for each orientation, as a person chose it.
class ShareSplitter final : public QSplitter {
    Q_OBJECT
public:
    /// Per cent of the first one, side by side and one above the other.
    ShareSplitter(int horizontal, int vertical, QWidget *parent = nullptr)
        : QSplitter(parent), m_horizontal(horizontal), m_vertical(vertical)
    {
        connect(this, &QSplitter::splitterMoved, this, [this] {
            const QList<int> both = sizes();
            share() = qBound(5, 100 * both.value(0) / qMax(1, both.value(0) + both.value(1)), 95);
            Q_EMIT sharesChosen();
        });
    }

    /// Divides so much room.
    void distribute(int room)
    {
        const int first = qMax(100, room) * share() / 100;
        setSizes({first, qMax(100, room) - first});
    }
    /// "30 64".
    [[nodiscard]] QByteArray shares() const
    {
        return QByteArray::number(m_horizontal) + ' ' + QByteArray::number(m_vertical);
    }
    void setShares(const QByteArray &shares)
    {
        const QByteArrayList both = shares.split(' ');
        const auto read = [](const QByteArray &text, int &value) {
            if (const int share = text.toInt(); share >= 5 && share <= 95)
                value = share;
        };
        read(both.value(0), m_horizontal);
        read(both.value(1), m_vertical);
        distribute(orientation() == Qt::Horizontal ? width() : height());
    }

Q_SIGNALS:
    void sharesChosen();

private:
    [[nodiscard]] int &share() { return orientation() == Qt::Horizontal ? m_horizontal : m_vertical; }
    int m_horizontal;
    int m_vertical;
};

} // namespace claimcheck::ui
