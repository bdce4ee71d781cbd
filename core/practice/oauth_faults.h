#pragma once

#include "message.h"
#include "oauth_members.h"

#include "base/result.h"

#include <span>
#include <vector>

namespace claimcheck::practice::provider {

/// Where a fault comes in: what is changed just before it is sent.
enum class Stage {
    Metadata,       // of discovery
    Redirect,       // the parameters of the authorization response
    IdTokenHeader,  // its JOSE Header
    IdToken,        // its Claims Set
    RefreshIdToken, // the same, of an ID Token that came by a refresh
    UserInfo,
    TokenAnswer,
    DeviceAnswer,
    PushedAnswer,
    Registration,
    Introspection,
    Answer, // a whole answer: of a path, or of the token endpoint for one grant type (`where`)
    Inside, // not a change of what is sent: the code that does it asks `isOn`
};

/// One thing that goes wrong on purpose. Adding one is adding a row in oauth_fault_table.cpp.
struct Fault {
    const char *name; // as tests and `--fault` say it; those of the OpenID conformance suite where it has one
    const char *what; // a sentence about what the provider does then
    Stage stage;
    void (*change)(Members &) = nullptr; // of all stages but the last two
    const char *where = "";              // of Stage::Answer
    void (*answer)(Response &) = nullptr;
};
[[nodiscard]] std::span<const Fault> allFaults();

/// Which faults are on. Several may be.
class Faults final {
public:
    /// FaultUnknown (subject: the name).
    [[nodiscard]] Result<Done> turnOn(QByteArrayView name);
    void clear() { m_on.clear(); }
    /// `name` is one of the table (asserts).
    [[nodiscard]] bool isOn(QByteArrayView name) const;
    [[nodiscard]] const std::vector<const Fault *> &on() const { return m_on; }

    void spoil(Stage stage, Members &fields) const;
    void spoil(QByteArrayView where, Response &response) const;

private:
    std::vector<const Fault *> m_on;
};

} // namespace claimcheck::practice::provider
