#include "findings.h"

#include "address.h"
#include "profiles.h"
#include "jose/certificate_facts.h"
#include "jose/key_import.h"

namespace claimcheck::inspect {

namespace {

using jose::PartId;

class CarriedKeys {
public:
    CarriedKeys(const Report &report, FindingList &findings) : m_report(report), m_findings(findings) {}

    void run()
    {
        const bool meant = profileOf(m_report.purpose.id).carriedKey == Profile::CarriedKey::Meant;
        for (const char *name : {"jwk", "jku", "x5u", "x5c"}) {
            const Row *row = headerRow(name);
            if (row && !(meant && row->name == u"jwk"))
                m_findings.add(rule("key-carried"), row->name, PartId::Header, row->valueSpan);
        }
        for (const char *name : {"jku", "x5u"})
            judgeAddress(headerRow(name));
        judgeJwk(headerRow("jwk"));
        judgeCertificates(headerRow("x5c"));
        judgeConfirmation();
    }

private:
    const Row *headerRow(const char *name) const
    {
        return rowNamed(m_report.header, QLatin1StringView(name));
    }

    void judgeAddress(const Row *row)
    {
        if (!row)
            return;
        const auto add = [&](const Rule &broken) {
            m_findings.add(broken, row->name, PartId::Header, row->valueSpan);
        };
        constexpr qsizetype longest = 2048;
        const QUrl url = row->raw.size() <= longest ? QUrl(row->value.toString(), QUrl::StrictMode) : QUrl();
        const bool isHttp = url.scheme() == u"http";
        if (!url.isValid() || (!isHttp && url.scheme() != u"https") || url.host().isEmpty() ||
            !url.userInfo().isEmpty())
            return add(rule("key-url-invalid"));
        if (isHttp)
            add(rule("key-url-plain-http"));
        if (isPrivateHost(url.host()))
            return add(rule("key-url-private"));
        const Row *issuer = rowNamed(m_report.claims, QLatin1StringView("iss"));
        if (!issuer || issuer->raw.size() > longest)
            return;
        const QUrl issuerUrl(issuer->value.toString(), QUrl::StrictMode);
        if (issuerUrl.isValid() && !issuerUrl.host().isEmpty() && !isSameOrigin(url, issuerUrl))
            add(rule("key-url-other-origin"));
    }

    /// `name` is how the key is called in the finding.
    void judgeKey(const json::Value &jwk, PartId part, const QString &name)
    {
        QStringList shown;
        for (const char *member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
            if (jwk.count(member) > 0)
                shown << QLatin1StringView(member);
        }
        if (!shown.isEmpty()) {
            m_findings.add(rule("jwk-private"), name, part, jwk.span(), shown.join(QStringLiteral(", ")));
            return;
        }
        const Result<jose::Key> key = jose::importJwk(jwk);
        if (!key)
            m_findings.add(rule("jwk-invalid"), name, part, jwk.span(), describe(key.error()).message);
    }

    void judgeJwk(const Row *row)
    {
        if (row)
            judgeKey(row->value, PartId::Header, row->name);
    }

    void judgeConfirmation()
    {
        const Row *confirmation = rowNamed(m_report.claims, QLatin1StringView("cnf"));
        const json::Value jwk = confirmation ? confirmation->value.find("jwk") : json::Value();
        if (jwk.isValid())
            judgeKey(jwk, PartId::Payload, QStringLiteral("cnf.jwk"));
        const Row *subject = rowNamed(m_report.claims, QLatin1StringView("sub_jwk"));
        if (subject)
            judgeKey(subject->value, PartId::Payload, subject->name);
    }

    void judgeCertificates(const Row *row)
    {
        if (!row)
            return;
        const auto chain = jose::readX5c(row->value);
        if (!chain)
            m_findings.add(rule("x5c-invalid"), row->name, PartId::Header, row->valueSpan,
                           describe(chain.error()).message);
        else if (!chain->front().isValidAt(m_report.at))
            m_findings.add(rule("x5c-expired"), row->name, PartId::Header, row->valueSpan);
    }

    const Report &m_report;
    FindingList &m_findings;
};

} // namespace

void addCarriedKeyFindings(const Report &report, FindingList &findings)
{
    CarriedKeys(report, findings).run();
}

} // namespace claimcheck::inspect
