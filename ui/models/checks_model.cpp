#include "checks_model.h"

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

QString checkText(const QByteArray &name)
{
    if (name == "form")
        return ChecksModel::tr("Form");
    if (name == "signature")
        return ChecksModel::tr("Signature");
    if (name == "key-strength")
        return ChecksModel::tr("Key strength");
    if (name == "exp")
        return ChecksModel::tr("Expiry (exp)");
    if (name == "nbf")
        return ChecksModel::tr("Start (nbf)");
    if (name == "iat")
        return ChecksModel::tr("Issue (iat)");
    if (name == "iss")
        return ChecksModel::tr("Issuer (iss)");
    if (name == "aud")
        return ChecksModel::tr("Audience (aud)");
    if (name == "sub")
        return ChecksModel::tr("Subject (sub)");
    if (name == "typ")
        return ChecksModel::tr("Type (typ)");
    if (name == "nonce")
        return ChecksModel::tr("Nonce (nonce)");
    if (name == "jti")
        return ChecksModel::tr("Token id (jti)");
    if (name == "azp")
        return ChecksModel::tr("Authorized party (azp)");
    return QString::fromUtf8(name);
}

} // namespace

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
        return plainToolTip(check.detail);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return checkText(check.name);
    case Outcome:
        return outcomeText(check.outcome);
    case Reason:
        return visibleText(check.detail, 500);
    case Standard:
        return QString::fromLatin1(check.standard);
    default:
        return {};
    }
}

QVariant ChecksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Check");
    case Outcome:
        return tr("Outcome");
    case Reason:
        return tr("Reason");
    case Standard:
        return tr("Standard");
    default:
        return {};
    }
}

} // namespace claimcheck::ui
