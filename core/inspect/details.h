#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// A line below a claim or a header parameter, when it is opened.
struct Detail {
    QString label; // "openid", "Subject", "[0]", "street_address"
    QString text;  // the value in words; raw JSON for values that have no words
    QString meaning;
    std::optional<json::Span> span; // in the decoded part, where it has one
    std::vector<Detail> children;
};

/// More lines than this below one value are not made: a last one says how many are left.
inline constexpr int mostDetails = 1000;
inline constexpr int deepestDetail = 16;

/// What a value holds: the words of a scope, the methods of amr, certificates of x5c, thumbprints of jwk and
/// cnf, and the members of any object or list. Empty for a plain value. Made when a row is opened: a report
/// does without. The chain of an x5c is checked against `authorities`, a PEM file (the system's: see
/// jose::systemAuthorities); not at all where it is empty.
[[nodiscard]] std::vector<Detail> detailsOf(const Row &row, TimePoint at, const QString &authorities = {});

/// The same of certificates in DER that came in another way, the signer's (a TLS server's) first: a line for
/// each, with what it says below it, then the chain's. One that cannot be read says so in its place.
[[nodiscard]] std::vector<Detail> certificateDetails(const std::vector<QByteArray> &chain, TimePoint at,
                                                     const QString &authorities = {});

/// Whether opening the value tells more than its JSON does: scopes, methods, certificates, keys.
[[nodiscard]] bool tellsMoreOpened(const Row &row);

} // namespace claimcheck::inspect
