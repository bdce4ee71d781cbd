#include "token_drop.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

using Outcome = ReceiptStep::Outcome;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds serverPatience = 8s;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignOut", text);
}

} // namespace

TokenDrop::TokenDrop(Desk &desk, Profile profile, Session dropped, SecretFields fields)
    : Flow(desk, profile.id)
    , m_profile(std::move(profile))
    , m_session(std::move(dropped))
    , m_fields(std::move(fields))
{
}

void TokenDrop::start()
{
    m_client = std::make_shared<http::Client>(m_profile.connection);
    const SessionView view{m_profile, m_session, m_fields, m_desk.clock};
    m_plan = wayInOf(m_profile, m_session).signOutPlan(view, m_client->cookies());
    m_steps = m_plan.settled;
    std::erase_if(m_plan.calls,
                  [](const SignOutCall &call) { return call.purpose == SignOutCall::Purpose::Prove; });
    callNext();
}

void TokenDrop::callNext()
{
    if (m_next == m_plan.calls.size())
        return finish();
    SignOutCall &call = m_plan.calls[m_next++];
    call.out.request.timeout = serverPatience;
    call.out.request.redirects = http::RedirectPolicy::None;
    m_exchange = m_client->send(std::move(call.out.request), std::move(call.out.credentials), this,
                                [this, judge = call.judge](const Result<http::Response> &response) {
                                    for (ReceiptStep &step : judge(response))
                                        m_steps.push_back(std::move(step));
                                    callNext();
                                });
}

QString TokenDrop::outcome() const
{
    const auto ofOutcome = [this](Outcome outcome) {
        return std::find_if(m_steps.begin(), m_steps.end(), [outcome](const ReceiptStep &step) {
            return step.outcome == outcome && step.step.startsWith("revoke-");
        });
    };
    if (const auto failed = ofOutcome(Outcome::Failed); failed != m_steps.end())
        return sentence("The tokens that were not kept could not be revoked, and are good until they expire. "
                        "%1")
            .arg(failed->detail);
    if (ofOutcome(Outcome::Done) != m_steps.end())
        return sentence("The tokens that were not kept were revoked at the server.");
    return sentence(
        "The server offers no revoking: the tokens that were not kept are good until they expire.");
}

void TokenDrop::finish()
{
    const QString said = outcome();
    Desk &desk = m_desk;
    const QString id = m_id;
    desk.retire(*this);
    desk.tellDropped(id, said);
}

} // namespace claimcheck::login
