#include "layout_memory.h"

#include "widgets/plain_table.h"
#include "widgets/share_splitter.h"

#include <QTabWidget>

namespace claimcheck::ui {

LayoutMemory::LayoutMemory(UiSettings &settings, QObject *parent) : QObject(parent), m_settings(settings) {}

QByteArray LayoutMemory::value(const QString &name) const
{
    const auto changed = m_changed.constFind(name);
    return changed == m_changed.constEnd() ? m_settings.layout(name) : *changed;
}

template <class Widget, class Signal, class Apply, class Read>
void LayoutMemory::follow(Widget *widget, Signal signal, Apply apply, Read read)
{
    const QString name = widget->objectName();
    const bool isQts = name.startsWith(QStringLiteral("qt_"));
    if (name.isEmpty() || isQts || name == QStringLiteral("jsonSplitter")) // which fits each token
        return;
    if (const QByteArray left = value(name); !left.isEmpty())
        apply(left);
    connect(widget, signal, this, [this, name, read] { m_changed.insert(name, read()); });
}

void LayoutMemory::watch(const QWidget &root)
{
    for (auto *table : root.findChildren<PlainTable *>()) {
        follow(
            table, &PlainTable::widthsChosen,
            [table](const QByteArray &left) { table->setChosenWidths(left); },
            [table] { return table->chosenWidths(); });
    }
    for (auto *splitter : root.findChildren<QSplitter *>()) {
        if (auto *shared = qobject_cast<ShareSplitter *>(splitter)) {
            follow(
                shared, &ShareSplitter::sharesChosen,
                [shared](const QByteArray &left) { shared->setShares(left); },
                [shared] { return shared->shares(); });
        } else {
            follow(
                splitter, &QSplitter::splitterMoved,
                [splitter](const QByteArray &left) { splitter->restoreState(QByteArray::fromBase64(left)); },
                [splitter] { return splitter->saveState().toBase64(); });
        }
    }
    for (auto *tabs : root.findChildren<QTabWidget *>(QStringLiteral("tokenTabs"))) {
        follow(
            tabs, &QTabWidget::currentChanged,
            [tabs](const QByteArray &left) { tabs->setCurrentIndex(left.toInt()); },
            [tabs] { return QByteArray::number(tabs->currentIndex()); });
    }
}

void LayoutMemory::save()
{
    for (auto changed = m_changed.begin(); changed != m_changed.end(); ++changed)
        m_settings.setLayout(changed.key(), changed.value());
}

} // namespace claimcheck::ui
