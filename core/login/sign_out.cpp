#include "sign_out.h"

#include <algorithm>

namespace claimcheck::login {

QByteArray outcomeName(ReceiptStep::Outcome outcome)
{
    switch (outcome) {
    case ReceiptStep::Outcome::Done:
        return QByteArrayLiteral("done");
    case ReceiptStep::Outcome::Failed:
        return QByteArrayLiteral("failed");
    case ReceiptStep::Outcome::NotOffered:
        return QByteArrayLiteral("not-offered");
    }
    Q_UNREACHABLE();
}

bool Receipt::nothingLeft() const
{
    return std::any_of(steps.begin(), steps.end(), [](const ReceiptStep &step) {
        return step.step == "read-back" && step.outcome == ReceiptStep::Outcome::Done;
    });
}

} // namespace claimcheck::login
