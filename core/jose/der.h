#pragma once

#include "evp.h"

#include <QByteArrayView>

#include <optional>

namespace claimcheck::jose {

/// One structure that keys come in, by the label that PEM gives it (RFC 7468). Adding one is adding a row.
struct DerKind {
    const char *label;
    const char *name; // as people say it: "SPKI", "PKCS#8", …
    enum class Holds { PublicKey, PrivateKey, Certificate } holds;
    /// The key, if the octets are this structure to their end; else null.
    PkeyPtr (*read)(QByteArrayView der);
    [[nodiscard]] bool isPrivate() const { return holds == Holds::PrivateKey; }
};

/// A 16,384-bit private key takes under 10 kB, and no certificate of use is larger than this.
constexpr qsizetype maxDerSize = 64 * 1024;

/// By label; nullptr for others.
[[nodiscard]] const DerKind *findDerKind(QByteArrayView label);
/// The kind that reads these octets to their end; nullptr when none does, or when there are too many.
[[nodiscard]] const DerKind *recogniseDer(QByteArrayView der);
/// True if the octets are one SEQUENCE and nothing after it: what all these structures are.
[[nodiscard]] bool isDerSequence(QByteArrayView bytes);
/// True for SPKI, PKCS#1 and certificates: what everybody may know.
[[nodiscard]] bool isPublicDer(QByteArrayView der);
/// The name of what the octets are, if it is none of the kinds: "PKCS#12 file", "certificate request", …
[[nodiscard]] std::optional<QString> recogniseOtherDer(QByteArrayView der);

/// `d2i` must read the octets to their end: what follows them would be unseen.
template <class Owner, class D2i>
[[nodiscard]] Owner decodeWhole(D2i d2i, QByteArrayView der)
{
    const unsigned char *at = octets(der);
    Owner object(d2i(nullptr, &at, static_cast<long>(der.size())));
    return object && at == octets(der) + der.size() ? std::move(object) : nullptr;
}

} // namespace claimcheck::jose
