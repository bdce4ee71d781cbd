#include "composition.h"

#include <QCoreApplication>
#include <QLoggingCategory>
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
Composition::Composition(const QString &configFolder) : Composition(configFolder, systemClock) {}

Composition::Composition(const QString &configFolder, const Clock &time)
    : clock(time), profiles(configFolder), sessions(profiles, keychain, clock, configFolder + u"/locks"_s)
{
    // QtKeychain says every call with qDebug; QT_LOGGING_RULES can bring that back.
    QLoggingCategory::setFilterRules(u"default.debug=false"_s);
}

} // namespace claimcheck::app
