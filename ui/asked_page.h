#pragma once

#include "base/error.h"
#include "widgets/inline_bar.h"

#include <QWidget>

#include <functional>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace claimcheck::ui {

class BusyLine;
class PlainTable;

/// The frame of a page that shows what a server was asked: a headline, a button that asks and, while that
/// goes on, cancels; an error with its one action; a table, or what stands in its place; notes below. Nothing
/// moves when the answer comes. Object names begin with `prefix`: "driftAsk", "driftHeadline", ….
class AskedPage final : public QWidget {
    Q_OBJECT
public:
    /// Takes over the table.
    AskedPage(const QString &prefix, const QString &askText, PlainTable *table, QWidget *parent = nullptr);

    /// To the right of the button that asks, or, below the headline, beside what it says of itself.
    void addAction(QPushButton *button);
    void addOption(QWidget *option);
    /// What asking does: always in sight.
    void setExplanation(const QString &text);
    /// The one answer; without an icon it is a neutral one.
    void setHeadline(const QString &text, const QString &iconName = {});
    void setNotes(const QStringList &notes);
    /// The table, or this text in its place.
    void showTable();
    void showInstead(const QString &text);
    /// While it runs, the button cancels.
    void setRunning(bool running);
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    /// What stands in the way, with one action (sessionProblemOf); `again` is what is tried again.
    void showError(const Error &error, std::function<void()> again);
    /// A message with one action.
    void showMessage(InlineBar::Kind kind, const QString &message, const QString &actionText = {},
                     std::function<void()> action = {});
    void clearMessage();
    /// The same for a message that warns: what it asks about has changed.
    void dropQuestion();
    [[nodiscard]] QPushButton &askButton() { return *m_ask; }

Q_SIGNALS:
    void askRequested();
    void cancelRequested();
    void signInRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcon();
    PlainTable *m_table;
    QLabel *m_icon;
    QLabel *m_headline;
    QPushButton *m_ask;
    QPushButton *m_cancel;
    QBoxLayout *m_actions;
    QBoxLayout *m_options;
    QWidget *m_lastAction = nullptr; // in the order of the keyboard
    BusyLine *m_progress;
    InlineBar *m_bar;
    QLabel *m_explanation;
    QLabel *m_instead;
    QLabel *m_notes;
    QString m_iconName;
    bool m_isRunning = false;
};

} // namespace claimcheck::ui
