#include "measures_model.h"

#include "ui/icons.h"
#include "ui/theme.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/visible_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace claimcheck::ui {

namespace {

struct Title {
    const char *text;
    const char *tip;
};
constexpr Title titles[] = {
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "System"), ""},
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Time"),
     QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "For one request, as seen from here")},
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Database"),
     QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Lookups and writes for one request")},
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Sent"),
     QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Bytes of each request that show who is asking")},
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Stored"),
     QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Rows of the server after one sign-in")},
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Sign-out"),
     QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Whether a copy is refused after signing out")},
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Restart"),
     QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel",
                       "Whether it is accepted after the server was restarted")},
    {QT_TRANSLATE_NOOP("claimcheck::ui::MeasuresModel", "Second server"),
     QT_TRANSLATE_NOOP(
         "claimcheck::ui::MeasuresModel",
         "What it must share with the first one to accept the sign-in, and to know of its end")},
};

using Share = PracticeRunner::Share;

double value(const LearnMeasures &row, int column)
{
    switch (column) {
    case MeasuresModel::Time:
        return row.microseconds;
    case MeasuresModel::Database:
        return row.lookups + row.writes;
    case MeasuresModel::Bytes:
        return static_cast<double>(row.bytes);
    case MeasuresModel::Rows:
        return row.rows;
    default:
        return 0;
    }
}

/// A count for each request: a whole number where it is one, as it nearly always is.
QString perRequest(double number)
{
    return QLocale().toString(number, 'f', std::abs(number - std::round(number)) < 0.05 ? 0 : 1);
}

QString databaseText(const LearnMeasures &row)
{
    QStringList parts;
    if (row.lookups >= 0.05)
        parts << (perRequest(row.lookups) == QLatin1String("1")
                      ? MeasuresModel::tr("1 lookup")
                      : MeasuresModel::tr("%1 lookups").arg(perRequest(row.lookups)));
    if (row.writes >= 0.05)
        parts << (perRequest(row.writes) == QLatin1String("1")
                      ? MeasuresModel::tr("1 write")
                      : MeasuresModel::tr("%1 writes").arg(perRequest(row.writes)));
    return parts.isEmpty() ? MeasuresModel::tr("none") : parts.join(QStringLiteral(", "));
}

QString cellText(const LearnMeasures &row, int column)
{
    const auto yesNo = [](const std::optional<bool> &answer, const QString &yes, const QString &no) {
        return !answer ? QString() : *answer ? yes : no;
    };
    switch (column) {
    case MeasuresModel::Time:
        return MeasuresModel::tr("%1 ms").arg(QLocale().toString(row.microseconds / 1000, 'f', 2));
    case MeasuresModel::Database:
        return databaseText(row);
    case MeasuresModel::Bytes:
        return MeasuresModel::tr("%1 B").arg(row.bytes);
    case MeasuresModel::Rows:
        return row.rows == 0   ? MeasuresModel::tr("nothing")
               : row.rows == 1 ? MeasuresModel::tr("1 row")
                               : MeasuresModel::tr("%1 rows").arg(row.rows);
    case MeasuresModel::SignOut:
        return yesNo(row.revoked, MeasuresModel::tr("Ends it"), MeasuresModel::tr("Expires later"));
    case MeasuresModel::Restart:
        return yesNo(row.restart, MeasuresModel::tr("Survives"), MeasuresModel::tr("Is lost"));
    case MeasuresModel::Second:
        if (!row.second)
            return {};
        return *row.second == Share::Database         ? MeasuresModel::tr("Database")
               : row.secondSignOut == Share::Database ? MeasuresModel::tr("Keys, to end it database")
                                                      : MeasuresModel::tr("Keys");
    default:
        return {};
    }
}

std::optional<bool> answer(const LearnMeasures &row, int column)
{
    return column == MeasuresModel::SignOut   ? row.revoked
           : column == MeasuresModel::Restart ? row.restart
                                              : std::nullopt;
}

} // namespace

MeasuresModel::MeasuresModel(QObject *parent) : QAbstractTableModel(parent) {}

void MeasuresModel::setSystems(std::vector<LearnSystem> systems)
{
    beginResetModel();
    m_systems = std::move(systems);
    m_measures.clear();
    endResetModel();
}

void MeasuresModel::setMeasures(std::vector<LearnMeasures> measures)
{
    m_measures = std::move(measures);
    if (!m_systems.empty())
        Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, ColumnCount - 1));
}

const LearnSystem *MeasuresModel::system(int row) const
{
    return row >= 0 && row < rowCount() ? &m_systems[static_cast<size_t>(row)] : nullptr;
}

const LearnMeasures *MeasuresModel::measures(int row) const
{
    const auto at = static_cast<size_t>(row);
    return at < m_measures.size() && m_measures[at].requests > 0 ? &m_measures[at] : nullptr;
}

double MeasuresModel::largest(int column) const
{
    double most = 0;
    for (const LearnMeasures &row : m_measures)
        most = std::max(most, value(row, column));
    return most;
}

QString MeasuresModel::secondServer(const LearnMeasures &of)
{
    if (!of.second)
        return {};
    if (*of.second == Share::Database)
        return tr(
            "A second server with the same keys refused this sign-in. With the same database it accepted "
            "it.");
    if (of.secondSignOut == Share::Database)
        return tr(
            "A second server with the same keys accepted this sign-in, and still did after the sign-out. "
            "With the same database it knew of it.");
    return of.secondSignOut ? tr("A second server with the same keys accepted this sign-in, and after the "
                                 "sign-out answered as the first one did.")
                            : tr("A second server with the same keys accepted this sign-in.");
}

QString MeasuresModel::outcome(int row) const
{
    const LearnMeasures *of = measures(row);
    if (!of)
        return {};
    QStringList sentences;
    if (of->revoked)
        sentences << (*of->revoked ? tr("After the sign-out a copy was refused.")
                                   : tr("After the sign-out a copy was still accepted."));
    if (of->restart)
        sentences << (*of->restart ? tr("After a restart of the server the sign-in was still good.")
                                   : tr("With a restart of the server the sign-in was lost."));
    if (const QString second = secondServer(*of); !second.isEmpty())
        sentences << second;
    return sentences.join(u' ');
}

int MeasuresModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_systems.size());
}

int MeasuresModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MeasuresModel::data(const QModelIndex &index, int role) const
{
    const LearnSystem *of = system(index.row());
    if (!of)
        return {};
    if (index.column() == System)
        return role == Qt::DisplayRole ? visibleText(of->title) : QVariant();
    const LearnMeasures *row = measures(index.row());
    if (!row)
        return role == Qt::DisplayRole      ? QVariant(QStringLiteral("–"))
               : role == Qt::ForegroundRole ? QVariant(colours().mutedText)
                                            : QVariant();
    const std::optional<bool> said = answer(*row, index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(*row, index.column());
    case Qt::DecorationRole:
        return said ? QVariant(icon(*said ? u"good" : u"warning")) : QVariant();
    case BarDelegate::ShareRole: {
        const double most = isBar(index.column()) ? largest(index.column()) : 0;
        return most > 0 ? QVariant(value(*row, index.column()) / most) : QVariant();
    }
    default:
        return {};
    }
}

QVariant MeasuresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(titles[section].text);
    if (role == Qt::ToolTipRole && titles[section].tip[0] != '\0')
        return plainToolTip(tr(titles[section].tip));
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    return {};
}

} // namespace claimcheck::ui
