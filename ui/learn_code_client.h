#pragma once

#include "learn_client.h"

#include "oauth/pkce.h"

#include <map>

namespace claimcheck::ui {

/// A client of the provider (authorization code with PKCE, RFC 6749 and RFC 7636), and the browser of the
/// person who uses it: each with what it holds, and what it sends. Cookies and the password are the
/// browser's.
class LearnCodeClient final : public LearnClient {
public:
    /// The request of a step, of the client or of the browser. Error: RandomUnavailable.
    [[nodiscard]] Result<http::Request> request(LearnCall call, const QUrl &server,
                                                const LearnFacts &facts) override;
    void take(LearnCall call, const http::Response &response) override;
    [[nodiscard]] QByteArray holds() const override;
    [[nodiscard]] QByteArray token() const override { return m_token; }

private:
    [[nodiscard]] Result<http::Request> authorize(const QUrl &server);
    [[nodiscard]] http::Request ofBrowser(const QByteArray &method, const QUrl &url) const;
    [[nodiscard]] http::Request toToken(const QUrl &server, const std::vector<http::Header> &form) const;
    [[nodiscard]] QByteArray widened() const;

    std::map<QByteArray, QByteArray> m_cookies; // of the browser
    QByteArray m_interaction, m_csrf;           // of the page that it shows
    QByteArray m_location;                      // where the provider sent it last
    oauth::Pkce m_pkce;
    QByteArray m_state;
    QByteArray m_code;
    QByteArray m_token;
    QByteArray m_refreshToken, m_oldRefreshToken;
    QByteArray m_idToken;
};

} // namespace claimcheck::ui
