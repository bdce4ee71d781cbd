#include "denial_remedy.h"

#include "http/header_rules.h"
#include "inspect/verdict.h"
#include "login/recipe.h"
#include "login/setting_rules.h"
#include "secret_names.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

using Kind = DenialAction::Kind;
using Then = Remedy::Then;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// One kind of action: its button's words, once without and once with its text, and what follows. A setting
/// is one whose value is the action's text; a file's or an address's stays a person's to give.
struct Row {
    Kind kind;
    const char *label; // "%1" is the action's text
    const char *plain; // where there is no text
    Then then;
    const char *setting = "";
    const char *placeholder = ""; // of settings that a person fills in, on the command line
};

// clang-format off
constexpr std::array rows{
    Row{Kind::SignIn, "", QT_TRANSLATE_NOOP("Requests", "Sign in"), Then::SignIn},
    Row{Kind::Refresh, "", QT_TRANSLATE_NOOP("Requests", "Refresh the token and send again"), Then::Refresh},
    Row{Kind::SignInWithScope, QT_TRANSLATE_NOOP("Requests", "Sign in with the scope %1"), QT_TRANSLATE_NOOP("Requests", "Sign in with another scope"), Then::SignIn, "scope"},
    Row{Kind::SignInForAudience, QT_TRANSLATE_NOOP("Requests", "Sign in for %1"), "", Then::SignIn, "resource"},
    Row{Kind::StepUp, QT_TRANSLATE_NOOP("Requests", "Sign in again (%1)"), QT_TRANSLATE_NOOP("Requests", "Sign in again"), Then::SignIn, "acr_values"},
    Row{Kind::UseProfile, QT_TRANSLATE_NOOP("Requests", "Send the profile's credential as %1"), QT_TRANSLATE_NOOP("Requests", "Send the profile's credential"), Then::UseProfile},
    Row{Kind::SwitchEnvironment, QT_TRANSLATE_NOOP("Requests", "Switch to %1"), "", Then::UseProfile},
    Row{Kind::AllowOrigin, QT_TRANSLATE_NOOP("Requests", "Let the credential go to %1 and sign in"), "", Then::SignIn, "origins"},
    Row{Kind::Wait, "", "", Then::Send},
    Row{Kind::SendAgain, "", QT_TRANSLATE_NOOP("Requests", "Send again"), Then::Send},
    Row{Kind::ChangeUrl, QT_TRANSLATE_NOOP("Requests", "Send to %1"), QT_TRANSLATE_NOOP("Requests", "Change the address"), Then::Send},
    Row{Kind::ChangeMethod, QT_TRANSLATE_NOOP("Requests", "Send as %1"), QT_TRANSLATE_NOOP("Requests", "Change the method"), Then::Send},
    Row{Kind::SetHeader, QT_TRANSLATE_NOOP("Requests", "Send with %1"), "", Then::Send},
    Row{Kind::SetScheme, QT_TRANSLATE_NOOP("Requests", "Send as %1"), "", Then::Send, "header.scheme"},
    Row{Kind::UseAccessToken, "", QT_TRANSLATE_NOOP("Requests", "Sign in for an access token"), Then::SignIn},
    Row{Kind::UseProof, "", QT_TRANSLATE_NOOP("Requests", "Sign in with DPoP"), Then::SignIn, "dpop"},
    Row{Kind::CheckClock, "", QT_TRANSLATE_NOOP("Requests", "Compare the clocks"), Then::AskPerson},
    Row{Kind::TrustAuthority, "", QT_TRANSLATE_NOOP("Requests", "Choose a CA file"), Then::AskPerson, "tls.caFile", "tls.caFile=FILE"},
    Row{Kind::ClientCertificate, "", QT_TRANSLATE_NOOP("Requests", "Choose a client certificate"), Then::AskPerson, "tls.clientCertificate", "tls.clientCertificate=FILE tls.clientKey=FILE"},
    Row{Kind::ProxySettings, "", QT_TRANSLATE_NOOP("Requests", "Change the proxy"), Then::AskPerson, "proxy", "proxy=http://HOST:PORT"},
    Row{Kind::LongerTimeout, "", QT_TRANSLATE_NOOP("Requests", "Send again and wait longer"), Then::Send},
    Row{Kind::DefineVariable, QT_TRANSLATE_NOOP("Requests", "Give %1 a value"), "", Then::AskPerson},
    Row{Kind::ReadMetadata, QT_TRANSLATE_NOOP("Requests", "Read which issuers it trusts, at %1"), QT_TRANSLATE_NOOP("Requests", "Read which issuers it trusts"), Then::Look},
    Row{Kind::ChooseProfile, "", QT_TRANSLATE_NOOP("Requests", "Choose a profile"), Then::UseProfile},
};
// clang-format on

const Row *rowOf(Kind kind)
{
    const auto found =
        std::find_if(rows.begin(), rows.end(), [kind](const Row &r) { return r.kind == kind; });
    return found == rows.end() ? nullptr : &*found;
}

void setHeader(http::Headers &headers, const QByteArray &name, const QByteArray &value)
{
    const auto found = std::find_if(headers.begin(), headers.end(), [&name](const http::Header &header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    if (found != headers.end())
        found->value = value;
    else
        headers.push_back({name, value});
}

/// Another host or port. The same one with another scheme is no server's choice: the client itself guesses
/// it.
bool isOtherServer(const QUrl &one, const QUrl &other)
{
    const auto origin = http::Origin::of(one);
    const auto otherOrigin = http::Origin::of(other);
    if (origin && otherOrigin && *origin == *otherOrigin)
        return false;
    return one.host() != other.host() || one.port() != other.port() || one.userInfo() != other.userInfo();
}

/// It is not sent by itself: it would bring a body, or change something, at another server. What only reads
/// is asked twice without harm (RFC 9110 section 9.2.1).
bool isFilledIn(const DenialAction &action, const QUrl &url, const QByteArray &method, bool bringsBody)
{
    const bool onlyReads = !bringsBody && (method == "GET" || method == "HEAD" || method == "OPTIONS");
    return action.kind == Kind::ChangeUrl && isOtherServer(action.url, url) && !onlyReads;
}

/// What a person wrote into the request goes to no other server because one said so: only what the transport
/// lets follow a redirect there. A body's type stays with the body, which only a person sends.
void leaveBehind(http::Request &request)
{
    const bool keepsBody = hasBody(request);
    std::erase_if(request.headers, [keepsBody](const http::Header &header) {
        const bool isType = header.name.compare("Content-Type", Qt::CaseInsensitive) == 0;
        const bool mayGo = http::mayCrossOrigins(header.name) || (isType && keepsBody);
        return !mayGo || !secretsIn(header.value).empty();
    });
}

/// To the address of an action, which may be another server's.
void redirectTo(const QUrl &url, http::Request &request)
{
    if (isOtherServer(url, request.url))
        leaveBehind(request);
    else if (url.scheme() != request.url.scheme()) // what a template fills in has a leash
        std::erase_if(request.headers, [](const http::Header &header) { return isSecretName(header.name); });
    request.url = url;
}

bool takes(const std::optional<login::Profile> &profile, const QString &key)
{
    return profile && login::isSettingKey(key, login::kindOf(*profile));
}

/// A list setting with one more entry.
QString withEntry(const login::Profile &profile, const QString &key, const QString &entry)
{
    QStringList list = login::setting(profile, key).split(u' ', Qt::SkipEmptyParts);
    if (!list.contains(entry))
        list += entry;
    return list.join(u' ');
}

/// As long as the longest Retry-After that is taken.
constexpr std::chrono::seconds longestWait = std::chrono::hours(24);

/// A word for a POSIX shell.
QString shellWord(const QString &text)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_./:@%+=,-]+$"_s);
    if (!text.startsWith(u'-') && plain.match(text).hasMatch())
        return text;
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

/// The settings that an action changes, where the profile's kind has them.
std::vector<std::pair<QString, QString>> settingsFor(const DenialAction &action, const Row &row,
                                                     const std::optional<login::Profile> &profile)
{
    std::vector<std::pair<QString, QString>> settings;
    const QString key = QString::fromLatin1(row.setting);
    if (row.then == Then::AskPerson || !takes(profile, key))
        return settings;
    if (action.kind == Kind::UseProof)
        settings.emplace_back(key, u"on"_s);
    else if (action.kind == Kind::AllowOrigin || action.kind == Kind::SignInForAudience)
        settings.emplace_back(key, withEntry(*profile, key, action.text));
    else if (!action.text.isEmpty())
        settings.emplace_back(key, action.text);
    if (action.kind == Kind::StepUp && action.wait.count() > 0 && takes(profile, u"max_age"_s))
        settings.emplace_back(u"max_age"_s, QString::number(action.wait.count()));
    return settings;
}

} // namespace

QString settingOf(Kind kind)
{
    const Row *row = rowOf(kind);
    return row ? QString::fromLatin1(row->setting) : QString();
}

QStringList denialSettings()
{
    QStringList settings;
    for (const Row &row : rows) {
        if (*row.setting && row.then != Then::AskPerson) // those of the connection every profile has
            settings += QString::fromLatin1(row.setting);
    }
    return settings;
}

QString actionText(const DenialAction &action)
{
    const Row *row = rowOf(action.kind);
    if (!row)
        return {};
    if (action.kind == Kind::Wait)
        return words("Wait %1 and send again").arg(inspect::durationText(action.wait.count()));
    const QString &text = action.text;
    if (action.kind == Kind::SignInWithScope && text.contains(u' '))
        return words("Sign in with the scopes %1").arg(text);
    return text.isEmpty() || !*row->label ? words(row->plain) : words(row->label).arg(text);
}

QString actionText(const DenialAction &action, const DenialFacts &facts)
{
    if (action.text.isEmpty() || !isFilledIn(action, facts.url, facts.method, facts.hasBody))
        return actionText(action);
    return words("Fill in %1, without sending").arg(action.text);
}

bool hasBody(const http::Request &request)
{
    return !request.body.isEmpty() || request.source;
}

Remedy remedyFor(const DenialAction &action, const http::Request &request,
                 const std::optional<login::Profile> &profile)
{
    Remedy remedy;
    const Row *row = rowOf(action.kind);
    if (!row) {
        remedy.then = Then::Nothing;
        return remedy;
    }
    remedy.then = row->then;
    remedy.settings = settingsFor(action, *row, profile);
    if (!profile && (row->then == Then::SignIn || row->then == Then::Refresh))
        remedy.then = Then::UseProfile; // whose would that be?
    http::Request changed = request;
    const auto change = [&remedy, &changed] { remedy.request = std::move(changed); };
    switch (action.kind) {
    case Kind::ChangeUrl:
        redirectTo(action.url, changed);
        // A guess that is the same address is none: a person has to look at it.
        if (action.url == request.url)
            remedy.then = Then::AskPerson;
        else if (isFilledIn(action, request.url, request.method, hasBody(request)))
            remedy.then = Then::FillIn;
        if (remedy.then != Then::AskPerson)
            change();
        break;
    case Kind::ChangeMethod:
        changed.method = action.text.toLatin1();
        if (action.text.isEmpty())
            remedy.then = Then::AskPerson;
        else
            change();
        break;
    case Kind::SetHeader:
        setHeader(changed.headers, action.text.section(u':', 0, 0).trimmed().toUtf8(),
                  action.text.section(u':', 1).trimmed().toUtf8());
        change();
        break;
    case Kind::UseProfile:
        std::erase_if(changed.headers, [&action](const http::Header &header) {
            return header.name.compare(action.text.toUtf8(), Qt::CaseInsensitive) == 0;
        });
        change();
        remedy.profile = profile ? profile->name : QString();
        break;
    case Kind::SwitchEnvironment:
        remedy.profile = action.text;
        break;
    case Kind::LongerTimeout:
        changed.timeout = request.timeout * 4;
        change();
        break;
    case Kind::ReadMetadata:
        changed = http::Request{.url = action.url};
        change();
        break;
    case Kind::Wait:
        remedy.wait = std::clamp(action.wait, std::chrono::seconds(0), longestWait);
        break;
    case Kind::SignInWithScope:
        if (action.text.isEmpty() && takes(profile, u"scope"_s)) {
            remedy.then = Then::AskPerson;
            remedy.asked = {u"scope"_s};
        }
        break;
    case Kind::AllowOrigin:
        if (action.url.isValid()) { // where a redirect led, and no credential follows one
            redirectTo(action.url, changed);
            change();
        }
        [[fallthrough]];
    case Kind::UseProof:
    case Kind::SetScheme:
        if (remedy.settings.empty()) // the profile's kind has no such setting
            remedy.then = Then::Nothing;
        break;
    case Kind::TrustAuthority:
    case Kind::ProxySettings:
        remedy.asked = {QString::fromLatin1(row->setting)};
        break;
    case Kind::ClientCertificate:
        remedy.asked = {u"tls.clientCertificate"_s, u"tls.clientKey"_s};
        break;
    default:
        break;
    }
    return remedy;
}

QStringList commandsFor(const DenialAction &action, const std::optional<login::Profile> &profile)
{
    const Row *row = rowOf(action.kind);
    if (!row || !profile)
        return {};
    const QString name = shellWord(profile->name);
    QStringList commands;
    QStringList settings;
    for (const auto &[key, value] : settingsFor(action, *row, profile))
        settings += shellWord(key + u'=' + value);
    if (*row->placeholder)
        settings += QString::fromLatin1(row->placeholder);
    if (!settings.isEmpty())
        commands += u"claimcheck profile set %1 %2"_s.arg(name, settings.join(u' '));
    if (row->then == Then::Refresh)
        commands += u"claimcheck refresh %1"_s.arg(name);
    // A changed connection is another leash, which only a new sign-in seals.
    if (row->then == Then::SignIn || *row->placeholder)
        commands += u"claimcheck login %1"_s.arg(name);
    return commands;
}

} // namespace claimcheck::requests
