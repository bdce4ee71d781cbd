#pragma once

#include "login/sessions.h"

#include <QString>

namespace claimcheck::ui {

/// The profile that a sign-in is for: one that is there, or one that the sign-in makes and that goes again if
/// nobody signed in, with all that was stored for it.
class SignInTarget final {
public:
    SignInTarget(login::ProfileStore &profiles, login::Sessions &sessions);
    ~SignInTarget();
    Q_DISABLE_COPY_MOVE(SignInTarget)

    void setExisting(const QString &profileId) { m_id = profileId; }
    /// Makes the profile, or changes the one that an earlier try made; one that was there stays as it is.
    [[nodiscard]] Result<Done> make(const Result<login::Profile> &described);
    /// Empty before `make`.
    [[nodiscard]] const QString &id() const { return m_id; }
    [[nodiscard]] bool isExisting() const { return !m_id.isEmpty() && !m_isNew; }
    /// Something is, or may be, in the keychain by now, or comes there later.
    void mayHaveStored() { m_mayHaveStored = true; }
    /// Somebody has signed in: the profile stays.
    void keep() { m_isNew = false; }

private:
    login::ProfileStore &m_profiles;
    login::Sessions &m_sessions;
    QString m_id;
    bool m_isNew = false;
    bool m_mayHaveStored = false;
};

} // namespace claimcheck::ui
