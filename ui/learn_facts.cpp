#include "learn_facts.h"

#include "base/json.h"

namespace claimcheck::ui {

namespace {

constexpr json::Limits limits{.depth = 32, .bytes = 256 * 1024};

LearnSystem readSystem(const json::Value &row, LearnSystem::Transport transport)
{
    return {.id = row.find("id").toString(),
            .title = row.find("title").toString(),
            .transport = transport,
            .prefix = row.find("prefix").toString(),
            .holds = row.find("holds").toString(),
            .stores = row.find("stores").toString(),
            .checks = row.find("checks").toString(),
            .revoking = row.find("revoking").toString(),
            .restart = row.find("restart").toString(),
            .second = row.find("second").toString()};
}

} // namespace

Result<LearnFacts> LearnFacts::parse(const QByteArray &text, const QString &server)
{
    const auto document = json::Document::parse(text, limits);
    if (!document)
        return Error{ErrorCode::ResponseNotJson, server};
    LearnFacts facts;
    const std::vector<json::Value> users = document->root().find("users").elements();
    if (!users.empty()) {
        facts.username = users.front().find("username").toString();
        facts.password = users.front().find("password").toString();
    }
    for (const json::Value &row : document->root().find("systems").elements()) {
        const QByteArray transport = row.find("transport").toUtf8();
        facts.systems.push_back(readSystem(row, transport == "cookie" ? LearnSystem::Transport::Cookie
                                                : transport == "dpop" ? LearnSystem::Transport::Dpop
                                                                      : LearnSystem::Transport::Bearer));
    }
    if (const json::Value provider = document->root().find("provider"); provider.isObject())
        facts.systems.push_back(readSystem(provider, LearnSystem::Transport::Code));
    for (const json::Value &row : document->root().find("topics").elements())
        facts.systems.push_back(readSystem(row, row.find("transport").toUtf8() == "cors"
                                                    ? LearnSystem::Transport::Cors
                                                    : LearnSystem::Transport::Purpose));
    if (facts.username.isEmpty() || facts.systems.empty())
        return Error{ErrorCode::UnexpectedStatus, server};
    return facts;
}

LearnFacts LearnFacts::ofSystemsOnly() const
{
    LearnFacts some = *this;
    std::erase_if(some.systems, [](const LearnSystem &system) { return system.isTopic(); });
    return some;
}

QByteArray learnTables(const QByteArray &text)
{
    const auto document = json::Document::parse(text, limits);
    const json::Value tables = document ? document->root().find("tables") : json::Value();
    return tables.isObject() ? tables.raw().toByteArray() : QByteArrayLiteral("{}");
}

} // namespace claimcheck::ui
