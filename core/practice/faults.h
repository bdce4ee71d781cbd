#pragma once

#include "base/result.h"
#include "message.h"

#include <functional>
#include <optional>
#include <span>

namespace claimcheck::practice {

/// What can be made to go wrong.
enum class Fault {
    Slow,
    Drop,
    Reset,
    Status500,
    Status429,
    WrongType,
    Html,
    LostRefresh,
    ClockSkew,
    ExpiredKeys,
    UnknownKid,
    RotatedKeys,
    WrongIssuer,
    WrongAudience,
    WeakSecret,
    AlgNone,
};

struct FaultHelp {
    Fault fault;
    const char *name; // stable: tests and scripts use it
    const char *what;
};
/// Every fault, in the order of the enumeration.
[[nodiscard]] std::span<const FaultHelp> faultHelp();

/// Which faults are on, and what they do to an answer. What they do to tokens stands in tokens.cpp, and to
/// keys in keyring.cpp; both ask here.
///
/// Faults of the wire (slow to lost-refresh) leave `/` and everything under `/practice/` alone, so that they
/// can be switched off again.
class Faults final {
public:
    static constexpr std::chrono::milliseconds slowness{3000};
    static constexpr std::chrono::seconds skew{600};

    /// A fault and where it strikes: paths that begin so (all, when empty), as often as `times` says
    /// (0: until it is switched off).
    struct Setting {
        Fault fault;
        QString path = {};
        int times = 0;
        std::chrono::milliseconds delay = slowness; // of Slow
    };
    [[nodiscard]] static Result<Fault> find(QByteArrayView name); // FaultUnknown
    void set(const Setting &setting);
    void clear(Fault fault);
    void clearAll() { m_on.clear(); }
    [[nodiscard]] bool isOn(Fault fault) const;
    [[nodiscard]] const std::vector<Setting> &on() const { return m_on; }

    /// Answers a request through the faults that are on; `handler` is the server as it should be.
    [[nodiscard]] Response answer(const Request &request,
                                  const std::function<Response(const Request &)> &handler);

private:
    /// The setting by which this fault strikes here, counted down; nothing: it does not.
    [[nodiscard]] std::optional<Setting> strikes(Fault fault, const Request &request);
    std::vector<Setting> m_on;
};

} // namespace claimcheck::practice
