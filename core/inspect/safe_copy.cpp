#include "safe_copy.h"

#include "base/base64url.h"
#include "base/json_writer.h"
#include "meanings.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <string_view>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

// Values that explain a token and name nobody. Everything that is not known to be harmless is replaced.
constexpr std::u16string_view keptAnywhere[] = {
    u"iss",   u"aud", u"azp", u"client_id", u"appid",     u"scope", u"scp",      u"roles",
    u"role",  u"typ", u"acr", u"amr",       u"token_use", u"ver",   u"appidacr", u"azpacr",
    u"idtyp", u"gty", u"htm", u"_sd_alg",   u"locale",    u"vct",   u"events",   u"provider"};
constexpr std::u16string_view keptInHeader[] = {u"alg", u"enc", u"zip", u"typ", u"cty", u"kid",     u"crit",
                                                u"jku", u"x5u", u"x5t", u"url", u"ppt", u"x5t#S256"};
// The public members of a key, which names a signer and not a person.
constexpr std::u16string_view keptInKey[] = {u"kty", u"crv", u"x",   u"y",       u"n",       u"e",
                                             u"use", u"alg", u"kid", u"key_ops", u"x5t#S256"};

template <size_t N>
bool isOneOf(const QString &name, const std::u16string_view (&names)[N])
{
    return std::any_of(std::begin(names), std::end(names), [&name](std::u16string_view known) {
        return name == QStringView(known.data(), static_cast<qsizetype>(known.size()));
    });
}

const QRegularExpression &uuidPattern()
{
    static const QRegularExpression pattern(
        QStringLiteral("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"));
    return pattern;
}

const QRegularExpression &emailPattern()
{
    static const QRegularExpression pattern(
        QStringLiteral("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){1,8}"));
    return pattern;
}

Personal kindOf(const QString &text)
{
    static const QRegularExpression address(
        QStringLiteral("^(\\d{1,3}\\.){3}\\d{1,3}$|^[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*$"));
    const auto isWhole = [&text](const QRegularExpression &pattern) {
        const QRegularExpressionMatch match = pattern.match(text);
        return match.hasMatch() && match.capturedLength() == text.size();
    };
    if (isWhole(uuidPattern()))
        return Personal::Uuid;
    if (isWhole(emailPattern()))
        return Personal::Email;
    if (address.match(text).hasMatch())
        return Personal::Address;
    if (text.startsWith(u"https://") || text.startsWith(u"http://"))
        return Personal::Url;
    return Personal::Text;
}

/// One word for each value that was seen, of the shape that it had.
class Disguise {
public:
    QString wordFor(Personal kind, const QString &value)
    {
        const QString key = QString::number(static_cast<int>(kind)) + value;
        const auto known = m_words.constFind(key);
        if (known != m_words.constEnd())
            return *known;
        return *m_words.insert(key, word(kind, value, ++m_counts[static_cast<int>(kind)]));
    }

    /// The UUIDs and e-mail addresses inside a text that is kept.
    QString within(QString text)
    {
        text = replaced(text, uuidPattern(), Personal::Uuid);
        return replaced(text, emailPattern(), Personal::Email);
    }

private:
    static QString word(Personal kind, const QString &value, int number)
    {
        switch (kind) {
        case Personal::Email:
            return QStringLiteral("person%1@example.com").arg(number);
        case Personal::Uuid:
            return QStringLiteral("00000000-0000-4000-8000-%1").arg(number, 12, 10, QLatin1Char('0'));
        case Personal::Address: // RFC 3849
            return QStringLiteral("2001:db8::%1").arg(number, 0, 16);
        case Personal::Number: {
            // As many digits as it had, so that what is wrong with its size stays wrong.
            const qsizetype digits = std::clamp<qsizetype>(value.size(), 1, 400);
            const QString count = QString::number(number);
            return count.size() >= digits
                       ? count
                       : QStringLiteral("1") + QString(digits - count.size() - 1, u'0') + count;
        }
        case Personal::Url:
            return QStringLiteral("https://example.com/%1").arg(number);
        case Personal::Text:
            break;
        }
        return QStringLiteral("redacted-%1").arg(number);
    }

    QString replaced(const QString &text, const QRegularExpression &pattern, Personal kind)
    {
        QString result;
        qsizetype from = 0;
        auto matches = pattern.globalMatch(text);
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            result += QStringView(text).sliced(from, match.capturedStart() - from);
            result += wordFor(kind, match.captured());
            from = match.capturedEnd();
        }
        result += QStringView(text).sliced(from);
        return result;
    }

    QHash<QString, QString> m_words;
    QHash<int, int> m_counts;
};

/// Goes over one part, and puts it together again from its own bytes and the words in place of others.
class Redactor {
public:
    Redactor(PartId part, const SafeCopyOptions &options, Disguise &disguise,
             std::vector<Replacement> &replaced)
        : m_part(part), m_options(options), m_disguise(disguise), m_replaced(replaced)
    {
    }

    QByteArray run(const json::Value &object, const QByteArray &text)
    {
        m_text = text;
        members(object, {}, false);
        return m_result + m_text.sliced(m_copied);
    }

private:
    void members(const json::Value &object, const QString &pointer, bool inKey)
    {
        for (const json::Member &member : object.members()) {
            const QString name = member.name.toString();
            const QString shown = m_disguise.within(name);
            if (shown != name)
                put(member.name, json::quoted(shown.toUtf8()));
            QString step = shown;
            step.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
            value(member.value, name, pointer + u'/' + step, inKey);
        }
    }

    void value(const json::Value &value, const QString &name, const QString &pointer, bool inKey)
    {
        const bool isKey = name == u"jwk" || name == u"epk";
        if (value.isObject())
            return members(value, pointer, inKey || isKey);
        if (value.isArray()) {
            int index = 0;
            for (const json::Value &element : value.elements())
                this->value(element, name, pointer + u'/' + QString::number(index++), inKey);
            return;
        }
        if (value.isString())
            text(value, name, pointer, inKey);
        else if (value.isNumber() && !isKept(name, inKey) && !meaningOfClaim(name).isTime)
            number(value, pointer);
    }

    void text(const json::Value &value, const QString &name, const QString &pointer, bool inKey)
    {
        const QString was = value.toString();
        if (m_options.keep.contains(name))
            return;
        if (isKept(name, inKey)) {
            const QString now = inKey ? was : m_disguise.within(was);
            if (now != was)
                replace(value, pointer, kindOf(was), json::quoted(now.toUtf8()));
            return;
        }
        if (was.isEmpty())
            return;
        const Personal kind = kindOf(was);
        replace(value, pointer, kind, json::quoted(m_disguise.wordFor(kind, was).toUtf8()));
    }

    void number(const json::Value &value, const QString &pointer)
    {
        const QString was = QString::fromLatin1(value.raw().toByteArray());
        replace(value, pointer, Personal::Number, m_disguise.wordFor(Personal::Number, was).toLatin1());
    }

    bool isKept(const QString &name, bool inKey) const
    {
        if (m_options.keep.contains(name))
            return true;
        if (inKey)
            return isOneOf(name, keptInKey);
        return isOneOf(name, keptAnywhere) || (m_part == PartId::Header && isOneOf(name, keptInHeader));
    }

    void replace(const json::Value &value, const QString &pointer, Personal kind, const QByteArray &now)
    {
        put(value, now);
        m_replaced.push_back({m_part, pointer, kind, now});
    }

    void put(const json::Value &value, const QByteArray &now)
    {
        m_result += QByteArrayView(m_text).sliced(m_copied, value.span().begin - m_copied);
        m_result += now;
        m_copied = value.span().end;
    }

    PartId m_part;
    const SafeCopyOptions &m_options;
    Disguise &m_disguise;
    std::vector<Replacement> &m_replaced;
    QByteArray m_text;
    QByteArray m_result;
    qsizetype m_copied = 0;
};

/// Why a part cannot be read, from the parser's own words.
Error unreadable(const jose::ParsedToken &token, PartId part)
{
    for (const jose::Problem &problem : token.problems()) {
        if (problem.part == part)
            return problem.error;
    }
    return {ErrorCode::JsonNotObject, jose::partName(part)};
}

} // namespace

Result<SafeCopy> safeCopy(const jose::ParsedToken &token, const SafeCopyOptions &options)
{
    const json::Value header = token.header();
    if (!header.isValid())
        return unreadable(token, PartId::Header);
    SafeCopy copy;
    Disguise disguise;
    copy.header = Redactor(PartId::Header, options, disguise, copy.replaced)
                      .run(header, token.part(PartId::Header).bytes);
    copy.token = base64url::encode(copy.header) + '.';
    if (header.count("enc") > 0) {
        copy.token += "...";
        return copy;
    }
    const json::Value claims = token.claims();
    if (!claims.isValid())
        return unreadable(token, PartId::Payload);
    copy.claims = Redactor(PartId::Payload, options, disguise, copy.replaced)
                      .run(claims, token.part(PartId::Payload).bytes);
    copy.token += base64url::encode(copy.claims) + '.';
    return copy;
}

} // namespace claimcheck::inspect
