#pragma once

#include "requests/cors.h"

#include <QWidget>

class QLabel;
class QGridLayout;

namespace claimcheck::ui {

/// One answer with its mark, and under it the rules that decided, a line each: mark, sentence, and the
/// standard as a link.
class JudgementView final : public QWidget {
    Q_OBJECT
public:
    /// Object names of the parts: NAMEVerdict, NAMENotes.
    JudgementView(const QString &name, QWidget *parent);

    /// `mark` is an icon's name, for the state beside the words.
    void say(QStringView mark, const QString &text);
    void setNotes(const std::vector<requests::CorsNote> &notes);
    /// A line below, in muted text; empty: none.
    void setFootnote(const QString &text);
    /// The marks in the theme's colours.
    void updateMarks();

Q_SIGNALS:
    void linkRequested(const QUrl &url);

private:
    void addNote(const requests::CorsNote &note, QGridLayout *rows);
    QString m_mark;
    std::vector<requests::CorsNote> m_shown;
    QLabel *m_icon;
    QLabel *m_text;
    QWidget *m_notes;
    QLabel *m_footnote;
};

} // namespace claimcheck::ui
