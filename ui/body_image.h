#pragma once

#include "requests/overflow.h"

#include <QImage>
#include <QString>
#include <QWidget>

namespace claimcheck::ui {

/// A picture that was read.
struct DecodedImage {
    QImage image = {};
    QString facts = {}; // "PNG · 640 × 480"
};
/// More bytes, or more pixels, are not decoded.
inline constexpr qint64 mostImageBytes = 32 * 1024 * 1024;
inline constexpr qint64 mostImagePixels = 40 * 1000 * 1000;
/// The name of the format that the first bytes are of ("png"), whatever the server says; empty for none.
[[nodiscard]] QByteArray imageFormat(QByteArrayView head);
/// For a worker. An SVG is drawn without what it refers to: nothing is fetched or read from the disk. Errors:
/// InputTooLarge, FileUnreadable (detail: what the reader says); those of Overflow.
[[nodiscard]] Result<DecodedImage> decodeImage(const requests::Overflow &body);

/// A picture, made smaller where it is larger than the room; what is transparent shows squares.
class BodyImage final : public QWidget {
    Q_OBJECT
public:
    explicit BodyImage(QWidget *parent = nullptr);
    void setImage(const DecodedImage &decoded);
    [[nodiscard]] const QImage &image() const { return m_image; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_image;
};

} // namespace claimcheck::ui
