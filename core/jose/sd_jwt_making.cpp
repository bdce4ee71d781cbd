#include "sd_jwt.h"

#include "base/json_writer.h"
#include "sd_hash.h"
#include "signing.h"

namespace claimcheck::jose {

Result<QByteArray> presentSdJwt(const SdJwt &token, const std::vector<size_t> &chosen)
{
    if (!token.processed())
        return token.processed().error();
    const std::vector<Disclosure> &disclosures = token.disclosures();
    std::vector<bool> shown(disclosures.size(), false);
    for (const size_t index : chosen) {
        if (index >= disclosures.size())
            return Error{ErrorCode::DisclosureUnreferenced, QString::number(index + 1)};
        // A disclosure inside another means nothing without it.
        for (std::optional<size_t> at = index; at && !shown[*at]; at = disclosures[*at].parent)
            shown[*at] = true;
    }
    QByteArray text = token.issuerToken().text() + '~';
    for (size_t i = 0; i < disclosures.size(); ++i) {
        if (shown[i])
            text += disclosures[i].text + '~';
    }
    return text;
}

Result<QByteArray> makeKeyBinding(const SdJwt &presentation, const Key &holder, const Algorithm &algorithm,
                                  const KeyBindingRequest &request)
{
    if (!presentation.processed())
        return presentation.processed().error();
    if (algorithm.family == Family::Hmac)
        return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
    for (const auto &[name, value] : {std::pair{"aud", &request.audience}, {"nonce", &request.nonce}}) {
        if (value->isEmpty())
            return Error{ErrorCode::ClaimMissing, QLatin1String(name)};
    }
    const Result<QByteArray> hash =
        sdDigest(*findSdHash(presentation.hashAlgorithm()), presentation.presentation());
    if (!hash)
        return hash.error();
    json::Writer header;
    header.beginObject();
    header.member("typ", QByteArrayView("kb+jwt"));
    header.member("alg", QByteArrayView(algorithm.name));
    header.endObject();
    json::Writer claims;
    claims.beginObject();
    claims.name("iat");
    claims.integer(std::chrono::floor<std::chrono::seconds>(request.at).time_since_epoch().count());
    claims.member("aud", QByteArrayView(request.audience));
    claims.member("nonce", QByteArrayView(request.nonce));
    claims.member("sd_hash", QByteArrayView(*hash));
    claims.endObject();
    const Result<QByteArray> binding = signCompact(header.take(), claims.take(), holder, algorithm);
    if (!binding)
        return binding.error();
    return presentation.presentation().toByteArray() + *binding;
}

} // namespace claimcheck::jose
