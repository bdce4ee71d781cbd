#include "details.h"

#include "text.h"
#include "verdict.h"
#include "jose/certificate_facts.h"
#include "jose/key_import.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

struct WordRow {
    const char *word;
    const char *meaning;
};

/// Authentication methods: RFC 8176 section 2.
constexpr WordRow methods[] = {
    {"face", QT_TRANSLATE_NOOP("Inspect", "The face was recognised.")},
    {"fpt", QT_TRANSLATE_NOOP("Inspect", "A fingerprint was read.")},
    {"geo", QT_TRANSLATE_NOOP("Inspect", "The place was taken into account.")},
    {"hwk", QT_TRANSLATE_NOOP("Inspect", "A key in hardware was used.")},
    {"iris", QT_TRANSLATE_NOOP("Inspect", "The iris was recognised.")},
    {"kba", QT_TRANSLATE_NOOP("Inspect", "Questions were answered.")},
    {"mca", QT_TRANSLATE_NOOP("Inspect", "More than one channel was used.")},
    {"mfa", QT_TRANSLATE_NOOP("Inspect", "More than one factor was used.")},
    {"otp", QT_TRANSLATE_NOOP("Inspect", "A one-time password was given.")},
    {"pin", QT_TRANSLATE_NOOP("Inspect", "A PIN or a pattern was given.")},
    {"pwd", QT_TRANSLATE_NOOP("Inspect", "A password was given.")},
    {"rba", QT_TRANSLATE_NOOP("Inspect", "The risk was taken into account.")},
    {"retina", QT_TRANSLATE_NOOP("Inspect", "The retina was recognised.")},
    {"sc", QT_TRANSLATE_NOOP("Inspect", "A smart card was used.")},
    {"sms", QT_TRANSLATE_NOOP("Inspect", "A code was sent as a text message.")},
    {"swk", QT_TRANSLATE_NOOP("Inspect", "A key in software was used.")},
    {"tel", QT_TRANSLATE_NOOP("Inspect", "A telephone call was answered.")},
    {"user", QT_TRANSLATE_NOOP("Inspect", "The person was present.")},
    {"vbm", QT_TRANSLATE_NOOP("Inspect", "The voice was recognised.")},
    {"wia", QT_TRANSLATE_NOOP("Inspect", "Windows signed the person in.")},
    {"fed", QT_TRANSLATE_NOOP("Inspect", "Another identity provider signed the person in.")},
    {"rsa", QT_TRANSLATE_NOOP("Inspect", "A key or an authenticator app was used.")},
};

/// Scopes of OpenID Connect Core 1.0 sections 3.1.2.1, 5.4 and 11.
constexpr WordRow scopes[] = {
    {"openid", QT_TRANSLATE_NOOP("Inspect", "Sign in with OpenID Connect.")},
    {"profile", QT_TRANSLATE_NOOP("Inspect", "Read the name, the picture and the like.")},
    {"email", QT_TRANSLATE_NOOP("Inspect", "Read the e-mail address.")},
    {"address", QT_TRANSLATE_NOOP("Inspect", "Read the postal address.")},
    {"phone", QT_TRANSLATE_NOOP("Inspect", "Read the telephone number.")},
    {"offline_access", QT_TRANSLATE_NOOP("Inspect", "Get a refresh token, to stay signed in.")},
};

/// Classes of authentication: OpenID Connect Core 1.0 section 2, OpenID EAP ACR Values 1.0.
constexpr WordRow classes[] = {
    {"0", QT_TRANSLATE_NOOP("Inspect", "The person was not asked to authenticate: a long-lived cookie did.")},
    {"phr", QT_TRANSLATE_NOOP("Inspect", "Resistant to phishing.")},
    {"phrh", QT_TRANSLATE_NOOP("Inspect", "Resistant to phishing, with a key in hardware.")},
    {"aal1", QT_TRANSLATE_NOOP("Inspect", "One factor.")},
    {"aal2", QT_TRANSLATE_NOOP("Inspect", "Two factors.")},
    {"aal3", QT_TRANSLATE_NOOP("Inspect", "Two factors, one of them hardware.")},
    {"possessionorinherence", QT_TRANSLATE_NOOP("Inspect", "Something that the person has or is.")},
};

template <size_t N>
QString meaningOf(const WordRow (&rows)[N], const QString &word)
{
    const auto row = std::find_if(std::begin(rows), std::end(rows), [&word](const WordRow &one) {
        return word == QLatin1StringView(one.word);
    });
    return row == std::end(rows) ? QString() : Text::tr(row->meaning);
}

template <size_t N>
std::vector<Detail> wordsOf(const json::Value &value, const WordRow (&rows)[N])
{
    std::vector<Detail> list;
    const auto add = [&](const QString &word, const std::optional<json::Span> &span) {
        if (!word.isEmpty() && list.size() < mostDetails)
            list.push_back({word, {}, meaningOf(rows, word), span, {}});
    };
    if (value.isString()) {
        for (const QString &word : value.toString().split(u' '))
            add(word, std::nullopt);
    }
    for (const json::Value &element : value.elements()) {
        if (element.isString())
            add(element.toString(), element.span());
    }
    return list;
}

QString plainText(const json::Value &value)
{
    return value.isString() ? value.toString() : QString::fromUtf8(value.raw().toByteArray());
}

/// The members of any value, at most so many in all.
std::vector<Detail> membersOf(const json::Value &value, int depth, int &budget)
{
    std::vector<Detail> list;
    if ((!value.isObject() && !value.isArray()) || depth > deepestDetail)
        return list;
    const auto add = [&](const QString &label, const json::Value &member, json::Span span) {
        Detail detail{label, {}, {}, span, {}};
        if (member.isObject() || member.isArray())
            detail.children = membersOf(member, depth + 1, budget);
        else
            detail.text = plainText(member);
        list.push_back(std::move(detail));
    };
    qsizetype index = 0;
    for (const json::Member &member : value.members()) {
        if (budget-- <= 0)
            break;
        add(member.name.toString(), member.value, {member.name.span().begin, member.value.span().end});
        ++index;
    }
    for (const json::Value &element : value.elements()) {
        if (budget-- <= 0)
            break;
        add(QStringLiteral("[%1]").arg(index), element, element.span());
        ++index;
    }
    if (index < value.size())
        list.push_back({QStringLiteral("…"), Text::tr("%1 more").arg(value.size() - index), {}, {}, {}});
    return list;
}

Detail certificateDetail(const jose::Certificate &certificate, size_t index, TimePoint at)
{
    Detail detail{QStringLiteral("[%1]").arg(index), certificate.subject, {}, {}, {}};
    const auto add = [&detail](const QString &label, const QString &text) {
        if (!text.isEmpty())
            detail.children.push_back({label, text, {}, {}, {}});
    };
    add(Text::tr("Issuer"), certificate.issuer);
    add(Text::tr("Serial number"), certificate.serialNumber);
    add(Text::tr("Valid from"), utcText(certificate.notBefore));
    add(Text::tr("Valid until"), utcText(certificate.notAfter));
    add(Text::tr("State"),
        certificate.isValidAt(at) ? Text::tr("valid at this time") : Text::tr("not valid at this time"));
    add(Text::tr("Key"),
        QStringLiteral("%1, %2 bit").arg(QString::fromLatin1(certificate.keyType)).arg(certificate.keyBits));
    add(Text::tr("Signature"), QString::fromLatin1(certificate.signatureAlgorithm));
    QStringList names;
    for (const QString &name : certificate.names)
        names << name;
    add(Text::tr("Names"), names.join(QStringLiteral(", ")));
    add(Text::tr("SHA-256 fingerprint"), QString::fromLatin1(certificate.fingerprint.toHex(':').toUpper()));
    return detail;
}

/// Who vouches for the certificate; which says nothing about what its key may sign.
Detail chainDetail(const std::vector<jose::Certificate> &chain, const QString &authorities, TimePoint at)
{
    const auto answer = jose::checkChain(chain, authorities, at);
    const QString text = !answer ? describe(answer.error()).message
                         : answer->trusted
                             ? Text::tr("Leads to an authority of this system: %1").arg(answer->anchor)
                             : Text::tr("Leads to no authority of this system: %1").arg(answer->reason);
    return {
        Text::tr("Chain"),
        text,
        Text::tr("Whether an authority vouches for the certificate. It says nothing about this token, and "
                 "whether the certificate was revoked is not asked."),
        {},
        {}};
}

std::vector<Detail> certificatesOf(const json::Value &value, TimePoint at, const QString &authorities)
{
    std::vector<Detail> list;
    const auto chain = jose::readX5c(value);
    if (!chain)
        return {{Text::tr("Cannot be read"), describe(chain.error()).message, {}, {}, {}}};
    for (const jose::Certificate &certificate : *chain)
        list.push_back(certificateDetail(certificate, list.size(), at));
    if (!authorities.isEmpty())
        list.push_back(chainDetail(*chain, authorities, at));
    return list;
}

/// The thumbprint of a key, and then its members.
void addThumbprint(const json::Value &jwk, std::vector<Detail> &list)
{
    if (!jwk.isObject())
        return;
    const auto key = jose::importJwk(jwk);
    const auto print = key ? jose::thumbprint(*key) : key.error();
    list.insert(list.begin(), {Text::tr("Thumbprint (SHA-256)"),
                               print ? QString::fromLatin1(*print) : describe(print.error()).message,
                               Text::tr("The key's name by its content; jkt and cnf compare it."),
                               jwk.span(),
                               {}});
}

} // namespace

std::vector<Detail> certificateDetails(const std::vector<QByteArray> &chain, TimePoint at,
                                       const QString &authorities)
{
    std::vector<Detail> list;
    std::vector<jose::Certificate> read;
    for (const QByteArray &der : chain) {
        if (auto certificate = jose::readCertificate(der)) {
            list.push_back(certificateDetail(*certificate, list.size(), at));
            read.push_back(*std::move(certificate));
        } else {
            list.push_back(
                {QStringLiteral("[%1]").arg(list.size()), describe(certificate.error()).message, {}, {}, {}});
        }
    }
    if (!authorities.isEmpty() && !read.empty() && read.size() == chain.size())
        list.push_back(chainDetail(read, authorities, at));
    return list;
}

std::vector<Detail> detailsOf(const Row &row, TimePoint at, const QString &authorities)
{
    if (row.name == u"scope" || row.name == u"scp")
        return wordsOf(row.value, scopes);
    if (row.name == u"amr")
        return wordsOf(row.value, methods);
    if (row.name == u"acr")
        return wordsOf(row.value, classes);
    if (row.name == u"x5c")
        return certificatesOf(row.value, at, authorities);
    int budget = mostDetails;
    std::vector<Detail> list = membersOf(row.value, 0, budget);
    if (row.name == u"jwk" || row.name == u"sub_jwk" || row.name == u"epk")
        addThumbprint(row.value, list);
    else if (row.name == u"cnf")
        addThumbprint(row.value.find("jwk"), list);
    return list;
}

bool tellsMoreOpened(const Row &row)
{
    static constexpr QLatin1StringView names[] = {
        QLatin1StringView("scope"), QLatin1StringView("scp"), QLatin1StringView("amr"),
        QLatin1StringView("acr"),   QLatin1StringView("x5c"), QLatin1StringView("jwk"),
        QLatin1StringView("epk"),   QLatin1StringView("cnf"), QLatin1StringView("sub_jwk")};
    return std::any_of(std::begin(names), std::end(names),
                       [&row](auto name) { return row.name.size() == name.size() && row.name == name; });
}

} // namespace claimcheck::inspect
