#pragma once

#include "flow.h"

namespace claimcheck::login {

/// Ends tokens at the server that came and are not kept: of a sign-in whose check failed or that is somebody
/// else's, or of a refresh that a sign-out overtook. Sends what signing out would send, one request after the
/// other, by a client of its own (no cookie of the profile's session goes along). Best effort: nobody waits
/// for it; `Sessions::dropped` tells its outcome.
class TokenDrop final : public Flow {
public:
    TokenDrop(Desk &desk, Profile profile, Session dropped, SecretFields fields);
    void start() override;

private:
    void callNext();
    void finish();
    [[nodiscard]] QString outcome() const;

    const Profile m_profile;
    const Session m_session;
    const SecretFields m_fields;
    SignOutPlan m_plan;
    std::vector<ReceiptStep> m_steps;
    size_t m_next = 0; // of the plan's calls
};

} // namespace claimcheck::login
