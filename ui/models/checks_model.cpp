#include "checks_model.h"

#include "column_titles.h"
#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"

namespace claimcheck::ui {

namespace {

using CheckOutcome = jose::Check::Outcome;

QString outcomeText(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return ChecksModel::tr("Passed");
    case CheckOutcome::Failed:
        return ChecksModel::tr("Failed");
    case CheckOutcome::NotChecked:
        return ChecksModel::tr("Not checked");
    }
    Q_UNREACHABLE();
}

QIcon outcomeIcon(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return icon(u"good");
    case CheckOutcome::Failed:
        return icon(u"bad");
    case CheckOutcome::NotChecked:
        return icon(u"neutral");
    }
    Q_UNREACHABLE();
}

struct CheckWords {
    const char *name;
    const char *words;
};
constexpr CheckWords checkWords[] = {
    {"form", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Form")},
    {"signature", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Signature")},
    {"key-strength", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Key strength")},
    {"exp", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Expiry (exp)")},
    {"nbf", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Start (nbf)")},
    {"iat", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Issue (iat)")},
    {"iss", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Issuer (iss)")},
    {"aud", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Audience (aud)")},
    {"sub", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Subject (sub)")},
    {"typ", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Type (typ)")},
    {"nonce", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Nonce (nonce)")},
    {"jti", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Token id (jti)")},
    {"azp", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Authorized party (azp)")},
    {"disclosures", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Disclosures")},
    {"key-binding", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Key binding")},
    {"sd_hash", QT_TRANSLATE_NOOP("claimcheck::ui::ChecksModel", "Bound disclosures (sd_hash)")},
};

} // namespace

QString ChecksModel::wordsOf(const QByteArray &name)
{
    for (const CheckWords &row : checkWords) {
        if (name == row.name)
            return tr(row.words);
    }
    return QString::fromUtf8(name);
}

ChecksModel::ChecksModel(QObject *parent) : QAbstractTableModel(parent) {}

void ChecksModel::setChecks(std::vector<jose::Check> checks)
{
    beginResetModel();
    m_checks = std::move(checks);
    endResetModel();
}

int ChecksModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_checks.size());
}

int ChecksModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChecksModel::data(const QModelIndex &index, int role) const
{
    if (index.row() < 0 || index.row() >= rowCount())
        return {};
    const jose::Check &check = m_checks[static_cast<size_t>(index.row())];
    if (role == Qt::DecorationRole && index.column() == Outcome)
        return outcomeIcon(check.outcome);
    if (role == Qt::ForegroundRole &&
        (index.column() == Standard || check.outcome == CheckOutcome::NotChecked))
        return colours().mutedText;
    if (role == Qt::ToolTipRole && index.column() == Reason)
        return plainToolTip(check.detail());
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return visibleText(wordsOf(check.name), 100);
    case Outcome:
        return outcomeText(check.outcome);
    case Reason:
        return visibleText(check.detail(), 500);
    case Standard:
        return QString::fromLatin1(check.standard);
    default:
        return {};
    }
}

QVariant ChecksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role,
                       {tr("Check"), tr("Outcome"), tr("Reason"), tr("Standard")});
}

} // namespace claimcheck::ui
