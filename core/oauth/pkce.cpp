#include "pkce.h"

#include "base/base64url.h"
#include "base/random.h"

#include <openssl/evp.h>

#include <array>

namespace claimcheck::oauth {

Result<Pkce> makePkce()
{
    Result<QByteArray> text = randomText(32);
    if (!text)
        return text.error();
    Pkce pkce{Secret(QByteArrayView(*text)), {}};
    wipe(*text);
    pkce.challenge = s256Challenge(pkce.verifier);
    if (pkce.challenge.isEmpty())
        return Error{ErrorCode::CryptoFailed, {}, QStringLiteral("SHA-256")};
    return pkce;
}

QByteArray s256Challenge(const Secret &verifier)
{
    std::array<unsigned char, 32> hash{};
    size_t size = 0;
    if (EVP_Q_digest(nullptr, "SHA256", nullptr, verifier.reveal().data(),
                     static_cast<size_t>(verifier.size()), hash.data(), &size) != 1)
        return {};
    return base64url::encode({hash.data(), qsizetype(size)});
}

} // namespace claimcheck::oauth
