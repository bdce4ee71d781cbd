#include "explain_denial.h"

#include "denial_remedy.h"
#include "denial_rule.h"

#include <QDateTime>
#include <QHash>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrlQuery>

#include <algorithm>

namespace claimcheck::requests {

const http::Challenge *Denial::challenge(QByteArrayView scheme) const
{
    const auto found = std::find_if(challenges.begin(), challenges.end(),
                                    [scheme](const http::Challenge &c) { return c.is(scheme); });
    return found == challenges.end() ? nullptr : &*found;
}

QByteArray Denial::challengeParameter(QByteArrayView name) const
{
    for (const http::Challenge &challenge : challenges) {
        if (const auto value = challenge.parameter(name))
            return *value;
    }
    return {};
}

QByteArray Denial::challengeError() const
{
    return challengeParameter("error");
}

QByteArray Denial::header(QByteArrayView name) const
{
    return facts.response ? http::headerValue(facts.response->headers, name).value_or(QByteArray())
                          : QByteArray();
}

QByteArray Denial::bodyStart() const
{
    return facts.response ? facts.response->body.left(16 * 1024).toLower() : QByteArray();
}

bool Denial::tokenSent() const
{
    return (credentialSent() && !facts.isCookieSession) ||
           http::headerValue(facts.headers, "Authorization") ||
           QUrlQuery(facts.url).hasQueryItem(QStringLiteral("access_token"));
}

const TokenLook *Denial::sentToken() const
{
    return credentialSent() && facts.token ? &*facts.token : nullptr;
}

DenialAction Denial::signIn() const
{
    return {facts.profile.isEmpty() ? DenialAction::Kind::ChooseProfile : DenialAction::Kind::SignIn};
}

DenialAction Denial::freshToken() const
{
    const bool refresh = !facts.profile.isEmpty() && facts.canRefresh && !facts.wasRefreshed;
    return refresh ? DenialAction{DenialAction::Kind::Refresh} : signIn();
}

DenialAction Denial::sendTo(const QUrl &url) const
{
    const bool isWeb = url.scheme() == u"http" || url.scheme() == u"https";
    if (!isWeb || url.host().isEmpty() || !url.userInfo().isEmpty() || url == facts.url)
        return otherAddress();
    // Encoded: a host in letters that look like others reads as what it is.
    const auto serverOf = [](const QUrl &of) {
        return of.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)
            .toString(QUrl::FullyEncoded);
    };
    const QString path = url.path(QUrl::PrettyDecoded);
    const QString shown = serverOf(url) != serverOf(facts.url) ? serverOf(url)
                          : path.isEmpty()                     ? QStringLiteral("/")
                                                               : path;
    return {DenialAction::Kind::ChangeUrl, shown, url};
}

QString shortly(const QString &text)
{
    constexpr qsizetype longest = 80;
    const QString line = text.left(4 * longest).simplified();
    return line.size() > longest || text.size() > 4 * longest ? line.left(longest) + u'…' : line;
}

QUrl standardUrl(const QString &standard)
{
    static const QRegularExpression rfc(QStringLiteral("^RFC (\\d+)(?: section ([\\d.]+))?$"));
    if (const auto match = rfc.match(standard); match.hasMatch()) {
        QUrl url(QStringLiteral("https://www.rfc-editor.org/rfc/rfc%1").arg(match.captured(1)));
        if (!match.captured(2).isEmpty())
            url.setFragment(QStringLiteral("section-%1").arg(match.captured(2)));
        return url;
    }
    // The sections' ids in the standard's own page.
    static const QHash<QString, const char *> fetch = {
        {QStringLiteral("Fetch: CORS check"), "concept-cors-check"},
        {QStringLiteral("Fetch: CORS-preflight fetch"), "cors-preflight-fetch"},
        {QStringLiteral("Fetch: CORS-safelisted request-header"), "cors-safelisted-request-header"},
        {QStringLiteral("Fetch: forbidden method"), "forbidden-method"},
        {QStringLiteral("Fetch: forbidden request-header"), "forbidden-request-header"},
        {QStringLiteral("Fetch: CORS protocol and credentials"), "cors-protocol-and-credentials"},
        {QStringLiteral("Fetch: CORS protocol and HTTP caches"), "cors-protocol-and-http-caches"},
        {QStringLiteral("Fetch: CORS protocol"), "http-cors-protocol"},
    };
    const char *section = fetch.value(standard);
    if (!section)
        return {};
    QUrl url(QStringLiteral("https://fetch.spec.whatwg.org/"));
    url.setFragment(QString::fromLatin1(section));
    return url;
}

bool isSignInPage(const http::Response &response)
{
    const QByteArray type =
        http::headerValue(response.headers, "Content-Type").value_or(QByteArray()).toLower();
    if (!type.contains("html") && !type.isEmpty())
        return false;
    const QByteArray page = response.body.left(256 * 1024).toLower();
    const bool hasField = page.contains("type=\"password\"") || page.contains("type='password'") ||
                          page.contains("type=password");
    return page.contains("<form") && hasField;
}

std::optional<std::chrono::seconds> retryAfter(const http::Response &response, TimePoint now)
{
    constexpr qint64 longest = 86'400;
    const auto value = http::headerValue(response.headers, "Retry-After");
    if (!value)
        return std::nullopt;
    bool isNumber = false;
    qint64 seconds = value->trimmed().toLongLong(&isNumber);
    if (!isNumber) {
        QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(value->trimmed()),
                                                 QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
        if (!time.isValid())
            return std::nullopt;
        time.setTimeZone(QTimeZone::utc());
        const TimePoint from = response.date.value_or(now);
        seconds = time.toSecsSinceEpoch() - from.time_since_epoch().count() / 1000;
    }
    return std::chrono::seconds(std::clamp<qint64>(seconds, 0, longest));
}

namespace {

/// The action, if the profile can do it: no button promises what its kind of sign-in has not.
DenialAction possible(const DenialFacts &facts, DenialAction action)
{
    if (facts.profile.isEmpty() || !facts.lacksSettings.contains(settingOf(action.kind)))
        return action;
    using Kind = DenialAction::Kind;
    switch (action.kind) {
    case Kind::SignInWithScope:
    case Kind::SignInForAudience:
        return facts.isPasted ? action : DenialAction{};
    case Kind::StepUp:
        return {Kind::SignIn};
    default:
        return {};
    }
}

} // namespace

std::vector<DenialCause> explainDenial(const DenialFacts &facts)
{
    Denial denial{facts, {}};
    if (facts.response) {
        const int status = facts.response->status;
        denial.challenges = http::readChallenges(denial.header("WWW-Authenticate"));
        denial.isDenied = status == 401 || status == 403 || (status < 300 && isSignInPage(*facts.response));
    }
    std::vector<DenialCause> causes;
    for (const auto &rules : {networkRules(), challengeRules(), tokenRules(), answerRules()}) {
        for (const DenialRule &rule : rules) {
            if (auto found = rule.apply(denial))
                causes.push_back({rule.id, rule.weight, std::move(found->first),
                                  possible(facts, std::move(found->second)),
                                  QString::fromLatin1(rule.standard), evidenceOf(denial, rule.evidence)});
        }
    }
    // "Nothing is wrong with the token" is said where nothing is.
    constexpr int sure = 70;
    if (std::any_of(causes.begin(), causes.end(),
                    [](const DenialCause &cause) { return cause.weight >= sure; }))
        std::erase_if(causes, [](const DenialCause &cause) { return cause.id == "ended-at-server"; });
    std::stable_sort(causes.begin(), causes.end(),
                     [](const DenialCause &a, const DenialCause &b) { return a.weight > b.weight; });
    return causes;
}

} // namespace claimcheck::requests
