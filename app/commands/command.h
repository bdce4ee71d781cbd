#pragma once

#include <vector>

namespace claimcheck::app {

class Invocation;

/// An option of a command. `value` is the name of its value in the help ("FILE"), or nullptr for a switch.
struct Option {
    const char *name; // "json", or "H" for a short one
    const char *value;
    const char *help;
    /// The short form beside the long one ("o" of --output).
    const char *letter = nullptr;
};

/// One command of the command line: one row of `allCommands()` and one file. Help, man page and completions
/// are made from these rows.
struct Command {
    const char *name;
    /// Usage lines without "claimcheck", separated by line ends.
    const char *usage;
    const char *summary;
    /// Paragraphs for the help and the man page; may be empty.
    const char *details;
    std::vector<Option> options;
    /// How many arguments it takes; -1 for any number.
    int minArguments;
    int maxArguments;
    /// Calls `Invocation::finish` once: before it returns, or later from the event loop. nullptr: not
    /// available yet.
    void (*run)(Invocation &);
    /// True when what follows "--" is a child program's command line, and not more arguments.
    bool hasChild = false;
};

/// In the order of the help.
[[nodiscard]] const std::vector<Command> &allCommands();
/// The options that every command takes.
[[nodiscard]] const std::vector<Option> &commonOptions();

Command recipesCommand();
Command profileCommand();
Command loginCommand();
Command statusCommand();
Command refreshCommand();
Command logoutCommand();
Command checkCommand();
Command driftCommand();
Command devicesCommand();
Command tokenCommand();
Command headerCommand();
Command requestCommand();
Command runCommand();
Command historyCommand();
Command secretCommand();
Command importCommand();
Command exportCommand();
Command execCommand();
Command gitCredentialCommand();
Command kubectlCredentialCommand();
Command netrcCommand();
Command auditCommand();
Command inspectCommand();
Command verifyCommand();
Command decryptCommand();
Command encryptCommand();
Command signCommand();
Command keyCommand();
Command compareCommand();
Command shareCommand();
Command pinCommand();
Command scanCommand();
Command practiceCommand();

} // namespace claimcheck::app
