#pragma once

#include "sd_jwt.h"

#include <QHash>
#include <QSet>

namespace claimcheck::jose {

/// Puts disclosures where their digests stand (RFC 9901 section 7.1 steps 3 to 5), and writes the processed
/// payload. Linear in the size of the token: every digest leads to at most one disclosure, and each
/// disclosure is written at most once. Goes on after a problem, so that all of them are seen.
class DisclosureWalk {
public:
    static constexpr int maxDepth = 512;

    /// The disclosures have their digests already; this fills referenced, parent, pointer and problem.
    explicit DisclosureWalk(std::vector<Disclosure> &disclosures);

    /// The processed payload, or the first problem of the payload and its disclosures in document order.
    [[nodiscard]] Result<QByteArray> run(const json::Value &claims);
    [[nodiscard]] int unmatchedDigests() const { return m_unmatched; }

private:
    void writeValue(const json::Value &value);
    void writeObject(const json::Value &object);
    void writeArray(const json::Value &array);
    void writeDisclosed(const std::vector<json::Member> &members, const json::Value &digests, bool &first);
    void writeMember(const json::Value &name, const json::Value &value, bool &first);
    void writeDisclosure(size_t index, const json::Value &value);
    /// The disclosure of this digest, when there is one and it has so many elements.
    [[nodiscard]] std::optional<size_t> take(const json::Value &digest, qsizetype elements);
    void separate(bool &first);
    void complain(Error error);
    void complain(size_t disclosure, Error error);

    std::vector<Disclosure> &m_disclosures;
    QHash<QByteArray, size_t> m_byDigest;
    QSet<QByteArray> m_seen;
    QByteArray m_out;
    QString m_path;                  // of the value that is being written
    std::optional<size_t> m_current; // the disclosure whose value is being written
    int m_depth = 0;
    int m_unmatched = 0;
    std::optional<Error> m_problem;
};

} // namespace claimcheck::jose
