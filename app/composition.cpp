#include "composition.h"

#include "requests/history_settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QStandardPaths>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

QString defaultConfigFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/claimcheck"_s;
}

namespace {

// One folder for each person, as there is one keychain: neither a copied --config-dir nor a cron job without
// a runtime folder may meet another lock. Names in it are random profile ids.
QString lockFolder()
{
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    const bool usable = QDir::isAbsolutePath(state); // the XDG specification: relative paths are ignored
    return (usable ? state : QDir::homePath() + u"/.local/state"_s) + u"/claimcheck/locks"_s;
}

/// For this person alone: what was sent may be the first thing that is kept there. One that is there keeps
/// its mode; where it cannot be made, the history says so.
void makeFolder(const QString &folder)
{
    if (!QDir(folder).exists() && QDir().mkpath(QFileInfo(folder).path()))
        QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

} // namespace

QString siblingProgram(const QString &name)
{
    return QCoreApplication::applicationDirPath() + u'/' + name;
}

Composition::Composition(const QString &configFolder) : Composition(configFolder, systemClock) {}

Composition::Composition(const QString &configFolder, const Clock &time)
    : clock(time)
    , profiles(configFolder)
    , sessions(profiles, keychain, clock, lockFolder())
    , sender(profiles, sessions, keychain, clock)
{
    // QtKeychain says every call with qDebug; QT_LOGGING_RULES can bring that back.
    QLoggingCategory::setFilterRules(u"default.debug=false"_s);
}

// A request that is given up now is written down nowhere.
Composition::~Composition()
{
    sender.setHistory(nullptr);
}

void Composition::openHistory(const std::function<void(const Error &)> &failed, requests::History::Look look)
{
    const auto settings = requests::HistorySettings::read(profiles.folder());
    if (!settings)
        return failed(settings.error());
    sender.setHistory(nullptr);
    m_history.reset();
    if (!settings->on)
        return;
    makeFolder(profiles.folder());
    auto history =
        requests::History::open(requests::historyPath(profiles.folder()), clock, settings->bounds, look);
    if (!history)
        return failed(history.error());
    m_history = *std::move(history);
    sender.setHistory(&*m_history, failed);
    if (m_history->damage())
        failed(*m_history->damage());
}

} // namespace claimcheck::app
