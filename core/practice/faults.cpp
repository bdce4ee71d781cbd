#include "faults.h"

#include "fields.h"
#include "html.h"

#include <algorithm>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr FaultHelp help[] = {
    {Fault::Slow, "slow", "every answer comes after three seconds"},
    {Fault::Drop, "drop", "the connection is closed without an answer; nothing was done"},
    {Fault::Reset, "reset", "the connection is reset in the middle of the body"},
    {Fault::Status500, "status-500", "500 with a page of HTML; nothing was done"},
    {Fault::Status429, "status-429", "429 with Retry-After: 7; nothing was done"},
    {Fault::WrongType, "wrong-type", "JSON is sent as text/plain"},
    {Fault::Html, "html", "a 200 with a page of HTML in place of JSON"},
    {Fault::LostRefresh, "lost-refresh", "a refresh is done, and its answer is lost on the way"},
    {Fault::ClockSkew, "clock-skew", "the server's clock is ten minutes ahead"},
    {Fault::ExpiredKeys, "expired-keys",
     "the key set says that its keys have expired, and no token is accepted"},
    {Fault::UnknownKid, "unknown-kid", "tokens name a key that is not in the key set"},
    {Fault::RotatedKeys, "rotated-keys",
     "every token is signed with a new key, and older ones are forgotten"},
    {Fault::WrongIssuer, "wrong-issuer", "tokens say that they are from https://issuer.example"},
    {Fault::WrongAudience, "wrong-audience", "tokens are for https://audience.example"},
    {Fault::WeakSecret, "weak-secret", "tokens are signed with HS256 and the example secret of jwt.io"},
    {Fault::AlgNone, "alg-none", "tokens say alg none and have no signature"},
};

bool isControl(const QString &path)
{
    return path == "/"_L1 || path.startsWith("/practice/"_L1);
}

bool isJson(const Response &response)
{
    return std::any_of(response.headers.begin(), response.headers.end(), [](const Header &header) {
        return header.first.compare("Content-Type", Qt::CaseInsensitive) == 0 &&
               header.second == "application/json";
    });
}

void setType(Response &response, const QByteArray &type)
{
    for (auto &[name, value] : response.headers) {
        if (name.compare("Content-Type", Qt::CaseInsensitive) == 0)
            value = type;
    }
}

bool isRefresh(const Request &request)
{
    if (request.method != "POST")
        return false;
    if (request.path.endsWith("/refresh"_L1))
        return true;
    const auto fields = bodyFields(request);
    const auto *found = std::get_if<Fields>(&fields);
    return found && found->value("grant_type") == "refresh_token";
}

Response errorPage(int status)
{
    return htmlPage(status, u"Practice server"_s, "<p>This page is a fault that somebody switched on.</p>\n");
}

} // namespace

std::span<const FaultHelp> faultHelp()
{
    return help;
}

Result<Fault> Faults::find(QByteArrayView name)
{
    for (const FaultHelp &row : help) {
        if (name == row.name)
            return row.fault;
    }
    return Error{ErrorCode::FaultUnknown, QString::fromUtf8(name)};
}

void Faults::set(const Setting &setting)
{
    clear(setting.fault);
    m_on.push_back(setting);
}

void Faults::clear(Fault fault)
{
    std::erase_if(m_on, [fault](const Setting &setting) { return setting.fault == fault; });
}

bool Faults::isOn(Fault fault) const
{
    return std::any_of(m_on.begin(), m_on.end(), [fault](const Setting &s) { return s.fault == fault; });
}

std::optional<Faults::Setting> Faults::strikes(Fault fault, const Request &request)
{
    if (isControl(request.path))
        return {};
    for (Setting &setting : m_on) {
        if (setting.fault != fault || !request.path.startsWith(setting.path))
            continue;
        const Setting struck = setting;
        if (setting.times > 0 && --setting.times == 0)
            clear(fault); // `setting` is gone
        return struck;
    }
    return {};
}

Response Faults::answer(const Request &request, const std::function<Response(const Request &)> &handler)
{
    if (m_on.empty())
        return handler(request);
    if (strikes(Fault::Drop, request))
        return {.delivery = Delivery::Dropped};
    if (strikes(Fault::Status500, request))
        return errorPage(500);
    if (strikes(Fault::Status429, request)) {
        Response response = errorResponse(429, "too_many_requests", "This is a fault that was switched on.");
        response.setHeader("Retry-After", "7");
        return response;
    }

    const bool lost = isOn(Fault::LostRefresh) && isRefresh(request) && strikes(Fault::LostRefresh, request);
    Response response = handler(request);
    if (lost)
        response.delivery = Delivery::Dropped;
    if (isJson(response) && strikes(Fault::WrongType, request))
        setType(response, "text/plain");
    if (isJson(response) && strikes(Fault::Html, request)) {
        // The headers of the answer stay, as of a proxy that puts its own page in place of the body.
        Response page = errorPage(200);
        std::erase_if(response.headers, [](const Header &header) {
            return header.first.compare("Content-Type", Qt::CaseInsensitive) == 0;
        });
        response.status = page.status;
        response.body = page.body;
        response.headers.insert(response.headers.end(), page.headers.begin(), page.headers.end());
    }
    if (!response.body.isEmpty() && strikes(Fault::Reset, request))
        response.delivery = Delivery::ResetMidBody;
    if (const auto slow = strikes(Fault::Slow, request))
        response.delay = slow->delay;
    return response;
}

} // namespace claimcheck::practice
