#pragma once

#include "flow.h"

namespace claimcheck::login {

/// Puts the cookies as they are now into the keychain item: servers change them while they are used. A
/// session whose cookie the server took away is signed out.
class CookieStoreFlow final : public Flow {
public:
    using Flow::Flow;
    void start() override;

private:
    void onLocked(const Profile &profile);
    void finish();
};

} // namespace claimcheck::login
