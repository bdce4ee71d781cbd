#include "command.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

Command notYet(const char *name, const char *usage, const char *summary)
{
    return {name, usage, summary, "", {}, 0, -1, nullptr};
}

} // namespace

const std::vector<Option> &commonOptions()
{
    static const std::vector<Option> options = {
        {"json", nullptr,
         QT_TRANSLATE_NOOP("Cli",
                           "one JSON document on standard output; an error is one object on standard error")},
        {"config-dir", "DIR", QT_TRANSLATE_NOOP("Cli", "use this folder for profiles and settings")},
        {"no-input", nullptr, QT_TRANSLATE_NOOP("Cli", "never prompt")},
        {"help", nullptr, QT_TRANSLATE_NOOP("Cli", "show this help")},
    };
    return options;
}

const std::vector<Command> &allCommands()
{
    static const std::vector<Command> commands = {
        recipesCommand(),
        profileCommand(),
        loginCommand(),
        statusCommand(),
        refreshCommand(),
        logoutCommand(),
        tokenCommand(),
        headerCommand(),
        requestCommand(),
        execCommand(),
        inspectCommand(),
        verifyCommand(),
        decryptCommand(),
        encryptCommand(),
        signCommand(),
        keyCommand(),
        scanCommand(),
        compareCommand(),
        shareCommand(),
        pinCommand(),
        notYet("audit", "audit",
               QT_TRANSLATE_NOOP("Cli", "Searches Claimcheck's own files for live secrets")),
        practiceCommand(),
    };
    return commands;
}

} // namespace claimcheck::app
