#include "cli_process.h"

#include <QProcess>

namespace claimcheck::test {

QByteArray CliRun::errorCode() const
{
    // A debug log may stand around the object.
    for (const QByteArray &line : errors.split('\n')) {
        if (line.startsWith("{\"error\""))
            return QJsonDocument::fromJson(line).object()[u"error"].toObject()[u"code"].toString().toLatin1();
    }
    return {};
}

QString cliProgram()
{
    return QStringLiteral(CLAIMCHECK_PROGRAM);
}

CliRun runCli(const QStringList &arguments, const QByteArray &input, const QProcessEnvironment &environment)
{
    constexpr int patienceMs = 60'000;
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(cliProgram(), arguments);
    process.write(input);
    process.closeWriteChannel();
    CliRun run;
    if (!process.waitForFinished(patienceMs) || process.exitStatus() != QProcess::NormalExit)
        return run;
    run.exitCode = process.exitCode();
    run.output = process.readAllStandardOutput();
    run.errors = process.readAllStandardError();
    return run;
}

} // namespace claimcheck::test
