#include "flood_watch.h"

#include "connections.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace claimcheck::http {

namespace {

constexpr std::chrono::milliseconds interval{250};

/// More than the longest head that Qt keeps and what its buffers hold behind one: 256 and 320 KiB.
constexpr qint64 mostBuffered = qint64(640) * 1024;

std::vector<FloodWatch *> &watches()
{
    static std::vector<FloodWatch *> all;
    return all;
}

} // namespace

FloodWatch::FloodWatch(Origin server, std::function<int()> port, std::function<void()> onFlood)
    : m_server(std::move(server)), m_portOf(std::move(port)), m_onFlood(std::move(onFlood))
{
    watches().push_back(this);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
    m_timer.start(interval);
}

FloodWatch::~FloodWatch()
{
    std::erase(watches(), this);
}

void FloodWatch::connectionMade()
{
    if (!m_port)
        begin();
}

void FloodWatch::begin()
{
    if (!m_port)
        m_port = m_portOf();
    m_isBehind = false;
    m_takenBefore.clear();
    visitConnections(*m_port, [this](const Connection &connection) {
        m_takenBefore.emplace(connection.inode, connection.taken);
    });
}

void FloodWatch::cameOn()
{
    for (FloodWatch *watch : watches()) {
        if (sharesPort(*watch))
            watch->m_hasComeOn = true;
    }
}

void FloodWatch::look()
{
    // What lies around many small pieces or answers may be more than they are: it is never counted together.
    if (std::exchange(m_hasComeOn, false)) {
        m_isBehind = true;
        return;
    }
    if (!m_port || m_isBehind)
        return begin();
    if (!isFlooded())
        return;
    m_timer.stop();
    const auto onFlood = m_onFlood; // it may destroy this
    onFlood();
}

bool FloodWatch::sharesPort(const FloodWatch &other) const
{
    return !m_port || !other.m_port || other.m_port == m_port;
}

bool FloodWatch::isFlooded() const
{
    const auto isElse = [this](const FloodWatch *other) {
        return other->m_server != m_server && sharesPort(*other);
    };
    if (!m_port || m_hasComeOn || m_isBehind || std::ranges::any_of(watches(), isElse))
        return false;
    bool isFound = false;
    findFloods(most, [&isFound](int) { isFound = true; });
    return isFound;
}

void FloodWatch::giveUp()
{
    const bool wasBegun = m_port.has_value();
    if (!wasBegun)
        m_port = m_portOf();
    const auto isBeside = [this](const FloodWatch *other) { return other != this && sharesPort(*other); };
    if (std::ranges::none_of(watches(), isBeside)) {
        // Whatever is being read there is what nobody wants any more.
        visitConnections(*m_port, [](const Connection &connection) {
            if (connection.unread > 0)
                endConnection(connection.socket);
        });
    } else if (wasBegun && !m_hasComeOn && !m_isBehind) {
        findFloods(mostBuffered, endConnection);
    }
}

void FloodWatch::findFloods(qint64 limit, const std::function<void(int socket)> &found) const
{
    visitConnections(*m_port, [&](const Connection &connection) {
        const auto before = m_takenBefore.find(connection.inode);
        const qint64 taken = connection.taken - (before == m_takenBefore.end() ? 0 : before->second);
        if (taken > limit)
            found(connection.socket);
    });
}

} // namespace claimcheck::http
