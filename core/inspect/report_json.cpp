#include "report.h"

#include "details.h"
#include "exact_json.h"
#include "sizes.h"
#include "verdict.h"
#include "base/json_writer.h"

#include <optional>

namespace claimcheck::inspect {

namespace {

using json::Writer;

void writeText(Writer &out, QByteArrayView name, const QString &text)
{
    out.name(name);
    if (text.isEmpty())
        out.null();
    else
        out.string(text);
}

void writeSpan(Writer &out, QByteArrayView name, const std::optional<json::Span> &span)
{
    out.name(name);
    if (!span) {
        out.null();
        return;
    }
    out.beginArray();
    out.integer(span->begin);
    out.integer(span->end);
    out.endArray();
}

void writeNumber(Writer &out, QByteArrayView name, const std::optional<qint64> &number)
{
    out.name(name);
    if (number)
        out.integer(*number);
    else
        out.null();
}

void writeTime(Writer &out, QByteArrayView name, const std::optional<TimePoint> &time)
{
    const QString text = time ? utcText(*time) : QString();
    // Years that RFC 3339 cannot write come as words, which are not for machines.
    writeText(out, name, text.endsWith(u'Z') ? text : QString());
}

void writeDetails(Writer &out, const std::vector<Detail> &details)
{
    out.name("details");
    out.beginArray();
    for (const Detail &detail : details) {
        out.beginObject();
        out.member("label", detail.label);
        writeText(out, "text", detail.text);
        writeText(out, "meaning", detail.meaning);
        writeSpan(out, "span", detail.span);
        if (!detail.children.empty())
            writeDetails(out, detail.children); // as deep as detailsOf makes them
        out.endObject();
    }
    out.endArray();
}

enum class RowText { Included, Left };

/// How each row is written: the moment for certificates, and the authorities that a chain must lead to.
struct RowContext {
    TimePoint at;
    QString authorities;
    int opened = 0;
};

/// A hostile header repeats a chain of certificates a hundred thousand times.
constexpr int mostOpened = 32;

void writeRows(Writer &out, QByteArrayView name, const std::vector<Row> &rows, RowText rowText,
               RowContext &context)
{
    out.name(name);
    out.beginArray();
    for (const Row &row : rows) {
        out.beginObject();
        out.member("name", row.name);
        out.name("value");
        if (const std::optional<QByteArray> exact = exactJson(row.value))
            out.raw(*exact);
        else
            out.null();
        out.member("raw", row.raw);
        writeSpan(out, "span", row.valueSpan);
        writeText(out, "meaning", row.meaning);
        if (rowText == RowText::Included)
            writeText(out, "text", row.text);
        if (tellsMoreOpened(row) && context.opened++ < mostOpened)
            writeDetails(out, detailsOf(row, context.at, context.authorities));
        out.endObject();
    }
    out.endArray();
}

void writeTimes(Writer &out, const Times &times)
{
    out.name("times");
    out.beginObject();
    writeTime(out, "issuedAt", times.issuedAt);
    writeTime(out, "notBefore", times.notBefore);
    writeTime(out, "expiresAt", times.expiresAt);
    writeNumber(out, "lifetimeSeconds", times.lifetimeSeconds);
    out.member("state", timeStateName(times.state));
    writeNumber(out, "secondsLeft", times.secondsLeft);
    out.endObject();
}

void writeFindings(Writer &out, const std::vector<Finding> &findings)
{
    out.name("findings");
    out.beginArray();
    for (const Finding &finding : findings) {
        out.beginObject();
        out.member("id", finding.id);
        out.member("severity", severityName(finding.severity));
        out.member("subject", finding.subject);
        out.member("message", finding.message);
        writeText(out, "reference", finding.reference);
        writeText(out, "part", finding.part ? jose::partName(*finding.part) : QString());
        writeSpan(out, "span", finding.decoded);
        writeSpan(out, "tokenSpan", finding.token);
        out.endObject();
    }
    out.endArray();
}

void writePurpose(Writer &out, const Purpose &purpose)
{
    out.name("purpose");
    out.beginObject();
    out.member("id", purpose.name);
    writeText(out, "title", purpose.title);
    writeText(out, "reference", purpose.reference);
    out.endObject();
}

void writeSizes(Writer &out, const Sizes &sizes)
{
    out.name("sizes");
    out.beginObject();
    writeNumber(out, "header", sizes.header);
    writeNumber(out, "payload", sizes.payload);
    writeNumber(out, "signature", sizes.signature);
    out.name("limits");
    out.beginArray();
    for (const SizeLimit &limit : sizes.limits) {
        out.beginObject();
        out.member("id", QByteArrayView(limit.id));
        writeNumber(out, "bytes", limit.bytes);
        writeNumber(out, "left", limit.left);
        writeText(out, "claim", limit.claim);
        out.endObject();
    }
    out.endArray();
    out.name("claims");
    out.beginArray();
    for (const ClaimSize &claim : sizes.claims) {
        out.beginObject();
        out.member("name", claim.name);
        writeNumber(out, "bytes", claim.bytes);
        writeNumber(out, "characters", claim.characters);
        out.endObject();
    }
    out.endArray();
    out.endObject();
}

/// What can be seen of a JWE without its key.
void writeEncryption(Writer &out, const std::optional<jose::ParsedEncryption> &token)
{
    out.name("encryption");
    if (!token) {
        out.null();
        return;
    }
    const auto text = [&out](QByteArrayView name, const json::Value &value) {
        writeText(out, name, value.toString());
    };
    out.beginObject();
    text("enc", token->parameter("enc"));
    out.name("contentBytes");
    out.integer(token->ciphertext().bytes.size());
    out.name("recipients");
    out.beginArray();
    for (size_t i = 0; i < token->recipients().size(); ++i) {
        out.beginObject();
        text("alg", token->parameter("alg", i));
        text("kid", token->parameter("kid", i));
        out.endObject();
    }
    out.endArray();
    out.endObject();
}

void writeSignatures(Writer &out, const std::vector<SignatureRows> &signatures, RowContext &context)
{
    out.name("signatures");
    out.beginArray();
    for (const SignatureRows &one : signatures) {
        out.beginObject();
        writeRows(out, "protected", one.protectedHeader, RowText::Left, context);
        writeRows(out, "unprotected", one.unprotectedHeader, RowText::Left, context);
        out.name("signature");
        jose::SignatureResult result = one.result;
        result.algorithm = one.algorithm;
        out.raw(signatureJson(result));
        out.endObject();
    }
    out.endArray();
}

void writeDisclosures(Writer &out, const std::vector<DisclosureRow> &disclosures)
{
    out.name("disclosures");
    out.beginArray();
    for (const DisclosureRow &one : disclosures) {
        out.beginObject();
        writeText(out, "name", one.name);
        out.member("raw", one.raw);
        out.member("digest", one.digest);
        writeText(out, "pointer", one.pointer);
        writeSpan(out, "tokenSpan", one.token);
        writeText(out, "code", one.problem ? QString::fromLatin1(codeName(one.problem->code)) : QString());
        out.endObject();
    }
    out.endArray();
}

} // namespace

QByteArray signatureJson(const jose::SignatureResult &signature)
{
    Writer out;
    out.beginObject();
    writeText(out, "alg", QString::fromUtf8(signature.algorithm));
    out.member("outcome", jose::outcomeName(signature.outcome));
    writeText(out, "keySource",
              signature.keySource ? QString::fromLatin1(jose::keySourceName(*signature.keySource))
                                  : QString());
    std::optional<ErrorCode> reason;
    if (signature.reason)
        reason = signature.reason->code;
    else if (signature.weakKey)
        reason = ErrorCode::KeyTooShort;
    writeText(out, "reason", reason ? QString::fromLatin1(codeName(*reason)) : QString());
    out.endObject();
    return out.take();
}

QByteArray toJson(const Report &report, const QString &authorities)
{
    RowContext context{report.at, authorities};
    Writer out;
    out.beginObject();
    out.member("kind", kindName(report.kind));
    out.name("size");
    out.integer(report.text.size());
    writeRows(out, "header", report.header, RowText::Left, context);
    writeRows(out, "claims", report.claims, RowText::Included, context);
    writeTimes(out, report.times);
    out.name("signature");
    out.raw(signatureJson(report.signature));
    out.name("verdict");
    out.beginObject();
    out.member("level", levelName(report.verdict.level));
    out.member("text", report.verdict.text);
    out.endObject();
    writeFindings(out, report.findings);
    writePurpose(out, report.purpose);
    writeSizes(out, sizesOf(report));
    writeSignatures(out, report.signatures, context);
    writeDisclosures(out, report.disclosures);
    out.name("processed");
    const auto processed = report.processed.isNull() ? std::nullopt : exactJson(report.processed.root());
    if (processed)
        out.raw(*processed);
    else
        out.null();
    out.name("layers");
    out.beginArray();
    for (const Layer &layer : report.layers) {
        out.beginObject();
        out.member("role", layerName(layer.role));
        out.name("report");
        out.raw(toJson(*layer.report, authorities));
        out.endObject();
    }
    out.endArray();
    writeEncryption(out, report.encryption);
    writeTime(out, "at", report.at);
    writeNumber(out, "leewaySeconds", report.leeway.count());
    out.endObject();
    return out.take();
}

} // namespace claimcheck::inspect
