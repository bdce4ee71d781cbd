#include "app/composition.h"
#include "command.h"
#include "invocation.h"

#include <QCoreApplication>

#include <cerrno>
#include <csignal>
#include <vector>

#include <unistd.h>

namespace claimcheck::app {

namespace {

constexpr int ownFailure = 125;
constexpr int notExecutable = 126;
constexpr int notFound = 127;

// The command replaces this process, so that signals, the terminal and its exit code are its own, and no
// second copy of the token stays behind.
void become(Invocation &run, const QString &variable, const Secret &token)
{
    QList<QByteArray> words;
    for (const QString &word : *run.trailing())
        words << word.toLocal8Bit();
    std::vector<char *> argv;
    for (QByteArray &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    qputenv(variable.toLatin1().constData(), token.reveal().toByteArray());
    // Qt and D-Bus ignore it in this process, and a program inherits that: `yes | head` would never end well.
    std::signal(SIGPIPE, SIG_DFL);
    ::execvp(argv[0], argv.data());
    const int reason = errno;
    run.fail({ErrorCode::ProgramNotFound, run.trailing()->first()},
             reason == ENOENT ? notFound : notExecutable);
}

bool isVariableName(const QString &name)
{
    const auto isLetter = [](QChar c) {
        return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || c == u'_';
    };
    return !name.isEmpty() && isLetter(name[0]) && std::all_of(name.begin(), name.end(), [&](QChar c) {
        return isLetter(c) || (c >= u'0' && c <= u'9');
    });
}

void exec(Invocation &run)
{
    const QString variable = run.value(QStringLiteral("env")).value_or(QStringLiteral("CLAIMCHECK_TOKEN"));
    if (!isVariableName(variable))
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         QCoreApplication::translate("Cli", "--env takes the name of a variable.")},
                        ownFailure);
    if (!run.trailing() || run.trailing()->isEmpty())
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         QCoreApplication::translate("Cli", "A command is missing after --.")},
                        ownFailure);
    if (const auto loaded = run.services().profiles.load(); !loaded)
        return run.fail(loaded.error(), ownFailure);
    const QString name = run.arguments().at(0);
    const auto profile = run.services().profiles.byName(name);
    if (!profile)
        return run.fail({ErrorCode::ProfileNotFound, name}, ownFailure);
    run.keep(run.services().sessions.credential(profile->id, std::nullopt, &run,
                                                [&run, variable](const Result<http::Credential> &credential) {
                                                    if (!credential)
                                                        return run.fail(credential.error(), ownFailure);
                                                    become(run, variable, credential->secret);
                                                }));
}

} // namespace

Command execCommand()
{
    return {"exec",
            "exec NAME [--env VAR] -- COMMAND…",
            QT_TRANSLATE_NOOP("Cli", "Runs a command with the token in one of its environment variables"),
            QT_TRANSLATE_NOOP("Cli",
                              "The variable is CLAIMCHECK_TOKEN unless --env names another. The exit code is "
                              "the command's; 125 when Claimcheck "
                              "itself failed, 126 and 127 when the command cannot be run or is not found."),
            {{"env", "VAR", QT_TRANSLATE_NOOP("Cli", "the variable's name")}},
            1,
            1,
            exec,
            true};
}

} // namespace claimcheck::app
