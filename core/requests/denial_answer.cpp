#include "denial_rule.h"

#include "http/header_rules.h"
#include "inspect/verdict.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

using Kind = DenialAction::Kind;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

bool isUnsafe(const QByteArray &method)
{
    return method != "GET" && method != "HEAD" && method != "OPTIONS" && method != "TRACE";
}

bool looksLikeSignIn(const QString &path)
{
    const QString lower = path.toLower();
    return lower.contains(u"login") || lower.contains(u"signin") || lower.contains(u"sign-in") ||
           lower.contains(u"/auth") || lower.contains(u"/sso");
}

/// 200 with a form that asks for a password, at once or after a redirect.
DenialFinding signInPage(const Denial &denial)
{
    if (denial.status() == 0 || denial.status() >= 300 || !isSignInPage(*denial.facts.response) ||
        (looksLikeSignIn(denial.facts.url.path()) && denial.facts.response->redirects.empty()))
        return {};
    return {{words("The answer is the server's sign-in page: the session has ended, or none was sent."),
             denial.facts.isCookieSession ? denial.signIn() : denial.freshToken()}};
}

DenialFinding sentToSignIn(const Denial &denial)
{
    const int status = denial.status();
    const QUrl target = denial.facts.url.resolved(QUrl::fromEncoded(denial.header("Location")));
    if (status < 300 || status > 399 || status == 304 || !looksLikeSignIn(target.path()))
        return {};
    return {{words("The server redirects to its sign-in page: the session has ended, or none was sent."),
             denial.facts.isCookieSession ? denial.signIn() : denial.freshToken()}};
}

/// 301 and 302 turn a POST into a GET; a missing slash is the usual reason (Django's APPEND_SLASH).
DenialFinding methodLost(const Denial &denial)
{
    if (!denial.facts.response || denial.facts.response->redirects.empty() || denial.facts.method != "POST")
        return {};
    const http::Hop &hop = denial.facts.response->redirects.front();
    if (hop.status != 301 && hop.status != 302)
        return {};
    const QUrl target = denial.facts.response->url;
    const bool addedSlash = target.path() == hop.url.path() + u'/';
    if (!addedSlash && denial.status() < 400)
        return {};
    return {{addedSlash
                 ? words("The address lacks the slash at its end; the redirect to it lost method and body.")
                 : words("A redirect turned the POST into a GET, without its body."),
             denial.sendTo(target)}};
}

DenialFinding slash(const Denial &denial)
{
    if (denial.status() != 404)
        return {};
    QUrl url = denial.facts.url;
    const QString path = url.path();
    if (path.size() < 2)
        return {};
    const bool hasSlash = path.endsWith(u'/');
    url.setPath(hasSlash ? path.chopped(1) : path + u'/');
    return {{hasSlash
                 ? words("Nothing is at this address. Many servers know it without the slash at its end.")
                 : words("Nothing is at this address. Many servers know it only with a slash at its end."),
             denial.sendTo(url)}};
}

DenialFinding doubledPath(const Denial &denial)
{
    const QString path = denial.facts.url.path();
    if (denial.status() != 404)
        return {};
    const qsizetype doubled = path.indexOf(u"//");
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    const bool repeats = parts.size() >= 2 && parts[0] == parts[1];
    if (doubled < 0 && !repeats)
        return {};
    QUrl url = denial.facts.url;
    url.setPath(u'/' + (repeats ? parts.mid(1) : parts).join(u'/') +
                (path.endsWith(u'/') ? u"/"_s : QString()));
    return {{words("A part of the path is there twice."), denial.sendTo(url)}};
}

DenialFinding csrf(const Denial &denial)
{
    const bool says = denial.bodyStart().contains("csrf") || denial.status() == 419;
    const bool fits = denial.status() == 403 || denial.status() == 419 || denial.status() == 400;
    if (!fits || !says || !isUnsafe(denial.facts.method))
        return {};
    if (denial.bodyStart().contains("referer"))
        return {{words("The server wants a Referer header that names itself."),
                 {Kind::SetHeader, QStringLiteral("Referer: ") + denial.facts.url.scheme() + u"://"_s +
                                       denial.facts.url.authority() + u'/'}}};
    // A fresh session brings a fresh one; what is no session has none to bring.
    return denial.facts.isCookieSession
               ? DenialFinding(
                     {words("The server does not take the CSRF token of this session."), denial.signIn()})
               : DenialFinding(
                     {words("The server wants a CSRF token, which belongs to a session with cookies: "
                            "it does not look at the credential that was sent."),
                      {}});
}

DenialFinding notAllowed(const Denial &denial)
{
    if (denial.status() != 403)
        return {};
    return {{words("The server knows who asks and does not allow it: whoever runs it decides that."), {}}};
}

/// The methods of an Allow header (RFC 9110 section 10.2.1); what is none is left out.
QStringList allowedMethods(const QByteArray &allow)
{
    constexpr qsizetype most = 10;
    constexpr qsizetype longest = 32;
    QStringList methods;
    for (const QByteArray &part : allow.left(1000).split(',')) {
        const QByteArray method = part.trimmed();
        if (http::isToken(method) && method.size() <= longest && methods.size() < most)
            methods += QString::fromLatin1(method);
    }
    return methods;
}

DenialFinding wrongMethod(const Denial &denial)
{
    if (denial.status() != 405 && denial.status() != 501)
        return {};
    const QStringList allowed = allowedMethods(denial.header("Allow"));
    // Never one that deletes: that is a person's own choice.
    static const QStringList harmless = {u"GET"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s};
    const auto first = std::find_if(allowed.begin(), allowed.end(), [&denial](const QString &method) {
        return harmless.contains(method) && method.toLatin1() != denial.facts.method;
    });
    return {{allowed.isEmpty()
                 ? words("This address does not take %1.").arg(QString::fromLatin1(denial.facts.method))
                 : words("This address takes only %1.").arg(allowed.join(u", ")),
             {Kind::ChangeMethod, first == allowed.end() ? QString() : *first}}};
}

/// The first media type of a list, without its parameters; empty where that is none. It goes into a request,
/// where braces would be a variable.
QByteArray mediaType(const QByteArray &list)
{
    constexpr qsizetype longest = 100;
    const QByteArray first = list.split(',').value(0).split(';').value(0).trimmed().toLower();
    const QList<QByteArray> parts = first.split('/');
    const bool isOne = parts.size() == 2 && http::isToken(parts[0]) && http::isToken(parts[1]);
    return isOne && first.size() <= longest && !first.contains('*') ? first : QByteArray();
}

DenialFinding wrongType(const Denial &denial)
{
    if (denial.status() != 415)
        return {};
    const QString sentence = words("The server does not read this kind of body (Content-Type).");
    QByteArray accepted = denial.header("Accept-Post");
    if (accepted.isEmpty())
        accepted = denial.header("Accept-Patch");
    const QByteArray wanted =
        accepted.isEmpty() ? QByteArray("application/json") : mediaType(accepted.left(1000));
    const QByteArray sent = http::headerValue(denial.facts.headers, "Content-Type").value_or(QByteArray());
    // Fields of a form do not become another type by another name.
    const bool isForm =
        mediaType(sent) == "application/x-www-form-urlencoded" || mediaType(sent) == "multipart/form-data";
    if (wanted.isEmpty() || isForm || mediaType(sent) == wanted)
        return {{sentence, {}}};
    return {{sentence, {Kind::SetHeader, QStringLiteral("Content-Type: ") + QString::fromLatin1(wanted)}}};
}

DenialFinding wrongAccept(const Denial &denial)
{
    if (denial.status() != 406)
        return {};
    const QByteArray sent = http::headerValue(denial.facts.headers, "Accept").value_or(QByteArray("*/*"));
    return {{words("The server has the answer in no form that Accept asks for."),
             sent.trimmed() == "*/*" ? DenialAction{}
                                     : DenialAction{Kind::SetHeader, QStringLiteral("Accept: */*")}}};
}

DenialFinding tooMany(const Denial &denial)
{
    if (denial.status() != 429)
        return {};
    const auto asked = retryAfter(*denial.facts.response, denial.facts.now);
    const auto wait = asked.value_or(std::chrono::seconds(30));
    return {{asked ? words("There were too many requests: the server wants a pause of %1.")
                         .arg(inspect::durationText(wait.count()))
                   : words("There were too many requests, and the server does not say how long to wait."),
             {Kind::Wait, {}, {}, wait}}};
}

DenialFinding unavailable(const Denial &denial)
{
    if (denial.status() != 503 && denial.status() != 502 && denial.status() != 504)
        return {};
    const auto wait = retryAfter(*denial.facts.response, denial.facts.now).value_or(std::chrono::seconds(10));
    return {{denial.status() == 503
                 ? words("The server is not available at the moment.")
                 : words("A gateway in front of the server got no answer from it (%1).").arg(denial.status()),
             {Kind::Wait, {}, {}, wait}}};
}

/// nginx answers with a page where others end the handshake.
DenialFinding noClientCertificate(const Denial &denial)
{
    const QByteArray body = denial.bodyStart();
    const bool fits =
        denial.status() == 400 || denial.status() == 403 || denial.status() == 495 || denial.status() == 496;
    const bool says = body.contains("ssl certificate") || body.contains("client certificate");
    if (!fits || !(says || denial.status() == 495 || denial.status() == 496))
        return {};
    return {{words("The server wants a client certificate, and got none that it takes."),
             {Kind::ClientCertificate}}};
}

DenialFinding headTooLarge(const Denial &denial)
{
    const QByteArray body = denial.bodyStart();
    const bool nginxSays = denial.status() == 400 && body.contains("header or cookie too large");
    if (denial.status() != 431 && !nginxSays)
        return {};
    return {{words("The headers are too large for the server: a token or the cookies are too long."), {}}};
}

DenialFinding bodyTooLarge(const Denial &denial)
{
    if (denial.status() != 413)
        return {};
    return {{words("The body is larger than the server takes."), {}}};
}

DenialFinding bodyRefused(const Denial &denial)
{
    if (denial.status() != 400 && denial.status() != 422)
        return {};
    return {{words("The server refuses what the request says: its answer tells why."), {}}};
}

DenialFinding serverFault(const Denial &denial)
{
    if (denial.status() < 500 || denial.status() == 501)
        return {};
    return {{words("The server has an error of its own (%1).").arg(denial.status()), {Kind::SendAgain}}};
}

DenialFinding gone(const Denial &denial)
{
    if (denial.status() != 410)
        return {};
    return {{words("What was at this address is gone for good (410)."), {}}};
}

/// A name-based server that does not know this one.
DenialFinding misdirected(const Denial &denial)
{
    if (denial.status() != 421)
        return {};
    return {{words("This server does not answer for %1: the name leads to the wrong machine, or the port is "
                   "another one.")
                 .arg(denial.host()),
             denial.otherAddress()}};
}

constexpr std::array rules{
    DenialRule{"sign-in-page", 90, signInPage, Evidence::Answer | Evidence::Redirect, ""},
    DenialRule{"sent-to-sign-in", 90, sentToSignIn, Evidence::Answer | Evidence::Location, ""},
    DenialRule{"method-lost", 86, methodLost, Evidence::Redirect | Evidence::Answer, "RFC 9110 section 15.4"},
    DenialRule{"path-doubled", 75, doubledPath, Evidence::Answer | Evidence::Address,
               "RFC 9110 section 15.5.5"},
    DenialRule{"slash", 50, slash, Evidence::Answer | Evidence::Address, "RFC 9110 section 15.5.5"},
    DenialRule{"csrf", 91, csrf, Evidence::Answer, ""},
    DenialRule{"not-allowed", 35, notAllowed, Evidence::Answer | Evidence::Challenge | Evidence::Scopes,
               "RFC 9110 section 15.5.4"},
    DenialRule{"wrong-method", 90, wrongMethod, Evidence::Answer | Evidence::Allow,
               "RFC 9110 section 15.5.6"},
    DenialRule{"wrong-content-type", 90, wrongType, Evidence::Answer, "RFC 9110 section 15.5.16"},
    DenialRule{"wrong-accept", 90, wrongAccept, Evidence::Answer, "RFC 9110 section 15.5.7"},
    DenialRule{"too-many-requests", 90, tooMany, Evidence::Answer | Evidence::Retry, "RFC 6585 section 4"},
    DenialRule{"unavailable", 85, unavailable, Evidence::Answer | Evidence::Retry, "RFC 9110 section 15.6.4"},
    DenialRule{"no-client-certificate", 92, noClientCertificate, Evidence::Answer, "RFC 8446 section 4.3.2"},
    DenialRule{"head-too-large", 92, headTooLarge, Evidence::Answer, "RFC 6585 section 5"},
    DenialRule{"body-too-large", 90, bodyTooLarge, Evidence::Answer, "RFC 9110 section 15.5.14"},
    DenialRule{"body-refused", 40, bodyRefused, Evidence::Answer, "RFC 9110 section 15.5.1"},
    DenialRule{"server-fault", 60, serverFault, Evidence::Answer, "RFC 9110 section 15.6"},
    DenialRule{"gone", 90, gone, Evidence::Answer, "RFC 9110 section 15.5.11"},
    DenialRule{"misdirected", 90, misdirected, Evidence::Answer | Evidence::Address,
               "RFC 9110 section 15.5.20"},
};

} // namespace

std::span<const DenialRule> answerRules()
{
    return rules;
}

} // namespace claimcheck::requests
