#pragma once

#include <QByteArray>
#include <QString>

namespace claimcheck {

/// Bytes that must not be seen: a password, a token, a key. Copies are deep, and every copy is wiped
/// (OPENSSL_cleanse) when it goes. There is no `QDebug <<` and no implicit text; `reveal()` is the one way
/// out.
///
/// What it cannot wipe: copies inside QLineEdit, QNetworkRequest, QNetworkReply, QtKeychain's jobs and the
/// D-Bus message they send, and whatever a caller makes of `reveal()`.
class Secret final {
public:
    Secret() = default;
    explicit Secret(QByteArrayView bytes);
    static Secret fromText(QStringView text);
    Secret(const Secret &other);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret other) noexcept;
    ~Secret();

    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] qsizetype size() const { return m_size; }
    /// The bytes, valid as long as this object is. Every call is a place to review.
    [[nodiscard]] QByteArrayView reveal() const { return {m_bytes, m_size}; }
    /// Compares in constant time (for equal lengths).
    [[nodiscard]] bool equals(const Secret &other) const;
    friend void swap(Secret &a, Secret &b) noexcept;

private:
    char *m_bytes = nullptr;
    qsizetype m_size = 0;
};

/// Wipes a buffer that is not shared; a shared QByteArray would detach and keep the original (so this
/// asserts).
void wipe(QByteArray &bytes);

} // namespace claimcheck
