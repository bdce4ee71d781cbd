#include "denial_view.h"

#include "icons.h"
#include "requests/denial_remedy.h"
#include "theme.h"
#include "widgets/link_button.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {

using Kind = requests::DenialAction::Kind;

constexpr int grid = 4;
constexpr int iconSize = 16;
constexpr qsizetype longestText = 600;
constexpr int widestAction = 320; // a scope or an address can be long: the whole is in the tooltip

QString numbered(const char *name, int number)
{
    return QString::fromLatin1(name) + QString::number(number);
}

/// Our own words lead, also where a server's begin with letters that run from right to left.
QString leftToRight(const QString &text)
{
    constexpr char16_t mark = 0x200e; // takes no room
    return text.isRightToLeft() && QGuiApplication::isLeftToRight() ? mark + text : text;
}

/// The picture on an action's button: of what it does at once. Empty where it leads to a field.
QStringView iconNameOf(const requests::DenialAction &action)
{
    switch (action.kind) {
    case Kind::ChangeUrl:
    case Kind::ChangeMethod:
        return action.text.isEmpty() ? u"" : u"send";
    case Kind::DefineVariable:
        return u"";
    case Kind::ReadMetadata:
        return u"eye";
    case Kind::Refresh:
        return u"refresh";
    case Kind::SignIn:
    case Kind::SignInWithScope:
    case Kind::SignInForAudience:
    case Kind::StepUp:
    case Kind::UseAccessToken:
    case Kind::UseProof:
        return u"sign-in";
    case Kind::Wait:
    case Kind::CheckClock:
        return u"clock";
    case Kind::TrustAuthority:
    case Kind::ClientCertificate:
    case Kind::ProxySettings:
        return u"settings";
    case Kind::UseProfile:
    case Kind::SwitchEnvironment:
    case Kind::AllowOrigin:
    case Kind::ChooseProfile:
        return u"key";
    default:
        return u"send";
    }
}

} // namespace

DenialView::DenialView(QWidget *parent)
    : QWidget(parent)
    , m_scroll(new QScrollArea(this))
    , m_none(plainLabel(tr("Nothing failed, so there is nothing to explain."), this))
{
    setObjectName(QStringLiteral("denialView"));
    setAccessibleName(tr("Why did this fail?"));
    m_none->setObjectName(QStringLiteral("denialNone"));
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_scroll->setObjectName(QStringLiteral("denialScroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus); // its buttons and texts take it
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_scroll);
    column->addWidget(m_none);
    build();
}

void DenialView::setCase(const requests::DenialFacts &facts)
{
    m_facts = facts;
    m_causes = requests::explainDenial(facts);
    build();
}

void DenialView::clear()
{
    m_facts = {};
    m_causes.clear();
    build();
}

QString DenialView::headline() const
{
    return m_causes.empty() ? QString() : m_causes.front().sentence;
}

void DenialView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        build();
}

void DenialView::build()
{
    // Later: the button that was pressed may be on it.
    if (QWidget *old = m_scroll->takeWidget())
        old->deleteLater();
    m_shown.clear();
    m_offered.clear();
    m_scroll->setVisible(!isEmpty());
    m_none->setVisible(isEmpty());
    setAccessibleDescription(headline());
    if (isEmpty())
        return;
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 2 * grid, 2 * grid, 2 * grid);
    column->setSpacing(4 * grid);
    for (int rank = 0; rank < causeCount(); ++rank) {
        if (rank == 1) {
            QLabel *others = plainLabel(tr("Also possible"), page);
            others->setForegroundRole(QPalette::PlaceholderText);
            column->addSpacing(grid);
            column->addWidget(others);
        }
        column->addWidget(makeCause(m_causes[static_cast<size_t>(rank)], rank, page));
    }
    column->addStretch(1);
    m_scroll->setWidget(page);
    m_scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false); // setWidget turns it on
    m_scroll->ensureVisible(0, 0);
}

QWidget *DenialView::makeCause(const requests::DenialCause &cause, int rank, QWidget *parent)
{
    auto *block = new QWidget(parent);
    block->setObjectName(numbered("denialCause", rank));
    block->setAccessibleName(cause.sentence);
    QLabel *mark = plainLabel({}, block);
    mark->setPixmap(
        icon(rank == 0 ? u"warning" : u"neutral").pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    QLabel *sentence = plainFact(block);
    sentence->setObjectName(numbered("denialSentence", rank));
    sentence->setText(leftToRight(visibleText(cause.sentence, longestText)));
    sentence->setFocusPolicy(Qt::ClickFocus); // Tab leads from button to button
    if (rank == 0) {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        sentence->setFont(bold);
    }
    auto *rows = new QGridLayout(block);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(2 * grid);
    rows->setVerticalSpacing(2 * grid);
    rows->setColumnStretch(1, 1);
    rows->addWidget(mark, 0, 0, Qt::AlignTop);
    rows->addWidget(sentence, 0, 1);
    // Made first, so that Tab leads to what can be done before it leads to what can be read.
    if (QPushButton *action = makeAction(cause, rank, block))
        rows->addWidget(action, 2, 1, Qt::AlignLeft);
    if (QWidget *evidence = makeEvidence(cause, rank, block))
        rows->addWidget(evidence, 1, 1);
    return block;
}

int DenialView::labelWidth() const
{
    int width = fontMetrics().horizontalAdvance(tr("Standard"));
    for (const requests::DenialCause &cause : m_causes) {
        for (const requests::DenialEvidence &evidence : cause.evidence)
            width = qMax(width, fontMetrics().horizontalAdvance(evidence.what));
    }
    return width + 1; // a label may round up: the values of all causes stand below each other
}

QWidget *DenialView::makeEvidence(const requests::DenialCause &cause, int rank, QWidget *parent)
{
    auto *table = new QWidget(parent);
    auto *rows = new QGridLayout(table);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(3 * grid);
    rows->setVerticalSpacing(grid);
    rows->setColumnMinimumWidth(0, labelWidth());
    rows->setColumnStretch(1, 1);
    const auto addLine = [&](const QString &name, QWidget *value, Qt::Alignment alignment = {}) {
        QLabel *what = plainLabel(visibleText(name, longestText), table);
        what->setForegroundRole(QPalette::PlaceholderText);
        const int row = rows->rowCount();
        rows->addWidget(what, row, 0, Qt::AlignTop);
        rows->addWidget(value, row, 1, alignment);
    };
    for (const requests::DenialEvidence &evidence : cause.evidence) {
        if (m_shown.contains(evidence.what))
            continue;
        m_shown += evidence.what;
        QLabel *value = plainFact(table);
        value->setText(leftToRight(visibleText(evidence.value, longestText)));
        value->setAccessibleName(evidence.what);
        value->setFocusPolicy(Qt::ClickFocus);
        addLine(evidence.what, value);
    }
    if (const QUrl standard = requests::standardUrl(cause.standard); standard.isValid()) {
        auto *link = new LinkButton(cause.standard, table);
        link->setObjectName(numbered("denialStandard", rank));
        connect(link, &LinkButton::clicked, this, [this, standard] { Q_EMIT linkRequested(standard); });
        addLine(tr("Standard"), link, Qt::AlignLeft); // of a fixed size, which the column shall not take
    }
    if (rows->count() > 0)
        return table;
    delete table;
    return nullptr;
}

QPushButton *DenialView::makeAction(const requests::DenialCause &cause, int rank, QWidget *parent)
{
    const QString text = visibleText(requests::actionText(cause.action, m_facts), longestText);
    if (text.isEmpty() || std::find(m_offered.begin(), m_offered.end(), cause.action) != m_offered.end())
        return nullptr;
    m_offered.push_back(cause.action);
    QString label = fontMetrics().elidedText(text, Qt::ElideMiddle, widestAction);
    label.replace(u'&', QStringLiteral("&&")); // a server's word makes no shortcut
    auto *button = new QPushButton(label, parent);
    if (const QStringView name = iconNameOf(cause.action); !name.isEmpty())
        button->setIcon(icon(name));
    button->setObjectName(numbered("denialAction", rank));
    button->setAccessibleName(text);
    button->setAccessibleDescription(cause.sentence);
    button->setToolTip(plainToolTip(text));
    connect(button, &QPushButton::clicked, this,
            [this, action = cause.action] { Q_EMIT actionRequested(action); });
    return button;
}

} // namespace claimcheck::ui
