#include "denial_rule.h"

#include "http/origin_policy.h"
#include "secret_names.h"

#include <QCoreApplication>
#include <QUrlQuery>

#include <array>

namespace claimcheck::requests {

namespace {

using Kind = DenialAction::Kind;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

QUrl withScheme(QUrl url, const QString &scheme)
{
    url.setScheme(scheme);
    return url;
}

/// A variable of a template that nobody filled in stands in the address.
DenialFinding unfilledVariable(const Denial &denial)
{
    const QString text = QUrl::fromPercentEncoding(denial.facts.url.toEncoded());
    const qsizetype open = text.indexOf(u"{{");
    const qsizetype close = text.indexOf(u"}}", open);
    const bool failed = denial.facts.error || denial.status() >= 400;
    if (open < 0 || close < 0 || !failed)
        return {};
    const QString name = shortly(text.mid(open + 2, close - open - 2));
    return {{words("The address holds the variable %1, which was not filled in.").arg(name),
             {Kind::DefineVariable, name}}};
}

DenialFinding nameUnknown(const Denial &denial)
{
    if (!denial.isError(ErrorCode::HostNotFound))
        return {};
    return {
        {words("The name %1 does not resolve: it is misspelled, or known only in another network (a VPN).")
             .arg(denial.host()),
         denial.otherAddress()}};
}

DenialFinding nobodyListens(const Denial &denial)
{
    if (!denial.isError(ErrorCode::ConnectionRefused))
        return {};
    if (http::isLoopbackHost(denial.host()))
        return {{words("Nothing listens on port %1 of this machine: the server is not running.")
                     .arg(denial.facts.url.port(denial.facts.url.scheme() == u"https" ? 443 : 80)),
                 {Kind::SendAgain}}};
    return {{words("%1 refuses connections on this port: the server is down, or the port is another one.")
                 .arg(denial.host()),
             denial.otherAddress()}};
}

DenialFinding noAnswerInTime(const Denial &denial)
{
    if (!denial.isError(ErrorCode::TimedOut))
        return {};
    return {{words("%1 did not answer in time: it is slow, or a firewall swallows the connection.")
                 .arg(denial.host()),
             {Kind::LongerTimeout}}};
}

DenialFinding ownAuthority(const Denial &denial)
{
    if (!denial.isError(ErrorCode::TlsCertificateUntrusted))
        return {};
    return {{words("The certificate of %1 is from an authority that this machine does not know. A company's "
                   "own authority has a CA file.")
                 .arg(denial.host()),
             {Kind::TrustAuthority}}};
}

DenialFinding certificateTime(const Denial &denial)
{
    if (!denial.isError(ErrorCode::TlsCertificateExpired))
        return {};
    const bool clockIsOff =
        denial.facts.skew && std::chrono::abs(*denial.facts.skew) > std::chrono::hours(12);
    if (clockIsOff)
        return {
            {words(
                 "This machine's clock is off by more than half a day, so that the certificate seems not to "
                 "be valid."),
             {Kind::CheckClock}}};
    return {
        {words(
             "The certificate of %1 has expired or is not valid yet: whoever runs the server must renew it.")
             .arg(denial.host()),
         {}}};
}

DenialFinding certificateOfAnother(const Denial &denial)
{
    if (!denial.isError(ErrorCode::TlsHostMismatch))
        return {};
    return {
        {words("The certificate is for other names than %1: the address is an alias, or the wrong server.")
             .arg(denial.host()),
         denial.otherAddress()}};
}

DenialFinding noTlsThere(const Denial &denial)
{
    const bool isPlainPort = denial.isError(ErrorCode::TlsFailed) && denial.facts.url.scheme() == u"https";
    if (!isPlainPort || !http::isLoopbackHost(denial.host()))
        return {};
    return {{words("The server on this machine may speak plain http on this port."),
             denial.sendTo(withScheme(denial.facts.url, QStringLiteral("http")))}};
}

DenialFinding handshakeFailed(const Denial &denial)
{
    if (!denial.isError(ErrorCode::TlsFailed))
        return {};
    return {{words("No secure connection came about: the server wants a client certificate, or a version of "
                   "TLS that is not allowed."),
             {Kind::ClientCertificate}}};
}

/// TLS 1.3 tells a client too late that its certificate is missing: it sees the connection closed.
DenialFinding closedAfterHandshake(const Denial &denial)
{
    if (!denial.isError(ErrorCode::ConnectionClosed) || denial.facts.url.scheme() != u"https")
        return {};
    return {{words("A server that wants a client certificate closes the connection like this, too."),
             {Kind::ClientCertificate}}};
}

DenialFinding tlsWanted(const Denial &denial)
{
    const QByteArray body = denial.bodyStart();
    const bool nginxSays =
        denial.status() == 400 && body.contains("plain http request was sent to https port");
    const bool goSays =
        denial.status() == 400 && body.contains("client sent an http request to an https server");
    const bool closed = denial.isError(ErrorCode::ConnectionClosed) && denial.facts.url.scheme() == u"http" &&
                        (denial.facts.url.port() == 443 || denial.facts.url.port() == 8443);
    if (!nginxSays && !goSays && !closed)
        return {};
    return {{words("The port speaks https, and the address says http."),
             denial.sendTo(withScheme(denial.facts.url, QStringLiteral("https")))}};
}

DenialFinding plainHttp(const Denial &denial)
{
    if (!denial.isError(ErrorCode::UrlInsecure))
        return {};
    return {{words("Secrets are never sent unencrypted to another machine."),
             denial.sendTo(withScheme(denial.facts.url, QStringLiteral("https")))}};
}

DenialFinding proxyFailed(const Denial &denial)
{
    if (!denial.isError(ErrorCode::ProxyFailed) && denial.status() != 407)
        return {};
    return {{denial.status() == 407
                 ? words("The proxy wants a sign-in of its own (407).")
                 : words("The proxy cannot be used: it is down, or the settings are another network's."),
             {Kind::ProxySettings}}};
}

DenialFinding secretDoesNotBelong(const Denial &denial)
{
    if (!denial.isError(ErrorCode::LeashRefused))
        return {};
    if (!denial.facts.fittingEnvironment.isEmpty())
        return {{words("The request holds a secret that does not belong to %1. The environment %2 has one "
                       "that does.")
                     .arg(denial.host(), denial.facts.fittingEnvironment),
                 {Kind::SwitchEnvironment, denial.facts.fittingEnvironment}}};
    return {{words("The request holds a secret that does not belong to %1, so nothing was sent.")
                 .arg(denial.host()),
             denial.otherAddress()}};
}

DenialFinding profileChanged(const Denial &denial)
{
    if (!denial.isError(ErrorCode::ProfileChanged))
        return {};
    return {{words("The profile was changed after its sign-in: its secret is not sent until the next one."),
             denial.signIn()}};
}

/// Without what is a secret by its name or by its look: no server but the first was given it. The path is
/// one whole, and stays or not.
std::optional<QUrl> withoutSecrets(QUrl url)
{
    if (!secretsIn(url.path(QUrl::FullyDecoded).toUtf8()).empty())
        return std::nullopt;
    const QUrlQuery query(url);
    QUrlQuery kept;
    const auto decoded = [](QString text) { // "+" is a space there
        return QUrl::fromPercentEncoding(text.replace(u'+', u' ').toUtf8()).toUtf8();
    };
    for (const auto &[name, value] : query.queryItems(QUrl::FullyEncoded)) {
        if (!isSecretName(decoded(name)) && secretsIn(decoded(value)).empty())
            kept.addQueryItem(name, value);
    }
    if (kept != query)
        url.setQuery(kept.isEmpty() ? QString() : kept.query(QUrl::FullyEncoded));
    return url;
}

DenialFinding redirectedAway(const Denial &denial)
{
    if (!denial.isError(ErrorCode::RedirectLeavesOrigin))
        return {};
    const QUrl target(denial.facts.error->detail);
    auto url = withoutSecrets(denial.facts.url);
    if (url) {
        url->setScheme(target.scheme());
        url->setHost(target.host());
        url->setPort(target.port());
        url->setUserInfo({});
    }
    return {{words("%1 redirects to another server, %2.").arg(denial.host(), denial.facts.error->detail),
             target.isValid() && url ? denial.sendTo(*url) : denial.otherAddress()}};
}

DenialFinding redirectsInCircles(const Denial &denial)
{
    if (!denial.isError(ErrorCode::TooManyRedirects))
        return {};
    return {{words("The server redirects in circles, as it does while it waits for a sign-in or a cookie."),
             denial.signIn()}};
}

DenialFinding notSignedIn(const Denial &denial)
{
    if (!denial.isError(ErrorCode::NotSignedIn) && !denial.isError(ErrorCode::SessionExpired) &&
        !denial.isError(ErrorCode::RefreshRefused))
        return {};
    return {{words("The profile %1 is not signed in any more.").arg(denial.facts.profile), denial.signIn()}};
}

DenialFinding connectionClosed(const Denial &denial)
{
    if (!denial.isError(ErrorCode::ConnectionClosed))
        return {};
    return {{words("%1 closed the connection without an answer: it crashed, restarted, or refused the "
                   "request's size.")
                 .arg(denial.host()),
             {Kind::SendAgain}}};
}

DenialFinding endless(const Denial &denial)
{
    if (!denial.isError(ErrorCode::ResponseEndless))
        return {};
    return {{words("%1 sends bytes without an end that are no answer: it is broken, or means to do harm.")
                 .arg(denial.host()),
             {}}};
}

DenialFinding unreadable(const Denial &denial)
{
    if (!denial.isError(ErrorCode::NetworkFailed))
        return {};
    return {{words("%1 gave no answer that can be read: %2.").arg(denial.host(), denial.facts.error->detail),
             {}}};
}

DenialFinding tooLarge(const Denial &denial)
{
    if (!denial.isError(ErrorCode::ResponseTooLarge))
        return {};
    return {{words("The answer is larger than is allowed: ask for fewer items, or save it to a file."), {}}};
}

constexpr std::array rules{
    DenialRule{"variable-unfilled", 98, unfilledVariable, Evidence::Address, ""},
    DenialRule{"name-unknown", 90, nameUnknown, Evidence::Failure | Evidence::Address, ""},
    DenialRule{"nobody-listens", 90, nobodyListens, Evidence::Failure | Evidence::Address, ""},
    DenialRule{"no-answer-in-time", 90, noAnswerInTime, Evidence::Failure | Evidence::Address, ""},
    DenialRule{"own-authority", 90, ownAuthority, Evidence::Failure, "RFC 5280 section 6"},
    DenialRule{"certificate-time", 90, certificateTime, Evidence::Failure | Evidence::Clocks,
               "RFC 5280 section 4.1.2.5"},
    DenialRule{"certificate-of-another", 90, certificateOfAnother, Evidence::Failure,
               "RFC 9110 section 4.3.4"},
    DenialRule{"no-tls-there", 85, noTlsThere, Evidence::Failure | Evidence::Address, ""},
    DenialRule{"handshake-failed", 80, handshakeFailed, Evidence::Failure, "RFC 8446 section 4.3.2"},
    DenialRule{"closed-after-handshake", 55, closedAfterHandshake, Evidence::Failure,
               "RFC 8446 section 4.3.2"},
    DenialRule{"tls-wanted", 96, tlsWanted, Evidence::Answer | Evidence::Failure | Evidence::Address, ""},
    DenialRule{"plain-http", 90, plainHttp, Evidence::Failure | Evidence::Address, "RFC 6750 section 5.3"},
    DenialRule{"proxy", 95, proxyFailed, Evidence::Failure | Evidence::Answer | Evidence::ProxyChallenge,
               "RFC 9110 section 15.5.8"},
    DenialRule{"secret-does-not-belong", 95, secretDoesNotBelong, Evidence::Failure, ""},
    DenialRule{"profile-changed", 95, profileChanged, Evidence::Failure, ""},
    DenialRule{"redirected-away", 90, redirectedAway, Evidence::Failure, "RFC 9110 section 15.4"},
    DenialRule{"redirects-in-circles", 90, redirectsInCircles, Evidence::Failure, "RFC 9110 section 15.4"},
    DenialRule{"not-signed-in", 95, notSignedIn, Evidence::Failure, ""},
    DenialRule{"connection-closed", 60, connectionClosed, Evidence::Failure, ""},
    DenialRule{"endless-answer", 90, endless, Evidence::Failure, ""},
    DenialRule{"unreadable-answer", 50, unreadable, Evidence::Failure, ""},
    DenialRule{"too-large", 90, tooLarge, Evidence::Failure, ""},
};

} // namespace

std::span<const DenialRule> networkRules()
{
    return rules;
}

} // namespace claimcheck::requests
