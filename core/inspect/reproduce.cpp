#include "reproduce.h"

#include "jose/algorithm.h"
#include "jose/curves.h"
#include "jose/key_export.h"
#include "jose/signature.h"
#include "text.h"

#include <QCryptographicHash>

namespace claimcheck::inspect {

namespace {

using jose::Family;

QCryptographicHash::Algorithm hashOf(const jose::Algorithm &algorithm)
{
    const QByteArrayView digest(algorithm.digest ? algorithm.digest : "SHA256");
    return digest == "SHA384"   ? QCryptographicHash::Sha384
           : digest == "SHA512" ? QCryptographicHash::Sha512
                                : QCryptographicHash::Sha256;
}

// "tr" and padding turn base64url into what every base64 program reads.
constexpr const char *splitToken =
    "printf %s \"${TOKEN%.*}\" > input.bin\n"
    "printf %s \"${TOKEN##*.}\" | tr '_-' '/+' |\n"
    "    awk '{ while (length($0) % 4) $0 = $0 \"=\"; print }' | openssl base64 -d -A > signature.bin\n";

/// OpenSSL's commands want ECDSA signatures in DER; JOSE has R and S one after another (RFC 7518
/// section 3.4).
QString derCommands(int half)
{
    return QStringLiteral("r=$(head -c %1 signature.bin | od -An -v -tx1 | tr -d ' \\n')\n"
                          "s=$(tail -c %1 signature.bin | od -An -v -tx1 | tr -d ' \\n')\n"
                          "printf 'asn1=SEQUENCE:rs\\n[rs]\\nr=INTEGER:0x%s\\ns=INTEGER:0x%s\\n' \"$r\" "
                          "\"$s\" > rs.cnf\n"
                          "openssl asn1parse -genconf rs.cnf -noout -out signature.bin\n")
        .arg(half);
}

QString opensslCommands(const jose::Algorithm &algorithm, const jose::Key &key)
{
    const QString split = QString::fromLatin1(splitToken);
    const QString check =
        QStringLiteral("openssl dgst -%1 -verify key.pem -signature signature.bin%2 input.bin\n");
    const QString digest = QString::fromLatin1(algorithm.digest).toLower();
    switch (algorithm.family) {
    case Family::RsaPkcs1:
        return split + check.arg(digest, QString());
    case Family::RsaPss:
        return split + check.arg(digest, QStringLiteral(
                                             " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"));
    case Family::Ecdsa:
        return split + derCommands(jose::findCurve(key.curve())->size) + check.arg(digest, QString());
    case Family::Eddsa:
        return split + QStringLiteral("openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in input.bin "
                                      "-sigfile signature.bin\n");
    case Family::Hmac:
        break;
    }
    return QStringLiteral("# ") +
           Text::tr("The openssl command takes a secret only as an argument, which other programs of this "
                    "machine can "
                    "see. Use the command below.") +
           u'\n';
}

QString claimcheckCommand(const jose::Algorithm &algorithm, const jose::Key &key)
{
    const QString source = key.type() == jose::KeyType::Oct ? QStringLiteral("--secret-file secret.txt")
                                                            : QStringLiteral("--key key.pem");
    return QStringLiteral("printf %s \"$TOKEN\" | claimcheck verify - ") + source +
           QStringLiteral(" --alg ") + QString::fromLatin1(algorithm.name) + u'\n';
}

} // namespace

Result<Reproduction> reproduce(const jose::ParsedToken &token, const jose::Key &key)
{
    if (token.form() != jose::Form::Compact || token.segmentCount() != 3)
        return Error{ErrorCode::TokenKindUnsupported, Text::tr("what is not a compact JWS")};
    const jose::Algorithm *algorithm = jose::findAlgorithm(token.algorithm());
    if (!algorithm)
        return Error{ErrorCode::AlgorithmUnsupported, QString::fromUtf8(token.algorithm())};
    if (const std::optional<Error> misfit = jose::keyMisfit(*algorithm, key))
        return *misfit;
    Reproduction result;
    result.signingInput = token.text().first(token.text().lastIndexOf('.'));
    result.digestName = algorithm->digest ? algorithm->digest : "SHA256";
    result.digest = QCryptographicHash::hash(result.signingInput, hashOf(*algorithm)).toHex();
    if (key.type() != jose::KeyType::Oct) {
        const Result<QByteArray> thumbprint = jose::thumbprint(key), pem = jose::publicPem(key);
        if (!thumbprint || !pem)
            return thumbprint ? pem.error() : thumbprint.error();
        result.thumbprint = *thumbprint;
        result.publicPem = *pem;
    }
    result.openssl = opensslCommands(*algorithm, key);
    result.claimcheck = claimcheckCommand(*algorithm, key);
    return result;
}

} // namespace claimcheck::inspect
