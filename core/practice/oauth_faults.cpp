#include "oauth_faults.h"

#include <algorithm>

namespace claimcheck::practice::provider {

namespace {

const Fault *findFault(QByteArrayView name)
{
    const auto all = allFaults();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Fault &row) { return row.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

Result<Done> Faults::turnOn(QByteArrayView name)
{
    const Fault *fault = findFault(name);
    if (!fault)
        return Error{ErrorCode::FaultUnknown, QString::fromUtf8(name)};
    if (!isOn(name))
        m_on.push_back(fault);
    return Done{};
}

bool Faults::isOn(QByteArrayView name) const
{
    const Fault *fault = findFault(name);
    Q_ASSERT(fault);
    return std::find(m_on.begin(), m_on.end(), fault) != m_on.end();
}

void Faults::spoil(Stage stage, Members &fields) const
{
    for (const Fault *fault : m_on) {
        if (fault->stage == stage && fault->change)
            fault->change(fields);
    }
}

void Faults::spoil(QByteArrayView where, Response &response) const
{
    for (const Fault *fault : m_on) {
        if (fault->answer && where == fault->where)
            fault->answer(response);
    }
}

} // namespace claimcheck::practice::provider
