#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace claimcheck::login {

/// One claim as a token has it, beside what the server says now.
struct DriftRow {
    enum class Change { Same, Changed, Gone, New };
    QByteArray token;  // "access-token", "id-token"
    QByteArray beside; // "userinfo", "introspection"
    QString claim;
    Change change;
    QString then, now; // a text, or JSON as it was sent; 256 characters at most
    /// The difference is about who it is or what they may do.
    bool matters = false;
};
/// "same", "changed", "gone", "new".
[[nodiscard]] QByteArray changeName(DriftRow::Change change);

/// What a person's tokens still say beside what the server says now.
struct Drift {
    std::vector<DriftRow> rows;
    std::optional<bool> active; // of the access token, by introspection
    QStringList notes;          // what could not be asked, and why
    /// The access token is not active any more, or a row matters.
    [[nodiscard]] bool matters() const;
};

/// Compares the claims of `then` (a token's) with those of `now` (an answer's); both are JSON objects, and
/// what is none has no claims. Lists and scopes are compared as sets, for their order means nothing. Left out
/// are the claims that describe the token itself (its times, jti, nonce, hashes, sid).
///
/// What matters: another value of a claim that says who it is or what they may do (sub, aud, scope, roles,
/// groups, permissions, email, email_verified, acr, cnf, …), and one that the ID Token has and UserInfo has
/// no more. A claim of the access token that an answer does not repeat says nothing: few servers repeat all.
[[nodiscard]] std::vector<DriftRow> compareClaims(const QByteArray &token, const QByteArray &then,
                                                  const QByteArray &beside, const QByteArray &now);

} // namespace claimcheck::login
