#include "findings.h"

#include "report_reading.h"
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

void addSignature(const Report &report, size_t index, FindingList &findings)
{
    const jose::Part &part = report.token.signatures()[index].signature;
    const Algorithm *algorithm = jose::findAlgorithm(report.token.algorithm(index));
    if (!algorithm || !part.present || part.bytes.isEmpty())
        return;
    const QByteArray &signature = part.bytes;
    const auto add = [&](const Rule &broken, const QString &subject, const QString &extra, qsizetype begin) {
        if (index == 0)
            findings.add(broken, subject, PartId::Signature, {begin, signature.size()}, extra);
        else
            findings.add(broken, subject, extra);
    };
    const QString name = QString::fromLatin1(algorithm->name);
    if (!fits(*algorithm, signature.size())) {
        if (algorithm->family == Family::Ecdsa && isDerSignature(signature))
            add(rule("signature-der"), name, {}, 0);
        else
            add(rule("signature-length"), name, QString::number(signature.size()), 0);
        return;
    }
    const bool mirrored = algorithm->family == Family::Ecdsa;
    const int others = spellings(signature.size()) * (mirrored ? 2 : 1) - 1;
    if (others > 0)
        add(rule("other-spellings"), QString::number(others),
            mirrored ? Text::tr("unused bits of the last character, and the mirrored ECDSA signature")
                     : Text::tr("unused bits of the last character"),
            signature.size() - 1);
}

void addDisclosures(const jose::SdJwt &sdJwt, FindingList &findings)
{
    if (!sdJwt.processed())
        findings.add(rule("disclosure-wrong"), QStringLiteral("_sd"),
                     describe(sdJwt.processed().error()).message);
    if (sdJwt.unmatchedDigests() > 0)
        findings.add(rule("disclosures-withheld"), QString::number(sdJwt.unmatchedDigests()));
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
    if (report.sdJwt)
        addDisclosures(*report.sdJwt, findings);
    if (!hasClaims(report.kind))
        return;
    for (size_t i = 0; i < report.token.signatures().size(); ++i)
        addSignature(report, i, findings);
    addWhiteSpace(report, findings);
}

} // namespace claimcheck::inspect
