#include "findings.h"

#include "text.h"
#include "jose/algorithm.h"

namespace claimcheck::inspect {

namespace {

using jose::Algorithm;
using jose::Family;
using jose::PartId;

/// A DER length at `at`, in the short or the one-byte long form; -1 for others. An ECDSA signature has no
/// longer one.
qsizetype derLength(QByteArrayView der, qsizetype &at)
{
    if (at >= der.size())
        return -1;
    const auto first = static_cast<unsigned char>(der[at++]);
    if (first < 0x80)
        return first;
    return first == 0x81 && at < der.size() ? static_cast<unsigned char>(der[at++]) : -1;
}

/// SEQUENCE { INTEGER r, INTEGER s } and nothing after it (RFC 3279 section 2.2.3).
bool isDerSignature(QByteArrayView der)
{
    qsizetype at = 1;
    if (der.size() < 8 || der[0] != '\x30' || derLength(der, at) != der.size() - at)
        return false;
    for (int number = 0; number < 2; ++number) {
        if (at >= der.size() || der[at++] != '\x02')
            return false;
        const qsizetype length = derLength(der, at);
        if (length < 1 || length > der.size() - at)
            return false;
        at += length;
    }
    return at == der.size();
}

/// 2048 bits are the least for RSA (RFC 7518 section 3.3), and the signature is as long as the modulus.
constexpr qsizetype leastRsaSignature = 256;

bool fits(const Algorithm &algorithm, qsizetype size)
{
    if (algorithm.keyType == jose::KeyType::Rsa)
        return size >= leastRsaSignature;
    if (algorithm.signatureSize > 0)
        return size == algorithm.signatureSize;
    return size == 64 || size == 114; // EdDSA on either of its curves (RFC 8032)
}

/// In how many ways the characters of `bytes` can be written by a reader that ignores unused bits.
int spellings(qsizetype bytes)
{
    switch (bytes % 3) {
    case 1:
        return 16;
    case 2:
        return 4;
    default:
        return 1;
    }
}

void addSignature(const Report &report, FindingList &findings)
{
    const jose::Part &part = report.token.part(PartId::Signature);
    const Algorithm *algorithm = jose::findAlgorithm(report.token.algorithm());
    if (!algorithm || !part.present || part.bytes.isEmpty())
        return;
    const QByteArray &signature = part.bytes;
    const json::Span all{0, signature.size()};
    const QString name = QString::fromLatin1(algorithm->name);
    if (!fits(*algorithm, signature.size())) {
        if (algorithm->family == Family::Ecdsa && isDerSignature(signature))
            findings.add(rule("signature-der"), name, PartId::Signature, all);
        else
            findings.add(rule("signature-length"), name, PartId::Signature, all,
                         QString::number(signature.size()));
        return;
    }
    const bool mirrored = algorithm->family == Family::Ecdsa;
    const int others = spellings(signature.size()) * (mirrored ? 2 : 1) - 1;
    if (others > 0 && report.token.form() == jose::Form::Compact)
        findings.add(rule("other-spellings"), QString::number(others), PartId::Signature,
                     {signature.size() - 1, signature.size()},
                     mirrored
                         ? Text::tr("unused bits of the last character, and the mirrored ECDSA signature")
                         : Text::tr("unused bits of the last character"));
}

bool hasWhiteSpace(const json::Document &document)
{
    // Inside a string a line break is escaped, so that a bare one, or a blank after the brace, is formatting.
    const QByteArray text = document.text();
    return text.contains('\n') || text.startsWith("{ ") || text.startsWith("{\t") || text.startsWith(' ');
}

void addWhiteSpace(const Report &report, FindingList &findings)
{
    for (const PartId id : {PartId::Header, PartId::Payload}) {
        const jose::Part &part = report.token.part(id);
        if (part.json && hasWhiteSpace(*part.json))
            findings.add(rule("json-whitespace"),
                         id == PartId::Header ? QStringLiteral("header") : QStringLiteral("payload"), id,
                         {0, part.bytes.size()});
    }
}

} // namespace

void addStructureFindings(const Report &report, FindingList &findings)
{
    addSignature(report, findings);
    addWhiteSpace(report, findings);
}

} // namespace claimcheck::inspect
