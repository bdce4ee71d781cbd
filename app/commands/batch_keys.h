#pragma once

#include "batch_line.h"
#include "jose/key.h"

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace claimcheck::app {

using SharedKeys = std::shared_ptr<const jose::KeySet>;

/// The members by which a line brings its own keys: at most one of them. "password" is of decrypt only.
inline constexpr Field keyFields[] = {{"jwk", FieldKind::Object},
                                      {"jwks", FieldKind::Object},
                                      {"pem", FieldKind::Text},
                                      {"secret", FieldKind::Text},
                                      {"password", FieldKind::Text}};

/// The keys of lines, imported once for each text and shared by the threads. Bounded: the oldest goes first.
/// Secrets and passwords cost nothing to import and are not kept.
class BatchKeys final {
public:
    /// `defaults` are for lines that bring no key; none without them.
    explicit BatchKeys(jose::KeySet defaults = {});

    /// Errors: BatchFieldInvalid for two sources, and what the import says (Key…, Json…, PublicKeyAsSecret).
    [[nodiscard]] Result<SharedKeys> of(const json::Value &line);

private:
    Result<SharedKeys> imported(const QByteArray &text);

    struct HashText {
        size_t operator()(const QByteArray &text) const { return qHash(text); }
    };
    const SharedKeys m_defaults;
    std::mutex m_mutex;
    std::unordered_map<QByteArray, Result<SharedKeys>, HashText> m_known;
    std::deque<QByteArray> m_order;
    qsizetype m_bytes = 0;
};

} // namespace claimcheck::app
