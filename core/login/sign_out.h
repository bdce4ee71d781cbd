#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <chrono>
#include <functional>
#include <vector>

namespace claimcheck::login {

/// What signing out may do beside ending the tokens.
struct SignOutOptions {
    /// Opens the page that ends the session at the provider, in the person's browser. Empty: it is left as it
    /// is, and the receipt says so.
    std::function<void(const QUrl &)> openLink = {};
    /// Everywhere: the server is asked first to end the person's other sign-ins too (`logout.everywhere`),
    /// and the receipt has the step "everywhere".
    enum class Reach { Here, Everywhere } reach = Reach::Here;
    /// How long a refresh that is under way is waited for: one that hangs must not keep anybody in.
    std::chrono::milliseconds patience = std::chrono::seconds(10);
};

/// One step of signing out. `step` and the outcome's name are those of CLI.md: everywhere, revoke-refresh,
/// revoke-access, prove-revoked, end-session, delete, read-back, cookies; done, failed, not-offered.
struct ReceiptStep {
    enum class Outcome { Done, Failed, NotOffered };
    QByteArray step;
    Outcome outcome;
    QString detail; // a sentence, never a secret
};
[[nodiscard]] QByteArray outcomeName(ReceiptStep::Outcome outcome);

struct Receipt {
    QString profile; // its name
    std::vector<ReceiptStep> steps;
    /// "read-back" is done: nothing is left in the keychain.
    [[nodiscard]] bool nothingLeft() const;
};

} // namespace claimcheck::login
