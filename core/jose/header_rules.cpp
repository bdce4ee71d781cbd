#include "header_rules.h"

#include <algorithm>
#include <set>
#include <vector>

namespace claimcheck::jose {

namespace {

Error invalid(const char *subject)
{
    return {ErrorCode::CriticalInvalid, QLatin1String(subject)};
}

/// A set, because a header of a megabyte can hold a hundred thousand names.
std::set<QByteArray> namesOf(const json::Value &header)
{
    std::set<QByteArray> names;
    for (const json::Member &member : header.members())
        names.insert(member.name.toUtf8());
    return names;
}

} // namespace

std::optional<Error> criticalError(const json::Value &protectedHeader, const json::Value &unprotectedHeader)
{
    static const std::set<QByteArray> standard = {"alg", "jku",      "jwk", "kid", "x5u", "x5c",
                                                  "x5t", "x5t#S256", "typ", "cty", "crit"};
    // Both must be integrity protected (RFC 7515 section 4.1.11, RFC 7797 section 3).
    for (const char *name : {"crit", "b64"}) {
        if (unprotectedHeader.isValid() && unprotectedHeader.count(name) > 0)
            return invalid(name);
    }
    if (!protectedHeader.isValid())
        return std::nullopt;
    const json::Value encoded = protectedHeader.find("b64");
    const json::Value critical = protectedHeader.find("crit");
    if (!critical.isValid()) {
        // RFC 7797 section 6: an unencoded payload must be announced there.
        if (encoded.isValid() && encoded.type() != json::Type::True)
            return invalid("b64");
        return std::nullopt;
    }
    const std::vector<json::Value> names = critical.elements();
    if (names.empty())
        return invalid("crit");
    const std::set<QByteArray> present = namesOf(protectedHeader);
    std::set<QByteArray> seen;
    const json::Value *unknown = nullptr;
    for (const json::Value &name : names) {
        const QByteArray text = name.toUtf8();
        if (!name.isString() || standard.contains(text) || !seen.insert(text).second ||
            !present.contains(text))
            return invalid("crit");
        if (!unknown && text != "b64")
            unknown = &name;
    }
    const bool isFlag =
        encoded.isValid() && (encoded.type() == json::Type::True || encoded.type() == json::Type::False);
    if (encoded.isValid() && (!isFlag || (encoded.type() == json::Type::False && !seen.contains("b64"))))
        return invalid("b64");
    if (unknown)
        return Error{ErrorCode::CriticalUnsupported, unknown->toString()};
    return std::nullopt;
}

std::optional<json::Member> sharedName(const json::Value &protectedHeader,
                                       const json::Value &unprotectedHeader)
{
    if (!protectedHeader.isValid() || !unprotectedHeader.isValid())
        return std::nullopt;
    const std::set<QByteArray> names = namesOf(protectedHeader);
    for (const json::Member &member : unprotectedHeader.members()) {
        if (names.contains(member.name.toUtf8()))
            return member;
    }
    return std::nullopt;
}

bool saysUnencoded(const json::Value &protectedHeader)
{
    if (!protectedHeader.isValid())
        return false;
    const json::Value encoded = protectedHeader.find("b64");
    if (!encoded.isValid() || encoded.type() != json::Type::False)
        return false;
    for (const json::Value &name : protectedHeader.find("crit").elements()) {
        if (name.equals("b64"))
            return true;
    }
    return false;
}

bool fitsCompact(QByteArrayView payload)
{
    return std::all_of(payload.begin(), payload.end(),
                       [](char c) { return c >= ' ' && c <= '~' && c != '.'; });
}

} // namespace claimcheck::jose
