#include "base/error.h"
#include "practice/accounts.h"
#include "practice/oauth_clients.h"
#include "practice/facts.h"
#include "practice/pages.h"
#include "practice/server.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>
#include <QUrl>

#include <array>
#include <csignal>
#include <cstdio>

#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace Qt::StringLiterals;
using claimcheck::Error;
using claimcheck::ErrorCode;
using claimcheck::Result;
namespace practice = claimcheck::practice;

QString tr(const char *text)
{
    return QCoreApplication::translate("main_practice", text);
}

struct Settings {
    practice::Options options;
    std::chrono::seconds clockSkew{0};
};

/// The number that was given for an option; UsageInvalid unless it is a whole number from `least` to `most`.
Result<qint64> number(const QCommandLineParser &parser, const QString &option, qint64 least, qint64 most)
{
    bool ok = false;
    const qint64 value = parser.value(option).toLongLong(&ok);
    if (!ok || value < least || value > most) {
        return Error{ErrorCode::UsageInvalid, option,
                     tr("--%1 takes a whole number from %2 to %3.").arg(option).arg(least).arg(most)};
    }
    return value;
}

void describeOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(tr(
        "A practice sign-in server for Claimcheck. It listens on 127.0.0.1 only, and prints its users, their "
        "passwords and its routes when it starts."));
    parser.addOption({u"help"_s, tr("Show this help.")});
    parser.addOption({u"version"_s, tr("Show the version.")});
    parser.addOption(
        {u"port"_s,
         tr("Listen on this port; 0 is any free one. By default the port that the database was last used "
            "with, if it is free, else any."),
         u"N"_s});
    parser.addOption(
        {u"db"_s, tr("Keep everything in this SQLite file. By default it is in memory."), u"FILE"_s});
    parser.addOption(
        {u"access-ttl"_s, tr("How long access tokens live, in seconds (300)."), u"SECONDS"_s, u"300"_s});
    QStringList faults;
    for (const QByteArray &name : practice::faultNames())
        faults << QString::fromLatin1(name);
    parser.addOption(
        {u"fault"_s,
         tr("Make this go wrong from the start; may be given again. One of: %1.").arg(faults.join(u", "_s)),
         u"NAME"_s});
    parser.addOption({u"reset"_s, tr("Empty the database first.")});
    parser.addOption(
        {u"issuer"_s,
         tr("Make this a second server of the same name: tokens name the address of the first one."),
         u"URL"_s});
    parser.addOption(
        {u"keys-of"_s, tr("Copy the keys from another server's database at the start."), u"FILE"_s});
    parser.addOption({u"host"_s,
                      tr("Only 127.0.0.1 and localhost are taken: this server is for this machine alone."),
                      u"ADDRESS"_s});
    parser.addOption(
        {u"clock-skew"_s,
         tr("How far the server's clock is ahead of the real one, in seconds; negative is behind (0)."),
         u"SECONDS"_s, u"0"_s});
}

Result<Settings> readSettings(const QCommandLineParser &parser)
{
    constexpr qint64 year = 366LL * 24 * 60 * 60;
    Settings settings;
    if (!parser.positionalArguments().isEmpty())
        return Error{ErrorCode::UsageInvalid, {}, tr("This program takes options only.")};
    if (parser.isSet(u"port"_s)) {
        const auto port = number(parser, u"port"_s, 0, 65535);
        if (!port)
            return port.error();
        settings.options.port = static_cast<quint16>(*port);
    }
    const auto lifetime = number(parser, u"access-ttl"_s, 1, year);
    if (!lifetime)
        return lifetime.error();
    settings.options.accessLifetime = std::chrono::seconds(*lifetime);
    const auto skew = number(parser, u"clock-skew"_s, -10 * year, 10 * year);
    if (!skew)
        return skew.error();
    settings.clockSkew = std::chrono::seconds(*skew);
    settings.options.database = parser.value(u"db"_s);
    settings.options.keysOf = parser.value(u"keys-of"_s);
    settings.options.issuer = parser.value(u"issuer"_s).toLatin1();
    if (const QUrl issuer(parser.value(u"issuer"_s), QUrl::StrictMode);
        parser.isSet(u"issuer"_s) &&
        (issuer.scheme() != "http"_L1 || issuer.host() != "127.0.0.1"_L1 || issuer.port() <= 0 ||
         issuer.toEncoded() != "http://127.0.0.1:" + QByteArray::number(issuer.port()))) {
        return Error{ErrorCode::UsageInvalid, u"issuer"_s,
                     tr("--issuer takes the address of another practice server, such as "
                        "http://127.0.0.1:8000.")};
    }
    settings.options.reset = parser.isSet(u"reset"_s);
    for (const QString &name : parser.values(u"fault"_s))
        settings.options.faults.push_back(name.toUtf8());
    const QString host = parser.value(u"host"_s);
    if (!host.isEmpty() && host != "127.0.0.1"_L1 && host != "localhost"_L1) {
        return Error{
            ErrorCode::UsageInvalid, u"host"_s,
            tr("The practice server listens on this machine only (127.0.0.1), since its passwords are "
               "known to all.")};
    }
    return settings;
}

int fail(const Error &error)
{
    auto [message, hint] = claimcheck::describe(error);
    if (error.code == ErrorCode::UsageInvalid)
        hint = tr("claimcheck-practice --help shows how to use it.");
    const QByteArray text = (hint.isEmpty() ? message : message + u'\n' + hint).toUtf8();
    std::fprintf(stderr, "%s\n", text.constData());
    return static_cast<int>(claimcheck::exitClass(error.code));
}

/// What a person, and a program that waits for the first line, needs to know.
void announce(const practice::Server &server)
{
    const char *url = server.address().constData();
    std::printf("Listening on %s\n", url);
    std::printf(
        "\n%s\n",
        qUtf8Printable(tr("A practice server, for this machine only. Its passwords are known to all: keep "
                          "nothing here that matters.")));
    std::printf("\n%s\n", qUtf8Printable(tr("Users:")));
    for (const practice::KnownUser &user : practice::knownUsers())
        std::printf("  %-6s  %s %-10s  %s %s\n", user.username, qUtf8Printable(tr("password")), user.password,
                    qUtf8Printable(tr("scope")), user.scope);
    std::printf("\n%s\n",
                qUtf8Printable(tr("Clients of the OpenID Provider, which is at the same address:")));
    for (const practice::provider::SeededClient &client : practice::provider::seededClients())
        std::printf("  %-20s %s\n", client.id, client.what);
    std::printf("\n%s\n", qUtf8Printable(tr("Routes:")));
    for (const practice::RouteHelp &route : practice::routeHelp())
        std::printf("  %-4s %-32s %s\n", route.method, route.path, route.what);
    std::printf("\n%s\n", qUtf8Printable(tr("To sign in:")));
    std::printf("  claimcheck profile add practice --recipe practice --url %s --user alice && claimcheck "
                "login practice\n",
                url);
    std::printf("\n%s\n", server.facts().constData());
    std::fflush(stdout);
}

std::array<int, 2> signalPipe = {-1, -1};

// A signal handler may do next to nothing: it writes a byte, and the event loop does the rest.
void onSignal(int)
{
    const char byte = 1;
    (void)!::write(signalPipe[0], &byte, 1);
}

/// SIGTERM and SIGINT end the event loop, and the server is taken down in order.
void stopOnSignals(QCoreApplication &app)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalPipe.data()) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalPipe[1], QSocketNotifier::Read, &app);
    QObject::connect(notifier, &QSocketNotifier::activated, &app, &QCoreApplication::quit);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"claimcheck-practice"_s);
    QCoreApplication::setApplicationVersion(u"" CLAIMCHECK_VERSION ""_s);

    QCommandLineParser parser;
    describeOptions(parser);
    if (!parser.parse(QCoreApplication::arguments()))
        return fail({ErrorCode::UsageInvalid, {}, parser.errorText()});
    if (parser.isSet(u"help"_s)) {
        std::fputs(qUtf8Printable(parser.helpText()), stdout);
        return 0;
    }
    if (parser.isSet(u"version"_s)) {
        std::printf("claimcheck-practice %s\n", CLAIMCHECK_VERSION);
        return 0;
    }
    const auto settings = readSettings(parser);
    if (!settings)
        return fail(settings.error());

    stopOnSignals(app);
    const claimcheck::SystemClock systemClock;
    const practice::SkewedClock clock(systemClock, settings->clockSkew);
    const auto server = practice::Server::start(settings->options, clock);
    if (!server)
        return fail(server.error());
    announce(**server);
    return QCoreApplication::exec();
}
