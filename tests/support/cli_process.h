#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QStringList>

namespace claimcheck::test {

/// What one run of the real `claimcheck` did.
struct CliRun {
    int exitCode = -1; // -1: it did not start, crashed, or did not end in time
    QByteArray output;
    QByteArray errors;

    [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(output); }
    /// The `code` of the error object on stderr; empty where there is none.
    [[nodiscard]] QByteArray errorCode() const;
};

/// The path of the real `claimcheck`.
[[nodiscard]] QString cliProgram();

/// Runs it to its end with `input` on its standard input.
[[nodiscard]] CliRun
runCli(const QStringList &arguments, const QByteArray &input = {},
       const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());

} // namespace claimcheck::test
