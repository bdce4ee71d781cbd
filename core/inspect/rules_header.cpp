#include "findings.h"

#include "report_reading.h"
#include "jose/algorithm.h"
#include "jose/encryption_algorithm.h"

#include <QSet>

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

/// Registered for signatures, and not implemented here (RFC 9964).
bool isOtherSignature(QByteArrayView name)
{
    return name == "ML-DSA-44" || name == "ML-DSA-65" || name == "ML-DSA-87";
}

/// The alg of one signature, or of a JWE. Only the first one's place is told.
void addAlgorithm(const json::Value &alg, bool encrypted, size_t index, FindingList &findings)
{
    const auto add = [&](const Rule &broken) {
        const QString subject = alg.isString() ? alg.toString() : QStringLiteral("alg");
        if (index == 0)
            findings.add(broken, subject, PartId::Header, alg.span());
        else
            findings.add(broken, subject);
    };
    const QByteArray name = alg.toUtf8();
    if (!alg.isString())
        add(rule("alg-not-text"));
    // Some libraries compared without case only when accepting, so every spelling is dangerous.
    else if (name.compare("none", Qt::CaseInsensitive) == 0)
        add(rule("alg-none"));
    else if (encrypted)
        return;
    else if (name == "EdDSA")
        add(rule("alg-eddsa"));
    else if (jose::findKeyManagement(name))
        add(rule("alg-for-encryption"));
    else if (!jose::findAlgorithm(name) && !isOtherSignature(name))
        add(rule("alg-unknown"));
}

void addAlgorithms(const Report &report, FindingList &findings)
{
    if (report.encryption) {
        if (const json::Value alg = report.encryption->parameter("alg"); alg.isValid())
            addAlgorithm(alg, true, report.encryption->protectedParameters().count("alg") > 0 ? 0 : 1,
                         findings);
        else if (report.encryption->protectedParameters().isValid() &&
                 !report.encryption->recipients().empty())
            findings.add(rule("alg-missing"), QStringLiteral("alg"));
        return;
    }
    for (size_t i = 0; i < report.token.signatures().size(); ++i) {
        const json::Value alg = report.token.parameter("alg", i);
        const json::Value header = report.token.protectedHeader(i);
        if (alg.isValid())
            addAlgorithm(alg, false, i == 0 && header.isValid() && header.count("alg") > 0 ? 0 : 1, findings);
        else if (header.isValid() && header.count("alg") == 0)
            findings.add(rule("alg-missing"), QStringLiteral("alg"));
    }
}

/// Names that RFC 7515, RFC 7516 and RFC 7518 define: they must not stand in crit.
bool isStandardParameter(const QString &name)
{
    static constexpr QLatin1StringView names[] = {
        QLatin1StringView("alg"), QLatin1StringView("jku"),  QLatin1StringView("jwk"),
        QLatin1StringView("kid"), QLatin1StringView("x5u"),  QLatin1StringView("x5c"),
        QLatin1StringView("x5t"), QLatin1StringView("typ"),  QLatin1StringView("x5t#S256"),
        QLatin1StringView("cty"), QLatin1StringView("crit"), QLatin1StringView("enc"),
        QLatin1StringView("zip"), QLatin1StringView("epk"),  QLatin1StringView("apu"),
        QLatin1StringView("apv"), QLatin1StringView("iv"),   QLatin1StringView("tag"),
        QLatin1StringView("p2s"), QLatin1StringView("p2c"),
    };
    return std::any_of(std::begin(names), std::end(names), [&name](auto one) { return name == one; });
}

void addCritical(const Report &report, const Row &row, FindingList &findings)
{
    // Sets, because both the header and its list can hold a hundred thousand names.
    QSet<QString> absent;
    QStringList names;
    QString wrong;
    bool wellFormed = row.value.size() > 0 && row.value.isArray();
    for (const json::Value &element : row.value.elements()) {
        const QString name = element.toString();
        wellFormed = wellFormed && element.isString();
        if (wrong.isEmpty() && (isStandardParameter(name) || absent.contains(name)))
            wrong = name;
        absent.insert(name);
        names << name;
    }
    for (auto other = report.header.begin(); other != report.header.end() && !absent.isEmpty(); ++other)
        absent.remove(other->name);
    wellFormed = wellFormed && absent.isEmpty();
    const auto add = [&](const Rule &broken, const QString &subject) {
        findings.add(broken, subject, PartId::Header, row.valueSpan);
    };
    if (!wellFormed)
        add(rule("crit-invalid"), row.name);
    else if (!wrong.isEmpty())
        add(rule("crit-registered"), wrong);
    else
        add(rule("crit-present"), names.join(QStringLiteral(", ")));
}

/// RFC 7797 section 6: only what is not true has to be announced.
void addUnencoded(const Report &report, const Row &row, FindingList &findings)
{
    if (row.value.type() == json::Type::True)
        return;
    bool listed = false;
    if (const Row *crit = rowNamed(report.header, QLatin1StringView("crit"))) {
        for (const json::Value &name : crit->value.elements())
            listed = listed || name.equals("b64");
    }
    if (!listed)
        findings.add(rule("b64-not-critical"), row.name, PartId::Header, row.valueSpan);
    else if (row.value.type() == json::Type::False)
        findings.add(rule("b64-unencoded"), row.name, PartId::Header, row.valueSpan);
}

/// A quote or a semicolon, or words of a query: a kid of letters, digits, dashes and dots has none.
bool looksLikeSql(const QString &text)
{
    if (text.contains(u'\'') || text.contains(u';') || text.contains(u"/*"))
        return true;
    static constexpr QLatin1StringView words[] = {QLatin1StringView("union select"),
                                                  QLatin1StringView("union all select"),
                                                  QLatin1StringView(" or 1=1"), QLatin1StringView("select ")};
    return std::any_of(std::begin(words), std::end(words),
                       [&text](auto word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool looksLikePath(const QString &text)
{
    return text.contains(u"../") || text.contains(u"..\\") || text.startsWith(u'/') ||
           text.startsWith(u"file:") || text.contains(QChar::Null) ||
           (text.size() > 2 && text[0].isLetter() && text[1] == u':' && text[2] == u'\\');
}

void addKeyId(const Report &, const Row &row, FindingList &findings)
{
    const auto add = [&](const Rule &broken) {
        findings.add(broken, row.name, PartId::Header, row.valueSpan);
    };
    if (!row.value.isString())
        return add(rule("kid-not-text"));
    const QString kid = row.value.toString();
    if (looksLikePath(kid))
        add(rule("kid-path"));
    else if (looksLikeSql(kid))
        add(rule("kid-sql"));
    else if (kid.startsWith(u"https://", Qt::CaseInsensitive) ||
             kid.startsWith(u"http://", Qt::CaseInsensitive))
        add(rule("kid-url"));
}

void addContentType(const Report &report, const Row &row, FindingList &findings)
{
    if (row.value.toString().compare(u"JWT", Qt::CaseInsensitive) != 0)
        return;
    // What a JWE holds is not known before it is decrypted.
    const bool fits = isEncrypted(report.kind) || hasNestedToken(report);
    findings.add(fits ? rule("cty-nested") : rule("cty-unfitting"), row.value.toString(), PartId::Header,
                 row.valueSpan);
}

/// RFC 7519 section 5.3: what is repeated must be the same.
void addRepeatedClaim(const Report &report, const Row &row, FindingList &findings)
{
    const Row *claim = nullptr;
    for (const Row &one : report.claims) {
        if (one.name == row.name)
            claim = &one;
    }
    if (claim && claim->raw != row.raw)
        findings.add(rule("header-claim-differs"), row.name, PartId::Header, row.valueSpan);
    else if (!claim && row.name == u"exp" && !isEncrypted(report.kind))
        findings.add(rule("exp-in-header"), row.name, PartId::Header, row.valueSpan);
}

void addCompression(const Report &report, const Row &row, FindingList &findings)
{
    findings.add(isEncrypted(report.kind) ? rule("zip-compressed") : rule("zip-in-signed"), row.name,
                 PartId::Header, row.valueSpan);
}

void addMisspeltType(const Report &report, const Row &row, FindingList &findings)
{
    if (!rowNamed(report.header, QLatin1StringView("typ")))
        findings.add(rule("type-for-typ"), row.name, PartId::Header, row.span);
}

struct ParameterRule {
    QLatin1StringView name;
    void (*add)(const Report &report, const Row &row, FindingList &findings);
};

constexpr ParameterRule parameterRules[] = {
    {QLatin1StringView("crit"), addCritical},     {QLatin1StringView("b64"), addUnencoded},
    {QLatin1StringView("kid"), addKeyId},         {QLatin1StringView("cty"), addContentType},
    {QLatin1StringView("zip"), addCompression},   {QLatin1StringView("type"), addMisspeltType},
    {QLatin1StringView("exp"), addRepeatedClaim}, {QLatin1StringView("iss"), addRepeatedClaim},
    {QLatin1StringView("sub"), addRepeatedClaim}, {QLatin1StringView("aud"), addRepeatedClaim},
};

} // namespace

void addHeaderFindings(const Report &report, FindingList &findings)
{
    addAlgorithms(report, findings);
    // Each name once, whatever the header repeats: a hostile one repeats a name fifty thousand times.
    for (const ParameterRule &one : parameterRules) {
        if (const Row *row = rowNamed(report.header, one.name))
            one.add(report, *row, findings);
    }
}

} // namespace claimcheck::inspect
