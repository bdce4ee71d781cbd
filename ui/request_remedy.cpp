#include "request_remedy.h"

#include "http/server_words.h"
#include "inspect/verdict.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "request_asked_settings.h"
#include "request_question.h"
#include "widgets/visible_text.h"

#include <QPointer>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include <algorithm>

namespace claimcheck::ui {

using requests::Remedy;
using requests::RequestSpec;

namespace {

bool leadsElsewhere(const http::Request &before, const http::Request &after)
{
    return after.url.authority() != before.url.authority();
}

/// What the remedy changed of the request on the wire, in the one that is composed.
bool apply(const http::Request &before, const http::Request &after, RequestSpec &spec)
{
    const RequestSpec old = spec;
    if (after.method != before.method)
        spec.method = after.method;
    if (after.url != before.url)
        spec.url = after.url.toEncoded();
    if (after.timeout != before.timeout)
        spec.timeout = after.timeout;
    // Elsewhere nothing else goes: not what was written since, nor what has a variable for a name.
    const bool isElsewhere = leadsElsewhere(before, after);
    std::erase_if(spec.headers, [&before, &after, isElsewhere](const http::Header &one) {
        return (isElsewhere || http::headerValue(before.headers, one.name)) &&
               !http::headerValue(after.headers, one.name);
    });
    for (const http::Header &header : after.headers) {
        if (http::headerValue(before.headers, header.name) == header.value)
            continue;
        std::erase_if(spec.headers, [&header](const http::Header &one) {
            return one.name.compare(header.name, Qt::CaseInsensitive) == 0;
        });
        spec.headers.push_back(header);
        // The kind of a written body goes with its type: else the type would be made to fit the kind again.
        using requests::BodyKind;
        const bool isWritten = spec.body.kind == BodyKind::Text || spec.body.kind == BodyKind::Json;
        if (isWritten && header.name.compare("Content-Type", Qt::CaseInsensitive) == 0)
            spec.body.kind = header.value.contains("json") ? BodyKind::Json : BodyKind::Text;
    }
    return !(spec == old);
}

/// A question has no more characters than that; what is not seen is not agreed to.
constexpr qsizetype longestQuestion = 900;

/// The words of `list` that `other` has not.
QString without(const QStringList &list, const QStringList &other)
{
    const QSet<QString> known(other.begin(), other.end());
    QStringList rest;
    std::copy_if(list.begin(), list.end(), std::back_inserter(rest),
                 [&known](const QString &one) { return !known.contains(one); });
    return rest.join(u' ');
}

/// What a person agrees to, whole: of a list that keeps some of its entries what comes into it and what is
/// not in it any more, of all else the new value.
QString changeText(const QString &key, const QString &before, const QString &after)
{
    const QStringList had = before.split(u' ', Qt::SkipEmptyParts);
    const QStringList has = after.split(u' ', Qt::SkipEmptyParts);
    const QString added = without(has, had);
    const QString removed = without(had, has);
    if (had.isEmpty() || added.isEmpty() || removed == had.join(u' '))
        return RequestRemedy::tr("%1 = %2").arg(key, after);
    const QString more = RequestRemedy::tr("%1 also has %2").arg(key, added);
    return removed.isEmpty() ? more : RequestRemedy::tr("%1, and no longer %2").arg(more, removed);
}

} // namespace

RequestRemedy::RequestRemedy(login::ProfileStore &profiles, login::Sessions &sessions,
                             RequestQuestion &question, QWidget *parent)
    : QObject(parent)
    , m_profiles(profiles)
    , m_sessions(sessions)
    , m_question(question)
    , m_window(parent)
    , m_wait(new QTimer(this))
{
    m_wait->setSingleShot(true);
    connect(m_wait, &QTimer::timeout, this, &RequestRemedy::sendRequested);
}

void RequestRemedy::carryOut(const requests::DenialAction &action, const requests::Sent &of, RequestSpec spec)
{
    const QString profileId = of.profileId.isEmpty() ? of.outbound.profileId : of.profileId;
    Remedy remedy = requests::remedyFor(action, of.request, m_profiles.byId(profileId));
    if (remedy.then == Remedy::Then::Look && remedy.request) {
        return Q_EMIT lookRequested(lookAt(remedy.request->url, spec, profileId));
    }
    if (remedy.then == Remedy::Then::AskPerson)
        return askPerson(action, remedy, of, profileId, spec);
    if (remedy.then == Remedy::Then::UseProfile && remedy.profile.isEmpty())
        return Q_EMIT profileWanted();
    // The remedy knows what was sent; what was written since goes elsewhere only by a person, too.
    const bool isAnother = spec.method != of.request.method || spec.body.kind != requests::BodyKind::None;
    if (remedy.then == Remedy::Then::Send && remedy.request && leadsElsewhere(of.request, *remedy.request) &&
        isAnother)
        remedy.then = Remedy::Then::FillIn;
    bool isChanged = remedy.request && apply(of.request, *remedy.request, spec);
    if (remedy.then == Remedy::Then::UseProfile) {
        spec.credential = {requests::CredentialChoice::From::Another, remedy.profile.toUtf8()};
        isChanged = true;
    }
    // Only when it is agreed to: the address may be a stranger's.
    const auto go = [this, remedy, profileId, spec, isChanged] {
        if (isChanged)
            Q_EMIT specChanged(spec);
        goOn(remedy, profileId);
    };
    if (remedy.settings.empty())
        return go();
    changeSettings(remedy.settings, profileId, go);
}

/// At an address that a server named: nothing that tells who asks.
RequestSpec RequestRemedy::lookAt(const QUrl &url, const RequestSpec &beside, const QString &profileId) const
{
    RequestSpec look;
    look.url = url.toEncoded();
    look.credential.from = requests::CredentialChoice::From::None;
    look.redirects = http::RedirectPolicy::SameOrigin; // where it leads was on the button
    const auto profile = m_profiles.byId(profileId);
    look.connection = beside.connection;
    if (!look.connection && profile && !profile->connection.clientCertificate.isEmpty())
        look.connection = profile->connection;
    if (look.connection)
        look.connection->clientCertificate = look.connection->clientKey = QString();
    return look;
}

void RequestRemedy::goOn(const Remedy &remedy, const QString &profileId)
{
    switch (remedy.then) {
    case Remedy::Then::Send:
    case Remedy::Then::UseProfile:
        if (remedy.wait.count() > 0)
            Q_EMIT said(tr("It is sent again in %1.").arg(inspect::durationText(remedy.wait.count())));
        return m_wait->start(remedy.wait);
    case Remedy::Then::FillIn:
        Q_EMIT addressWanted();
        return Q_EMIT said(tr(
            "Nothing was sent. The address is another server's now, and sending gives it the method and the "
            "body of this request."));
    case Remedy::Then::Refresh:
        return refreshAndSend(profileId);
    case Remedy::Then::SignIn:
        return Q_EMIT signInRequested(profileId);
    case Remedy::Then::Look:
    case Remedy::Then::AskPerson:
    case Remedy::Then::Nothing:
        break;
    }
}

void RequestRemedy::giveUp()
{
    if (!m_wait->isActive())
        return;
    m_wait->stop();
    Q_EMIT said(tr("It is not sent again: the request, or what it is sent with, is another one."));
}

void RequestRemedy::askPerson(const requests::DenialAction &action, const Remedy &remedy,
                              const requests::Sent &of, const QString &profileId, const RequestSpec &spec)
{
    using Kind = requests::DenialAction::Kind;
    if (!remedy.asked.isEmpty())
        return askForValues(remedy.asked, profileId, spec);
    switch (action.kind) {
    case Kind::ChangeMethod:
        return Q_EMIT methodWanted();
    case Kind::CheckClock:
        return Q_EMIT said(clockWords(of, profileId));
    case Kind::DefineVariable:
        Q_EMIT addressWanted();
        return Q_EMIT said(tr("Give %1 a value in the environment, or write the value into the address.")
                               .arg(visibleText(action.text, 80)));
    default:
        return Q_EMIT addressWanted();
    }
}

/// A request with a connection of its own keeps it; else the profile's is changed, which takes a sign-in.
void RequestRemedy::askForValues(const QStringList &keys, const QString &profileId, RequestSpec spec)
{
    const bool isOwn = spec.connection || !m_profiles.byId(profileId);
    login::Profile before;
    if (!isOwn)
        before = *m_profiles.byId(profileId);
    else if (spec.connection)
        before.connection = *spec.connection;
    askForSettings(
        keys, login::allFields(before), m_window,
        [guard = QPointer(this), this, isOwn, before, profileId, spec](const AskedSettings &values) mutable {
            if (!guard)
                return;
            if (!isOwn) {
                const auto profile = changed(profileId, values);
                const auto stored = profile ? m_profiles.update(*profile) : Result<Done>(profile.error());
                return stored ? Q_EMIT signInRequested(profileId) : Q_EMIT failed(stored.error());
            }
            for (const auto &[key, value] : values) {
                if (const auto set = login::setField(before, key, value); !set)
                    return Q_EMIT failed(set.error());
            }
            spec.connection = before.connection;
            Q_EMIT specChanged(spec);
            Q_EMIT sendRequested();
        });
}

QString RequestRemedy::clockWords(const requests::Sent &of, const QString &profileId) const
{
    std::optional<std::chrono::milliseconds> skew = m_sessions.info(profileId).skew;
    if (of.answer && of.answer.value().date)
        skew = http::clockAhead(of.answer.value(), of.at);
    if (!skew)
        return tr("The server has not told its time, so the clocks cannot be compared.");
    if (skew->count() == 0)
        return tr("The clocks agree within two seconds.");
    const QString apart =
        inspect::durationText(std::chrono::round<std::chrono::seconds>(std::chrono::abs(*skew)).count());
    return skew->count() > 0
               ? tr("The server's clock is %1 ahead of this machine's. Set the clock that is wrong, then "
                    "send "
                    "again.")
                     .arg(apart)
               : tr("The server's clock is %1 behind this machine's. Set the clock that is wrong, then send "
                    "again.")
                     .arg(apart);
}

Result<login::Profile> RequestRemedy::changed(const QString &profileId, const Settings &settings) const
{
    auto profile = m_profiles.byId(profileId);
    if (!profile)
        return Error{ErrorCode::ProfileNotFound, profileId};
    for (const auto &[key, value] : settings) {
        if (const auto set = login::setField(*profile, key, value); !set)
            return set.error();
    }
    return *std::move(profile);
}

void RequestRemedy::changeSettings(const Settings &settings, const QString &profileId,
                                   std::function<void()> then)
{
    const auto profile = m_profiles.byId(profileId);
    if (!profile)
        return;
    QStringList lines;
    for (const auto &[key, value] : settings)
        lines << changeText(key, login::setting(*profile, key), value);
    const QString question = tr("Change the profile %1: %2?")
                                 .arg(visibleText(profile->name, 60), lines.join(QStringLiteral(", ")));
    if (visibleText(question).size() > longestQuestion)
        return Q_EMIT said(
            tr("Nothing was changed: the server asks for more than can be read in one question. "
               "What is right of it can be set in the profile."));
    m_question.ask(question, {{tr("Change it"),
                               [this, settings, profileId, then = std::move(then)] {
                                   const auto set = changed(profileId, settings);
                                   const auto stored =
                                       set ? m_profiles.update(*set) : Result<Done>(set.error());
                                   if (!stored)
                                       return Q_EMIT failed(stored.error());
                                   then();
                               }},
                              {tr("Leave it"), {}}});
}

void RequestRemedy::refreshAndSend(const QString &profileId)
{
    m_refresh = m_sessions.refresh(profileId, this, [this](const Result<login::SessionInfo> &info) {
        const auto waiter = std::move(m_refresh);
        if (!info)
            return Q_EMIT failed(info.error());
        Q_EMIT sendRequested();
    });
}

} // namespace claimcheck::ui
