#include "command.h"

#include <QCoreApplication>

namespace claimcheck::app {

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
    // clang-format off
    static const std::vector<Command> commands = {
        recipesCommand(),
        profileCommand(),
        loginCommand(),
        statusCommand(),
        refreshCommand(),
        logoutCommand(),
        checkCommand(),
        driftCommand(),
        devicesCommand(),
        tokenCommand(),
        headerCommand(),
        requestCommand(),
        runCommand(),
        historyCommand(),
        secretCommand(),
        importCommand(),
        exportCommand(),
        execCommand(),
        gitCredentialCommand(),
        kubectlCredentialCommand(),
        netrcCommand(),
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
        auditCommand(),
        practiceCommand(),
    };
    // clang-format on
    return commands;
}

} // namespace claimcheck::app
