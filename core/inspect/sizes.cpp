#include "sizes.h"

#include "report_reading.h"
#include "span_map.h"
#include "text.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

struct LimitRow {
    const char *id;
    const char *title;
    qsizetype bytes;
    qsizetype around; // what stands beside the token
};
constexpr LimitRow limits[] = {
    {"cookie", QT_TRANSLATE_NOOP("Inspect", "a cookie (4 KB)"), 4096, 0},
    {"header", QT_TRANSLATE_NOOP("Inspect", "an Authorization header (8 KB)"), 8192,
     sizeof "Authorization: Bearer " - 1},
};

/// The claim that the character of the token stands for; empty outside the claims.
QString claimAt(const Report &report, qsizetype character)
{
    const jose::Part &payload = report.token.part(PartId::Payload);
    if (report.token.form() != jose::Form::Compact || character < payload.span.begin ||
        character >= payload.span.end)
        return {};
    const auto decoded = decodedSpan(report.token, {character, character + 1});
    const auto after = [&decoded](const Row &row) { return row.span.end > decoded->span.begin; };
    const auto row =
        decoded ? std::find_if(report.claims.begin(), report.claims.end(), after) : report.claims.end();
    return row == report.claims.end() ? QString() : row->name;
}

} // namespace

Sizes sizesOf(const Report &report)
{
    Sizes sizes;
    sizes.total = report.text.size();
    sizes.header = partOf(report, PartId::Header).span.size();
    sizes.payload = isEncrypted(report.kind) ? report.encryption->ciphertext().span.size()
                                             : report.token.part(PartId::Payload).span.size();
    sizes.signature = isEncrypted(report.kind) ? 0 : report.token.part(PartId::Signature).span.size();
    for (const DisclosureRow &disclosure : report.disclosures)
        sizes.disclosures += disclosure.token.size();
    sizes.claims.reserve(report.claims.size());
    for (const Row &row : report.claims) {
        const qsizetype bytes = row.span.size() + 1; // with its comma or brace
        sizes.claims.push_back({row.name, bytes, (bytes * 4 + 2) / 3});
    }
    for (const LimitRow &row : limits) {
        const qsizetype left = row.bytes - row.around - sizes.total;
        sizes.limits.push_back({row.id, Text::tr(row.title), row.bytes, left,
                                left < 0 ? claimAt(report, row.bytes - row.around) : QString()});
    }
    return sizes;
}

} // namespace claimcheck::inspect
