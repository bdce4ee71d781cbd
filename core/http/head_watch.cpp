#include "head_watch.h"

#include "connections.h"

#include <algorithm>
#include <vector>

namespace claimcheck::http {

namespace {

constexpr std::chrono::milliseconds interval{250};

/// More than the longest head that Qt keeps and what its buffers hold behind one: 256 and 320 KiB.
constexpr qint64 mostBuffered = qint64(640) * 1024;

/// What frames, chunks and TLS records add to a body, at most, as a part of it.
constexpr qint64 overhead = 16;

/// Bytes of all bodies of this process.
qint64 &bodies()
{
    static qint64 all = 0;
    return all;
}

/// The servers that somebody awaits an answer of.
std::vector<const Origin *> &awaited()
{
    static std::vector<const Origin *> all;
    return all;
}

} // namespace

HeadWatch::HeadWatch(Origin server, std::function<int()> port, std::function<void()> onFlood)
    : m_server(std::move(server)), m_portOf(std::move(port)), m_onFlood(std::move(onFlood))
{
    awaited().push_back(&m_server);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
    m_timer.start(interval);
}

HeadWatch::~HeadWatch()
{
    std::erase(awaited(), &m_server);
}

void HeadWatch::connectionMade()
{
    if (!m_port)
        begin();
}

void HeadWatch::begin()
{
    m_port = m_portOf();
    m_bodiesBefore = bodies();
    visitConnections(*m_port, [this](const Connection &connection) {
        m_takenBefore.emplace(connection.inode, connection.taken);
    });
}

void HeadWatch::look()
{
    if (!m_port)
        return begin();
    if (!isFlooded())
        return;
    m_timer.stop();
    const auto onFlood = m_onFlood; // it may destroy this
    onFlood();
}

bool HeadWatch::isFlooded() const
{
    const auto isOurs = [this](const Origin *server) { return *server == m_server; };
    if (!m_port || !std::ranges::all_of(awaited(), isOurs))
        return false;
    bool isFound = false;
    findFloods(most, [&isFound](int) { isFound = true; });
    return isFound;
}

void HeadWatch::giveUp()
{
    if (m_port)
        findFloods(mostBuffered, endConnection);
}

void HeadWatch::findFloods(qint64 limit, const std::function<void(int socket)> &found) const
{
    const qint64 ofBodies = bodies() - m_bodiesBefore;
    visitConnections(*m_port, [&](const Connection &connection) {
        const auto before = m_takenBefore.find(connection.inode);
        const qint64 taken = connection.taken - (before == m_takenBefore.end() ? 0 : before->second);
        if (taken > limit + ofBodies + ofBodies / overhead)
            found(connection.socket);
    });
}

void HeadWatch::addBody(qint64 bytes)
{
    bodies() += bytes;
}

} // namespace claimcheck::http
