#include "signing.h"

#include "base/base64url.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "header_rules.h"
#include "parsed_token.h"
#include "signature.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

Error malformed(const char *sentence, const QString &subject)
{
    return {ErrorCode::TokenFormInvalid, subject, QCoreApplication::translate("Token", sentence)};
}

/// One JOSE Header as a reader will take it (RFC 7515 section 4); a null document for an empty text.
Result<json::Document> readHeader(const QByteArray &text)
{
    if (text.isEmpty())
        return json::Document();
    Result<json::Document> header = json::Document::parse(text);
    if (!header) {
        Error error = header.error();
        error.subject = QStringLiteral("header");
        return error;
    }
    if (!header->root().isObject())
        return Error{ErrorCode::JsonNotObject, QStringLiteral("header")};
    if (const std::optional<json::Member> repeated = json::firstDuplicate(header->root()))
        return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
    return header;
}

json::Value rootOf(const json::Document &document)
{
    return document.isNull() ? json::Value() : document.root();
}

std::optional<Error> checkAlgorithm(const json::Value &inside, const json::Value &outside,
                                    const Algorithm &algorithm)
{
    json::Value name;
    for (const json::Value &header : {inside, outside}) {
        if (header.isValid() && header.count("alg") > 0)
            name = header.find("alg");
    }
    if (!name.isValid())
        return Error{ErrorCode::AlgorithmMissing};
    if (!name.equals(algorithm.name))
        return Error{ErrorCode::AlgorithmNotAllowed, name.toString()};
    return std::nullopt;
}

/// How the payload enters the signing input (RFC 7797 section 3).
enum class Encoding { Base64url, None };

Result<Encoding> checkHeaders(const QByteArray &protectedJson, const QByteArray &unprotectedJson,
                              const Algorithm &algorithm)
{
    const Result<json::Document> protectedHeader = readHeader(protectedJson);
    if (!protectedHeader)
        return protectedHeader.error();
    const Result<json::Document> unprotectedHeader = readHeader(unprotectedJson);
    if (!unprotectedHeader)
        return unprotectedHeader.error();
    const json::Value inside = rootOf(*protectedHeader);
    const json::Value outside = rootOf(*unprotectedHeader);
    if (const std::optional<json::Member> shared = sharedName(inside, outside))
        return malformed(QT_TRANSLATE_NOOP("Token", "a name stands in both headers"),
                         shared->name.toString());
    if (const std::optional<Error> error = checkAlgorithm(inside, outside, algorithm))
        return *error;
    // Who signs may know extensions that this program does not.
    const std::optional<Error> critical = criticalError(inside, outside);
    if (critical && critical->code != ErrorCode::CriticalUnsupported)
        return *critical;
    return saysUnencoded(inside) ? Encoding::None : Encoding::Base64url;
}

/// What the key says of itself (RFC 7517 sections 4.2 to 4.4), and whether it can sign.
std::optional<Error> checkKey(const Key &key, const Algorithm &algorithm)
{
    const KeyMetadata &metadata = key.metadata();
    if (!metadata.alg.isEmpty() && metadata.alg != algorithm.name)
        return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
    const auto &operations = metadata.keyOps;
    const bool maySign = operations.empty() || std::find(operations.begin(), operations.end(),
                                                         QByteArray("sign")) != operations.end();
    if ((!metadata.use.isEmpty() && metadata.use != "sig") || !maySign)
        return Error{ErrorCode::KeyUseMismatch};
    if (const std::optional<Error> misfit = keyMisfit(algorithm, key))
        return *misfit;
    if (isWeak(algorithm, key))
        return Error{ErrorCode::KeyTooShort, QLatin1String(algorithm.name)};
    return std::nullopt;
}

QByteArray encodedPayload(const QByteArray &payload, Encoding encoding)
{
    return encoding == Encoding::None ? payload : base64url::encode(payload);
}

/// What a JSON string can hold.
bool isUtf8(QByteArrayView text)
{
    const char *at = text.begin();
    while (at != text.end()) {
        const qsizetype length = utf8::sequenceLength(at, text.end());
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

void writeSignature(json::Writer &out, const Signer &signer, const QByteArray &header,
                    const QByteArray &signature)
{
    if (!header.isEmpty())
        out.member("protected", header);
    if (!signer.unprotectedJson.isEmpty()) {
        out.name("header");
        out.raw(signer.unprotectedJson);
    }
    out.member("signature", base64url::encode(signature));
}

/// All signers agree on how the payload is encoded (RFC 7797 section 3), and all can sign.
Result<Encoding> checkSigners(const std::vector<Signer> &signers)
{
    if (signers.empty() || signers.size() > ParsedToken::maxSignatures)
        return malformed(QT_TRANSLATE_NOOP("Token", "it takes 1 to 64 signers"), partName(PartId::Signature));
    std::optional<Encoding> common;
    for (const Signer &signer : signers) {
        if (!signer.algorithm)
            return Error{ErrorCode::AlgorithmMissing};
        const Result<Encoding> encoding =
            checkHeaders(signer.protectedJson, signer.unprotectedJson, *signer.algorithm);
        if (!encoding)
            return encoding.error();
        if (common.value_or(*encoding) != *encoding)
            return malformed(QT_TRANSLATE_NOOP("Token", "b64 differs among the signatures"),
                             QStringLiteral("b64"));
        common = *encoding;
        if (const std::optional<Error> error = checkKey(signer.key, *signer.algorithm))
            return *error;
    }
    return *common;
}

} // namespace

Result<QByteArray> signCompact(const QByteArray &headerJson, const QByteArray &payload, const Key &key,
                               const Algorithm &algorithm, PayloadPlace place)
{
    if (headerJson.isEmpty())
        return Error{ErrorCode::JsonEmpty, QStringLiteral("header")};
    const Result<Encoding> encoding = checkHeaders(headerJson, {}, algorithm);
    if (!encoding)
        return encoding.error();
    if (const std::optional<Error> error = checkKey(key, algorithm))
        return *error;
    if (place == PayloadPlace::Attached && *encoding == Encoding::None && !fitsCompact(payload))
        return malformed(QT_TRANSLATE_NOOP("Token", "an unencoded payload holds other characters than a "
                                                    "compact token can carry"),
                         partName(PartId::Payload));
    const QByteArray header = base64url::encode(headerJson) + '.';
    const QByteArray input = header + encodedPayload(payload, *encoding);
    const Result<QByteArray> signature = makeOne(algorithm, key, input);
    if (!signature)
        return signature.error();
    return (place == PayloadPlace::Attached ? input : header) + '.' + base64url::encode(*signature);
}

Result<QByteArray> signJson(const QByteArray &payload, const std::vector<Signer> &signers, PayloadPlace place)
{
    const Result<Encoding> encoding = checkSigners(signers);
    if (!encoding)
        return encoding.error();
    const QByteArray body = encodedPayload(payload, *encoding);
    json::Writer out;
    out.beginObject();
    if (place == PayloadPlace::Attached) {
        if (!isUtf8(body))
            return Error{ErrorCode::JsonNotUtf8, partName(PartId::Payload)};
        out.member("payload", body);
    }
    const bool isGeneral = signers.size() > 1;
    if (isGeneral) {
        out.name("signatures");
        out.beginArray();
    }
    for (const Signer &signer : signers) {
        const QByteArray header = base64url::encode(signer.protectedJson);
        const Result<QByteArray> signature = makeOne(*signer.algorithm, signer.key, header + '.' + body);
        if (!signature)
            return signature.error();
        if (isGeneral)
            out.beginObject();
        writeSignature(out, signer, header, *signature);
        if (isGeneral)
            out.endObject();
    }
    if (isGeneral)
        out.endArray();
    out.endObject();
    return out.take();
}

} // namespace claimcheck::jose
