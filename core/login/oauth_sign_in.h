#pragma once

#include "identity_check.h"
#include "oauth/discovery.h"
#include "oauth/registration.h"
#include "oauth_profile.h"
#include "sign_in_flow.h"

namespace claimcheck::login {

/// What the sign-ins at an authorization server have in common.
///
///   metadata -> are its origins confirmed? -> proceed() … ask(request) -> whose are the tokens? -> received
///
/// Secrets go only where the profile's leash reaches: metadata that names other origins waits for a person,
/// whose yes is kept in the profile (authorization.origins).
class OAuthSignIn : public SignInFlow {
public:
    using SignInFlow::SignInFlow;
    void confirmOrigins(bool yes) final;

protected:
    /// Makes a request anew for each time that it is sent: an assertion and a proof serve once.
    using Make = std::function<Result<Outgoing>()>;
    using OnResponse = std::function<void(const Result<http::Response> &)>;

    /// `m_server`, `m_leash` and what is asked for are set; so is `m_prover` where tokens are to be bound.
    virtual void proceed() = 0;
    void begin() final;
    void stop() override;

    // The client (oauth_registration.cpp).
    /// Sets `m_oauthClient` to the profile's, whether it has an id or not.
    [[nodiscard]] Result<Done> useProfileClient();
    /// Looks for a client that an earlier sign-in registered, where the profile names none: `m_registered`.
    void readRegistered(std::function<void()> next);
    /// Sets `m_oauthClient`: the profile's, else the registered one where its redirect URI is the same, else
    /// a new one. Ends with ClientIdMissing where the server registers none, and with what registering says.
    void withClient(const oauth::Registration &registration, std::function<void()> next);

    [[nodiscard]] oauth::Call call() const { return {m_server, m_oauthClient, m_leash, m_desk.clock.now()}; }
    /// Sends with a proof where tokens are bound, and once more when the server wants a nonce in it.
    void sendProven(const Make &make, const OnResponse &next);
    /// Asks the token endpoint, and goes on with its answer; all that was sent is taken out of the server's
    /// words.
    void ask(const Make &make);
    /// What a token endpoint gave: nothing cancels from here on.
    void onTokens(oauth::TokenResponse tokens);
    /// The session that these would make, as far as they say it themselves.
    [[nodiscard]] Session sessionOf(oauth::TokenResponse tokens) const;
    /// What a kind makes of an error of `ask`.
    [[nodiscard]] virtual Error refused(const Error &error) const { return error; }
    /// Something worth saying on the card.
    void note(const QString &sentence) { m_notes += sentence; }

    struct RegisteredClient {
        oauth::Client client;
        QUrl redirect; // that the server knows
        std::optional<TimePoint> secretExpiresAt;
    };

    std::shared_ptr<http::Client> m_http; // of the whole sign-in
    oauth::ServerMetadata m_server;
    Api m_api;
    http::Leash m_leash;
    oauth::Client m_oauthClient;
    std::optional<RegisteredClient> m_registered;
    std::shared_ptr<oauth::DpopProver> m_prover;
    // What is asked for, and what the answer is compared with.
    QString m_scope;
    QStringList m_resources;
    QString m_audience;
    QString m_prompt;
    QString m_acrValues;
    std::optional<std::chrono::seconds> m_maxAge;
    std::optional<QByteArray> m_nonce;
    std::optional<Secret> m_code;
    bool m_isClientsOwn = false;
    SignInFacts m_facts;

private:
    void onDiscovered(const Result<oauth::Discovered> &found);
    void confirm();
    void onConfirmed();
    void sealFieldsAgain();
    void startProceeding();
    void takeRegistered(const Session &session);
    [[nodiscard]] Result<Done> checkTokenType();
    void onIdentity(Result<Identity> identity);
    void refuseTokens(const Error &why);
    void noteWhatIsMissing();

    std::unique_ptr<oauth::Discovery> m_discovery;
    QStringList m_unconfirmed; // origins that wait for an answer
    bool m_askedForNonce = false;
    std::vector<Secret> m_sent; // with the last request
    std::optional<oauth::TokenResponse> m_tokens;
    std::unique_ptr<IdentityCheck> m_check;
    QStringList m_notes;
};

} // namespace claimcheck::login
