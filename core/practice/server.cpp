#include "server.h"

#include "accounts.h"
#include "captcha.h"
#include "deny_list.h"
#include "facts.h"
#include "families.h"
#include "listener.h"
#include "notes.h"
#include "oauth_provider.h"
#include "outbox.h"
#include "practice_clock.h"
#include "purpose_tokens.h"
#include "routes.h"
#include "storage.h"
#include "systems.h"
#include "tokens.h"
#include "used_once.h"

#include <QFile>
#include <QTimer>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::minutes purgeInterval{1};
const QString portSetting = QStringLiteral("port");

/// Listens where the options say; without a word from them, where the database says that the server was.
Result<std::unique_ptr<Listener>> listenFor(const Options &options, Storage &storage)
{
    if (!options.port) {
        const auto last = storage.setting(portSetting);
        if (!last)
            return last.error();
        const quint16 port = *last ? (*last)->toUShort() : quint16(0);
        if (auto again = port != 0 ? Listener::listen(port) : Error{ErrorCode::PortUnavailable}; again)
            return again;
    }
    auto listener = Listener::listen(options.port.value_or(0));
    // The port that is remembered is that of the first server of a name.
    if (!listener || !options.issuer.isEmpty())
        return listener;
    if (auto set = storage.setSetting(portSetting, QByteArray::number((*listener)->port())); !set)
        return set.error();
    return listener;
}

/// Every setting of another server's database but its port is a key or a secret of tokens.
Result<Done> copyKeys(const QString &file, Storage &storage)
{
    if (file.isEmpty())
        return Done{};
    if (!QFile::exists(file))
        return Error{ErrorCode::DatabaseFailed, file, u"it does not exist"_s};
    const auto other = Storage::open(file);
    if (!other)
        return other.error();
    const auto found = (*other)->run(u"SELECT name, value FROM setting WHERE name <> ?"_s, {portSetting});
    if (!found)
        return found.error();
    for (const QVariantList &row : found->rows) {
        if (auto set = storage.setSetting(row[0].toString(), row[1].toByteArray()); !set)
            return set;
    }
    return Done{};
}

} // namespace

struct Server::Parts {
    Parts(std::unique_ptr<Storage> database, Options given, const Clock &time)
        : options(std::move(given))
        , clock(time, faults)
        , storage(std::move(database))
        , accounts(*storage, clock)
        , denyList(*storage, clock)
        , families(*storage, denyList, clock)
        , notes(*storage, clock)
        , usedOnce(*storage, clock)
        , purposeTokens(*storage, clock)
        , captcha(purposeTokens, usedOnce, clock)
        , outbox(*storage, clock)
        , router(clock)
    {
    }

    [[nodiscard]] Result<Done> seed()
    {
        return storage->atomically([this] { return accounts.seed(); });
    }
    [[nodiscard]] Result<std::unique_ptr<provider::Provider>> openProvider();
    [[nodiscard]] Result<Done> turnOn(const QByteArray &fault);
    [[nodiscard]] Result<Done> purge();
    [[nodiscard]] Result<Done> reset();
    [[nodiscard]] Response answer(const Request &request);

    const Options options;
    Faults faults;
    PracticeClock clock;
    std::unique_ptr<Storage> storage;
    Accounts accounts;
    DenyList denyList;
    Families families;
    Notes notes;
    UsedOnce usedOnce;
    PurposeTokens purposeTokens;
    Captcha captcha;
    Outbox outbox;
    Router router;
    std::unique_ptr<Tokens> tokens;
    std::unique_ptr<Systems> systems;
    std::unique_ptr<provider::Provider> provider;
    std::unique_ptr<Listener> listener; // after what its handler uses, so that it goes first
    QTimer purgeTimer;
    QByteArray address;
    QByteArray baseUrl;
};

Result<std::unique_ptr<provider::Provider>> Server::Parts::openProvider()
{
    return provider::Provider::open(*storage, accounts, notes, clock,
                                    {.issuer = baseUrl,
                                     .accessLifetime = options.accessLifetime,
                                     .deviceInterval = options.deviceInterval});
}

/// One of the server's faults, of the provider's, or of both: they share a few names.
Result<Done> Server::Parts::turnOn(const QByteArray &fault)
{
    const auto own = Faults::find(fault);
    if (own)
        faults.set({.fault = *own});
    auto theirs = provider->faults.turnOn(fault);
    return own ? Result<Done>(Done{}) : theirs;
}

Result<Done> Server::Parts::purge()
{
    if (auto purged = accounts.purge(); !purged)
        return purged;
    if (auto purged = denyList.purge(); !purged)
        return purged;
    if (auto purged = families.purge(); !purged)
        return purged;
    if (auto purged = usedOnce.purge(); !purged)
        return purged;
    if (auto purged = outbox.purge(); !purged)
        return purged;
    if (auto purged = tokens->keyring().purge(); !purged)
        return purged;
    if (auto purged = provider->purge(); !purged)
        return purged;
    return systems->purge();
}

/// As a server with a fresh database is; only the port stays, since it cannot change while it listens.
Result<Done> Server::Parts::reset()
{
    faults.clearAll();
    if (provider)
        provider->faults.clear();
    clock.reset();
    purposeTokens.reload();
    tokens->keyring().reload();
    if (auto emptied = storage->reset(); !emptied)
        return emptied;
    if (options.issuer.isEmpty()) {
        if (auto set = storage->setSetting(portSetting, QByteArray::number(listener->port())); !set)
            return set;
    }
    if (const auto key = tokens->keyring().current("ES256"); !key)
        return key.error();
    if (auto seeded = seed(); !seeded || !provider)
        return seeded;
    return provider->prepare();
}

/// Through the faults that are on, and with what the answer cost the database.
Response Server::Parts::answer(const Request &request)
{
    return faults.answer(request, [this](const Request &whole) {
        const Storage::Count before = storage->count();
        Response response = router.answer(whole);
        const Storage::Count after = storage->count();
        response.setHeader("X-Practice-Lookups", QByteArray::number(after.lookups - before.lookups));
        response.setHeader("X-Practice-Writes", QByteArray::number(after.writes - before.writes));
        return response;
    });
}

Server::Server(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

Server::~Server() = default;

const QByteArray &Server::address() const
{
    return m_parts->address;
}

const QByteArray &Server::baseUrl() const
{
    return m_parts->baseUrl;
}

provider::Provider &Server::provider()
{
    return *m_parts->provider;
}

QByteArray Server::facts() const
{
    return factsJson(m_parts->address, m_parts->baseUrl, *m_parts->systems);
}

Result<std::unique_ptr<Server>> Server::start(const Options &options, const Clock &clock)
{
    // Before anything is touched.
    for (const QByteArray &name : options.faults) {
        if (auto known = provider::Faults().turnOn(name); !known && !Faults::find(name))
            return known.error();
    }
    auto storage = Storage::open(options.database);
    if (!storage)
        return storage.error();
    auto parts = std::make_unique<Parts>(*std::move(storage), options, clock);

    // Before the slow hashes, so that a port in use is told at once.
    auto listener = listenFor(options, *parts->storage);
    if (!listener)
        return listener.error();
    parts->listener = *std::move(listener);
    parts->address = "http://127.0.0.1:" + QByteArray::number(parts->listener->port());
    parts->baseUrl = options.issuer.isEmpty() ? parts->address : options.issuer;
    if (auto copied = copyKeys(options.keysOf, *parts->storage); !copied)
        return copied.error();

    auto tokens =
        Tokens::open(*parts->storage, parts->denyList, parts->clock, parts->baseUrl, options.accessLifetime);
    if (!tokens)
        return tokens.error();
    parts->tokens = *std::move(tokens);
    parts->tokens->useFaults(&parts->faults);
    if (auto begun = options.reset ? parts->reset() : parts->seed(); !begun)
        return begun.error();
    Parts &all = *parts;
    auto provider = all.openProvider();
    if (!provider)
        return provider.error();
    all.provider = *std::move(provider);
    // After a reset, which switches them off.
    for (const QByteArray &name : options.faults) {
        if (auto on = all.turnOn(name); !on)
            return on.error();
    }

    const Services services{.clock = all.clock,
                            .storage = *all.storage,
                            .accounts = all.accounts,
                            .denyList = all.denyList,
                            .families = all.families,
                            .tokens = *all.tokens,
                            .notes = all.notes,
                            .usedOnce = all.usedOnce,
                            .purposeTokens = all.purposeTokens,
                            .captcha = all.captcha,
                            .outbox = all.outbox,
                            .faults = all.faults};
    all.systems = std::make_unique<Systems>(services);
    if (auto purged = all.purge(); !purged)
        return purged.error();
    const Control control{.clock = all.clock,
                          .provider = *all.provider,
                          .turnOn = [&all](const QByteArray &fault) { return all.turnOn(fault); },
                          .purge = [&all] { return all.purge(); },
                          .reset = [&all] { return all.reset(); },
                          .address = all.address};
    addPages(all.router, services, *all.systems, control);
    addSignInRoutes(all.router, services);
    addResourceRoutes(all.router, services);
    addSystemRoutes(all.router, services, *all.systems);
    addMailRoutes(all.router, services);
    addDownloadRoutes(all.router, services);
    addCorsRoutes(all.router);
    all.provider->addRoutes(all.router);
    addControlRoutes(all.router, services, *all.systems, control);
    all.listener->serve([&all](const Request &request) { return all.answer(request); });

    // What has expired is refused whether it was removed or not, so a purge that fails is only tried again.
    QObject::connect(&all.purgeTimer, &QTimer::timeout, &all.purgeTimer, [&all] { (void)all.purge(); });
    all.purgeTimer.start(purgeInterval);
    return std::unique_ptr<Server>(new Server(std::move(parts)));
}

} // namespace claimcheck::practice
