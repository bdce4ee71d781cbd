#include "pem.h"

#include "base/secret.h"

#include <openssl/evp.h>

#include <algorithm>

namespace claimcheck::jose {

namespace {

constexpr QByteArrayView beginMark = "-----BEGIN ";
constexpr QByteArrayView endMark = "-----END ";
constexpr QByteArrayView dashes = "-----";
constexpr QByteArrayView procType = "Proc-Type:";
constexpr QByteArrayView dekInfo = "DEK-Info:";

/// Line ends that were written out, as in JSON strings and environment variables.
QByteArray unescaped(QByteArrayView text)
{
    QByteArray plain = text.toByteArray();
    if (plain.contains('\\'))
        plain.replace("\\r", "").replace("\\n", "\n");
    return plain;
}

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

QByteArray withoutWhiteSpace(QByteArrayView text)
{
    QByteArray out;
    out.reserve(text.size());
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return !isSpace(c); });
    return out;
}

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Takes "DEK-Info: NAME,IV" off the front. Where line ends were lost, only the cipher says where its IV ends
/// and the key begins.
QByteArrayView readDekInfo(QByteArrayView body, QByteArray &info)
{
    const qsizetype at = body.indexOf(dekInfo);
    if (at < 0)
        return {};
    const QByteArrayView rest = body.sliced(at + dekInfo.size());
    const qsizetype comma = rest.indexOf(',');
    if (comma < 0 || comma > 40)
        return {};
    const QByteArray name = rest.first(comma).trimmed().toByteArray();
    const EVP_CIPHER *cipher = EVP_get_cipherbyname(name.constData());
    const qsizetype ivSize = cipher ? 2 * EVP_CIPHER_get_iv_length(cipher) : rest.size();
    qsizetype end = comma + 1;
    while (end < rest.size() && end - comma <= ivSize && isHexDigit(rest[end]))
        ++end;
    info = name + rest.sliced(comma, end - comma).toByteArray();
    return rest.sliced(end);
}

/// Other header lines end with an empty line (RFC 1421 section 4.4).
QByteArrayView withoutHeaders(QByteArrayView body)
{
    if (!body.contains(':'))
        return body;
    qsizetype lineBegin = 0;
    while (lineBegin < body.size()) {
        const qsizetype lineEnd = body.indexOf('\n', lineBegin);
        const QByteArrayView line = body.sliced(lineBegin, (lineEnd < 0 ? body.size() : lineEnd) - lineBegin);
        if (lineBegin > 0 && line.trimmed().isEmpty())
            return body.sliced(lineBegin);
        if (lineEnd < 0)
            break;
        lineBegin = lineEnd + 1;
    }
    return {};
}

PemBlock readBlock(QByteArrayView label, QByteArrayView body)
{
    PemBlock block;
    block.label = label.toByteArray().simplified();
    block.isEncrypted = body.contains(procType) && body.contains("ENCRYPTED");
    QByteArray base64 =
        withoutWhiteSpace(block.isEncrypted ? readDekInfo(body, block.dekInfo) : withoutHeaders(body));
    if (const auto decoded = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors))
        block.der = *decoded;
    wipe(base64);
    return block;
}

} // namespace

bool looksLikePem(QByteArrayView text)
{
    return text.contains(beginMark);
}

QByteArray decodeBareBase64(QByteArrayView text)
{
    QByteArray plain = unescaped(text);
    QByteArray base64 = withoutWhiteSpace(plain);
    wipe(plain);
    QByteArray bytes;
    for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
        const auto decoded =
            QByteArray::fromBase64Encoding(base64, alphabet | QByteArray::AbortOnBase64DecodingErrors);
        if (decoded)
            bytes = *decoded;
    }
    wipe(base64);
    return bytes;
}

std::vector<PemBlock> readPem(QByteArrayView source)
{
    QByteArray text = unescaped(source);
    const QByteArrayView view(text);
    std::vector<PemBlock> blocks;
    qsizetype at = 0;
    while ((at = view.indexOf(beginMark, at)) >= 0) {
        const qsizetype labelBegin = at + beginMark.size();
        const qsizetype labelEnd = view.indexOf(dashes, labelBegin);
        if (labelEnd < 0)
            break;
        const qsizetype bodyBegin = labelEnd + dashes.size();
        const qsizetype bodyEnd = view.indexOf(dashes, bodyBegin);
        if (bodyEnd < 0)
            break;
        at = bodyEnd;
        // A block that was cut off: what follows is the next one.
        if (!view.sliced(bodyEnd).startsWith(endMark))
            continue;
        blocks.push_back(readBlock(view.sliced(labelBegin, labelEnd - labelBegin),
                                   view.sliced(bodyBegin, bodyEnd - bodyBegin)));
        at += endMark.size();
    }
    wipe(text);
    return blocks;
}

} // namespace claimcheck::jose
