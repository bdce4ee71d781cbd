#pragma once

#include "base/clock.h"
#include "inspect/safe_copy.h"

#include <QDialog>

#include <memory>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace claimcheck::ui {

class Clipboard;
class InlineBar;
class JsonView;

/// A copy of a token that is safe to post, before it is copied: what it says, what was replaced, and names
/// whose values are kept. That of a big token is made off the GUI thread.
class ShareDialog final : public QDialog {
    Q_OBJECT
public:
    ShareDialog(jose::ParsedToken token, const Clock &clock, QWidget *parent = nullptr);

private:
    using Made = std::shared_ptr<const Result<inspect::SafeCopy>>;
    void make();
    void showCopy(const Made &made);
    void fillNames(const inspect::SafeCopy &all);
    void copyReport();
    const jose::ParsedToken m_token;
    const Clock &m_clock;
    inspect::SafeCopy m_copy;
    quint64 m_number = 0; // of the copy that was asked for last
    bool m_filled = false;
    Clipboard *m_clipboard;
    JsonView *m_text;
    QTreeWidget *m_names;
    QLabel *m_summary;
    InlineBar *m_bar;
    QList<QPushButton *> m_copies;
};

} // namespace claimcheck::ui
