#include "report_places.h"

#include "inspect/span_map.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

using jose::PartId;

bool isEncrypted(const inspect::Report &report)
{
    return report.encryption.has_value();
}

bool overlaps(json::Span a, json::Span b)
{
    return a.begin < b.end && b.begin < a.end;
}

/// Six bits a character, widened to whole bytes; the whole part where its characters cannot be counted.
json::Span decodedIn(const jose::Part &part, json::Span characters)
{
    const qsizetype size = part.bytes.size();
    if (!part.canonical || part.text)
        return {0, size};
    const qsizetype begin = std::max<qsizetype>(characters.begin - part.span.begin, 0);
    const qsizetype end = std::min(characters.end, part.span.end) - part.span.begin;
    return {std::min(begin * 3 / 4, size), std::min((end * 3 + 3) / 4, size)};
}

} // namespace

bool isToken(const inspect::Report &report)
{
    if (report.kind == inspect::Kind::JwsJson)
        return report.token.part(PartId::Payload).present || report.token.part(PartId::Signature).present;
    return report.kind != inspect::Kind::Opaque;
}

const jose::Part &shownPart(const inspect::Report &report, PartId part, size_t signature)
{
    if (isEncrypted(report) && part == PartId::Header)
        return report.encryption->protectedHeader();
    const std::vector<jose::TokenSignature> &signatures = report.token.signatures();
    if (part == PartId::Header && signature > 0 && signature < signatures.size())
        return signatures[signature].protectedHeader;
    return report.token.part(part);
}

json::Span charactersOf(const inspect::Report &report, const ReportPlace &place)
{
    if (place.disclosure && *place.disclosure < report.disclosures.size())
        return report.disclosures[*place.disclosure].token;
    return inspect::tokenSpan(report.text, shownPart(report, place.part, place.signature), place.decoded);
}

std::optional<ReportPlace> placeOf(const inspect::Report &report, json::Span characters)
{
    for (size_t i = 0; i < report.disclosures.size(); ++i) {
        if (overlaps(report.disclosures[i].token, characters))
            return ReportPlace{PartId::Payload, 0, {}, i};
    }
    if (!isEncrypted(report) && report.token.form() == jose::Form::Compact) {
        const auto decoded = inspect::decodedSpan(report.token, characters);
        if (!decoded || decoded->part == PartId::Signature)
            return std::nullopt;
        return ReportPlace{decoded->part, 0, decoded->span, std::nullopt};
    }
    const auto within = [&](PartId id, size_t signature) -> std::optional<ReportPlace> {
        const jose::Part &part = shownPart(report, id, signature);
        if (!part.present || !overlaps(part.span, characters))
            return std::nullopt;
        return ReportPlace{id, signature, decodedIn(part, characters), std::nullopt};
    };
    for (size_t signature = 0; signature < std::max<size_t>(report.signatures.size(), 1); ++signature) {
        if (const auto place = within(PartId::Header, signature))
            return place;
    }
    return isEncrypted(report) ? std::nullopt : within(PartId::Payload, 0);
}

} // namespace claimcheck::ui
