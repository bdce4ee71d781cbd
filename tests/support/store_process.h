#pragma once

#include "private_bus.h"

#include <QByteArray>
#include <QProcess>
#include <QStringList>

#include <memory>
#include <optional>

namespace claimcheck::testing {

/// One operation of a KeychainStore in a process of its own, since a process has one session bus for life; so
/// each result is seen by another process than the one that made it. The process is the test itself, started
/// with
/// `--store OPERATION [ID [CONTENT in hex]]`; its answer is one line: "ok", "ok CONTENT" or "error CODE".
/// Operations: probe unlock read write remove check-writable list; drop-unlock and drop-check-writable, which
/// are destroyed before they end; unlock-together, two at once, and unlock-again after the first was
/// destroyed.

/// For main(): the exit code of such a process, or nothing if this is the test.
[[nodiscard]] std::optional<int> runStoreMode();

[[nodiscard]] std::unique_ptr<QProcess> startStore(const QProcessEnvironment &environment,
                                                   const QStringList &arguments);
/// Waits for the answer, turning the event loop.
[[nodiscard]] QByteArray answer(QProcess &process);
[[nodiscard]] QByteArray store(const QProcessEnvironment &environment, const QStringList &arguments);

/// What secret-tool, which shares nothing with this project, prints of the items with service "claimcheck",
/// or of one of them; nothing when there is none.
[[nodiscard]] QByteArray foundBySecretTool(const PrivateBus &bus, const QString &id = {});

} // namespace claimcheck::testing
