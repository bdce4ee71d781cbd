#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// Everything about one kind of token, one row each. Lists of names are words with spaces between them.
struct Profile {
    PurposeId id;
    const char *name;           // Purpose::name
    const char *title;          // with its article, as a sentence begins with it; nullptr for Unknown
    const char *sentence;       // what it is for
    const char *reference;      // where its claims are defined
    const char *required = "";  // claims
    const char *forbidden = ""; // claims
    const char *unwise = "";    // claims
    const char *requiredParameters = ""; // of the header
    qint64 longestLifetime = 0;          // seconds; 0: no policy
    enum class Expiry { Wanted, NotUsual } expiry = Expiry::Wanted;
    enum class Audience { Wanted, NotUsual } audience = Audience::Wanted;
    enum class Signature { Any, Asymmetric } signature = Signature::Any;
    enum class CarriedKey { Suspicious, Meant } carriedKey = CarriedKey::Suspicious;
};

[[nodiscard]] const Profile &profileOf(PurposeId id);
/// What the token is for: by its typ, then by the finder's label, then by the claims that only one kind has.
[[nodiscard]] Purpose recognisePurpose(const Report &report);
/// The claims are those of an ID Token, whatever the header calls it.
[[nodiscard]] bool hasShapeOfIdToken(const Report &report);

} // namespace claimcheck::inspect
