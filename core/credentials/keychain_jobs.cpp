#include "keychain_jobs.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEventLoopLocker>
#include <QLibrary>
#include <QSettings>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <utility>

namespace claimcheck::credentials {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// How long a job of an unlocked keychain may take before its caller hears that it does not answer.
constexpr auto patience = 30s;

template <class Job>
Job *makeJob(const QString &service, const QString &id)
{
    auto *job = new Job(service); // deletes itself after finished()
    job->setKey(id);
    job->setInsecureFallback(false);
    // QtKeychain would look for plain-text entries in the application's settings; this file is empty for
    // ever.
    job->setSettings(new QSettings(u"/dev/null"_s, QSettings::IniFormat, job));
    return job;
}

/// Runs a job; `done` gets it when it has finished, or nullptr when it does not answer in time.
template <class Job>
void run(Job *job, QObject *context, std::function<void(Job *)> done)
{
    // The answer comes once: of the job or of the timer, which goes with whatever comes first.
    auto *turn = new QObject(context);
    QObject::connect(job, &QKeychain::Job::finished, turn, [job, turn, done] {
        turn->deleteLater();
        done(job);
    });
    QTimer::singleShot(patience, turn, [job, turn, done] {
        turn->deleteLater();
        QObject::disconnect(job, nullptr, turn, nullptr);
        done(nullptr);
    });
    job->start();
}

/// Keeps a program with windows alive until a write is done, when its last window is closed meanwhile. Not a
/// program without: there the end of the last locker *is* what quits the event loop.
void holdApplication(QObject *job)
{
    if (!QCoreApplication::instance() || !QCoreApplication::instance()->inherits("QGuiApplication"))
        return;
    QObject::connect(job, &QObject::destroyed, job, [locker = std::make_shared<QEventLoopLocker>()] {});
}

} // namespace

KeychainJobs::KeychainJobs(QString service) : m_service(std::move(service)) {}

Result<Done> KeychainJobs::checkUsable()
{
    // The same name and version that QtKeychain opens; it is opened once and stays.
    static const bool hasLibsecret = QLibrary(u"secret-1"_s, 0).load();
    if (!hasLibsecret)
        return Error{ErrorCode::KeychainReadFailed, {}, u"libsecret-1.so.0 cannot be loaded"_s};
    // libsecret answers through GLib's main loop, which Qt runs unless it is told not to: its jobs would
    // never end.
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    if (dispatcher && !dispatcher->inherits("QEventDispatcherGlib"))
        return Error{ErrorCode::KeychainReadFailed, {}, u"the event loop runs without GLib (QT_NO_GLIB)"_s};
    return Done{};
}

void KeychainJobs::unlock(Callback<Done> done)
{
    if (Result<Done> usable = checkUsable(); !usable) {
        QMetaObject::invokeMethod(
            this, [done = std::move(done), error = usable.error()] { done(error); }, Qt::QueuedConnection);
        return;
    }
    m_secretService.unlock(std::move(done));
}

void KeychainJobs::read(const QString &id, Callback<Secret> done)
{
    using Job = QKeychain::ReadPasswordJob;
    run<Job>(makeJob<Job>(m_service, id), this, [this, id, done = std::move(done)](Job *job) {
        if (!job)
            return done(Error{ErrorCode::KeychainTimedOut});
        if (job->error() == QKeychain::EntryNotFound)
            return explainMissing(id, done);
        if (job->error() != QKeychain::NoError)
            return done(Error{ErrorCode::KeychainReadFailed, {}, job->errorString()});
        done(Secret(job->binaryData()));
    });
}

/// QtKeychain says "not found" for an item in a locked collection too.
void KeychainJobs::explainMissing(const QString &id, Callback<Secret> done)
{
    search(id, [id, done = std::move(done)](Result<SecretItems> items) {
        if (!items)
            return done(items.error());
        if (!items->locked.isEmpty())
            return done(Error{ErrorCode::KeychainLocked});
        if (!items->unlocked.isEmpty())
            return done(Error{ErrorCode::KeychainEntryDamaged, id});
        done(Error{ErrorCode::KeychainEntryMissing, id});
    });
}

void KeychainJobs::write(const QString &id, const Secret &secret, Callback<Done> done)
{
    using Job = QKeychain::WritePasswordJob;
    auto *job = makeJob<Job>(m_service, id);
    // Binary: a text ends at its first NUL.
    job->setBinaryData(secret.reveal().toByteArray());
    holdApplication(job);
    run<Job>(job, this, [done = std::move(done)](Job *finished) {
        if (!finished)
            return done(Error{ErrorCode::KeychainTimedOut});
        if (finished->error() == QKeychain::AccessDenied)
            return done(Error{ErrorCode::KeychainLocked});
        if (finished->error() != QKeychain::NoError)
            return done(Error{ErrorCode::KeychainWriteFailed, {}, finished->errorString()});
        done(Done{});
    });
}

void KeychainJobs::remove(const QString &id, Callback<Done> done)
{
    using Job = QKeychain::DeletePasswordJob;
    run<Job>(makeJob<Job>(m_service, id), this, [this, id, done = std::move(done)](Job *job) {
        if (!job)
            return done(Error{ErrorCode::KeychainTimedOut});
        // What the job says proves nothing in either direction (it reports success for a locked keychain).
        proveRemoved(id, done);
    });
}

void KeychainJobs::proveRemoved(const QString &id, Callback<Done> done)
{
    search(id, [id, done = std::move(done)](Result<SecretItems> items) {
        if (!items)
            return done(Error{ErrorCode::KeychainDeleteUnproven, id});
        if (!items->isEmpty())
            return done(Error{ErrorCode::KeychainDeleteUnproven, id});
        done(Done{});
    });
}

void KeychainJobs::search(const QString &id, Callback<SecretItems> done)
{
    m_secretService.search({{u"server"_s, m_service}, {u"user"_s, id}}, std::move(done));
}

void KeychainJobs::removeDetached(const QString &service, const QString &id)
{
    auto *job = makeJob<QKeychain::DeletePasswordJob>(service, id);
    holdApplication(job);
    job->start();
}

} // namespace claimcheck::credentials
