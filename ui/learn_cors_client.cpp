#include "learn_cors_client.h"

#include "base/json_writer.h"
#include "requests/cors_case.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr char ours[] = "https://app.example"; // the one that the server knows
constexpr char others[] = "https://other.example";

/// What a step's page asks.
struct Ask {
    LearnCall call;
    const char *path;
    const char *page;
    bool cookies = false; // fetch() with credentials: "include"
    bool token = false;   // with a header that needs to be asked for first
    bool isPreflight = false;
};
constexpr Ask asks[] = {
    {LearnCall::CorsNone, "/cors/none", ours},
    {LearnCall::CorsAny, "/cors/any", others},
    {LearnCall::CorsAnyWithCookies, "/cors/any", others, true},
    {LearnCall::CorsAnyAllowingCookies, "/cors/any-with-credentials", others, true},
    {LearnCall::CorsExact, "/cors/exact", ours},
    {LearnCall::CorsOther, "/cors/exact", others},
    {LearnCall::CorsLookalike, "/cors/exact", "https://app.example.other.example"},
    {LearnCall::CorsAskFirst, "/cors/exact", ours, false, true, true},
    {LearnCall::CorsWithToken, "/cors/exact", ours, false, true},
    {LearnCall::CorsOtherAsksFirst, "/cors/exact", others, false, true, true},
    {LearnCall::CorsWithCookies, "/cors/credentials", ours, true},
    {LearnCall::CorsOtherWithCookies, "/cors/credentials", others, true},
};

const Ask &askOf(LearnCall call)
{
    const auto *found =
        std::find_if(std::begin(asks), std::end(asks), [call](const Ask &a) { return a.call == call; });
    return found == std::end(asks) ? asks[0] : *found;
}

} // namespace

Result<http::Request> LearnCorsClient::request(LearnCall call, const QUrl &server, const LearnFacts &)
{
    const Ask &ask = askOf(call);
    const auto page = requests::pageOrigin(QString::fromLatin1(ask.page));
    if (!page)
        return page.error();
    m_asked = {.method = ask.token ? "POST" : "GET",
               .url = at(server, ask.path),
               .headers = {},
               .page = *page,
               .credentials =
                   ask.cookies ? requests::CredentialsMode::Include : requests::CredentialsMode::SameOrigin};
    if (ask.token)
        m_asked.headers.push_back({"Authorization", "Bearer what-the-script-holds"});
    if (ask.isPreflight) {
        m_preflight.reset();
        if (auto preflight = requests::preflightFor(m_asked)) {
            preflight->redirects = http::RedirectPolicy::None;
            preflight->maxBody = mostOfAnswer;
            return *std::move(preflight);
        }
    }
    http::Request request = plain(m_asked.method, m_asked.url);
    request.headers = m_asked.headers;
    request.headers.push_back({"Origin", ask.page}); // by the browser, as the cookie is
    if (ask.cookies)
        request.headers.push_back({"Cookie", "sid=what-the-browser-holds"});
    return request;
}

void LearnCorsClient::take(LearnCall call, const http::Response &response)
{
    const Ask &ask = askOf(call);
    if (ask.isPreflight)
        m_preflight = response;
    const requests::CorsVerdict judged =
        ask.isPreflight ? requests::judgeCors(m_asked, response, {})
                        : requests::judgeCors(m_asked, ask.token ? m_preflight : std::nullopt, response);
    QString why;
    for (const requests::CorsNote &note : judged.notes) {
        if (note.level == requests::CorsNote::Level::Blocks && why.isEmpty())
            why = note.sentence;
    }
    m_verdict = Verdict{
        judged.allowed,
        !judged.allowed   ? why
        : ask.isPreflight ? QCoreApplication::translate("Learn", "The browser goes on and sends the request.")
                          : QCoreApplication::translate("Learn", "The browser lets the page read it.")};
}

QByteArray LearnCorsClient::holds() const
{
    json::Writer writer;
    writer.beginObject();
    if (m_verdict) {
        writer.member("page", m_asked.page.toString());
        writer.name("cookies_go_along");
        writer.boolean(m_asked.credentials == requests::CredentialsMode::Include);
        writer.name("page_may_read");
        writer.boolean(m_verdict->accepted);
    }
    writer.endObject();
    return writer.take();
}

} // namespace claimcheck::ui
