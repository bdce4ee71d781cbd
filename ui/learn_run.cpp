#include "learn_run.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <QUrlQuery>

namespace claimcheck::ui {

namespace {

constexpr int devicesInAll = 6;

LearnOutcome outcomeOf(int status, LearnExpected expected)
{
    if (status >= 200 && status < 400) // a provider answers a browser by sending it on
        return expected == LearnExpected::Accepted ? LearnOutcome::Accepted : LearnOutcome::Unexpected;
    if (status >= 400 && status < 500)
        return expected == LearnExpected::Refused ? LearnOutcome::Refused : LearnOutcome::Unexpected;
    return status == 501 && expected == LearnExpected::NotPossible ? LearnOutcome::NotPossible
                                                                   : LearnOutcome::Unexpected;
}

std::optional<int> number(const http::Response &response, QByteArrayView header)
{
    bool isNumber = false;
    const int value = http::headerValue(response.headers, header).value_or(QByteArray()).toInt(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

QString deviceName(int number)
{
    return number == 1   ? QStringLiteral("laptop")
           : number == 2 ? QStringLiteral("phone")
                         : QStringLiteral("device %1").arg(number);
}

} // namespace

LearnRun::LearnRun(const Clock &clock, QObject *parent) : QObject(parent), m_clock(clock) {}

void LearnRun::begin(const QUrl &server, const LearnFacts &facts, const LearnSystem &system)
{
    m_exchange.reset();
    m_isBusy = false;
    m_server = server;
    m_facts = facts;
    m_system = system;
    m_steps = learnSteps(system.id);
    m_results.clear();
    m_devices.clear();
    m_devices.emplace_back(deviceName(1), m_system, m_clock);
    Q_EMIT changed();
}

void LearnRun::cancel()
{
    if (!m_isBusy)
        return;
    m_exchange.reset();
    m_isBusy = false;
    Q_EMIT changed();
}

void LearnRun::next()
{
    if (m_isBusy || isFinished())
        return;
    m_isBusy = true;
    if (!m_results.empty()) {
        doStep();
    } else {
        send(control("/practice/reset", "{}"), [this](const http::Response &response) {
            if (response.status != 204)
                return fail(
                    {ErrorCode::UnexpectedStatus, m_server.authority(), QString::number(response.status)});
            doStep();
        });
    }
    Q_EMIT changed();
}

http::Request LearnRun::control(const char *path, const QByteArray &json) const
{
    http::Request request{.method = json.isEmpty() ? "GET" : "POST", .url = m_server};
    request.url.setPath(QString::fromLatin1(path));
    request.redirects = http::RedirectPolicy::None;
    request.body = json;
    if (!json.isEmpty())
        request.headers.push_back({"Content-Type", "application/json"});
    return request;
}

void LearnRun::doStep()
{
    switch (step().call) {
    case LearnCall::SignIn:
        return sendStep(first().signIn(m_server, m_facts));
    case LearnCall::SignInElsewhere:
        return signInMore(2);
    case LearnCall::SignInFourMore:
        return signInMore(3);
    case LearnCall::ChangeRole: {
        json::Writer body;
        body.beginObject();
        body.member("username", m_facts.username);
        body.member("role", QByteArrayView("admin"));
        body.endObject();
        return sendStep(control("/practice/users", body.take()));
    }
    case LearnCall::MoveClock: {
        json::Writer body;
        body.beginObject();
        body.name("advance");
        body.integer(step().seconds);
        body.endObject();
        return sendStep(control("/practice/clock", body.take()));
    }
    case LearnCall::Restart:
        return Q_EMIT restartRequested();
    default:
        return sendStep(first().request(step().call, m_server, m_facts));
    }
}

void LearnRun::restarted(const LearnRestart &restart)
{
    m_server = restart.after;
    if (!m_isBusy || isFinished() || step().call != LearnCall::Restart)
        return;
    const bool isAnother = restart.processBefore != restart.processAfter && restart.before == restart.after;
    finishStep({.outcome = isAnother ? LearnOutcome::Accepted : LearnOutcome::Unexpected,
                .request = {},
                .response = {},
                .event = tr("Process %1 has ended.\nProcess %2 listens at %3.")
                             .arg(restart.processBefore)
                             .arg(restart.processAfter)
                             .arg(restart.after.toString())});
}

/// The second device, or the third to the sixth: the last answer to the last of them is the step's.
void LearnRun::signInMore(int device, size_t call)
{
    if (call == 0)
        m_devices.emplace_back(deviceName(device), m_system, m_clock);
    const std::vector<LearnCall> calls = m_devices.back().signInCalls();
    const auto request = m_devices.back().request(calls[call], m_server, m_facts);
    const bool isLastCall = call + 1 == calls.size();
    const bool isLast = step().call == LearnCall::SignInElsewhere || device == devicesInAll;
    if (!request || (isLast && isLastCall))
        return sendStep(request);
    send(*request, [this, device, call, calls, isLastCall](const http::Response &response) {
        m_devices.back().take(calls[call], response);
        isLastCall ? signInMore(device + 1) : signInMore(device, call + 1);
    });
}

void LearnRun::sendStep(const Result<http::Request> &request)
{
    if (!request)
        return fail(request.error());
    send(*request, [this, sent = *request](const http::Response &response) {
        const LearnCall call = step().call;
        if (call != LearnCall::SignInElsewhere && call != LearnCall::SignInFourMore)
            first().take(call, response);
        LearnResult result{.outcome = outcomeOf(response.status, step().expected),
                           .request = sent,
                           .response = response,
                           .lookups = number(response, "X-Practice-Lookups"),
                           .writes = number(response, "X-Practice-Writes")};
        if (const auto verdict = first().verdict()) {
            const bool isExpected = verdict->accepted == (step().expected == LearnExpected::Accepted);
            result.outcome = !isExpected || response.status >= 400 ? LearnOutcome::Unexpected
                             : verdict->accepted                   ? LearnOutcome::Accepted
                                                                   : LearnOutcome::Refused;
            result.verdict = verdict->sentence;
        }
        finishStep(std::move(result));
    });
}

void LearnRun::finishStep(LearnResult result)
{
    http::Request inside = control("/practice/inside", {});
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("system"), m_system.id);
    query.addQueryItem(QStringLiteral("user"), m_facts.username);
    inside.url.setQuery(query);
    send(inside, [this, result = std::move(result)](const http::Response &tables) mutable {
        result.holds = first().holds();
        result.stores = learnTables(tables.body);
        result.token = first().token();
        m_results.push_back(std::move(result));
        m_isBusy = false;
        Q_EMIT changed();
        Q_EMIT stepDone(static_cast<int>(m_results.size()) - 1);
    });
}

void LearnRun::send(const http::Request &request, const std::function<void(const http::Response &)> &then)
{
    m_client.clearCookies(); // each device shows its own, by hand
    m_exchange = m_client.send(request, {}, this, [this, then](const Result<http::Response> &answer) {
        const auto keep = std::move(m_exchange); // alive until this returns
        if (!answer)
            return fail(answer.error());
        m_clock.follow(*answer);
        then(*answer);
    });
}

void LearnRun::fail(const Error &error)
{
    m_isBusy = false;
    Q_EMIT changed();
    Q_EMIT failed(error);
}

QByteArray requestText(const http::Request &request)
{
    QByteArray text = request.method + ' ' +
                      request.url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) + " HTTP/1.1\n";
    for (const http::Header &header : request.headers)
        text += header.name + ": " + header.value + '\n';
    return request.body.isEmpty() ? text : text + '\n' + request.body;
}

QByteArray responseText(const http::Response &response)
{
    QByteArray text = response.httpVersion + ' ' + QByteArray::number(response.status) + '\n';
    for (const http::Header &header : response.headers) {
        // What every answer has says nothing about this one.
        for (const char *name : {"Location", "Set-Cookie", "WWW-Authenticate", "Retry-After", "Vary",
                                 "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
                                 "Access-Control-Allow-Methods", "Access-Control-Allow-Headers",
                                 "X-Practice-Lookups", "X-Practice-Writes"}) {
            if (header.name.compare(name, Qt::CaseInsensitive) == 0)
                text += QByteArray(name) + ": " + header.value + '\n';
        }
    }
    return response.body.isEmpty() ? text : text + '\n' + response.body;
}

} // namespace claimcheck::ui
