#include "app/commands/help.h"
#include "app/commands/invocation.h"
#include "app/composition.h"
#include "base/english_plurals.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <vector>

#include <unistd.h>

using namespace claimcheck;
using namespace claimcheck::app;

namespace {

/// `exec` fails with this when Claimcheck itself fails, as env and docker do.
constexpr int execFailure = 125;

int print(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stdout);
    return std::fflush(stdout) == 0 ? 0 : static_cast<int>(ExitClass::CouldNotDo);
}

int report(const Error &error, bool json, const Command *command = nullptr)
{
    printError(error, json, command);
    return static_cast<int>(exitClass(error.code));
}

int startDesktop(char **argv)
{
    const QByteArray program = siblingProgram(QStringLiteral("claimcheck-desktop")).toLocal8Bit();
    ::execv(program.constData(), argv);
    return report({ErrorCode::ProgramNotFound, QString::fromLocal8Bit(program)}, false);
}

/// The command's name may stand after options that every command takes: `claimcheck --json status`.
qsizetype commandPosition(const QStringList &arguments)
{
    qsizetype i = 0;
    while (i < arguments.size() && arguments[i].startsWith(u'-'))
        i += arguments[i] == u"--config-dir" ? 2 : 1;
    return i;
}

/// How many letters must be changed, added or left out to make one word of the other (Levenshtein).
qsizetype distance(QStringView a, QStringView b)
{
    std::vector<qsizetype> row(static_cast<size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (const QChar c : a) {
        qsizetype diagonal = row[0]++;
        for (size_t j = 1; j < row.size(); ++j) {
            const qsizetype above = row[j];
            const bool same = c == b[static_cast<qsizetype>(j) - 1];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

const Command *findCommand(const QString &name)
{
    const auto &commands = allCommands();
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&name](const Command &c) { return name == QLatin1String(c.name); });
    return found == commands.end() ? nullptr : &*found;
}

Error unknownCommand(const QString &name)
{
    const auto &commands = allCommands();
    const auto slips = [&name](const Command &c) { return distance(name, QString::fromLatin1(c.name)); };
    const auto nearest =
        std::min_element(commands.begin(), commands.end(),
                         [&slips](const Command &a, const Command &b) { return slips(a) < slips(b); });
    const bool near = name.size() > 2 && slips(*nearest) <= 2;
    return {ErrorCode::UsageInvalid, name,
            near ? QCoreApplication::translate("Cli", "There is no command %1. Did you mean %2?")
                       .arg(name, QString::fromLatin1(nearest->name))
                 : QCoreApplication::translate("Cli", "There is no command %1.").arg(name)};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    QCoreApplication::setApplicationName(QStringLiteral("claimcheck"));
    QCoreApplication::setApplicationVersion(QStringLiteral(CLAIMCHECK_VERSION));
    if (argc == 1)
        return startDesktop(argv);

    QStringList arguments = QCoreApplication::arguments().mid(1);
    // What follows "--" belongs to a child program, or is an argument that begins with a dash.
    std::optional<QStringList> trailing;
    if (const auto dashes = arguments.indexOf(QStringLiteral("--")); dashes >= 0) {
        trailing = arguments.mid(dashes + 1);
        arguments = arguments.mid(0, dashes);
    }
    const bool json = arguments.contains(QStringLiteral("--json"));
    const bool help =
        arguments.contains(QStringLiteral("--help")) || arguments.contains(QStringLiteral("-h"));

    const qsizetype position = commandPosition(arguments);
    if (position >= arguments.size()) {
        if (arguments.contains(QStringLiteral("--version")))
            return print(QStringLiteral("claimcheck " CLAIMCHECK_VERSION "\n"));
        if (arguments.contains(QStringLiteral("--man-page")))
            return print(manPage());
        if (help)
            return print(generalHelp());
        return report(
            {ErrorCode::UsageInvalid, {}, QCoreApplication::translate("Cli", "A command is missing.")}, json);
    }
    const QString name = arguments.takeAt(position);
    if (name == u"help") {
        arguments.removeIf([](const QString &word) { return word.startsWith(u'-'); });
        if (arguments.value(0) == u"findings") {
            if (const auto page = findingsHelp(arguments.value(1)))
                return print(*page);
            return report(
                {ErrorCode::UsageInvalid,
                 {},
                 QCoreApplication::translate("Cli", "There is no finding %1.").arg(arguments.value(1))},
                json);
        }
        const QString topic = arguments.value(0);
        if (topic.isEmpty())
            return print(generalHelp());
        const Command *const command = findCommand(topic);
        return command ? print(commandHelp(*command)) : report(unknownCommand(topic), json);
    }
    const Command *const command = findCommand(name);
    if (!command)
        return report(unknownCommand(name), json);
    if (help)
        return print(commandHelp(*command));
    if (!command->run)
        return report({ErrorCode::NotYetAvailable, name}, json);

    const auto invocation = Invocation::make(*command, arguments, trailing);
    if (!invocation) {
        const int exitCode = report(invocation.error(), json, command);
        // The other codes are the child's own.
        return command->hasChild ? execFailure : exitCode;
    }
    Invocation &run = **invocation;
    command->run(run);
    return run.exitCode() ? *run.exitCode() : QCoreApplication::exec();
}
