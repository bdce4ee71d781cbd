#include "server.h"

#include "accounts.h"
#include "deny_list.h"
#include "families.h"
#include "listener.h"
#include "notes.h"
#include "routes.h"
#include "storage.h"
#include "tokens.h"

#include <QTimer>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::minutes purgeInterval{1};

/// Listens where the options say; without a word from them, where the database says that the server was.
Result<std::unique_ptr<Listener>> listenFor(const Options &options, Storage &storage)
{
    const QString name = u"port"_s;
    if (!options.port) {
        const auto last = storage.setting(name);
        if (!last)
            return last.error();
        const quint16 port = *last ? (*last)->toUShort() : quint16(0);
        if (auto again = port != 0 ? Listener::listen(port) : Error{ErrorCode::PortUnavailable}; again)
            return again;
    }
    auto listener = Listener::listen(options.port.value_or(0));
    if (!listener)
        return listener;
    if (auto set = storage.setSetting(name, QByteArray::number((*listener)->port())); !set)
        return set.error();
    return listener;
}

} // namespace

struct Server::Parts {
    Parts(std::unique_ptr<Storage> database, const Clock &time)
        : clock(time)
        , storage(std::move(database))
        , accounts(*storage, clock)
        , denyList(*storage, clock)
        , families(*storage, denyList, clock)
        , notes(*storage, clock)
        , router(clock)
    {
    }

    [[nodiscard]] Result<Done> purge()
    {
        if (auto purged = accounts.purge(); !purged)
            return purged;
        if (auto purged = denyList.purge(); !purged)
            return purged;
        return families.purge();
    }

    const Clock &clock;
    std::unique_ptr<Storage> storage;
    Accounts accounts;
    DenyList denyList;
    Families families;
    Notes notes;
    Router router;
    std::unique_ptr<Tokens> tokens;
    std::unique_ptr<Listener> listener; // after what its handler uses, so that it goes first
    QTimer purgeTimer;
    QByteArray baseUrl;
};

Server::Server(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

Server::~Server() = default;

const QByteArray &Server::baseUrl() const
{
    return m_parts->baseUrl;
}

Result<std::unique_ptr<Server>> Server::start(const Options &options, const Clock &clock)
{
    auto storage = Storage::open(options.database);
    if (!storage)
        return storage.error();
    auto parts = std::make_unique<Parts>(*std::move(storage), clock);

    // Before the slow hashes, so that a port in use is told at once.
    auto listener = listenFor(options, *parts->storage);
    if (!listener)
        return listener.error();
    parts->listener = *std::move(listener);
    parts->baseUrl = "http://127.0.0.1:" + QByteArray::number(parts->listener->port());

    if (auto seeded = parts->storage->atomically([&] { return parts->accounts.seed(); }); !seeded)
        return seeded.error();
    if (auto purged = parts->purge(); !purged)
        return purged.error();
    auto tokens =
        Tokens::open(*parts->storage, parts->denyList, clock, parts->baseUrl, options.accessLifetime);
    if (!tokens)
        return tokens.error();
    parts->tokens = *std::move(tokens);

    const Services services{parts->clock,    *parts->storage, parts->accounts, parts->denyList,
                            parts->families, *parts->tokens,  parts->notes};
    addPages(parts->router);
    addSignInRoutes(parts->router, services);
    addResourceRoutes(parts->router, services);
    parts->listener->serve(
        [&router = parts->router](const Request &request) { return router.answer(request); });

    // What has expired is refused whether it was removed or not, so a purge that fails is only tried again.
    QObject::connect(&parts->purgeTimer, &QTimer::timeout, &parts->purgeTimer,
                     [&all = *parts] { (void)all.purge(); });
    parts->purgeTimer.start(purgeInterval);
    return std::unique_ptr<Server>(new Server(std::move(parts)));
}

} // namespace claimcheck::practice
