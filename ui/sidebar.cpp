#include "sidebar.h"

#include "environment_look.h"
#include "icons.h"
#include "login/profile_store.h"
#include "models/sidebar_model.h"
#include "theme.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <functional>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int iconSize = 16;
constexpr int leftMargin = 3 * grid;

/// Titles in small muted letters; entries with their state at the right, numbers lined up.
class SidebarDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// A pin's id and the name that a person typed.
    std::function<void(const QString &id, const QString &name)> renamed;

    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        if (auto *field = qobject_cast<QLineEdit *>(editor)) {
            field->setObjectName(QStringLiteral("pinName"));
            field->setAccessibleName(Sidebar::tr("Name of the pinned token"));
            field->setMaxLength(int(credentials::PinnedTokens::longestName));
            field->setText(index.data(SidebarModel::NameRole).toString());
        }
    }

    void setModelData(QWidget *editor, QAbstractItemModel *, const QModelIndex &index) const override
    {
        const auto *field = qobject_cast<QLineEdit *>(editor);
        const QString name = field ? field->text().simplified() : QString();
        if (!name.isEmpty() && name != index.data(SidebarModel::NameRole).toString())
            renamed(index.data(SidebarModel::IdRole).toString(), name);
    }

    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &) const override
    {
        const QRect row = wholeRow(option);
        editor->setGeometry(QStyle::visualRect(option.direction, row,
                                               row.adjusted(leftMargin + iconSize + grid, 0, -grid, 0)));
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem entry(option);
        initStyleOption(&entry, index);
        QStyleOptionViewItem row(entry); // the background is the whole row's
        row.text.clear();
        row.icon = {};
        QStyle *style = option.widget->style();
        style->drawControl(QStyle::CE_ItemViewItem, &row, painter, option.widget);

        const QString state = index.data(SidebarModel::StateRole).toString();
        int width = state.isEmpty() ? grid : option.fontMetrics.horizontalAdvance(state) + 4 * grid;
        width += paintEnvironment(painter, entry, index, width);
        const bool isChosen = entry.state.testFlag(QStyle::State_Selected);
        const bool isBright = isChosen && option.widget->hasFocus();
        const bool isGrouped = index.parent().isValid() && !entry.icon.isNull() &&
                               !index.data(SidebarModel::GroupRole).toString().isEmpty();
        const QRect whole = wholeRow(entry);
        const auto placed = [&](const QRect &part) {
            return QStyle::visualRect(entry.direction, whole, part);
        };
        QRect name = whole.adjusted(leftMargin + (isGrouped ? 2 * grid : 0), 0, -width, 0);
        if (!entry.icon.isNull()) {
            const QRect mark(name.left(), name.center().y() - iconSize / 2 + 1, iconSize, iconSize);
            entry.icon.paint(painter, placed(mark), Qt::AlignCenter,
                             isBright ? QIcon::Selected : QIcon::Normal);
            name.setLeft(mark.right() + 2 * grid);
        }
        painter->setFont(entry.font);
        painter->setPen(entry.palette.color(isChosen ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(placed(name), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetrics(entry.font).elidedText(entry.text, Qt::ElideMiddle, name.width()));
        if (state.isEmpty())
            return;
        if (!isChosen)
            painter->setPen(index.data(SidebarModel::TintRole).value<QColor>());
        painter->drawText(placed(whole.adjusted(0, 0, -2 * grid, 0)), Qt::AlignRight | Qt::AlignVCenter,
                          state);
    }

    /// From edge to edge, as if text ran from left to right.
    static QRect wholeRow(const QStyleOptionViewItem &option)
    {
        const auto *list = qobject_cast<const QAbstractItemView *>(option.widget);
        const int width = list ? list->viewport()->width() : option.rect.right() + 1;
        return {0, option.rect.top(), width, option.rect.height()};
    }

    /// The word of a profile's environment on its colour, left of the state. Its width.
    static int paintEnvironment(QPainter *painter, const QStyleOptionViewItem &entry,
                                const QModelIndex &index, int right)
    {
        const EnvironmentLook look = environmentLookOf(index.data(SidebarModel::EnvironmentRole).toString(),
                                                       index.data(SidebarModel::ColourRole).toString());
        if (look.word.isEmpty())
            return 0;
        const QFontMetrics metrics(entry.font);
        const int width = metrics.horizontalAdvance(look.word) + 3 * grid;
        const QRect row = wholeRow(entry);
        const QRect place(row.right() - right - width + 1, row.center().y() - metrics.height() / 2, width,
                          metrics.height() + 1);
        const QRect badge = QStyle::visualRect(entry.direction, row, place);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(look.fill);
        painter->drawRoundedRect(badge, 4, 4);
        painter->setPen(look.text);
        painter->setFont(entry.font);
        painter->drawText(badge, Qt::AlignCenter, look.word);
        painter->restore();
        return width + 2 * grid;
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
        const bool isTitle = !index.parent().isValid();
        const bool isHint = !isTitle && !index.data(SidebarModel::KindRole).isValid();
        option->state &= ~QStyle::State_HasFocus; // the row's colour says it
        option->state.setFlag(QStyle::State_Enabled);
        if (isTitle)
            option->font.setWeight(QFont::DemiBold);
        if (isTitle || isHint)
            option->palette.setColor(QPalette::Text, colours().mutedText);
        if (!option->widget->hasFocus()) {
            option->palette.setColor(QPalette::Highlight, colours().selection);
            option->palette.setColor(QPalette::HighlightedText, option->palette.color(QPalette::Text));
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
    m_tree->setAccessibleName(tr("Tokens, profiles, requests and pinned tokens"));
    m_tree->setModel(m_model);
    auto *delegate = new SidebarDelegate(m_tree);
    delegate->renamed = [this](const QString &id, const QString &name) { Q_EMIT renameRequested(id, name); };
    m_tree->setItemDelegate(delegate);
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setItemsExpandable(false);
    m_tree->setIndentation(grid);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed); // only a pin has a name to change
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
    layout->setContentsMargins(0, grid, 1, grid); // the line at the right
    layout->setSpacing(grid);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *below = new QHBoxLayout;
    below->setContentsMargins(2 * grid, 0, 2 * grid, 0);
    below->addWidget(add);
    layout->addWidget(m_tree);
    layout->addLayout(below);

    connect(add, &QToolButton::clicked, this, &Sidebar::newProfileRequested);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index, const QModelIndex &before) {
                // A list without a choice that gets the focus makes its first row the current one: nobody
                // chose that.
                if (index.isValid() && !before.isValid() && !m_tree->selectionModel()->isSelected(index))
                    return;
                m_told = SidebarModel::selectionAt(index);
                Q_EMIT selected(m_told);
            });
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        const Selection clicked = SidebarModel::selectionAt(index);
        if (clicked.kind == Selection::Kind::None || clicked == m_told)
            return;
        m_told = clicked;
        Q_EMIT selected(clicked);
    });
    connect(m_tree, &QTreeView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT activated(SidebarModel::selectionAt(index)); });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &Sidebar::showMenu);
    auto *removeKey = new QAction(tr("Remove"), m_tree);
    removeKey->setShortcut(QKeySequence(QKeySequence::Delete));
    removeKey->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(removeKey);
    connect(removeKey, &QAction::triggered, this, [this] {
        const Selection::Kind kind = current().kind;
        if (kind != Selection::Kind::None && kind != Selection::Kind::Tool && !current().id.isEmpty())
            Q_EMIT removeRequested(current());
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] { m_tree->expandAll(); });
    connect(&profiles, &login::ProfileStore::changed, this, [this] {
        const Selection chosen = current();
        const QSignalBlocker blocker(m_tree->selectionModel()); // a row that moves is chosen again
        m_model->reloadProfiles();
        m_tree->expandAll();
        if (const QModelIndex index = m_model->indexOf(chosen); index.isValid())
            m_tree->setCurrentIndex(index);
    });
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

void Sidebar::setPins(Pins::State state, const std::vector<credentials::Pin> &pins)
{
    m_model->setPins(state, pins);
}

void Sidebar::addRequest(const QString &id, const QString &label, int status)
{
    m_model->addRequest(id, label, status);
}

void Sidebar::remove(const Selection &selection)
{
    m_model->removeEntry(selection);
}

void Sidebar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), colours().border);
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
    const bool isFixed = selection.kind == Selection::Kind::None || selection.kind == Selection::Kind::Tool;
    if (isFixed || (selection.kind == Selection::Kind::Pin && selection.id.isEmpty()))
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("sidebarMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto remove = [this, selection] { Q_EMIT removeRequested(selection); };
    switch (selection.kind) {
    case Selection::Kind::Profile:
        menu->addAction(icon(u"sign-in"), tr("Sign in…"), this,
                        [this, selection] { Q_EMIT signInRequested(selection.id); });
        menu->addAction(icon(u"remove"), tr("Remove profile…"), this, remove);
        break;
    case Selection::Kind::Pin: {
        const QPersistentModelIndex index = m_model->indexOf(selection);
        QAction *rename = menu->addAction(tr("Rename"), this, [this, index] { m_tree->edit(index); });
        rename->setEnabled(index.flags().testFlag(Qt::ItemIsEditable));
        menu->addAction(icon(u"remove"), tr("Unpin"), this, remove);
        break;
    }
    case Selection::Kind::Token:
        menu->addAction(icon(u"pin"), tr("Pin"), this, [this, selection] { Q_EMIT pinRequested(selection); });
        [[fallthrough]];
    default:
        menu->addAction(icon(u"remove"), tr("Remove from the list"), this, remove);
    }
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace claimcheck::ui
