#include "findings.h"

#include "exact_json.h"
#include "homoglyphs.h"
#include "invisible.h"
#include "registry.h"
#include "report_reading.h"
#include "text.h"
#include "value_kinds.h"

#include <array>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

/// What a byte of a string can be a sign of: one pass over the text says which closer looks are worth while.
enum Sign : quint8 {
    Nothing = 0,
    Strange = 1, // an escape, a byte beyond ASCII, a control character
    Address = 2, // @
    Markup = 4,  // < or :
};

constexpr std::array<quint8, 256> signTable()
{
    std::array<quint8, 256> table{};
    for (size_t c = 0; c < table.size(); ++c)
        table[c] = c < 0x20 || c >= 0x7F ? Strange : Nothing;
    table[static_cast<size_t>('\\')] = Strange;
    table[static_cast<size_t>('@')] = Address;
    table[static_cast<size_t>('<')] = Markup;
    table[static_cast<size_t>(':')] = Markup;
    return table;
}
constexpr auto signOf = signTable();

quint8 signsOf(QByteArrayView text)
{
    quint8 signs = Nothing;
    for (const char c : text)
        signs = static_cast<quint8>(signs | signOf[static_cast<unsigned char>(c)]);
    return signs;
}

QByteArrayView inside(const json::Value &string)
{
    return string.raw().sliced(1, string.raw().size() - 2);
}

/// What is strange about the characters of one text.
struct Strangeness {
    bool bidi = false, invisible = false, control = false;
};

enum class Place { Name, Value };

bool isStrangeControl(char32_t c, Place place)
{
    const bool layout = c == '\n' || c == '\r' || c == '\t';
    return (c < 0x20 && !(layout && place == Place::Value)) || (c >= 0x7F && c < 0xA0);
}

/// Joiners belong between letters of scripts that need them and between emoji; tags belong to flags.
bool isAtHome(const QString &text, qsizetype at, char32_t c)
{
    const auto isPlain = [&text](qsizetype i) {
        return i < 0 || i >= text.size() || text[i].unicode() < 0x250;
    };
    if (isJoiner(c))
        return !isPlain(at - 1) && !isPlain(at + 1);
    constexpr char16_t flagOrTag[] = {0xD83C, 0xDB40};
    return isTag(c) && at >= 2 && (text[at - 2] == flagOrTag[0] || text[at - 2] == flagOrTag[1]);
}

Strangeness strangenessOf(const QString &text, Place place)
{
    Strangeness found;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        const qsizetype at = i;
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            ++i;
            c = QChar::surrogateToUcs4(text[at], text[i]);
        }
        found.bidi = found.bidi || isBidiControl(c);
        found.control = found.control || isStrangeControl(c, place);
        // Marks of direction are written in names of people; in names of claims they have no place.
        const bool mark = c == 0x200E || c == 0x200F || c == 0x061C;
        if (isInvisible(c) && !(place == Place::Value && (mark || isAtHome(text, at, c))))
            found.invisible = true;
    }
    return found;
}

/// Walks all names and values of one part, at any depth, without recursion.
class ContentRules {
public:
    ContentRules(PartId part, FindingList &findings) : m_part(part), m_findings(findings) {}

    void walk(const json::Value &root)
    {
        enter(root, {});
        while (!m_open.empty()) {
            Level &level = m_open.back();
            if (level.next == level.members.size()) {
                m_open.pop_back();
                continue;
            }
            const json::Member member = level.members[level.next++];
            if (member.name.isValid())
                judgeName(member);
            judgeValue(member.value);
            if (member.value.isObject() || member.value.isArray())
                enter(member.value, member.name);
        }
    }

private:
    struct Level {
        json::Value name; // of the container; invalid in a list
        std::vector<json::Member> members;
        size_t next = 0;
        bool isList = false;
    };

    void enter(const json::Value &container, const json::Value &name)
    {
        Level level;
        level.name = name;
        level.isList = container.isArray();
        if (level.isList) {
            level.members.reserve(static_cast<size_t>(container.size()));
            for (const json::Value &element : container.elements())
                level.members.push_back({{}, element});
        } else {
            level.members = container.members();
        }
        m_open.push_back(std::move(level));
    }

    /// Where we are: "email", "address.street", "keys[1].d". Cut where it is long: it is for people.
    QString path() const
    {
        constexpr qsizetype longest = 200;
        QString text;
        for (const Level &level : m_open) {
            const json::Member &member = level.members[level.next - 1];
            if (level.isList)
                text += QStringLiteral("[%1]").arg(level.next - 1);
            else if (text.isEmpty())
                text += member.name.toString();
            else
                text += u'.' + member.name.toString();
            if (text.size() > longest)
                break;
        }
        return text;
    }

    void add(const Rule &broken, json::Span place, const QString &extra = {})
    {
        // The path is only made for findings that are kept.
        m_findings.add(broken, m_findings.wants(broken) ? path() : QString(), m_part, place, extra);
    }

    void judgeName(const json::Member &member)
    {
        const QByteArrayView name = inside(member.name);
        const bool isTop = m_open.size() == 1;
        if (signsOf(name) & Strange)
            judgeStrangeName(member, isTop);
        else if (isTop && m_part == PartId::Payload)
            judgeNearName(name, member);
        if (m_part != PartId::Payload)
            return;
        const bool hasText = member.value.isString() && member.value.raw().size() > 2;
        if ((hasText || member.value.isNumber()) && isSecretName(name))
            add(rule("content-password"), member.value.span());
        if ((hasText || member.value.isObject()) && isTop && isPersonalName(name))
            add(rule("content-personal"), member.value.span());
        if (hasText && isSessionName(name))
            add(rule("content-session-id"), member.value.span());
    }

    void judgeStrangeName(const json::Member &member, bool isTop)
    {
        const QString name = member.name.toString();
        addStrangeness(strangenessOf(name, Place::Name), member.name);
        if (!isTop || name.size() > 64)
            return;
        const QString plain = skeleton(name);
        if (plain != name && (m_part == PartId::Payload ? findClaim(plain) : findHeader(plain)))
            add(rule("claim-homoglyph"), member.name.span(), plain);
    }

    /// A claim that decides something, and is not quite written so.
    void judgeNearName(QByteArrayView name, const json::Member &member)
    {
        if (name.size() < 3 || name.size() > 6)
            return;
        const QByteArrayView trimmed = name.trimmed();
        for (const QByteArrayView real : {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"}) {
            if (trimmed.compare(real, Qt::CaseInsensitive) == 0 && name != real)
                add(rule("claim-near-name"), member.name.span(), QString::fromLatin1(real));
        }
    }

    void judgeValue(const json::Value &value)
    {
        if (value.isNumber()) {
            // Fifteen digits always fit into a double.
            if (value.raw().size() > 15 && !exactJson(value))
                add(rule("json-number-imprecise"), value.span());
            else if (m_part == PartId::Payload && value.raw().size() >= 13 && isCardNumber(value.raw()))
                judgeCard(value);
        } else if (value.isString()) {
            judgeText(value);
        }
    }

    void judgeText(const json::Value &value)
    {
        const QByteArrayView raw = inside(value);
        const quint8 signs = signsOf(raw);
        if (signs & Strange) {
            addStrangeness(strangenessOf(value.toString(), Place::Value), value);
            if (raw.contains('\\') && !exactJson(value))
                add(rule("json-lone-surrogate"), value.span());
        }
        if (m_part != PartId::Payload)
            return;
        if (raw.contains('\\'))
            judgeContent(value.toUtf8(), signs, value);
        else
            judgeContent(raw, signs, value);
    }

    void judgeContent(QByteArrayView text, quint8 signs, const json::Value &value)
    {
        const bool escaped = signs & Strange;
        if (((signs & Address) || escaped) && isEmailAddress(text))
            return add(rule("content-email"), value.span());
        if (((signs & Markup) || escaped) && isMarkup(text))
            add(rule("content-html"), value.span());
        if (text.size() < 13)
            return;
        if (isCardNumber(text))
            judgeCard(value);
        else if (isPasswordHash(text))
            add(rule("content-password-hash"), value.span());
        else if (isPrivateKeyText(text))
            add(rule("content-private-key"), value.span());
        else if (isTokenText(text))
            add(rule("content-token"), value.span());
        else if (const char *kind = apiKeyKind(text))
            add(rule("content-api-key"), value.span(), Text::tr(kind));
        else if (isLongBase64(text))
            add(rule("content-blob"), value.span(), QString::number(text.size()));
    }

    /// Identifiers are numbers too, and one in ten of them has a fitting check digit.
    void judgeCard(const json::Value &value)
    {
        const json::Value name = m_open.back().members[m_open.back().next - 1].name;
        if (name.isValid() && m_open.size() == 1 && findClaim(name.toString()))
            return;
        add(rule("content-card"), value.span());
    }

    void addStrangeness(const Strangeness &strange, const json::Value &text)
    {
        if (strange.bidi)
            add(rule("content-bidi"), text.span());
        if (strange.invisible)
            add(rule("content-invisible"), text.span());
        if (strange.control)
            add(rule("content-control"), text.span());
    }

    PartId m_part;
    FindingList &m_findings;
    std::vector<Level> m_open;
};

} // namespace

void addContentFindings(const Report &report, FindingList &findings)
{
    const json::Value header =
        report.encryption ? report.encryption->protectedParameters() : report.token.header();
    if (header.isValid())
        ContentRules(PartId::Header, findings).walk(header);
    if (const json::Value claims = report.token.claims(); hasClaims(report.kind) && claims.isValid())
        ContentRules(PartId::Payload, findings).walk(claims);
}

} // namespace claimcheck::inspect
