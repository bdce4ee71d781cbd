#pragma once

#include "message.h"

#include <QIODevice>

namespace claimcheck::http {

/// A request's body as Qt reads it: exactly as many bytes as were announced. Not a QBuffer: for that class Qt
/// reads the bytes behind it and never asks.
class UploadBody final : public QIODevice {
public:
    /// A body that can be read once cannot be rewound. When a connection breaks before the answer, Qt sends a
    /// request again by itself, and a refresh token that arrives twice signs the person out; Qt gives up
    /// where the body cannot be rewound.
    enum class Repeats { Once, AsOften };
    UploadBody(std::unique_ptr<QIODevice> device, qint64 size, Repeats repeats);

    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] bool reset() override;
    [[nodiscard]] bool seek(qint64 position) override;
    /// Nothing, or why it could not be read to its announced end (FileUnreadable). Qt ends such a body
    /// without a word, and the server would wait for the rest.
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }
    void onFailure(std::function<void()> action) { m_onFailure = std::move(action); }

protected:
    [[nodiscard]] qint64 readData(char *data, qint64 maxSize) override;
    [[nodiscard]] qint64 writeData(const char *, qint64) override { return -1; }

private:
    std::unique_ptr<QIODevice> m_device;
    const qint64 m_size;
    const Repeats m_repeats;
    std::optional<Error> m_failure;
    std::function<void()> m_onFailure;
};

/// The body of a request as a device at its begin: that of its source, or its bytes. Errors: those of
/// BodySource::open.
[[nodiscard]] Result<std::unique_ptr<UploadBody>> openBody(const QByteArray &bytes,
                                                           const std::shared_ptr<const BodySource> &source,
                                                           UploadBody::Repeats repeats);

} // namespace claimcheck::http
