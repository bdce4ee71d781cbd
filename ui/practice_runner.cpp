#include "practice_runner.h"

#include <utility>

namespace claimcheck::ui {

namespace {

constexpr int patienceMs = 2000;
constexpr QByteArrayView listening = "Listening on ";

} // namespace

PracticeRunner::PracticeRunner(QString program, QObject *parent, Keep keep)
    : QObject(parent), m_program(std::move(program)), m_keep(keep)
{
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    connect(&m_process, &QProcess::readyRead, this, &PracticeRunner::onOutput);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT failed({ErrorCode::ProgramNotFound, m_program});
    });
    connect(&m_process, &QProcess::finished, this, &PracticeRunner::onFinished);
}

PracticeRunner::~PracticeRunner()
{
    m_process.disconnect(this);
    m_process.terminate();
    m_process.waitForFinished(patienceMs);
}

void PracticeRunner::start()
{
    if (!m_user.isEmpty())
        Q_EMIT ready(m_address, m_user, m_password);
    else if (m_process.state() == QProcess::NotRunning)
        launch();
}

void PracticeRunner::restart()
{
    if (m_process.state() == QProcess::NotRunning)
        return launch();
    m_isRestarting = true;
    m_user.clear();
    m_process.terminate();
}

PracticeRunner *PracticeRunner::makeSecond(Share share, QObject *parent) const
{
    auto *second = new PracticeRunner(m_program, parent);
    second->m_arguments = {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--issuer"),
                           m_address.toString()};
    const QString database = m_folder ? m_folder->filePath(QStringLiteral("practice.db")) : QString();
    if (share == Share::Keys)
        second->m_arguments << QStringLiteral("--keys-of") << database;
    else if (share == Share::Database)
        second->m_arguments << QStringLiteral("--db") << database;
    return second;
}

void PracticeRunner::endLater()
{
    disconnect();
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return deleteLater();
    connect(&m_process, &QProcess::finished, this, &QObject::deleteLater);
    m_process.terminate();
}

void PracticeRunner::launch()
{
    QStringList arguments;
    if (!m_arguments.isEmpty()) {
        arguments = m_arguments;
    } else if (m_keep == Keep::InFile) {
        if (!m_folder)
            m_folder = std::make_unique<QTemporaryDir>();
        // Without a port: the one that the file remembers.
        arguments = {QStringLiteral("--db"), m_folder->filePath(QStringLiteral("practice.db"))};
    } else {
        arguments = {QStringLiteral("--port"), QStringLiteral("0")};
    }
    m_address.clear();
    m_process.start(m_program, arguments);
}

void PracticeRunner::onFinished()
{
    m_user.clear();
    if (std::exchange(m_isRestarting, false))
        launch();
    else
        Q_EMIT stopped();
}

void PracticeRunner::onOutput()
{
    while (m_process.canReadLine()) {
        const QByteArray line = m_process.readLine().trimmed();
        if (line.startsWith(listening))
            m_address = QUrl(QString::fromLatin1(line.mid(listening.size())));
        // The users come after it, one a line: "alice   password …  scope …".
        const QList<QByteArray> words = line.simplified().split(' ');
        if (!m_user.isEmpty() || !m_address.isValid() || words.size() < 4 || words[1] != "password")
            continue;
        m_user = QString::fromUtf8(words[0]);
        m_password = QString::fromUtf8(words[2]);
        Q_EMIT ready(m_address, m_user, m_password);
    }
}

} // namespace claimcheck::ui
