#include "encryption_parser.h"

#include <QCoreApplication>

#include <set>

/// What RFC 7516 says of a JWE's headers and members beside how they are spelled.
namespace claimcheck::jose {

namespace {

QString text(const char *sentence)
{
    return QCoreApplication::translate("Token", sentence);
}

/// The parameters that RFC 7516 and RFC 7518 define: "crit" may name none of them (RFC 7516 section 4.1.13).
const std::set<QByteArray> &definedParameters()
{
    static const std::set<QByteArray> names = {"alg", "enc", "zip",      "jku", "jwk", "kid",  "x5u",
                                               "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "epk",
                                               "apu", "apv", "iv",       "tag", "p2s", "p2c"};
    return names;
}

std::set<QByteArray> namesOf(const json::Value &header)
{
    std::set<QByteArray> names;
    for (const json::Member &member : header.members())
        names.insert(member.name.toUtf8());
    return names;
}

/// The first member whose name is among these; nothing when there is none.
std::optional<json::Member> firstOf(const json::Value &header, const std::set<QByteArray> &names)
{
    for (const json::Member &member : header.members()) {
        if (names.contains(member.name.toUtf8()))
            return member;
    }
    return std::nullopt;
}

} // namespace

/// Sections 7.2.1 and 7.2.2.
void EncryptionParser::checkForm(const json::Value &root)
{
    if (m_token.m_form == Form::GeneralJson) {
        for (const char *name : {"header", "encrypted_key"}) {
            if (root.count(name) > 0)
                addMalformed(text(QT_TRANSLATE_NOOP("Token", "it has \"recipients\", and %1 beside it"))
                                 .arg(QLatin1String(name)),
                             {name}, root.span());
        }
    }
    // Section 9 tells the two kinds apart by these: a text that is both means two things to two readers.
    for (const char *name : {"payload", "signature", "signatures"}) {
        if (root.count(name) > 0)
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "it is an encrypted and a signed token at once")),
                         {"ciphertext"}, root.span());
    }
    if (root.count("ciphertext") == 0)
        addMalformed(text(QT_TRANSLATE_NOOP("Token", "it has no %1")).arg(u"ciphertext"), {"ciphertext"},
                     root.span());
    for (const auto &[part, name] : {std::pair{&m_token.m_protected, "protected"}, {&m_token.m_aad, "aad"}}) {
        if (part->present && part->span.size() == 0)
            addMalformed(
                text(QT_TRANSLATE_NOOP("Token", "an empty %1 must be left out")).arg(QLatin1String(name)),
                {name}, part->span);
    }
    for (size_t i = 0; i < m_token.m_recipients.size(); ++i) {
        if (!m_token.m_protected.present && !m_token.m_shared.isValid() &&
            !m_token.m_recipients[i].header.isValid())
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "a recipient has no header")), {"header", i},
                         root.span());
    }
}

/// Section 4: the names in the three headers are disjoint. Sets, because hostile headers can hold tens of
/// thousands.
void EncryptionParser::checkNames()
{
    std::set<QByteArray> names = namesOf(m_token.protectedParameters());
    const auto report = [this](const json::Member &member, Place place) {
        addMalformed(
            text(QT_TRANSLATE_NOOP("Token", "%1 stands in two of its headers")).arg(member.name.toString()),
            place, member.name.span());
    };
    if (const std::optional<json::Member> both = firstOf(m_token.m_shared, names))
        report(*both, {"unprotected"});
    names.merge(namesOf(m_token.m_shared));
    for (size_t i = 0; i < m_token.m_recipients.size(); ++i) {
        if (const std::optional<json::Member> both = firstOf(m_token.m_recipients[i].header, names))
            report(*both, {"header", i});
    }
}

/// "zip" must be protected (section 4.1.3); "enc" is the same for all recipients (section 7.2.1).
void EncryptionParser::checkCommonParameters()
{
    const auto checkZip = [this](const json::Value &header, Place place) {
        if (header.count("zip") > 0)
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "zip stands outside the protected header")), place,
                         header.span());
    };
    checkZip(m_token.m_shared, {"unprotected"});
    const json::Value first = m_token.parameter("enc", 0);
    for (size_t i = 0; i < m_token.m_recipients.size(); ++i) {
        checkZip(m_token.m_recipients[i].header, {"header", i});
        const json::Value own = m_token.parameter("enc", i);
        if (own.isValid() != first.isValid() || own.toUtf8() != first.toUtf8())
            addMalformed(text(QT_TRANSLATE_NOOP("Token", "enc differs among the recipients")), {"header", i},
                         m_token.m_recipients[i].header.isValid() ? m_token.m_recipients[i].header.span()
                                                                  : m_token.m_protected.span);
    }
}

/// Section 4.1.13. No extension is understood.
void EncryptionParser::checkCritical()
{
    const Error invalid{ErrorCode::CriticalInvalid, QStringLiteral("crit")};
    const auto refuseOutside = [this, &invalid](const json::Value &header, Place place) {
        if (header.count("crit") > 0)
            add(invalid, place, header.span());
    };
    refuseOutside(m_token.m_shared, {"unprotected"});
    for (size_t i = 0; i < m_token.m_recipients.size(); ++i)
        refuseOutside(m_token.m_recipients[i].header, {"header", i});

    const json::Value header = m_token.protectedParameters();
    const json::Value critical = header.find("crit");
    if (!critical.isValid())
        return;
    const Place place{"protected"};
    const json::Span whole = m_token.m_protected.span;
    const std::vector<json::Value> extensions = critical.elements();
    std::set<QByteArray> present = namesOf(header);
    present.merge(namesOf(m_token.m_shared));
    for (const Recipient &recipient : m_token.m_recipients)
        present.merge(namesOf(recipient.header));
    std::set<QByteArray> seen;
    for (const json::Value &extension : extensions) {
        const QByteArray name = extension.toUtf8();
        if (!extension.isString() || definedParameters().contains(name) || !present.contains(name) ||
            !seen.insert(name).second) {
            add(invalid, place, whole, critical.span());
            return;
        }
    }
    if (extensions.empty())
        add(invalid, place, whole, critical.span());
    else
        add({ErrorCode::CriticalUnsupported, extensions.front().toString()}, place, whole, critical.span());
}

} // namespace claimcheck::jose
