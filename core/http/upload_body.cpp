#include "upload_body.h"

#include <QBuffer>

#include <algorithm>

namespace claimcheck::http {

UploadBody::UploadBody(std::unique_ptr<QIODevice> device, qint64 size, Repeats repeats)
    : m_device(std::move(device)), m_size(size), m_repeats(repeats)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool UploadBody::reset()
{
    return m_repeats == Repeats::AsOften && m_device->reset() && QIODevice::seek(0);
}

bool UploadBody::seek(qint64 position)
{
    if (position == pos())
        return true;
    return m_repeats == Repeats::AsOften && m_device->seek(position) && QIODevice::seek(position);
}

qint64 UploadBody::readData(char *data, qint64 maxSize)
{
    const qint64 wanted = std::min(maxSize, m_size - pos());
    if (wanted <= 0)
        return 0;
    const qint64 count = m_device->read(data, wanted);
    if (count > 0)
        return count;
    if (!m_failure) {
        m_failure = Error{ErrorCode::FileUnreadable, QStringLiteral("the body"),
                          count < 0 ? m_device->errorString() : QStringLiteral("it became shorter")};
        if (m_onFailure)
            m_onFailure();
    }
    return -1;
}

Result<std::unique_ptr<UploadBody>> openBody(const QByteArray &bytes,
                                             const std::shared_ptr<const BodySource> &source,
                                             UploadBody::Repeats repeats)
{
    if (source) {
        auto device = source->open();
        if (!device)
            return device.error();
        return std::make_unique<UploadBody>(*std::move(device), source->size(), repeats);
    }
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(bytes);
    buffer->open(QIODevice::ReadOnly);
    return std::make_unique<UploadBody>(std::move(buffer), bytes.size(), repeats);
}

} // namespace claimcheck::http
