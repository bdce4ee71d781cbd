#pragma once

#include "base/result.h"

#include <QByteArray>

#include <vector>

namespace claimcheck::login {

/// A QR code (ISO/IEC 18004) of an address, for a telephone's camera. It holds no secret: a user code is
/// meant to be shown.
class QrCode {
public:
    /// InputTooLarge for more than a QR code can hold.
    [[nodiscard]] static Result<QrCode> of(const QByteArray &text);
    /// Modules in a row, without the quiet zone of four that belongs around them.
    [[nodiscard]] int size() const { return m_size; }
    [[nodiscard]] bool isDark(int column, int row) const
    {
        return column >= 0 && row >= 0 && column < m_size && row < m_size &&
               m_dark[static_cast<size_t>(row * m_size + column)];
    }

private:
    int m_size = 0;
    std::vector<bool> m_dark;
};

} // namespace claimcheck::login
