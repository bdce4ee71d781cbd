#pragma once

#include "learn_client.h"

namespace claimcheck::ui {

/// A person with a mail box, a download, and a sign-in that asks for letters: tokens that are good for one
/// thing.
class LearnPurposeClient final : public LearnClient {
public:
    [[nodiscard]] Result<http::Request> request(LearnCall call, const QUrl &server,
                                                const LearnFacts &facts) override;
    void take(LearnCall call, const http::Response &response) override;
    [[nodiscard]] QByteArray holds() const override;
    /// The token of the newest link.
    [[nodiscard]] QByteArray token() const override { return m_newest; }

private:
    QByteArray m_mailToken, m_downloadToken, m_captchaToken;
    QByteArray m_newest;
};

} // namespace claimcheck::ui
