#include "learn_measure.h"

#include "base/json.h"

#include <QUrlQuery>

namespace claimcheck::ui {

namespace {

/// How many rows the answer of `/practice/inside` shows, in all tables together.
int rowsIn(const QByteArray &json)
{
    const auto tables = json::Document::parse(learnTables(json));
    int rows = 0;
    if (tables) {
        for (const json::Member &table : tables->root().members())
            rows += static_cast<int>(table.value.size());
    }
    return rows;
}

qint64 count(const http::Response &response, QByteArrayView header)
{
    return http::headerValue(response.headers, header).value_or(QByteArray()).toLongLong();
}

http::Request control(const QUrl &server, const QByteArray &method, const char *path)
{
    http::Request request{.method = method, .url = server};
    request.url.setPath(QString::fromLatin1(path));
    request.redirects = http::RedirectPolicy::None;
    return request;
}

} // namespace

LearnMeasure::LearnMeasure(const Clock &clock, QObject *parent) : QObject(parent), m_clock(clock) {}

void LearnMeasure::start(const QUrl &server, const LearnFacts &facts, int requests)
{
    m_exchange.reset();
    m_server = server;
    m_facts = facts;
    m_requests = requests;
    m_devices.clear();
    m_measures.clear();
    m_at = 0;
    m_second.clear();
    m_phase = Phase::Calls;
    Q_EMIT measured();
    Q_EMIT progress(0, requests * static_cast<int>(facts.systems.size()));
    send(control(m_server, "POST", "/practice/reset"), [this](const http::Response &) { signIn(); });
}

void LearnMeasure::cancel()
{
    m_exchange.reset();
    m_phase = Phase::Idle;
    Q_EMIT secondDone();
}

void LearnMeasure::signIn()
{
    const LearnSystem &system = m_facts.systems[m_at];
    m_devices.emplace_back(QStringLiteral("laptop"), system, m_clock);
    m_measures.push_back({.system = system.id});
    m_lookups = m_writes = m_nanoseconds = 0;
    send(m_devices[m_at].signIn(m_server, m_facts), [this](const http::Response &response) {
        m_devices[m_at].take(LearnCall::SignIn, response);
        look();
    });
}

void LearnMeasure::look()
{
    http::Request inside = control(m_server, "GET", "/practice/inside");
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("system"), m_facts.systems[m_at].id);
    query.addQueryItem(QStringLiteral("user"), m_facts.username);
    inside.url.setQuery(query);
    send(inside, [this](const http::Response &response) {
        row().rows = rowsIn(response.body);
        call();
    });
}

void LearnMeasure::call()
{
    // To a second server the client shows the same, and a proof is for where it goes.
    const QUrl &server = m_second.isEmpty() ? m_server : m_second;
    const auto request = m_devices[m_at].request(LearnCall::Call, server, m_facts);
    if (request && m_phase == Phase::Calls)
        row().bytes = LearnDevice::credentialBytes(*request);
    m_timer.start();
    send(request, [this](const http::Response &response) { onCall(response); });
}

void LearnMeasure::onCall(const http::Response &response)
{
    LearnMeasures &now = row();
    switch (m_phase) {
    case Phase::Calls: {
        if (response.status != 200)
            return fail(
                {ErrorCode::UnexpectedStatus, m_server.authority(), QString::number(response.status)});
        m_nanoseconds += m_timer.nsecsElapsed();
        m_lookups += count(response, "X-Practice-Lookups");
        m_writes += count(response, "X-Practice-Writes");
        const double requests = ++now.requests;
        now.microseconds = static_cast<double>(m_nanoseconds) / 1000 / requests;
        now.lookups = static_cast<double>(m_lookups) / requests;
        now.writes = static_cast<double>(m_writes) / requests;
        const int done = static_cast<int>(m_at) * m_requests + now.requests;
        const int total = m_requests * static_cast<int>(m_facts.systems.size());
        if (done % qMax(1, total / 100) == 0)
            Q_EMIT progress(done, total);
        if (now.requests < m_requests)
            return call();
        break;
    }
    case Phase::AfterRestart:
        now.restart = response.status == 200;
        break;
    case Phase::AfterSignOut:
        now.revoked = response.status != 200;
        break;
    case Phase::Second:
    case Phase::SecondAfter:
        onSecond(response);
        break;
    case Phase::Idle:
    case Phase::Restart:
    case Phase::SignOut:
        return;
    }
    Q_EMIT measured();
    nextSystem();
}

void LearnMeasure::onSecond(const http::Response &response)
{
    LearnMeasures &now = row();
    const bool accepted = response.status == 200;
    if (m_phase == Phase::Second) {
        if (accepted && !now.second)
            now.second = m_share;
    } else if (now.second && !now.secondSignOut && accepted != now.revoked.value_or(false)) {
        now.secondSignOut = m_share;
    }
}

/// The next system in this phase, or the next phase.
void LearnMeasure::nextSystem()
{
    if (m_phase == Phase::AfterSignOut)
        m_phase = Phase::SignOut; // the two alternate
    if (++m_at < m_facts.systems.size())
        return enter(m_phase);
    m_at = 0;
    nextPhase();
}

void LearnMeasure::nextPhase()
{
    using Share = PracticeRunner::Share;
    const bool ofSecond = m_phase == Phase::Second || m_phase == Phase::SecondAfter;
    if (ofSecond) {
        m_second.clear();
        Q_EMIT secondDone();
    }
    if (ofSecond && m_share != Share::Database) {
        m_share = m_share == Share::Nothing ? Share::Keys : Share::Database;
        return Q_EMIT secondRequested(m_share);
    }
    switch (m_phase) {
    case Phase::Calls:
    case Phase::SignOut:
        m_phase = m_phase == Phase::Calls ? Phase::Second : Phase::SecondAfter;
        m_share = m_phase == Phase::Second ? Share::Nothing : Share::Keys;
        return Q_EMIT secondRequested(m_share);
    case Phase::Second:
        return enter(Phase::Restart);
    case Phase::AfterRestart:
        return enter(Phase::SignOut);
    default:
        m_phase = Phase::Idle;
        Q_EMIT finished();
    }
}

void LearnMeasure::secondStarted(const QUrl &server)
{
    if (m_phase != Phase::Second && m_phase != Phase::SecondAfter)
        return;
    m_second = server;
    enter(m_phase);
}

void LearnMeasure::enter(Phase phase)
{
    m_phase = phase;
    switch (phase) {
    case Phase::Calls:
        return signIn();
    case Phase::Restart:
        return Q_EMIT restartRequested();
    case Phase::Second:
    case Phase::AfterRestart:
    case Phase::AfterSignOut:
    case Phase::SecondAfter:
        return call();
    case Phase::SignOut:
        return send(m_devices[m_at].request(LearnCall::SignOut, m_server, m_facts),
                    [this](const http::Response &) { enter(Phase::AfterSignOut); });
    case Phase::Idle:
        return;
    }
}

void LearnMeasure::restarted(const QUrl &server)
{
    m_server = server;
    if (m_phase == Phase::Restart)
        enter(Phase::AfterRestart);
}

void LearnMeasure::send(const Result<http::Request> &request,
                        const std::function<void(const http::Response &)> &then)
{
    if (!request)
        return fail(request.error());
    m_client.clearCookies();
    m_exchange = m_client.send(*request, {}, this, [this, then](const Result<http::Response> &answer) {
        const auto keep = std::move(m_exchange); // alive until this returns
        if (!answer)
            return fail(answer.error());
        m_clock.follow(*answer);
        then(*answer);
    });
}

void LearnMeasure::fail(const Error &error)
{
    m_phase = Phase::Idle;
    Q_EMIT secondDone();
    Q_EMIT failed(error);
}

} // namespace claimcheck::ui
