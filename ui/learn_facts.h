#pragma once

#include "base/result.h"

#include <QString>

#include <vector>

namespace claimcheck::ui {

/// A sign-in system of the practice server, in the server's own words.
struct LearnSystem {
    /// Code: by the provider. Purpose and Cors are topics, and no ways to stay signed in.
    enum class Transport { Cookie, Bearer, Dpop, Code, Purpose, Cors };
    [[nodiscard]] bool isTopic() const { return transport >= Transport::Purpose; }
    QString id;
    QString title;
    Transport transport;
    QString prefix; // "/systems/ID"; "/oauth"
    QString holds, stores, checks, revoking, restart, second;
};

/// What `GET /practice/facts` tells: a user with whom to sign in, the systems, the provider after them,
/// and the topics last.
struct LearnFacts {
    QString username;
    QString password; // known to all
    std::vector<LearnSystem> systems;
    /// The same without the topics: what can be measured.
    [[nodiscard]] LearnFacts ofSystemsOnly() const;

    /// Errors: ResponseNotJson; UnexpectedStatus where it is JSON of something else. The subject is `server`.
    [[nodiscard]] static Result<LearnFacts> parse(const QByteArray &json, const QString &server);
};

/// The member `tables` of an answer of `/practice/inside`, as it was sent; "{}" where there is none.
[[nodiscard]] QByteArray learnTables(const QByteArray &json);

} // namespace claimcheck::ui
