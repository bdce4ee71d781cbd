#include "app/composition.h"
#include "command.h"
#include "invocation.h"

#include <QCoreApplication>

#include <vector>

#include <unistd.h>

namespace claimcheck::app {

namespace {

// The server replaces this process, so that signals and its exit code are its own.
void practice(Invocation &run)
{
    const QString program = siblingProgram(QStringLiteral("claimcheck-practice"));
    QList<QByteArray> words = {program.toLocal8Bit()};
    for (const char *option : {"port", "access-ttl", "clock-skew", "db", "host", "issuer", "keys-of"}) {
        if (const auto value = run.value(QLatin1String(option)))
            words << QByteArray("--") + option << value->toLocal8Bit();
    }
    for (const QString &fault : run.values(QStringLiteral("fault")))
        words << "--fault" << fault.toLocal8Bit();
    if (run.isSet(QStringLiteral("reset")))
        words << "--reset";
    std::vector<char *> argv;
    for (QByteArray &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    run.fail({ErrorCode::ProgramNotFound, program});
}

} // namespace

Command practiceCommand()
{
    return {
        "practice",
        "practice [--port N] [--access-ttl S] [--clock-skew S] [--db FILE] [--fault NAME]… [--reset] "
        "[--issuer URL] [--keys-of FILE]",
        QT_TRANSLATE_NOOP("Cli", "Starts the practice server on this machine"),
        QT_TRANSLATE_NOOP(
            "Cli", "It listens on 127.0.0.1 only, prints its users and runs until Ctrl+C. The last line of "
                   "what it prints at the start is a JSON object with the same facts for scripts.\n\n"
                   "Faults: slow, drop, reset, status-500, status-429, wrong-type, html, lost-refresh, "
                   "clock-skew, expired-keys, unknown-kid, rotated-keys, wrong-issuer, wrong-audience, "
                   "weak-secret, alg-none. Those of its OpenID Provider are listed by claimcheck-practice "
                   "--help, and on its page."),
        {{"port", "N", QT_TRANSLATE_NOOP("Cli", "the port; a free one without this")},
         {"access-ttl", "SECONDS", QT_TRANSLATE_NOOP("Cli", "lifetime of access tokens")},
         {"clock-skew", "SECONDS", QT_TRANSLATE_NOOP("Cli", "makes the server's clock wrong by this much")},
         {"db", "FILE", QT_TRANSLATE_NOOP("Cli", "keep everything in this database file")},
         {"fault", "NAME",
          QT_TRANSLATE_NOOP("Cli", "makes this go wrong from the start; may be given again")},
         {"reset", nullptr, QT_TRANSLATE_NOOP("Cli", "empties the database first")},
         {"host", "ADDRESS", QT_TRANSLATE_NOOP("Cli", "only 127.0.0.1 and localhost are taken")},
         {"issuer", "URL",
          QT_TRANSLATE_NOOP("Cli", "a second server of the same name: tokens name the address of the first")},
         {"keys-of", "FILE",
          QT_TRANSLATE_NOOP("Cli", "copies the keys from another server's database at the start")}},
        0,
        0,
        practice};
}

} // namespace claimcheck::app
