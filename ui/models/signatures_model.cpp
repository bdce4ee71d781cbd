#include "signatures_model.h"

#include "column_titles.h"
#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"
#include "inspect/findings.h"

namespace claimcheck::ui {

namespace {

constexpr qsizetype longestCell = 500;
using Outcome = jose::SignatureOutcome;

QString outcomeText(const jose::SignatureResult &result)
{
    switch (result.outcome) {
    case Outcome::Match:
        return SignaturesModel::tr("Matches");
    case Outcome::Mismatch:
        return SignaturesModel::tr("Does not match");
    case Outcome::CouldNotCheck:
        return SignaturesModel::tr("Could not be checked");
    case Outcome::NotChecked:
        break;
    }
    return SignaturesModel::tr("Not checked");
}

QIcon outcomeIcon(const jose::SignatureResult &result)
{
    switch (result.outcome) {
    case Outcome::Match:
        return icon(u"good");
    case Outcome::Mismatch:
        return icon(u"bad");
    case Outcome::CouldNotCheck:
        return icon(u"warning");
    case Outcome::NotChecked:
        break;
    }
    return icon(u"neutral");
}

/// Protected first: that is what the signature covers.
QString parameter(const inspect::SignatureRows &signature, QLatin1StringView name)
{
    const inspect::Row *row = inspect::rowNamed(signature.protectedHeader, name);
    if (!row)
        row = inspect::rowNamed(signature.unprotectedHeader, name);
    return row ? visibleText(row->value.isString() ? row->value.toString() : QString::fromUtf8(row->raw),
                             longestCell)
               : QString();
}

} // namespace

void SignaturesModel::setReport(inspect::ReportPtr report)
{
    beginResetModel();
    m_report = std::move(report);
    endResetModel();
}

int SignaturesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_report ? 0 : static_cast<int>(m_report->signatures.size());
}

int SignaturesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SignaturesModel::text(size_t row, int column) const
{
    const inspect::SignatureRows &signature = m_report->signatures[row];
    switch (column) {
    case Number:
        return QString::number(row + 1);
    case Algorithm:
        return signature.algorithm.isEmpty() ? tr("none named")
                                             : visibleText(QString::fromUtf8(signature.algorithm), 40);
    case KeyId:
        return parameter(signature, QLatin1StringView("kid"));
    case Unprotected: {
        QStringList names;
        for (const inspect::Row &one : signature.unprotectedHeader)
            names << visibleText(one.name, 100);
        return names.join(QStringLiteral(", ")).left(longestCell);
    }
    case State:
        return outcomeText(signature.result);
    default:
        return {};
    }
}

QVariant SignaturesModel::data(const QModelIndex &index, int role) const
{
    if (index.row() < 0 || index.row() >= rowCount())
        return {};
    const auto row = static_cast<size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::FontRole:
        return index.column() == KeyId || index.column() == Algorithm ? QVariant(monoFont()) : QVariant();
    case Qt::DecorationRole:
        return index.column() == State ? QVariant(outcomeIcon(m_report->signatures[row].result)) : QVariant();
    case Qt::ToolTipRole:
        return index.column() == Unprotected
                   ? QVariant(plainToolTip(tr("Parameters that the signature does not cover")))
                   : QVariant();
    default:
        return {};
    }
}

QVariant SignaturesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role,
                       {tr("No."), tr("Algorithm"), tr("Key (kid)"), tr("Not protected"), tr("Signature")});
}

} // namespace claimcheck::ui
