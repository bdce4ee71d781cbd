#pragma once

#include "learn_client.h"

#include "requests/cors.h"

namespace claimcheck::ui {

/// A page of another origin in a browser: its script asks, and the browser decides by the answer's headers
/// what the script may read (the Fetch standard). The server answers in any case.
class LearnCorsClient final : public LearnClient {
public:
    [[nodiscard]] Result<http::Request> request(LearnCall call, const QUrl &server,
                                                const LearnFacts &facts) override;
    void take(LearnCall call, const http::Response &response) override;
    [[nodiscard]] QByteArray holds() const override;
    [[nodiscard]] std::optional<Verdict> verdict() const override { return m_verdict; }

private:
    requests::BrowserRequest m_asked;
    std::optional<http::Response> m_preflight;
    std::optional<Verdict> m_verdict;
};

} // namespace claimcheck::ui
