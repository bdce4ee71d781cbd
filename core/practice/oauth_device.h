#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace claimcheck::practice::provider {

class Provider;
struct BrowserSession;

/// A device that waits for its person (RFC 8628). Table `oauth_device`.
struct WaitingDevice {
    QByteArray userCode; // without the dash
    QByteArray clientId;
    QByteArray scope;
};
/// The device with this code, however it was typed: lower case, spaces and dashes do not matter. Nothing: it
/// is unknown, expired or was answered.
[[nodiscard]] Result<std::optional<WaitingDevice>> findDevice(Provider &provider, const QByteArray &typed);
enum class DeviceDecision { Allow, Deny };
[[nodiscard]] Result<Done> decideDevice(Provider &provider, const WaitingDevice &device,
                                        const BrowserSession &session, DeviceDecision decision);
/// "ABCD-EFGH", as it is shown.
[[nodiscard]] QByteArray shownCode(const QByteArray &userCode);

} // namespace claimcheck::practice::provider
