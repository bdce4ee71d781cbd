#include "sign_in_target.h"

#include "login/profile_store.h"

namespace claimcheck::ui {

SignInTarget::SignInTarget(login::ProfileStore &profiles, login::Sessions &sessions)
    : m_profiles(profiles), m_sessions(sessions)
{
}

SignInTarget::~SignInTarget()
{
    if (!m_isNew)
        return;
    static_cast<void>(m_profiles.remove(m_id));
    // What was received or given is stored all the same; nobody would find it there without its profile.
    if (!m_mayHaveStored)
        return;
    login::Sessions &sessions = m_sessions;
    const QString id = m_id;
    const auto forget = [&sessions, id] {
        static_cast<void>(sessions.forget(id, &sessions, [](const Result<Done> &) {}));
    };
    forget();
    // What the server was about to answer comes, and is stored, only after this.
    QObject::connect(&sessions, &login::Sessions::changed, &sessions,
                     [&sessions, id, forget](const QString &changed) {
                         if (changed == id && sessions.info(id).stored)
                             forget();
                     });
}

Result<Done> SignInTarget::make(const Result<login::Profile> &described)
{
    if (isExisting())
        return Done{};
    if (!described)
        return described.error();
    login::Profile profile = *described;
    if (m_isNew) { // a second try: what the first one stored and confirmed stays
        if (const auto known = m_profiles.byId(m_id); known && known->url == profile.url) {
            profile.secretFields = known->secretFields;
            const QString confirmed = QStringLiteral("authorization.origins");
            if (known->settings.contains(confirmed) && !profile.settings.contains(confirmed))
                profile.settings.insert(confirmed, known->settings.value(confirmed));
        }
        return m_profiles.update(profile);
    }
    const auto added = m_profiles.add(std::move(profile));
    if (!added)
        return added.error();
    m_id = added->id;
    m_isNew = true;
    return Done{};
}

} // namespace claimcheck::ui
