#include "sign_in_scopes.h"

#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QListWidget>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
/// A document from the network decides neither how long this list is, nor how wide.
constexpr qsizetype mostScopes = 200, longestScope = 200;
constexpr int shownRows = 3;

QStringList words(const QString &scope)
{
    return scope.simplified().split(u' ', Qt::SkipEmptyParts);
}

} // namespace

SignInScopes::SignInScopes(QWidget *parent) : QWidget(parent), m_list(new QListWidget(this))
{
    m_list->setObjectName(QStringLiteral("signInScopes"));
    m_list->setAccessibleName(tr("Scopes that the server offers"));
    m_list->setAccessibleDescription(tr("The space bar ticks one; they are written below as scope."));
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setSpacing(grid / 2);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *title = plainLabel(tr("Sc&opes that the server offers"), this);
    title->setBuddy(m_list);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid);
    column->addWidget(title);
    column->addWidget(m_list);
    connect(m_list, &QListWidget::itemChanged, this,
            [this](const QListWidgetItem *item) { onTicked(*item); });
    hide();
}

void SignInScopes::setOffered(const QStringList &offered, const QString &usual)
{
    const QSignalBlocker quiet(m_list);
    m_usual = usual;
    m_list->clear();
    for (const QString &scope : offered.first(std::min(offered.size(), mostScopes))) {
        if (scope.isEmpty() || scope.size() > longestScope || scope.contains(u' '))
            continue;
        auto *item = new QListWidgetItem(visibleText(scope), m_list);
        item->setData(Qt::UserRole, scope);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    }
    if (m_list->count() > 0)
        m_list->setCurrentRow(0);
    m_list->clearSelection();
    fitHeight();
    updateTicks();
    setVisible(m_isWanted && m_list->count() > 0);
}

// As many rows as they fill, up to a few.
void SignInScopes::fitHeight()
{
    int width = 0;
    for (int row = 0; row < m_list->count(); ++row)
        width += m_list->sizeHintForIndex(m_list->model()->index(row, 0)).width() + 2 * m_list->spacing();
    const int room = std::max(m_list->viewport()->width() - 8 * grid, 80 * grid);
    const int rows = std::clamp((width + room - 1) / room, 1, shownRows);
    m_list->setFixedHeight(rows * (m_list->sizeHintForRow(0) + 2 * m_list->spacing()) +
                           2 * m_list->frameWidth() + grid);
}

void SignInScopes::setWanted(bool wanted)
{
    m_isWanted = wanted;
    setVisible(m_isWanted && m_list->count() > 0);
}

void SignInScopes::setWritten(const QString &scope)
{
    m_written = scope;
    updateTicks();
}

QStringList SignInScopes::asked() const
{
    return words(m_written.trimmed().isEmpty() ? m_usual : m_written);
}

void SignInScopes::updateTicks()
{
    const QSignalBlocker quiet(m_list);
    const QStringList scopes = asked();
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setCheckState(scopes.contains(item->data(Qt::UserRole).toString()) ? Qt::Checked
                                                                                 : Qt::Unchecked);
    }
    m_list->viewport()->update(); // the list is not told while it is quiet
}

void SignInScopes::onTicked(const QListWidgetItem &item)
{
    QStringList scopes = asked();
    const QString scope = item.data(Qt::UserRole).toString();
    scopes.removeAll(scope);
    if (item.checkState() == Qt::Checked)
        scopes += scope;
    m_written = scopes.join(u' ');
    Q_EMIT chosen(m_written);
    updateTicks(); // with none left, the usual ones are asked for
}

} // namespace claimcheck::ui
