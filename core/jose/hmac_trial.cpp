#include "hmac_trial.h"

#include "algorithm.h"
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>

#include <array>

namespace claimcheck::jose {

struct HmacTrial::State {
    MacContextPtr context;
    QByteArray digest, input, signature;
};

HmacTrial::HmacTrial(std::unique_ptr<State> state) : m_state(std::move(state)) {}
HmacTrial::HmacTrial(HmacTrial &&other) noexcept = default;
HmacTrial &HmacTrial::operator=(HmacTrial &&other) noexcept = default;
HmacTrial::~HmacTrial() = default;

std::optional<HmacTrial> HmacTrial::of(const ParsedToken &token)
{
    const Algorithm *algorithm = findAlgorithm(token.algorithm());
    if (!algorithm || algorithm->family != Family::Hmac || token.lacksPayload())
        return std::nullopt;
    auto state = std::make_unique<State>();
    state->signature = token.part(PartId::Signature).bytes;
    // A deep copy: of a compact token it is a view.
    const QByteArray input = token.signingInput();
    state->input = QByteArray(input.constData(), input.size());
    state->digest = algorithm->digest;
    if (state->signature.size() != algorithm->signatureSize)
        return std::nullopt;
    const ErrorQueueGuard guard;
    state->context.reset(EVP_MAC_CTX_new(fetchHmac()));
    char *digest = state->digest.data();
    const std::array<OSSL_PARAM, 2> params{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                           OSSL_PARAM_construct_end()};
    if (!state->context || EVP_MAC_CTX_set_params(state->context.get(), params.data()) != 1)
        return std::nullopt;
    return HmacTrial(std::move(state));
}

bool HmacTrial::fits(QByteArrayView secret)
{
    if (secret.isEmpty())
        return false;
    const ErrorQueueGuard guard;
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    size_t size = 0;
    EVP_MAC_CTX *context = m_state->context.get();
    const bool computed =
        EVP_MAC_init(context, octets(secret), static_cast<size_t>(secret.size()), nullptr) == 1 &&
        EVP_MAC_update(context, octets(m_state->input), static_cast<size_t>(m_state->input.size())) == 1 &&
        EVP_MAC_final(context, out.data(), &size, out.size()) == 1;
    return computed && size == static_cast<size_t>(m_state->signature.size()) &&
           CRYPTO_memcmp(out.data(), m_state->signature.constData(), size) == 0;
}

} // namespace claimcheck::jose
