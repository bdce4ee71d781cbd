#include "algorithm_names.h"

#include "hints.h"
#include "invocation.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

} // namespace

Result<std::vector<QByteArray>> readAlgorithmNames(const Invocation &run,
                                                   bool (*isKnown)(QByteArrayView name))
{
    std::vector<QByteArray> names;
    if (!run.isSet(u"alg"_s))
        return names;
    for (const QString &name : run.values(u"alg"_s).join(u',').split(u',', Qt::SkipEmptyParts)) {
        const QByteArray trimmed = name.trimmed().toUtf8();
        if (!isKnown(trimmed)) {
            const QString hint = hintFor({ErrorCode::AlgorithmUnsupported, name.trimmed()}, run.command());
            return usage((QCoreApplication::translate("Cli", "--alg does not know %1.").arg(name.trimmed()) +
                          u' ' + hint)
                             .trimmed());
        }
        names.push_back(trimmed);
    }
    if (names.empty())
        return usage(QCoreApplication::translate("Cli", "--alg names no algorithm."));
    return names;
}

} // namespace claimcheck::app
