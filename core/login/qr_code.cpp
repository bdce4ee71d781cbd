#include "qr_code.h"

#include <QCoreApplication>

#include <memory>

#include <qrencode.h>

namespace claimcheck::login {

Result<QrCode> QrCode::of(const QByteArray &text)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(
        QRcode_encodeString8bit(text.constData(), 0, QR_ECLEVEL_M), QRcode_free);
    if (!made)
        return Error{ErrorCode::InputTooLarge, QCoreApplication::translate("Login", "The address")};
    QrCode code;
    code.m_size = made->width;
    code.m_dark.resize(static_cast<size_t>(made->width) * static_cast<size_t>(made->width));
    for (size_t i = 0; i < code.m_dark.size(); ++i)
        code.m_dark[i] = made->data[i] & 1;
    return code;
}

} // namespace claimcheck::login
