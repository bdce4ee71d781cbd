#pragma once

#include "report_tools.h"

/// What triggers each rule of the inspector, and what nearly does.
namespace claimcheck::inspect::testing {

/// `token` has exactly the findings `expected`; `twin` differs in one thing, and has not the finding `rule`.
struct RuleCase {
    QByteArray rule;
    QByteArray token;
    QByteArrayList expected;
    QByteArray twin;
    QByteArray label = {}; // the finder's, of both
};

[[nodiscard]] std::vector<RuleCase> structureCases();
/// Of structure too: JSON serializations, SD-JWTs and what is too large.
[[nodiscard]] std::vector<RuleCase> formCases();
[[nodiscard]] std::vector<RuleCase> headerCases();
[[nodiscard]] std::vector<RuleCase> timeCases();
[[nodiscard]] std::vector<RuleCase> contentCases();
[[nodiscard]] std::vector<RuleCase> purposeCases();

/// A token with an audience and these claims.
inline QByteArray claims(const QByteArray &more)
{
    return tokenOf(R"({"aud":"api",)" + more + '}');
}

} // namespace claimcheck::inspect::testing
