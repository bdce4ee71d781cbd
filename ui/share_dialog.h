#pragma once

#include "base/clock.h"
#include "inspect/safe_copy.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace claimcheck::ui {

class Clipboard;
class InlineBar;
class JsonView;

/// A copy of a token that is safe to post, before it is copied: what it says, what was replaced, and names
/// whose values are kept.
class ShareDialog final : public QDialog {
    Q_OBJECT
public:
    ShareDialog(jose::ParsedToken token, const Clock &clock, QWidget *parent = nullptr);

private:
    void fillNames();
    void update_();
    void copyReport();
    const jose::ParsedToken m_token;
    const Clock &m_clock;
    inspect::SafeCopy m_copy;
    Clipboard *m_clipboard;
    JsonView *m_text;
    QTreeWidget *m_names;
    QLabel *m_summary;
    InlineBar *m_bar;
    QList<QPushButton *> m_copies;
};

} // namespace claimcheck::ui
