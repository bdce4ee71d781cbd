#include "secret.h"

#include <algorithm>
#include <utility>

#include <openssl/crypto.h>

namespace claimcheck {

Secret::Secret(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return;
    m_bytes = new char[static_cast<size_t>(bytes.size())];
    m_size = bytes.size();
    std::copy(bytes.begin(), bytes.end(), m_bytes);
}

Secret Secret::fromText(QStringView text)
{
    QByteArray utf8 = text.toUtf8();
    Secret secret{QByteArrayView(utf8)};
    wipe(utf8);
    return secret;
}

Secret::Secret(const Secret &other) : Secret(other.reveal()) {}

Secret::Secret(Secret &&other) noexcept
{
    swap(*this, other);
}

Secret &Secret::operator=(Secret other) noexcept
{
    swap(*this, other);
    return *this;
}

Secret::~Secret()
{
    OPENSSL_cleanse(m_bytes, static_cast<size_t>(m_size));
    delete[] m_bytes;
}

bool Secret::equals(const Secret &other) const
{
    return m_size == other.m_size && CRYPTO_memcmp(m_bytes, other.m_bytes, static_cast<size_t>(m_size)) == 0;
}

void swap(Secret &a, Secret &b) noexcept
{
    std::swap(a.m_bytes, b.m_bytes);
    std::swap(a.m_size, b.m_size);
}

void wipe(QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    Q_ASSERT(bytes.isDetached());
    OPENSSL_cleanse(bytes.data(), static_cast<size_t>(bytes.size()));
    bytes.clear();
}

} // namespace claimcheck
