#include "findings.h"

#include "profiles.h"
#include "jose/algorithm.h"
#include "jose/claims.h"

namespace claimcheck::inspect {

namespace {

using jose::PartId;

template <class Use>
void forEachWord(const char *words, Use use)
{
    for (QByteArrayView rest(words); !rest.isEmpty();) {
        const qsizetype end = rest.indexOf(' ');
        const QByteArrayView word = end < 0 ? rest : rest.first(end);
        use(QLatin1StringView(word.data(), word.size()));
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
    }
}

class PurposeRules {
public:
    PurposeRules(const Report &report, FindingList &findings)
        : m_report(report), m_findings(findings), m_profile(profileOf(report.purpose.id))
    {
    }

    void run()
    {
        judgeClaims();
        judgeHeader();
        switch (m_profile.id) {
        case PurposeId::LogoutToken:
            judgeSignOut();
            break;
        case PurposeId::IdToken:
            judgeIdToken();
            break;
        case PurposeId::ClientAssertion:
            judgeAssertion();
            break;
        default:
            break;
        }
        judgeUse();
    }

private:
    const Row *claim(const char *name) const { return rowNamed(m_report.claims, QLatin1StringView(name)); }

    /// A finding whose standard is the section of the purpose.
    void addMissing(const Rule &broken, const QString &name)
    {
        if (Finding *finding = m_findings.add(broken, name, m_report.purpose.title))
            finding->reference = m_report.purpose.reference;
    }
    void addPresent(const Rule &broken, const Row &row)
    {
        if (Finding *finding =
                m_findings.add(broken, row.name, PartId::Payload, row.span, m_report.purpose.title))
            finding->reference = m_report.purpose.reference;
    }

    void judgeClaims()
    {
        forEachWord(m_profile.required, [this](QLatin1StringView name) {
            if (!rowNamed(m_report.claims, name))
                addMissing(rule("purpose-claim-missing"), name);
        });
        forEachWord(m_profile.forbidden, [this](QLatin1StringView name) {
            if (const Row *row = rowNamed(m_report.claims, name))
                addPresent(rule("purpose-claim-forbidden"), *row);
        });
        forEachWord(m_profile.unwise, [this](QLatin1StringView name) {
            if (const Row *row = rowNamed(m_report.claims, name))
                addPresent(rule("purpose-claim-unwise"), *row);
        });
    }

    void judgeHeader()
    {
        forEachWord(m_profile.requiredParameters, [this](QLatin1StringView name) {
            if (!rowNamed(m_report.header, name))
                addMissing(rule("purpose-parameter-missing"), name);
        });
        const jose::Algorithm *algorithm = jose::findAlgorithm(m_report.token.algorithm());
        if (m_profile.signature == Profile::Signature::Asymmetric && algorithm &&
            algorithm->family == jose::Family::Hmac)
            addMissing(rule("purpose-symmetric"), QString::fromLatin1(algorithm->name));
    }

    void judgeSignOut()
    {
        const Row *events = claim("events");
        if (events && !events->value.find("http://schemas.openid.net/event/backchannel-logout").isObject())
            m_findings.add(rule("purpose-event-missing"), events->name, PartId::Payload, events->valueSpan);
        if (!claim("sub") && !claim("sid"))
            m_findings.add(rule("purpose-subject-missing"), QStringLiteral("sub"));
    }

    void judgeIdToken()
    {
        const Row *audience = claim("aud");
        if (audience && audience->value.isArray() && audience->value.size() > 1 && !claim("azp"))
            m_findings.add(rule("id-token-many-audiences"), QStringLiteral("azp"), PartId::Payload,
                           audience->valueSpan);
        const Row *subject = claim("sub");
        constexpr qsizetype longest = 255;
        if (subject && subject->value.isString() && subject->raw.size() > longest + 2 &&
            subject->value.toString().size() > longest)
            m_findings.add(rule("id-token-long-subject"), subject->name, PartId::Payload, subject->valueSpan);
    }

    void judgeAssertion()
    {
        const Row *issuer = claim("iss");
        const Row *subject = claim("sub");
        if (issuer && subject && issuer->value.toUtf8() != subject->value.toUtf8())
            m_findings.add(rule("assertion-not-self-issued"), issuer->name, PartId::Payload,
                           issuer->valueSpan);
    }

    /// The typ against the claims, and the place where the token was found against its purpose.
    void judgeUse()
    {
        const Row *typ = rowNamed(m_report.header, QLatin1StringView("typ"));
        const bool idShape = hasShapeOfIdToken(m_report);
        const QString name = typ ? typ->value.toString() : QString();
        const bool saysJwt = name.compare(u"JWT", Qt::CaseInsensitive) == 0;
        if (typ && ((m_profile.id == PurposeId::Rfc9068AccessToken && idShape) || (saysJwt && isPlainText())))
            m_findings.add(rule("typ-unfitting"), name, PartId::Header, typ->valueSpan);
        const QByteArray label = m_report.label.toLower();
        if (m_profile.id == PurposeId::IdToken &&
            (label == "access_token" || label == "authorization" || label == "bearer"))
            m_findings.add(rule("id-token-as-access-token"), QString::fromUtf8(m_report.label));
    }

    bool isPlainText() const
    {
        return !m_report.token.claims().isValid() && m_report.token.part(PartId::Payload).bytes.size() > 0 &&
               !m_report.token.part(PartId::Payload).bytes.trimmed().startsWith('{');
    }

    const Report &m_report;
    FindingList &m_findings;
    const Profile &m_profile;
};

} // namespace

void addPurposeFindings(const Report &report, FindingList &findings)
{
    PurposeRules(report, findings).run();
}

} // namespace claimcheck::inspect
