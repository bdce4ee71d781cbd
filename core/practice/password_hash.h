#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QByteArray>

namespace claimcheck::practice {

/// A password as it is stored: scrypt (RFC 7914) with its own salt, and the parameters that it was made with,
/// so that a later version may raise them and still read old rows.
struct PasswordHash {
    QByteArray salt = {};
    QByteArray hash = {};
    // N = 2^14, r = 8, p = 1: 16 MiB and about 50 ms. More would be better against a stolen database, but a
    // fresh server hashes each of its known users before it is ready, and that has to stay well under a third
    // of a second.
    int cost = 1 << 14;
    int blockSize = 8;
    int parallelism = 1;
};

enum class PasswordMatch { Match, Mismatch };

/// Errors: RandomUnavailable, CryptoFailed.
[[nodiscard]] Result<PasswordHash> hashPassword(const Secret &password);
/// Hashes `password` the same way and compares in constant time. Takes as long for a wrong one as for a right
/// one.
[[nodiscard]] Result<PasswordMatch> matchPassword(const Secret &password, const PasswordHash &stored);

} // namespace claimcheck::practice
