#include "collection_panel.h"

#include "collection_model.h"
#include "icons.h"
#include "request_method.h"
#include "theme.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QAction>
#include <QDir>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int methodWidth = 11 * grid;

/// The method in small letters of its colour, then the title.
class RequestDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QString method = index.data(CollectionModel::MethodRole).toString();
        if (method.isEmpty())
            return QStyledItemDelegate::paint(painter, option, index);
        QStyleOptionViewItem row(option);
        initStyleOption(&row, index);
        const QString title = row.text;
        row.text.clear();
        row.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);
        const bool isChosen = row.state.testFlag(QStyle::State_Selected);
        const QColor ink = row.palette.color(isChosen ? QPalette::HighlightedText : QPalette::Text);
        QFont small = methodFont(row.font);
        painter->setFont(small);
        painter->setPen(isChosen ? ink : methodColour(method));
        const QRect left(row.rect.left(), row.rect.top(), methodWidth, row.rect.height());
        painter->drawText(left, Qt::AlignRight | Qt::AlignVCenter, shortMethod(method));
        painter->setFont(row.font);
        painter->setPen(ink);
        const QRect room = row.rect.adjusted(methodWidth + 2 * grid, 0, -grid, 0);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          row.fontMetrics.elidedText(title, Qt::ElideRight, room.width()));
    }

    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &) const override
    {
        editor->setGeometry(option.rect.adjusted(methodWidth + grid, 0, 0, 0));
    }
};

} // namespace

CollectionPanel::CollectionPanel(CollectionBook &book, QWidget *parent)
    : QWidget(parent)
    , m_book(book)
    , m_model(new CollectionModel(book, this))
    , m_title(plainLabel({}, this))
    , m_new(new QToolButton(this))
    , m_more(new QToolButton(this))
    , m_filter(new QLineEdit(this))
    , m_stack(new QStackedWidget(this))
    , m_tree(new QTreeView(this))
    , m_message(new InlineBar(this))
{
    setObjectName(QStringLiteral("collectionPanel"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_message->setObjectName(QStringLiteral("collectionMessage"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, grid, 1, grid);
    column->setSpacing(grid);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(3 * grid, 0, grid, 0);
    head->setSpacing(0);
    head->addWidget(m_title, 1);
    head->addWidget(m_new);
    head->addWidget(m_more);
    column->addLayout(head);
    buildHead();
    buildTree();

    auto *empty = new QWidget(this);
    auto *hint =
        plainLabel(tr("A folder of .http files is a collection: plain text, at home in git."), empty);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto *open = new QPushButton(tr("Open a folder…"), empty);
    open->setObjectName(QStringLiteral("openCollection"));
    auto *inside = new QVBoxLayout(empty);
    inside->setContentsMargins(3 * grid, 0, 3 * grid, 2 * grid);
    inside->setSpacing(2 * grid);
    inside->addWidget(hint);
    inside->addWidget(open, 0, Qt::AlignLeft);
    inside->addStretch();
    auto *full = new QWidget(this);
    auto *list = new QVBoxLayout(full);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(grid);
    auto *above = new QHBoxLayout;
    above->setContentsMargins(2 * grid, 0, 2 * grid, 0);
    above->addWidget(m_filter);
    list->addLayout(above);
    list->addWidget(m_tree, 1);
    m_stack->addWidget(empty);
    m_stack->addWidget(full);
    column->addWidget(m_message);
    column->addWidget(m_stack, 1);

    connect(open, &QPushButton::clicked, this, &CollectionPanel::openFolderRequested);
    connect(&book, &CollectionBook::folderChanged, this, [this] {
        m_folded.clear();
        m_message->clear();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &CollectionPanel::restore);
    connect(m_model, &CollectionModel::failed, this, &CollectionPanel::fail);
    connect(m_message, &InlineBar::actionTriggered, this, [this] {
        m_message->clear();
        const auto back = m_book.undoRemove();
        if (!back)
            return fail(back.error());
        Q_EMIT chosen(*back, true);
    });
    restore();
}

void CollectionPanel::buildHead()
{
    m_title->setObjectName(QStringLiteral("collectionTitle"));
    m_title->setForegroundRole(QPalette::PlaceholderText);
    m_new->setObjectName(QStringLiteral("newRequest"));
    m_new->setIcon(icon(u"add"));
    m_new->setAutoRaise(true);
    m_new->setToolTip(tr("New request (Ctrl+T)"));
    m_new->setAccessibleName(tr("New request"));
    m_more->setObjectName(QStringLiteral("collectionMore"));
    m_more->setIcon(icon(u"more"));
    m_more->setAutoRaise(true);
    m_more->setToolTip(tr("More about the collection"));
    m_more->setAccessibleName(tr("More about the collection"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_more);
    menu->setObjectName(QStringLiteral("collectionMenu"));
    menu->addAction(tr("Open a folder…"), this, &CollectionPanel::openFolderRequested);
    menu->addAction(tr("Import…"), this, &CollectionPanel::importRequested);
    QAction *file = menu->addAction(tr("New file…"), this, &CollectionPanel::newFile);
    QAction *run = menu->addAction(tr("Run all files"), this, [this] { Q_EMIT runRequested({}); });
    QAction *close = menu->addAction(tr("Close the folder"), &m_book, &CollectionBook::close);
    connect(menu, &QMenu::aboutToShow, this, [this, file, run, close] {
        for (QAction *action : {file, run, close})
            action->setEnabled(m_book.isOpen());
    });
    m_more->setMenu(menu);
    connect(m_new, &QToolButton::clicked, this, [this] { Q_EMIT newRequested(current().path); });
    m_filter->setObjectName(QStringLiteral("collectionFilter"));
    m_filter->setAccessibleName(tr("Filter the requests"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(u"search"), QLineEdit::LeadingPosition);
    connect(m_filter, &QLineEdit::textChanged, this, &CollectionPanel::applyFilter);
}

void CollectionPanel::buildTree()
{
    m_tree->setObjectName(QStringLiteral("collectionTree"));
    m_tree->setAccessibleName(tr("Requests of the collection"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new RequestDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(3 * grid);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &CollectionPanel::showMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) {
                m_current = CollectionModel::placeAt(index);
                if (m_current.isSaved())
                    Q_EMIT chosen(m_current, false);
            });
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (CollectionModel::placeAt(index).isSaved())
            Q_EMIT chosen(CollectionModel::placeAt(index), true);
    });
    connect(m_tree, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { m_folded.insert(CollectionModel::placeAt(index).path); });
    connect(m_tree, &QTreeView::expanded, this,
            [this](const QModelIndex &index) { m_folded.remove(CollectionModel::placeAt(index).path); });
    auto *removal = new QAction(tr("Delete"), m_tree);
    removal->setShortcut(QKeySequence(QKeySequence::Delete));
    removal->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(removal);
    connect(removal, &QAction::triggered, this, [this] { remove(current()); });
}

void CollectionPanel::restore()
{
    m_stack->setCurrentIndex(m_book.isOpen() ? 1 : 0);
    m_title->setText(m_book.isOpen() ? visibleText(QDir(m_book.folder()).dirName(), 60) : tr("Requests"));
    m_title->setToolTip(plainToolTip(m_book.folder()));
    const QSignalBlocker blocker(m_tree);
    const QSignalBlocker selection(m_tree->selectionModel());
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex file = m_model->index(row, 0);
        m_tree->setExpanded(file, !m_folded.contains(CollectionModel::placeAt(file).path));
    }
    if (const QModelIndex index = m_model->indexOf(m_current); index.isValid())
        m_tree->setCurrentIndex(index);
    applyFilter(m_filter->text());
}

void CollectionPanel::applyFilter(const QString &text)
{
    const QString wanted = text.trimmed();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex file = m_model->index(row, 0);
        const bool isFile = file.data().toString().contains(wanted, Qt::CaseInsensitive);
        bool any = isFile;
        for (int i = 0; i < m_model->rowCount(file); ++i) {
            const QModelIndex request = m_model->index(i, 0, file);
            const bool fits =
                isFile ||
                request.data(Qt::AccessibleTextRole).toString().contains(wanted, Qt::CaseInsensitive);
            m_tree->setRowHidden(i, file, !fits);
            any = any || fits;
        }
        m_tree->setRowHidden(row, {}, !any);
    }
}

void CollectionPanel::setCurrent(const RequestPlace &place)
{
    m_current = place;
    const QSignalBlocker blocker(m_tree->selectionModel());
    m_tree->setCurrentIndex(m_model->indexOf(place));
    m_tree->viewport()->update();
}

RequestPlace CollectionPanel::current() const
{
    return CollectionModel::placeAt(m_tree->currentIndex());
}

void CollectionPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position);
    if (!index.isValid())
        return;
    const RequestPlace place = CollectionModel::placeAt(index);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("requestMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("New request in this file"), this, [this, place] { Q_EMIT newRequested(place.path); });
    if (place.isSaved()) {
        const QPersistentModelIndex kept = index;
        menu->addAction(tr("Duplicate"), this, [this, place] { duplicate(place); });
        menu->addAction(tr("Rename"), this, [this, kept] { m_tree->edit(kept); })
            ->setShortcut(QKeySequence(Qt::Key_F2));
        menu->addAction(icon(u"remove"), tr("Delete"), this, [this, place] { remove(place); })
            ->setShortcut(QKeySequence(Qt::Key_Delete));
    }
    menu->addSeparator();
    menu->addAction(icon(u"send"), tr("Run all of this file"), this,
                    [this, place] { Q_EMIT runRequested(place.path); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void CollectionPanel::remove(const RequestPlace &place)
{
    const requests::HttpEntry *entry = m_book.entry(place);
    if (!entry)
        return;
    const QString title = requestTitle(entry->spec);
    if (const auto removed = m_book.remove(place); !removed)
        return fail(removed.error());
    m_message->show_(InlineBar::Kind::Info, tr("“%1” was deleted.").arg(visibleText(title, 60)), {},
                     tr("Undo"));
}

void CollectionPanel::duplicate(const RequestPlace &place)
{
    const auto copy = m_book.duplicate(place);
    if (!copy)
        return fail(copy.error());
    Q_EMIT chosen(*copy, true);
}

void CollectionPanel::newFile()
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("newFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("New file"));
    dialog->setLabelText(tr("Name of the new file, within the folder"));
    dialog->setTextValue(QStringLiteral("requests.http"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
        if (const auto added = m_book.addFile(name, requests::HttpFile()); !added)
            fail(added.error());
        else
            Q_EMIT newRequested(*added);
    });
    dialog->open();
}

void CollectionPanel::fail(const Error &error)
{
    const Description description = describe(error);
    m_message->show_(InlineBar::Kind::Error, description.message,
                     QStringList{description.hint, error.detail, QString::fromLatin1(codeName(error.code))}
                         .join(u'\n')
                         .trimmed());
}

void CollectionPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), colours().border);
    painter.fillRect(QRect(0, 0, width(), 1), colours().border);
}

} // namespace claimcheck::ui
