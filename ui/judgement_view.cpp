#include "judgement_view.h"

#include "icons.h"
#include "requests/explain_denial.h"
#include "widgets/link_button.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QUrl>

namespace claimcheck::ui {

namespace {

using requests::CorsNote;

constexpr int grid = 4;
constexpr int iconSize = 16;
constexpr qsizetype longestText = 600;

QStringView iconNameOf(CorsNote::Level level)
{
    switch (level) {
    case CorsNote::Level::Blocks:
        return u"bad";
    case CorsNote::Level::Warns:
        return u"warning";
    case CorsNote::Level::Passes:
        return u"good";
    case CorsNote::Level::Says:
        break;
    }
    return u"info";
}

/// Colour and picture say it, and so does a word for who sees neither.
QString wordOf(CorsNote::Level level)
{
    switch (level) {
    case CorsNote::Level::Blocks:
        return JudgementView::tr("Refused");
    case CorsNote::Level::Warns:
        return JudgementView::tr("Warning");
    case CorsNote::Level::Passes:
        return JudgementView::tr("Passed");
    case CorsNote::Level::Says:
        break;
    }
    return JudgementView::tr("Note");
}

void setMark(QLabel *label, QStringView name)
{
    label->setPixmap(icon(name).pixmap(QSize(iconSize, iconSize), label->devicePixelRatioF()));
}

} // namespace

JudgementView::JudgementView(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_icon(plainLabel({}, this))
    , m_text(plainFact(this))
    , m_notes(new QWidget(this))
    , m_footnote(plainFact(this))
{
    m_text->setObjectName(name + QStringLiteral("Verdict"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_text->setFont(bold);
    m_notes->setObjectName(name + QStringLiteral("Notes"));
    m_footnote->setObjectName(name + QStringLiteral("Footnote"));
    m_footnote->setForegroundRole(QPalette::PlaceholderText);
    auto *rows = new QGridLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(2 * grid);
    rows->setVerticalSpacing(2 * grid);
    rows->setColumnStretch(1, 1);
    rows->addWidget(m_icon, 0, 0, Qt::AlignTop);
    rows->addWidget(m_text, 0, 1);
    rows->addWidget(m_notes, 1, 1);
    rows->addWidget(m_footnote, 2, 1);
    setNotes({});
    setFootnote({});
}

void JudgementView::say(QStringView mark, const QString &text)
{
    m_mark = mark.toString();
    setMark(m_icon, mark);
    m_text->setText(visibleText(text, longestText));
}

void JudgementView::setFootnote(const QString &text)
{
    m_footnote->setText(visibleText(text, longestText));
    m_footnote->setVisible(!text.isEmpty());
}

void JudgementView::updateMarks()
{
    say(m_mark, m_text->text());
    setNotes(std::vector<CorsNote>(m_shown));
}

void JudgementView::setNotes(const std::vector<CorsNote> &notes)
{
    for (auto *old : m_notes->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly)) {
        old->hide();
        old->deleteLater(); // it may be the link that was pressed
    }
    delete m_notes->layout();
    auto *rows = new QGridLayout(m_notes);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(2 * grid);
    rows->setVerticalSpacing(grid);
    rows->setColumnStretch(1, 1);
    for (const CorsNote &note : notes)
        addNote(note, rows);
    m_shown = notes;
    m_notes->setVisible(!notes.empty());
}

void JudgementView::addNote(const CorsNote &note, QGridLayout *rows)
{
    const int row = rows->rowCount();
    QLabel *mark = plainLabel({}, m_notes);
    setMark(mark, iconNameOf(note.level));
    mark->setAccessibleName(wordOf(note.level));
    mark->setToolTip(wordOf(note.level));
    QLabel *sentence = plainFact(m_notes);
    sentence->setText(visibleText(note.sentence, longestText));
    sentence->setAccessibleDescription(wordOf(note.level));
    sentence->setFocusPolicy(Qt::ClickFocus); // Tab leads from link to link
    rows->addWidget(mark, row, 0, Qt::AlignTop);
    rows->addWidget(sentence, row, 1, Qt::AlignTop);
    const QUrl standard = requests::standardUrl(note.standard);
    if (!standard.isValid())
        return;
    auto *link = new LinkButton(note.standard, m_notes);
    connect(link, &LinkButton::clicked, this, [this, standard] { Q_EMIT linkRequested(standard); });
    rows->addWidget(link, row, 2, Qt::AlignTop | Qt::AlignRight);
}

} // namespace claimcheck::ui
