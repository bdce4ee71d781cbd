#include "share_dialog.h"

#include "clipboard.h"
#include "error_words.h"
#include "inspect/report_text.h"
#include "theme.h"
#include "widgets/inline_bar.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QHeaderView>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

enum Column { Name, Now };

/// The last step of a pointer, which is the claim's name; of an array's element, the array's.
QString claimName(const QString &pointer)
{
    QStringList steps = pointer.split(u'/');
    bool isNumber = true;
    while (steps.size() > 2 && (steps.last().toInt(&isNumber), isNumber))
        steps.removeLast();
    return steps.last()
        .section(u'#', 0, 0)
        .replace(QStringLiteral("~1"), QStringLiteral("/"))
        .replace(QStringLiteral("~0"), QStringLiteral("~"));
}

} // namespace

ShareDialog::ShareDialog(jose::ParsedToken token, const Clock &clock, QWidget *parent)
    : QDialog(parent)
    , m_token(std::move(token))
    , m_clock(clock)
    , m_clipboard(new Clipboard(parent ? static_cast<QObject *>(parent) : this))
    , m_text(new JsonView(this))
    , m_names(new QTreeWidget(this))
    , m_summary(plainFact(this))
    , m_bar(new InlineBar(this))
{
    setObjectName(QStringLiteral("shareDialog"));
    setWindowTitle(tr("Safe copy"));
    resize(800, 520);
    m_text->setObjectName(QStringLiteral("safeCopyText"));
    m_text->setAccessibleName(tr("What the copy says"));
    m_summary->setObjectName(QStringLiteral("safeCopySummary"));
    m_bar->setObjectName(QStringLiteral("safeCopyError"));
    m_names->setObjectName(QStringLiteral("safeCopyNames"));
    m_names->setAccessibleName(tr("Replaced values; what is not ticked is kept"));
    m_names->setHeaderLabels({tr("Replaced"), tr("By")});
    m_names->setRootIsDecorated(false);
    m_names->setUniformRowHeights(true);
    m_names->header()->setStretchLastSection(true);
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("shareSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(m_text);
    splitter->addWidget(m_names);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    const auto add = [this, buttons](const char *name, const QString &text, auto work) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(QString::fromLatin1(name));
        buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, work);
        m_copies << button;
    };
    add("copySafeToken", tr("Copy the token"),
        [this] { m_clipboard->copyText(QString::fromUtf8(m_copy.token)); });
    add("copySafeClaims", tr("Copy the claims"),
        [this] { m_clipboard->copyText(QString::fromUtf8(m_copy.header + '\n' + m_copy.claims)); });
    add("copySafeReport", tr("Copy a report"), [this] { copyReport(); });
    m_copies.first()->setDefault(true);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("closeShare"));
    buttons->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_names, &QTreeWidget::itemChanged, this, [this] { update_(); });

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(m_summary);
    column->addWidget(m_bar);
    column->addWidget(splitter, 1);
    column->addLayout(buttons);
    fillNames();
    update_();
}

/// Every name whose value is replaced when nothing is kept.
void ShareDialog::fillNames()
{
    const auto all = inspect::safeCopy(m_token);
    if (!all)
        return;
    const QSignalBlocker quiet(m_names);
    QStringList seen;
    for (const inspect::Replacement &replacement : all->replaced) {
        const QString name = claimName(replacement.pointer);
        if (seen.contains(name))
            continue;
        seen << name;
        auto *item = new QTreeWidgetItem(
            m_names, {visibleText(name, 200), visibleText(QString::fromUtf8(replacement.now), 200)});
        item->setData(Name, Qt::UserRole, name);
        item->setCheckState(Name, Qt::Checked);
        item->setFont(Now, monoFont());
    }
    m_names->resizeColumnToContents(Name);
}

void ShareDialog::update_()
{
    inspect::SafeCopyOptions options;
    for (int row = 0; row < m_names->topLevelItemCount(); ++row) {
        const QTreeWidgetItem *item = m_names->topLevelItem(row);
        if (item->checkState(Name) == Qt::Unchecked)
            options.keep << item->data(Name, Qt::UserRole).toString();
    }
    const auto copy = inspect::safeCopy(m_token, options);
    for (QPushButton *button : std::as_const(m_copies))
        button->setEnabled(bool(copy));
    if (!copy) {
        m_summary->hide();
        return m_bar->show_(InlineBar::Kind::Error, sentences(copy.error()), codeText(copy.error()));
    }
    m_copy = *copy;
    const int count = static_cast<int>(m_copy.replaced.size());
    m_summary->setText(
        count == 0
            ? tr("The signature is gone, and nothing else is replaced. Look at it before you post it.")
            : tr("The signature is gone, and %n values are replaced, the same value by the same word. Untick "
                 "what may be seen. Look at it before you post it.",
                 nullptr, count));
    m_text->setText(m_copy.claims.isEmpty() ? m_copy.header
                                            : "[" + m_copy.header + "," + m_copy.claims + "]");
}

void ShareDialog::copyReport()
{
    const auto report = inspect::makeReport(m_copy.token, m_clock.now());
    m_clipboard->copyText(QString::fromUtf8(
        inspect::reportText(*report, inspect::ReportFormat::Markdown, inspect::ReportOf::SafeCopy)));
}

} // namespace claimcheck::ui
