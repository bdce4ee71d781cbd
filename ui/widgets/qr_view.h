#pragma once

#include "login/qr_code.h"

#include <QWidget>

#include <optional>

namespace claimcheck::ui {

/// A QR code for a camera: dark on white in every theme, whole pixels, with the quiet zone of four modules
/// that ISO/IEC 18004 wants around it. Hidden while there is none.
class QrView final : public QWidget {
    Q_OBJECT
public:
    explicit QrView(QWidget *parent = nullptr);

    /// `text`: what it says, for who cannot see it. More than a code can hold shows nothing.
    void setText(const QByteArray &text);
    void clear();

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int modules() const;
    std::optional<login::QrCode> m_code;
};

} // namespace claimcheck::ui
