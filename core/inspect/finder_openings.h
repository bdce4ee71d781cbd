#pragma once

#include <QByteArrayView>

/// Where in a text something may begin that the finder reads. The finder passes over all else two bytes at a
/// time, so that gigabytes without a token cost little.
namespace claimcheck::inspect::scan {

enum class Opening : quint8 {
    None,
    Header,  // base64url of {, perhaps: `beginsHeader` tells
    Encoded, // base64 of base64url of {"
    Shape,   // the first characters of a shape that `shapeAt` knows
    Packets, // base64 of a macaroon's first packet, perhaps
    Saml,    // the name of a parameter that holds a SAML message
};

/// How far before a spot an opening may begin.
inline constexpr qsizetype openingReach = 4;
/// No opening is recognised by more characters than this.
inline constexpr qsizetype openingLength = 16;

struct Spot {
    qsizetype at = 0;
    bool mayBeOpening = false; // one may begin from `openingReach` before it up to it
    bool nearsMember = false;  // the name of a member of a JSON serialization stands around it
};

/// The next spot from `at` on; its `at` is the text's size when there is none.
[[nodiscard]] Spot nextSpot(QByteArrayView text, qsizetype at);
/// What may begin exactly at `at`.
[[nodiscard]] Opening openingAt(QByteArrayView text, qsizetype at);
/// For Encoded: where the group of four characters begins that an eyJ inside begins in.
[[nodiscard]] qsizetype encodedGroup(QByteArrayView text, qsizetype at);

} // namespace claimcheck::inspect::scan
