#pragma once

#include "base/result.h"

#include <QByteArray>

#include <memory>

namespace claimcheck::http {

/// What is asked for: gzip, deflate and Brotli (RFC 9110 section 8.4.1, RFC 7932).
inline constexpr char acceptedEncodings[] = "gzip, deflate, br";

/// Undoes the content coding of a body piece by piece, so that a small body that unpacks to a huge one costs
/// neither memory nor time before somebody has counted its bytes.
class ContentDecoder {
public:
    static constexpr qsizetype pieceSize = 64 * 1024;

    virtual ~ContentDecoder() = default;
    /// More bytes from the wire; only after `next` has asked for them.
    virtual void feed(QByteArray bytes) = 0;
    /// The next piece, or an empty one: more bytes are wanted. Error: NetworkFailed (the body is not in the
    /// coding that its header names).
    [[nodiscard]] virtual Result<QByteArray> next() = 0;
    /// Whether the body may end here.
    [[nodiscard]] virtual bool isWhole() const = 0;

    /// For a Content-Encoding. What is not known, and several codings one over the other, come as they are.
    [[nodiscard]] static std::unique_ptr<ContentDecoder> of(const QByteArray &encoding);
    [[nodiscard]] static bool knows(const QByteArray &encoding);
};

} // namespace claimcheck::http
