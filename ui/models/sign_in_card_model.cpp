#include "sign_in_card_model.h"

#include "column_titles.h"
#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

using Finding = login::SignInFinding;

constexpr qsizetype longestCell = 1000;

int weightOf(Finding::State state)
{
    switch (state) {
    case Finding::State::Bad:
        return 0;
    case Finding::State::Weak:
        return 1;
    case Finding::State::Unknown:
        return 2;
    case Finding::State::Good:
        return 3;
    }
    Q_UNREACHABLE();
}

} // namespace

SignInCardModel::SignInCardModel(QObject *parent) : QAbstractTableModel(parent) {}

void SignInCardModel::setFindings(std::vector<Finding> findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    std::stable_sort(m_findings.begin(), m_findings.end(), [](const Finding &a, const Finding &b) {
        return weightOf(a.state) < weightOf(b.state);
    });
    endResetModel();
}

const Finding *SignInCardModel::finding(int row) const
{
    return row >= 0 && row < rowCount() ? &m_findings[static_cast<size_t>(row)] : nullptr;
}

QString SignInCardModel::wordOf(Finding::State state)
{
    switch (state) {
    case Finding::State::Good:
        return tr("Good");
    case Finding::State::Weak:
        return tr("Weak");
    case Finding::State::Bad:
        return tr("Bad");
    case Finding::State::Unknown:
        return tr("Not known");
    }
    Q_UNREACHABLE();
}

QString SignInCardModel::iconOf(Finding::State state)
{
    switch (state) {
    case Finding::State::Good:
        return QStringLiteral("good");
    case Finding::State::Weak:
        return QStringLiteral("warning");
    case Finding::State::Bad:
        return QStringLiteral("bad");
    case Finding::State::Unknown:
        return QStringLiteral("neutral");
    }
    Q_UNREACHABLE();
}

int SignInCardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_findings.size());
}

int SignInCardModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SignInCardModel::data(const QModelIndex &index, int role) const
{
    const Finding *found = finding(index.row());
    if (!found)
        return {};
    if (role == Qt::DecorationRole && index.column() == State)
        return icon(iconOf(found->state));
    if (role == Qt::ForegroundRole && (index.column() == Standard || index.column() == Check))
        return colours().mutedText;
    if (role == Qt::ToolTipRole && index.column() == Sentence)
        return plainToolTip(found->sentence);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case State:
        return wordOf(found->state);
    case Check:
        return QString::fromLatin1(found->id);
    case Sentence:
        return visibleText(found->sentence, longestCell);
    case Standard:
        return QString::fromLatin1(found->standard);
    default:
        return {};
    }
}

QVariant SignInCardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role,
                       {tr("State"), tr("Check"), tr("What the sign-in shows"), tr("Standard")});
}

} // namespace claimcheck::ui
