#include "expectation_sets.h"

#include "widgets/plain_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace claimcheck::ui {

namespace {

constexpr int longestName = 100;

} // namespace

ExpectationSetsRow::ExpectationSetsRow(QWidget *parent)
    : QWidget(parent)
    , m_name(new QComboBox(this))
    , m_keep(new QPushButton(tr("Keep"), this))
    , m_forget(new QPushButton(tr("Forget"), this))
{
    m_name->setObjectName(QStringLiteral("expectationSet"));
    m_name->setAccessibleName(tr("Named expectations"));
    m_name->setEditable(true);
    m_name->setInsertPolicy(QComboBox::NoInsert);
    m_name->lineEdit()->setMaxLength(longestName);
    m_name->lineEdit()->setPlaceholderText(tr("A name, to keep these expectations"));
    m_keep->setObjectName(QStringLiteral("keepExpectations"));
    m_keep->setAccessibleDescription(tr("Keeps the expectations under this name, for the command line too"));
    m_forget->setObjectName(QStringLiteral("forgetExpectations"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_name, 1);
    row->addWidget(m_keep);
    row->addWidget(m_forget);
    connect(m_name, &QComboBox::activated, this, &ExpectationSetsRow::choose);
    connect(m_name, &QComboBox::editTextChanged, this, &ExpectationSetsRow::updateButtons);
    connect(m_keep, &QPushButton::clicked, this, &ExpectationSetsRow::keep);
    connect(m_forget, &QPushButton::clicked, this, &ExpectationSetsRow::forget);
    updateButtons();
}

void ExpectationSetsRow::setFolder(const QString &folder)
{
    m_folder = folder;
    if (isVisible())
        reload();
}

void ExpectationSetsRow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
}

void ExpectationSetsRow::reload()
{
    if (m_folder.isEmpty())
        return;
    const auto read = inspect::readExpectationSets(m_folder);
    m_sets = read ? *read : inspect::ExpectationSets();
    const QString text = m_name->currentText();
    m_name->clear();
    for (const inspect::ExpectationSet &set : m_sets)
        m_name->addItem(set.name);
    m_name->setCurrentIndex(-1);
    m_name->setEditText(text);
    updateButtons();
    if (!read)
        Q_EMIT failed(read.error());
}

void ExpectationSetsRow::choose()
{
    if (const auto *set = inspect::findExpectationSet(m_sets, m_name->currentText()))
        Q_EMIT chosen(*set);
    updateButtons();
}

void ExpectationSetsRow::keep()
{
    inspect::ExpectationSet set = m_current();
    set.name = m_name->currentText().trimmed();
    // What another program wrote in the meantime stays; a file that cannot be read is not overwritten.
    auto sets = inspect::readExpectationSets(m_folder);
    if (!sets)
        return Q_EMIT failed(sets.error());
    const auto same = std::find_if(sets->begin(), sets->end(),
                                   [&set](const auto &other) { return other.name == set.name; });
    if (same != sets->end())
        *same = std::move(set);
    else
        sets->push_back(std::move(set));
    store(std::move(*sets));
}

void ExpectationSetsRow::forget()
{
    auto sets = inspect::readExpectationSets(m_folder);
    if (!sets)
        return Q_EMIT failed(sets.error());
    std::erase_if(*sets, [this](const auto &set) { return set.name == m_name->currentText(); });
    store(std::move(*sets));
    m_name->clearEditText();
}

void ExpectationSetsRow::store(inspect::ExpectationSets sets)
{
    if (const auto written = inspect::writeExpectationSets(m_folder, sets); !written)
        return Q_EMIT failed(written.error());
    reload();
}

void ExpectationSetsRow::updateButtons()
{
    const QString name = m_name->currentText().trimmed();
    m_keep->setEnabled(!name.isEmpty() && !m_folder.isEmpty());
    m_forget->setEnabled(inspect::findExpectationSet(m_sets, name));
}

} // namespace claimcheck::ui
