#include "password_policy.h"

#include <algorithm>

namespace claimcheck::app {

Result<Done> allowPasswordsOnly(jose::DecryptionPolicy &policy)
{
    const std::vector<QByteArray> asked = std::move(policy.algorithms);
    policy.algorithms.clear();
    for (const jose::KeyManagementAlgorithm *const row : jose::allKeyManagement()) {
        if (row->family == jose::KeyManagement::PasswordWrap &&
            (asked.empty() || std::find(asked.begin(), asked.end(), QByteArray(row->name)) != asked.end()))
            policy.algorithms.emplace_back(row->name);
    }
    if (policy.algorithms.empty())
        return Error{ErrorCode::AlgorithmNotAllowed, QString::fromUtf8(asked.front())};
    return Done{};
}

} // namespace claimcheck::app
