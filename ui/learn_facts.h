#pragma once

#include "base/result.h"

#include <QString>

#include <vector>

namespace claimcheck::ui {

/// A sign-in system of the practice server, in the server's own words.
struct LearnSystem {
    enum class Transport { Cookie, Bearer, Dpop, Code }; // Code: by the provider
    QString id;
    QString title;
    Transport transport;
    QString prefix; // "/systems/ID"; "/oauth"
    QString holds, stores, checks, revoking, restart, second;
};

/// What `GET /practice/facts` tells: a user with whom to sign in, and the systems, the provider last.
struct LearnFacts {
    QString username;
    QString password; // known to all
    std::vector<LearnSystem> systems;

    /// Errors: ResponseNotJson; UnexpectedStatus where it is JSON of something else. The subject is `server`.
    [[nodiscard]] static Result<LearnFacts> parse(const QByteArray &json, const QString &server);
};

/// The member `tables` of an answer of `/practice/inside`, as it was sent; "{}" where there is none.
[[nodiscard]] QByteArray learnTables(const QByteArray &json);

} // namespace claimcheck::ui
