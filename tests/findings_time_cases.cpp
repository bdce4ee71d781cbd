#include "findings_cases.h"

namespace claimcheck::inspect::testing {

std::vector<RuleCase> timeCases()
{
    const QByteArray scope = R"(,"scope":"read")";
    return {
        {"time-expired", claims(R"("exp":1800000000)"), {"time-expired"}, claims(R"("exp":1800000001)")},
        {"time-not-yet-valid",
         quiet(R"(,"nbf":1800000001)"),
         {"time-not-yet-valid"},
         quiet(R"(,"nbf":1800000000)")},
        {"time-no-expiry", claims(R"("sub":"alice")"), {"time-no-expiry"}, claims(R"("exp":1800000300)")},
        {"time-long-lived",
         claims(R"("iat":1799999900,"exp":1800086601)" + scope),
         {"time-long-lived"},
         claims(R"("iat":1799999900,"exp":1800086600)" + scope)},
        {"time-not-a-number",
         claims(R"("exp":"1800000300")"),
         {"time-not-a-number"},
         claims(R"("exp":1800000300)")},
        {"time-other-format",
         quiet(R"(,"updated_at":"2026-01-01T00:00:00Z")"),
         {"time-other-format"},
         quiet(R"(,"updated_at":1767225600)")},
        {"time-out-of-range", claims(R"("exp":1e16)"), {"time-out-of-range"}, claims(R"("exp":99999999999)")},
        {"time-milliseconds",
         claims(R"("exp":100000000000)"),
         {"time-milliseconds"},
         claims(R"("exp":99999999999)")},
        {"time-negative", quiet(R"(,"auth_time":-1)"), {"time-negative"}, quiet(R"(,"auth_time":0)")},
        {"time-fraction",
         claims(R"("exp":1800000300.5)"),
         {"time-fraction"},
         claims(R"("exp":1800000300.0)")},
        {"time-issued-in-future",
         claims(R"("iat":1800000001,"exp":1800000300)"),
         {"time-issued-in-future"},
         claims(R"("iat":1800000000,"exp":1800000300)")},
        {"time-expires-before-issued",
         claims(R"("iat":1800000000,"exp":1799999999)"),
         {"time-expired", "time-expires-before-issued"},
         claims(R"("iat":1800000000,"exp":1800000000)")},
        {"time-expires-before-start",
         claims(R"("nbf":1800000300,"exp":1800000300)"),
         {"time-not-yet-valid", "time-expires-before-start"},
         claims(R"("nbf":1800000299,"exp":1800000300)")},
    };
}

} // namespace claimcheck::inspect::testing
