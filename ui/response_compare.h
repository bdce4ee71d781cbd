#pragma once

#include "requests/sender.h"
#include "widgets/grid_view.h"

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

/// Lines of two texts as one: what went is marked "-", what came "+", and of what stayed three lines around.
struct ComposedDifference {
    QByteArray source = {};
    std::vector<GridText::Run> runs = {}; // style: a LineChange, or 3 for "… lines are the same"
    std::vector<GridText::Line> lines = {};
    qsizetype removed = 0, added = 0;
    bool isCoarse = false;
    bool isSame = false;   // byte for byte
    bool isBinary = false; // at least one is no text: the lines are hex
    std::pair<QByteArray, QByteArray> charsets = {"utf-8", "utf-8"};
    bool isCut = false; // only the first part was compared
    std::optional<Error> error = {};
};

class DifferenceView final : public GridView {
    Q_OBJECT
public:
    using GridView::GridView;
    void setDifference(const ComposedDifference &difference);

protected:
    [[nodiscard]] Style style(quint8 run) const override;
};

/// An answer beside the one before: status, time and size, and the bodies line by line, each text decoded
/// from its own charset (JSON laid out first, so that members are compared). What is no text is compared as
/// bytes, and so is what stands beside it. Made by a worker when it is first shown.
class ResponseCompare final : public QWidget {
    Q_OBJECT
public:
    /// Of each body the begin is compared.
    static constexpr qint64 mostCompared = 4 * 1024 * 1024;
    explicit ResponseCompare(QWidget *parent = nullptr);

    void setAnswers(const requests::Sent &before, const requests::Sent &after);
    void clear();

Q_SIGNALS:
    void compared();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void compare();
    requests::Sent m_before, m_after;
    bool m_stale = false;
    quint64 m_number = 0;
    QLabel *m_summary;
    QLabel *m_facts;
    DifferenceView *m_view;
};

} // namespace claimcheck::ui
