#pragma once

#include "flow.h"

namespace claimcheck::login {

/// Gets a profile's session ready for use: loads it where need be, and refreshes it where less than `minTtl`
/// is left (without one: less than 30 s, or than half of a short life) of what is wanted.
class ReadyFlow final : public Flow {
public:
    /// An ID Token has an end of its own, which may come first.
    enum class For { AccessToken, IdToken };
    struct Ready {
        bool refreshed = false;
    };
    ReadyFlow(Desk &desk, const QString &id, std::optional<std::chrono::seconds> minTtl,
              DeliveryPtr<Result<Ready>> delivery, For wanted = For::AccessToken)
        : Flow(desk, id), m_minTtl(minTtl), m_delivery(std::move(delivery)), m_wanted(wanted)
    {
    }
    void start() override;

private:
    void onLoaded();
    [[nodiscard]] bool isEnough(const std::optional<TimePoint> &end);
    void onRefreshed(const Result<SessionInfo> &refreshed);
    void finish(Result<Ready> result);

    std::optional<std::chrono::seconds> m_minTtl;
    DeliveryPtr<Result<Ready>> m_delivery;
    For m_wanted;
};

/// One request with a profile's credential: ready -> send -> a 401? refresh once -> send again.
class SendFlow final : public Flow {
public:
    SendFlow(Desk &desk, const QString &id, http::Request request, DeliveryPtr<Result<Answer>> delivery,
             std::function<void(http::Progress)> progress, SendExtras extras = {})
        : Flow(desk, id)
        , m_request(std::move(request))
        , m_delivery(std::move(delivery))
        , m_progress(std::move(progress))
        , m_extras(std::move(extras))
    {
    }
    void start() override;

private:
    void sendOnce();
    void onAnswer(Result<http::Response> response);
    void finish(Result<Answer> result);

    http::Request m_request;
    DeliveryPtr<Result<Answer>> m_delivery;
    std::function<void(http::Progress)> m_progress;
    SendExtras m_extras;
    bool m_refreshed = false;
    bool m_again = false;
    bool m_nonceTried = false;
};

} // namespace claimcheck::login
