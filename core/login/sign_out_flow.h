#pragma once

#include "flow.h"
#include "oauth/loopback_receiver.h"
#include "sign_out.h"

#include <QTimer>

namespace claimcheck::login {

/// Signing out. Here and at the server at the same time, so that a dead server keeps nobody in:
///
///   lock -> read -+-> each call of the plan -> the session in the browser -+-> receipt
///                 +-> delete, read back, forget who it was -> unlock ------+
///
/// The calls go out with the client and the cookies of the session that ends; whoever signs in meanwhile
/// has new ones.
/// Whatever fails on the way is a step of the receipt.
class SignOutFlow final : public Flow {
public:
    SignOutFlow(Desk &desk, const QString &id, SignOutOptions options, DeliveryPtr<Receipt> delivery)
        : Flow(desk, id), m_options(std::move(options)), m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    using Outcome = ReceiptStep::Outcome;
    void onLocked();
    void onRead(const Result<Secret> &item);
    /// Why nothing can be sent to the server; nothing is.
    void skipServer(Outcome outcome, const QString &why);
    void begin();
    void addEverywhere(const SessionView &view);
    void callNext();
    void onAnswer(const SignOutCall &call, const Result<http::Response> &response);
    void endSession();
    [[nodiscard]] Result<QUrl> logoutPage(const oauth::Client &client, const QUrl &returnTo,
                                          const QByteArray &state);
    void onSessionEnded(Outcome outcome, const QString &detail);
    void removeStored();
    void onRemoved(const Result<Done> &removed);
    void add(const char *step, Outcome outcome, const QString &detail);
    void finishWhenBothAreDone();

    SignOutOptions m_options;
    DeliveryPtr<Receipt> m_delivery;
    Receipt m_receipt;
    Profile m_profile;
    std::optional<Session> m_session;
    SecretFields m_fields;
    SignOutPlan m_plan;
    size_t m_next = 0;         // of the plan's calls
    bool m_askedAgain = false; // the last one, with the nonce that the server wanted
    std::shared_ptr<oauth::DpopProver> m_prover;
    std::unique_ptr<oauth::LoopbackReceiver> m_receiver;
    QTimer m_patience;
    bool m_wasInMemory = false;
    bool m_serverDone = false, m_hereDone = false;
};

} // namespace claimcheck::login
