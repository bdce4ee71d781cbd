#include "fuzz.h"
#include "inspect/finder.h"
#include "inspect/report.h"
#include "inspect/span_map.h"

using namespace claimcheck;
using namespace claimcheck::inspect;

namespace {

bool isInside(json::Span span, qsizetype size)
{
    return span.begin >= 0 && span.begin <= span.end && span.end <= size;
}

/// From decoded bytes to characters and back: rounded outward, so nothing is lost.
void checkRow(const jose::ParsedToken &token, jose::PartId part, const Row &row)
{
    REQUIRE(isInside(row.span, token.part(part).bytes.size()));
    const json::Span characters = tokenSpan(token, part, row.span);
    REQUIRE(isInside(characters, token.text().size()));
    const std::optional<DecodedSpan> back = decodedSpan(token, characters);
    REQUIRE(back && back->part == part);
    REQUIRE(back->span.begin <= row.span.begin && back->span.end >= row.span.end);
}

void checkReport(const QByteArray &token)
{
    const ReportPtr report = makeReport(token, TimePoint(std::chrono::seconds(1300819000)));
    // A row's places are those of its part only in the compact serialization.
    if (report->kind == Kind::JwsCompact) {
        for (const Row &row : report->header)
            checkRow(report->token, jose::PartId::Header, row);
        for (const Row &row : report->claims)
            checkRow(report->token, jose::PartId::Payload, row);
    }
    for (const Finding &finding : report->findings) {
        REQUIRE(!finding.id.isEmpty() && !finding.message.isEmpty());
        if (finding.token)
            REQUIRE(isInside(*finding.token, token.size()));
    }
    // Without a check of the signature nothing is good.
    REQUIRE(report->verdict.level != Level::Good && !report->verdict.text.isEmpty());
    REQUIRE(json::Document::parse(toJson(*report)));
}

} // namespace

/// Any text: what is found lies inside it, in order; its report has places that exist and is JSON.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    const std::vector<Found> found = findTokens(text);
    REQUIRE(found.size() <= maxFound);
    qsizetype last = 0;
    for (const Found &one : found) {
        REQUIRE(isInside(one.span, text.size()) && one.span.begin >= last);
        REQUIRE(!one.token.isEmpty());
        last = one.span.end;
    }
    for (size_t i = 0; i < std::min<size_t>(found.size(), 4); ++i)
        checkReport(found[i].token);
    checkReport(text);
    return 0;
}
