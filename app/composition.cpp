#include "composition.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

QString defaultConfigFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/claimcheck"_s;
}

QString siblingProgram(const QString &name)
{
    return QCoreApplication::applicationDirPath() + u'/' + name;
}

// The locks live beside the profiles and not in the runtime folder: a cron job or an SSH session without one
// must meet the same lock as the desktop.
Composition::Composition(const QString &configFolder)
    : profiles(configFolder), sessions(profiles, keychain, clock, configFolder + u"/locks"_s)
{
}

} // namespace claimcheck::app
