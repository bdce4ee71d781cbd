#include "check.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

QString translated(const char *sentence)
{
    return QCoreApplication::translate("Check", sentence);
}

} // namespace

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
    return {name, Check::Outcome::Passed, std::nullopt, translated(sentence), standard};
}

Check failedCheck(const char *name, const char *standard, Error error)
{
    const QString text = describe(error).message;
    return {name, Check::Outcome::Failed, std::move(error), text, standard};
}

Check openCheck(const char *name, const char *standard, const char *sentence)
{
    return {name, Check::Outcome::NotChecked, std::nullopt, translated(sentence), standard};
}

Check openCheck(const char *name, const char *standard, Error reason)
{
    const QString text = describe(reason).message;
    return {name, Check::Outcome::NotChecked, std::move(reason), text, standard};
}

bool nothingFailed(const std::vector<Check> &checks)
{
    return !checks.empty() && std::none_of(checks.begin(), checks.end(), [](const Check &check) {
        return check.outcome == Check::Outcome::Failed;
    });
}

} // namespace claimcheck::jose
