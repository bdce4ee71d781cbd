#include "check.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

/// Names are literals: no copy for each check of each token.
QByteArray literal(const char *name)
{
    return QByteArray::fromRawData(name, static_cast<qsizetype>(qstrlen(name)));
}

} // namespace

QString Check::detail() const
{
    if (sentence)
        return QCoreApplication::translate("Check", sentence);
    return reason ? describe(*reason).message : QString();
}

QByteArray checkOutcomeName(Check::Outcome outcome)
{
    switch (outcome) {
    case Check::Outcome::Passed:
        return "passed";
    case Check::Outcome::Failed:
        return "failed";
    case Check::Outcome::NotChecked:
        break;
    }
    return "not-checked";
}

Check passedCheck(const char *name, const char *standard, const char *sentence)
{
    return {literal(name), Check::Outcome::Passed, std::nullopt, sentence, standard};
}

Check failedCheck(const char *name, const char *standard, Error error)
{
    return {literal(name), Check::Outcome::Failed, std::move(error), nullptr, standard};
}

Check openCheck(const char *name, const char *standard, const char *sentence)
{
    return {literal(name), Check::Outcome::NotChecked, std::nullopt, sentence, standard};
}

Check openCheck(const char *name, const char *standard, Error reason)
{
    return {literal(name), Check::Outcome::NotChecked, std::move(reason), nullptr, standard};
}

bool nothingFailed(const std::vector<Check> &checks)
{
    return !checks.empty() && std::none_of(checks.begin(), checks.end(), [](const Check &check) {
        return check.outcome == Check::Outcome::Failed;
    });
}

} // namespace claimcheck::jose
