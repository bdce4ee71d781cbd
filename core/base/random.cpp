#include "random.h"

#include "base64url.h"

#include <openssl/rand.h>

namespace claimcheck {

Result<QByteArray> randomBytes(qsizetype count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    if (RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), static_cast<int>(count)) != 1)
        return Error{ErrorCode::RandomUnavailable};
    return bytes;
}

Result<QByteArray> randomText(qsizetype count)
{
    const auto bytes = randomBytes(count);
    if (!bytes)
        return bytes.error();
    return base64url::encode(*bytes);
}

} // namespace claimcheck
