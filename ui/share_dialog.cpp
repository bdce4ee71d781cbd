#include "share_dialog.h"

#include "background.h"
#include "clipboard.h"
#include "error_words.h"
#include "inspect/report_text.h"
#include "report_loader.h"
#include "theme.h"
#include "widgets/inline_bar.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QHeaderView>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSet>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

enum Column { Name, Now };
constexpr qsizetype mostNames = 1000;

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
    connect(m_names, &QTreeWidget::itemChanged, this, &ShareDialog::make);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(m_summary);
    column->addWidget(m_bar);
    column->addWidget(splitter, 1);
    column->addLayout(buttons);
    make();
}

/// Every name whose value is replaced when nothing is kept, as far as anybody would read on.
void ShareDialog::fillNames(const inspect::SafeCopy &all)
{
    m_filled = true;
    const QSignalBlocker quiet(m_names);
    QSet<QString> seen;
    for (const inspect::Replacement &replacement : all.replaced) {
        const QString name = claimName(replacement.pointer);
        if (seen.contains(name))
            continue;
        seen.insert(name);
        if (seen.size() > mostNames)
            continue;
        auto *item = new QTreeWidgetItem(
            m_names, {visibleText(name, 200), visibleText(QString::fromUtf8(replacement.now), 200)});
        item->setData(Name, Qt::UserRole, name);
        item->setCheckState(Name, Qt::Checked);
        item->setFont(Now, monoFont());
    }
    if (seen.size() > mostNames) {
        auto *rest = new QTreeWidgetItem(m_names, {tr("and %1 more names").arg(seen.size() - mostNames), {}});
        rest->setFlags(Qt::ItemNeverHasChildren);
    }
    m_names->resizeColumnToContents(Name);
}

void ShareDialog::make()
{
    inspect::SafeCopyOptions options;
    for (int row = 0; row < m_names->topLevelItemCount(); ++row) {
        const QTreeWidgetItem *item = m_names->topLevelItem(row);
        if (item->flags().testFlag(Qt::ItemIsUserCheckable) && item->checkState(Name) == Qt::Unchecked)
            options.keep << item->data(Name, Qt::UserRole).toString();
    }
    const auto work = [token = m_token, options] {
        return std::make_shared<const Result<inspect::SafeCopy>>(inspect::safeCopy(token, options));
    };
    const quint64 number = ++m_number;
    if (m_token.text().size() <= ReportLoader::largestAtOnce)
        return showCopy(work());
    m_summary->setText(tr("Making the copy…"));
    for (QPushButton *button : std::as_const(m_copies))
        button->setEnabled(false);
    inBackground(this, work, [this, number](const Made &made) {
        if (number == m_number)
            showCopy(made);
    });
}

void ShareDialog::showCopy(const Made &made)
{
    const Result<inspect::SafeCopy> &copy = *made;
    for (QPushButton *button : std::as_const(m_copies))
        button->setEnabled(bool(copy));
    if (!copy) {
        m_summary->setText({});
        m_summary->hide();
        return m_bar->show_(InlineBar::Kind::Error, sentences(copy.error()), codeText(copy.error()));
    }
    m_copy = *copy;
    if (!m_filled)
        fillNames(m_copy);
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
    const auto work = [token = m_copy.token, now = m_clock.now()] {
        return QString::fromUtf8(inspect::reportText(
            *inspect::makeReport(token, now), inspect::ReportFormat::Markdown, inspect::ReportOf::SafeCopy));
    };
    if (m_copy.token.size() <= ReportLoader::largestAtOnce)
        m_clipboard->copyText(work());
    else
        inBackground(this, work, [this](const QString &text) { m_clipboard->copyText(text); });
}

} // namespace claimcheck::ui
