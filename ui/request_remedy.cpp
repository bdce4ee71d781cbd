#include "request_remedy.h"

#include "login/profile_store.h"
#include "request_question.h"
#include "requests/denial_remedy.h"
#include "widgets/visible_text.h"

#include <QTimer>

namespace claimcheck::ui {

using requests::Remedy;
using requests::RequestSpec;

namespace {

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
    std::erase_if(spec.headers, [&before, &after](const http::Header &one) {
        return http::headerValue(before.headers, one.name) && !http::headerValue(after.headers, one.name);
    });
    for (const http::Header &header : after.headers) {
        if (http::headerValue(before.headers, header.name) == header.value)
            continue;
        std::erase_if(spec.headers, [&header](const http::Header &one) {
            return one.name.compare(header.name, Qt::CaseInsensitive) == 0;
        });
        spec.headers.push_back(header);
    }
    return !(spec == old);
}

} // namespace

RequestRemedy::RequestRemedy(login::ProfileStore &profiles, login::Sessions &sessions,
                             RequestQuestion &question, QObject *parent)
    : QObject(parent)
    , m_profiles(profiles)
    , m_sessions(sessions)
    , m_question(question)
    , m_wait(new QTimer(this))
{
    m_wait->setSingleShot(true);
    connect(m_wait, &QTimer::timeout, this, &RequestRemedy::sendRequested);
}

void RequestRemedy::carryOut(const requests::DenialAction &action, const requests::Sent &of, RequestSpec spec)
{
    const QString profileId = of.profileId.isEmpty() ? of.outbound.profileId : of.profileId;
    const Remedy remedy = requests::remedyFor(action, of.request, m_profiles.byId(profileId));
    bool isChanged = remedy.request && apply(of.request, *remedy.request, spec);
    if (remedy.then == Remedy::Then::UseProfile) {
        spec.credential = remedy.profile.isEmpty()
                              ? requests::CredentialChoice{}
                              : requests::CredentialChoice{requests::CredentialChoice::From::Another,
                                                           remedy.profile.toUtf8()};
        isChanged = true;
    }
    if (isChanged)
        Q_EMIT specChanged(spec);
    const auto go = [this, remedy, profileId, text = requests::actionText(action)] {
        switch (remedy.then) {
        case Remedy::Then::Send:
        case Remedy::Then::UseProfile:
        case Remedy::Then::Look:
            if (remedy.wait.count() > 0)
                Q_EMIT said(tr("It is sent again in %1 s.").arg(remedy.wait.count()));
            return m_wait->start(remedy.wait);
        case Remedy::Then::Refresh:
            return refreshAndSend(profileId);
        case Remedy::Then::SignIn:
            return Q_EMIT signInRequested(profileId);
        case Remedy::Then::AskPerson:
        case Remedy::Then::Nothing:
            if (!text.isEmpty())
                Q_EMIT said(text);
        }
    };
    if (remedy.settings.empty())
        return go();
    changeSettings(remedy.settings, profileId, go);
}

void RequestRemedy::giveUp()
{
    if (!m_wait->isActive())
        return;
    m_wait->stop();
    Q_EMIT said(tr("It is not sent again: the request, or what it is sent with, is another one."));
}

void RequestRemedy::changeSettings(const std::vector<std::pair<QString, QString>> &settings,
                                   const QString &profileId, std::function<void()> then)
{
    const auto profile = m_profiles.byId(profileId);
    if (!profile)
        return;
    QStringList lines;
    for (const auto &[key, value] : settings)
        lines << tr("%1 = %2").arg(key, visibleText(value, 200));
    m_question.ask(tr("Change the profile %1: %2?")
                       .arg(visibleText(profile->name, 60), lines.join(QStringLiteral(", "))),
                   {{tr("Change it"),
                     [this, settings, changed = *profile, then = std::move(then)]() mutable {
                         for (const auto &[key, value] : settings) {
                             if (const auto set = login::setField(changed, key, value); !set)
                                 return Q_EMIT failed(set.error());
                         }
                         if (const auto stored = m_profiles.update(changed); !stored)
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
