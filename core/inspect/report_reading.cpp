#include "report_reading.h"

#include "findings.h"
#include "rows.h"

namespace claimcheck::inspect {

namespace {

using jose::PartId;

/// Whether the bytes of a part begin as a JSON object does: white space and a byte order mark may come first.
bool beginsObject(QByteArrayView bytes)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    for (const char c : bytes) {
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return c == '{';
    }
    return false;
}

Kind compactKind(const jose::ParsedToken &token)
{
    const json::Value header = token.header();
    if (token.segmentCount() == 5 && header.isValid() && header.count("enc") > 0)
        return Kind::JweCompact;
    if (token.text().size() > jose::ParsedToken::maxSize)
        return Kind::JwsCompact;
    const jose::Part &first = token.part(PartId::Header);
    const jose::Part &second = token.part(PartId::Payload);
    // JSON that is no object is a token gone wrong only if there is a second part.
    const bool headerIsJson = first.json && token.segmentCount() > 1;
    if (headerIsJson || beginsObject(first.bytes) || beginsObject(second.bytes))
        return Kind::JwsCompact;
    return Kind::Opaque;
}

void readSdJwt(Report &report, jose::SdJwt sdJwt)
{
    report.kind = Kind::SdJwt;
    report.token = sdJwt.issuerToken();
    for (const jose::Disclosure &disclosure : sdJwt.disclosures()) {
        DisclosureRow row;
        row.name = disclosure.name.value_or(QString());
        if (disclosure.value.isValid())
            row.raw = disclosure.value.raw().toByteArray();
        if (!disclosure.json.isNull()) {
            if (const std::vector<json::Value> elements = disclosure.json.root().elements();
                !elements.empty())
                row.salt = elements.front().toUtf8();
        }
        row.digest = disclosure.digest;
        row.pointer = disclosure.pointer;
        row.token = disclosure.span;
        row.problem = disclosure.problem;
        report.disclosures.push_back(std::move(row));
    }
    if (sdJwt.processed()) {
        if (auto document = json::Document::parse(*sdJwt.processed())) {
            report.processed = std::move(document).value();
            report.processedClaims = claimRowsOf(report.processed.root());
        }
    }
    report.sdJwt = std::move(sdJwt);
}

void readSignatures(Report &report)
{
    const std::vector<jose::TokenSignature> &signatures = report.token.signatures();
    for (size_t i = 0; i < signatures.size(); ++i) {
        SignatureRows rows;
        rows.protectedHeader = headerRowsOf(report.token.protectedHeader(i));
        rows.unprotectedHeader = headerRowsOf(signatures[i].unprotectedHeader);
        rows.algorithm = report.token.algorithm(i);
        report.signatures.push_back(std::move(rows));
    }
}

void readEncryption(Report &report, const QByteArray &text)
{
    report.encryption = jose::ParsedEncryption::parse(text);
    report.header = headerRowsOf(report.encryption->protectedParameters());
    report.sharedHeader = headerRowsOf(report.encryption->sharedHeader());
}

} // namespace

bool hasClaims(Kind kind)
{
    return kind == Kind::JwsCompact || kind == Kind::JwsJson || kind == Kind::SdJwt;
}

bool isEncrypted(Kind kind)
{
    return kind == Kind::JweCompact || kind == Kind::JweJson;
}

bool hasNestedToken(const Report &report)
{
    const Row *cty = rowNamed(report.header, QLatin1StringView("cty"));
    if (!cty || !hasClaims(report.kind) || cty->value.toString().compare(u"JWT", Qt::CaseInsensitive) != 0)
        return false;
    const QByteArray &bytes = report.token.part(PartId::Payload).bytes;
    const qsizetype dots = bytes.count('.');
    return bytes.startsWith("ey") && (dots == 2 || dots == 4);
}

const jose::Part &partOf(const Report &report, PartId id)
{
    return report.encryption && id == PartId::Header ? report.encryption->protectedHeader()
                                                     : report.token.part(id);
}

void readText(Report &report, QByteArray text)
{
    report.text = text;
    const bool isJson = text.startsWith('{');
    if (isJson && jose::ParsedEncryption::looksLikeOne(text)) {
        report.kind = Kind::JweJson;
        report.token = jose::ParsedToken::parse(text); // no JWS: it only keeps the text
        readEncryption(report, text);
        return;
    }
    if ((isJson || text.contains('~')) && jose::SdJwt::looksLikeOne(text)) {
        if (auto sdJwt = jose::SdJwt::parse(text))
            readSdJwt(report, std::move(sdJwt).value());
    }
    if (!report.sdJwt) {
        report.token = jose::ParsedToken::parse(std::move(text));
        const bool isJws = !report.token.signatures().empty() && report.token.form() != jose::Form::Compact;
        report.kind = isJws ? Kind::JwsJson : isJson ? Kind::Opaque : compactKind(report.token);
    }
    if (report.kind == Kind::JweCompact)
        return readEncryption(report, report.text);
    if (report.kind == Kind::Opaque)
        return;
    report.header = headerRowsOf(report.token.header());
    if (report.token.form() != jose::Form::Compact)
        readSignatures(report);
    report.claims = claimRowsOf(report.token.claims());
}

} // namespace claimcheck::inspect
