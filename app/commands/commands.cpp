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
        notYet("decrypt", "decrypt [-|TOKEN|@FILE] (--key FILE | --password-file F | --secret-file F)",
               QT_TRANSLATE_NOOP("Cli", "Decrypts a JWE")),
        notYet("encrypt", "encrypt --key FILE --alg A --enc E [@FILE|-]",
               QT_TRANSLATE_NOOP("Cli", "Makes a JWE")),
        notYet("sign", "sign (--key FILE | --secret-file F) --alg A",
               QT_TRANSLATE_NOOP("Cli", "Makes a signed token")),
        notYet("key", "key generate | convert | public | thumbprint | show",
               QT_TRANSLATE_NOOP("Cli", "Makes, converts and shows keys")),
        notYet("scan", "scan [FILE|-]…", QT_TRANSLATE_NOOP("Cli", "Finds every token in logs and dumps")),
        notYet("compare", "compare A B", QT_TRANSLATE_NOOP("Cli", "Compares two tokens")),
        notYet("share", "share [-|TOKEN|@FILE]",
               QT_TRANSLATE_NOOP("Cli", "Makes a copy that is safe to post")),
        notYet("audit", "audit",
               QT_TRANSLATE_NOOP("Cli", "Searches Claimcheck's own files for live secrets")),
        practiceCommand(),
    };
    return commands;
}

} // namespace claimcheck::app
