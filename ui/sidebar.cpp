#include "sidebar.h"

#include "icons.h"
#include "login/profile_store.h"
#include "models/sidebar_model.h"
#include "theme.h"

#include <QAction>
#include <QEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;

/// Titles in small muted letters; entries with their state at the right, numbers lined up.
class SidebarDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem entry(option);
        const QString state = index.data(SidebarModel::StateRole).toString();
        const int width = state.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(state) + 2 * grid;
        if (width) {
            // The background is the whole row's; the name gets what the state leaves.
            initStyleOption(&entry, index);
            entry.text.clear();
            entry.icon = {};
            option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &entry, painter, option.widget);
            QStyleOptionViewItem name(option);
            name.rect.setRight(name.rect.right() - width);
            name.state &= ~QStyle::State_HasFocus;
            QStyledItemDelegate::paint(painter, name, index);
            const bool isSelected = option.state.testFlag(QStyle::State_Selected);
            painter->setPen(isSelected ? option.palette.color(QPalette::HighlightedText)
                                       : index.data(SidebarModel::TintRole).value<QColor>());
            painter->drawText(option.rect.adjusted(0, 0, -grid, 0), Qt::AlignRight | Qt::AlignVCenter, state);
            return;
        }
        QStyledItemDelegate::paint(painter, entry, index);
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(std::max(size.height(), 6 * grid) + (index.parent().isValid() ? 0 : 2 * grid));
        return size;
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
        const bool isTitle = !index.parent().isValid();
        const bool isHint = !isTitle && !index.data(SidebarModel::KindRole).isValid();
        if (isTitle)
            option->font.setWeight(QFont::DemiBold);
        if (isTitle || isHint)
            option->palette.setColor(QPalette::Text, colours().mutedText);
        if (isHint) {
            // Disabled for the mouse and the keys, but a hint must be readable.
            option->state |= QStyle::State_Enabled;
        }
    }
};

} // namespace

Sidebar::Sidebar(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
                 QWidget *parent)
    : QWidget(parent)
    , m_model(new SidebarModel(profiles, sessions, clock, this))
    , m_tree(new QTreeView(this))
    , m_tick(new QTimer(this))
{
    m_tree->setObjectName(QStringLiteral("sidebar"));
    m_tree->setAccessibleName(tr("Tokens, profiles and requests"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new SidebarDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setItemsExpandable(false);
    m_tree->setIndentation(2 * grid);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->expandAll();

    auto *add = new QToolButton(this);
    add->setObjectName(QStringLiteral("newProfile"));
    add->setText(tr("Sign in to a server…"));
    add->setAccessibleName(tr("Sign in to a server"));
    add->setIcon(icon(u"add"));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add->setAutoRaise(true);
    add->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    setFocusProxy(m_tree);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, grid);
    layout->setSpacing(grid);
    layout->addWidget(m_tree);
    layout->addWidget(add);

    connect(add, &QToolButton::clicked, this, &Sidebar::newProfileRequested);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) { Q_EMIT selected(SidebarModel::selectionAt(index)); });
    connect(m_tree, &QTreeView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT activated(SidebarModel::selectionAt(index)); });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &Sidebar::showMenu);
    auto *removeKey = new QAction(tr("Remove"), m_tree);
    removeKey->setShortcut(QKeySequence(QKeySequence::Delete));
    removeKey->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(removeKey);
    connect(removeKey, &QAction::triggered, this, [this] {
        if (current().kind != Selection::Kind::None)
            Q_EMIT removeRequested(current());
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] { m_tree->expandAll(); });
    connect(&profiles, &login::ProfileStore::changed, m_model, &SidebarModel::reloadProfiles);
    connect(&sessions, &login::Sessions::changed, m_model, &SidebarModel::updateStates);
    m_tick->setInterval(1000);
    connect(m_tick, &QTimer::timeout, m_model, &SidebarModel::updateStates);
}

Selection Sidebar::current() const
{
    return SidebarModel::selectionAt(m_tree->currentIndex());
}

void Sidebar::select(const Selection &selection)
{
    m_tree->setCurrentIndex(m_model->indexOf(selection));
}

void Sidebar::addToken(const QString &id, const QString &label)
{
    m_model->addToken(id, label);
}

void Sidebar::addRequest(const QString &id, const QString &label, int status)
{
    m_model->addRequest(id, label, status);
}

void Sidebar::remove(const Selection &selection)
{
    m_model->removeEntry(selection);
}

void Sidebar::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model->updateStates();
    m_tick->start();
}

void Sidebar::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick->stop();
}

void Sidebar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_model->updateStates();
}

void Sidebar::showMenu(const QPoint &position)
{
    const Selection selection = SidebarModel::selectionAt(m_tree->indexAt(position));
    if (selection.kind == Selection::Kind::None)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (selection.kind == Selection::Kind::Profile)
        menu->addAction(icon(u"sign-in"), tr("Sign in…"), this,
                        [this, selection] { Q_EMIT signInRequested(selection.id); });
    menu->addAction(icon(u"remove"),
                    selection.kind == Selection::Kind::Profile ? tr("Remove profile…")
                                                               : tr("Remove from the list"),
                    this, [this, selection] { Q_EMIT removeRequested(selection); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace claimcheck::ui
