#pragma once

#include "systems.h"

namespace claimcheck::practice {

/// What scripts want to know, as one line of JSON: `{"ready":true,"url","issuer","users":[{"id","username",
/// "password","name","scope"}],"clients":[…],"systems":[ABOUT…],"provider":ABOUT,"topics":[ABOUT…],
/// "faults":["slow",…],"algorithms":[…]}`.
/// `url` is where the server is, and `issuer` what its tokens say.
[[nodiscard]] QByteArray factsJson(const QByteArray &url, const QByteArray &issuer, const Systems &systems);

/// The names of all faults, the server's before those of its OpenID Provider.
[[nodiscard]] std::vector<QByteArray> faultNames();

/// Every fault there is, the server's before those of its OpenID Provider.
struct FaultState {
    const char *name;
    const char *what;
    bool on;
};
[[nodiscard]] std::vector<FaultState> faultStates(const Faults &faults, const provider::Provider &provider);

/// `{"id","title","transport","prefix","holds","stores","checks","revoking","restart","second"}`.
void writeAbout(json::Writer &writer, const System::About &about, const QString &prefix);

} // namespace claimcheck::practice
