#pragma once

#include "login/profile.h"

#include <functional>

class QWidget;

namespace claimcheck::ui {

/// Settings of a profile or a request that only a person knows: their CLI keys and values.
using AskedSettings = std::vector<std::pair<QString, QString>>;

/// Asks for the values of these keys ("tls.caFile", "tls.clientCertificate", "tls.clientKey", "proxy",
/// "scope"), one after the other: for a file in a file dialog, else for a line that begins with the value of
/// `before`. `done` comes once all are there, never when one was closed or `parent` is gone.
void askForSettings(const QStringList &keys, const AskedSettings &before, QWidget *parent,
                    std::function<void(const AskedSettings &)> done);

} // namespace claimcheck::ui
