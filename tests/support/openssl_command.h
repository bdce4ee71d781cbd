#pragma once

#include <QProcess>
#include <QStringList>
#include <QTest>

/// The `openssl` command: a second pair of eyes on formats.
namespace openssl_command {

/// What it prints, with `input` on its standard input. Passwords of tests go as arguments ("pass:word").
inline QByteArray run(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(QStringLiteral("openssl"), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0)
        qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')),
               process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

inline QByteArray run(const char *arguments, const QByteArray &input = {})
{
    return run(QString::fromLatin1(arguments).split(u' ', Qt::SkipEmptyParts), input);
}

} // namespace openssl_command
