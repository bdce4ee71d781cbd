#include "practice_process.h"

#include "free_port.h"

#include <QFile>

#include <csignal>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace claimcheck::test {
using namespace Qt::StringLiterals;

namespace {
constexpr int patience =
    60000; // ms; a start takes about 200, and much longer on a machine that is busy building
}

PracticeProcess::~PracticeProcess()
{
    stop();
}

void PracticeProcess::launch(const QStringList &options)
{
    m_output.clear();
    m_baseUrl.clear();
#ifdef Q_OS_LINUX
    // A test that crashes takes its server with it.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
    m_process.start(QString::fromLocal8Bit(CLAIMCHECK_PRACTICE_PROGRAM), options);
}

bool PracticeProcess::start(const QStringList &options)
{
    // A new database remembers its port for the starts to come: one that nobody else is given in between.
    const qsizetype at = options.indexOf(u"--db"_s);
    const bool isNew = at >= 0 && !QFile::exists(options.value(at + 1)) && !options.contains(u"--port"_s);
    launch(isNew ? options + QStringList{u"--port"_s, QString::number(freePort())} : options);
    const QByteArray ready = "Listening on ";
    // The whole of what it prints at the start comes at once, and its last line holds the address again.
    while (!output().startsWith(ready) || !m_output.contains("claimcheck profile add")) {
        if (!m_process.waitForReadyRead(patience)) {
            m_problem = u"claimcheck-practice does not listen: "_s + QString::fromUtf8(errorOutput());
            return false;
        }
    }
    m_baseUrl = QString::fromUtf8(m_output.mid(ready.size(), m_output.indexOf('\n') - ready.size()));
    return true;
}

int PracticeProcess::run(const QStringList &options)
{
    launch(options);
    if (!m_process.waitForFinished(patience) || m_process.exitStatus() != QProcess::NormalExit)
        return -1;
    return m_process.exitCode();
}

int PracticeProcess::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return -1;
    m_process.terminate();
    if (!m_process.waitForFinished(patience)) {
        m_process.kill();
        m_process.waitForFinished(patience);
        return -1;
    }
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QByteArray PracticeProcess::output()
{
    m_output += m_process.readAllStandardOutput();
    return m_output;
}

} // namespace claimcheck::test
