#include "setting_rules.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

enum class Rule {
    Method,
    Path,
    BodyForm,
    Name,
    Place,
    Pointer,
    Unit,
    HeaderName,
    HeaderNames,
    Scheme,
    Revokes
};

struct Row {
    const char *key;
    Rule rule;
};

constexpr Row rows[] = {
    {"login.method", Rule::Method},      {"login.path", Rule::Path},
    {"login.body", Rule::BodyForm},      {"login.userField", Rule::Name},
    {"login.passwordField", Rule::Name}, {"reply.accessToken", Rule::Place},
    {"reply.refreshToken", Rule::Place}, {"reply.expiresIn", Rule::Place},
    {"reply.expiresUnit", Rule::Unit},   {"header.name", Rule::HeaderName},
    {"header.scheme", Rule::Scheme},     {"request.headers", Rule::HeaderNames},
    {"refresh.path", Rule::Path},        {"refresh.field", Rule::Name},
    {"logout.method", Rule::Method},     {"logout.path", Rule::Path},
    {"logout.field", Rule::Name},        {"logout.revokes", Rule::Revokes},
    {"whoami.path", Rule::Path},         {"whoami.subject", Rule::Pointer},
    {"person.claim", Rule::Name},
};

const QString loginHeader = QStringLiteral("login.header.");

QString sentence(const char *text)
{
    return QCoreApplication::translate("Profile", text);
}

bool isPath(const QString &value)
{
    const auto isVisible = [](QChar c) {
        return c.unicode() > 0x20 && c.unicode() < 0x7f && c != u'\\' && c != u'#';
    };
    return value.startsWith(u'/') && !value.startsWith(QStringLiteral("//")) &&
           std::all_of(value.begin(), value.end(), isVisible) &&
           !value.section(u'?', 0, 0).split(u'/').contains(QStringLiteral(".."));
}

bool isPointer(const QString &value)
{
    return value.startsWith(u'/') && isPlainText(value);
}

bool isPlace(const QString &value)
{
    return isPointer(value) ||
           (value.startsWith(QStringLiteral("header:")) && isHeaderName(QStringView(value).sliced(7)));
}

/// What is wanted in place of `value`; empty if it fits.
QString complaint(Rule rule, const QString &value)
{
    switch (rule) {
    case Rule::Method:
        return QStringList{QStringLiteral("POST"), QStringLiteral("PUT"), QStringLiteral("PATCH"),
                           QStringLiteral("DELETE"), QStringLiteral("GET")}
                       .contains(value)
                   ? QString()
                   : sentence("it must be POST, PUT, PATCH, DELETE or GET");
    case Rule::Path:
        return isPath(value) ? QString() : sentence("it must be a path that starts with one /");
    case Rule::BodyForm:
        return value == u"json" || value == u"form" ? QString() : sentence("it must be json or form");
    case Rule::Name:
        return isPlainText(value) ? QString() : sentence("it must be one line of text");
    case Rule::Pointer:
        return isPointer(value) ? QString() : sentence("it must be a JSON Pointer such as /data/id");
    case Rule::Place:
        return isPlace(value) ? QString()
                              : sentence("it must be a JSON Pointer such as /data/token, or header:NAME");
    case Rule::Unit:
        return value == u"s" || value == u"ms" ? QString() : sentence("it must be s or ms");
    case Rule::HeaderName:
        return isHeaderName(value) ? QString() : sentence("it must be the name of a header");
    case Rule::HeaderNames: {
        const QStringList names = value.split(u',');
        return std::all_of(names.begin(), names.end(), [](const QString &n) { return isHeaderName(n); })
                   ? QString()
                   : sentence("it must be names of headers with commas between them");
    }
    case Rule::Scheme:
        return isHeaderName(value) ? QString() : sentence("it must be one word such as Bearer, or none");
    case Rule::Revokes:
        return value == u"refresh" || value == u"access" || value == u"refresh,access"
                   ? QString()
                   : sentence("it must be refresh, access, or refresh,access");
    }
    Q_UNREACHABLE();
}

} // namespace

bool isHeaderName(QStringView text)
{
    return !text.isEmpty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](QChar c) {
        const char16_t u = c.unicode();
        return u < 0x80 && (c.isLetterOrNumber() || QStringView(u"!#$%&'*+-.^_`|~").contains(c));
    });
}

bool isPlainText(QStringView text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        const auto category = c.category();
        return category == QChar::Other_Control || category == QChar::Other_Format ||
               category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
    });
}

const QStringList &settingKeys()
{
    static const QStringList keys = [] {
        QStringList list;
        for (const Row &row : rows)
            list += QString::fromLatin1(row.key);
        return list;
    }();
    return keys;
}

bool isSettingKey(const QString &key)
{
    return settingKeys().contains(key) ||
           (key.startsWith(loginHeader) && isHeaderName(QStringView(key).sliced(loginHeader.size())));
}

Result<QString> checkedSetting(const QString &key, const QString &value)
{
    if (!isSettingKey(key))
        return Error{ErrorCode::ProfileFieldUnknown, key};
    if (value.size() > 4096)
        return Error{ErrorCode::ProfileFieldInvalid, key, sentence("it is too long")};
    if (key.startsWith(loginHeader)) {
        const bool fits = std::all_of(value.begin(), value.end(),
                                      [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
        if (!fits)
            return Error{ErrorCode::ProfileFieldInvalid, key, sentence("a header takes visible ASCII only")};
        return value;
    }
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [&key](const Row &r) { return key == QLatin1StringView(r.key); });
    const QString wanted = complaint(row->rule, value);
    if (!wanted.isEmpty())
        return Error{ErrorCode::ProfileFieldInvalid, key, wanted};
    return value;
}

} // namespace claimcheck::login
