#include "request_scope.h"

#include "base/clock.h"
#include "base/random.h"
#include "base/visible_text.h"
#include "theme.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::ui {

using requests::Expander;

namespace {

constexpr qsizetype longestValue = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("RequestScope", text);
}

} // namespace

RequestScope withExpander(RequestScope scope, const Clock &clock)
{
    scope.expander = std::make_shared<const Expander>(scope.variables, scope.environment, clock, randomBytes);
    return scope;
}

QList<VariablePlace> variablesIn(const QString &text, const RequestScope &scope)
{
    QList<VariablePlace> list;
    if (!text.contains(QLatin1StringView("{{")))
        return list;
    const QByteArray bytes = text.toUtf8();
    qsizetype byte = 0;
    qsizetype character = 0;
    for (const requests::Placeholder &found : requests::placeholders(bytes)) {
        character += QString::fromUtf8(QByteArrayView(bytes).sliced(byte, found.span.begin - byte)).size();
        const auto length =
            QString::fromUtf8(QByteArrayView(bytes).sliced(found.span.begin, found.span.size())).size();
        list.append({static_cast<int>(character), static_cast<int>(length), found.name,
                     scope.expander ? scope.expander->originOf(found.name) : Expander::Origin::Unknown});
        character += length;
        byte = found.span.end;
    }
    return list;
}

QString variableText(const VariablePlace &place, const RequestScope &scope)
{
    const QString name = visibleText(QString::fromUtf8(place.name), longestValue);
    if (place.origin == Expander::Origin::Unknown)
        return tr("{{%1}} has no value here: neither the file nor the environment defines it.").arg(name);
    if (place.origin == Expander::Origin::Secret)
        return tr("{{%1}} is a secret. Its value is put in when the request is sent, and only where it may "
                  "go.")
            .arg(name);
    const auto value = scope.expander->expand("{{" + place.name + "}}");
    if (!value)
        return describe(value.error()).message;
    const QString shown = visibleText(QString::fromUtf8(value->savedForm()), longestValue);
    switch (place.origin) {
    case Expander::Origin::Dynamic:
        return tr("{{%1}} is made anew for each request, such as %2").arg(name, shown);
    case Expander::Origin::File:
        return tr("{{%1}} is %2 (this file)").arg(name, shown);
    default:
        return tr("{{%1}} is %2 (environment %3)")
            .arg(name, shown, visibleText(QString::fromUtf8(scope.environment.name), longestValue));
    }
}

QColor variableColour(Expander::Origin origin)
{
    switch (origin) {
    case Expander::Origin::File:
    case Expander::Origin::Environment:
        return colours().good;
    case Expander::Origin::Dynamic:
        return colours().link;
    case Expander::Origin::Secret:
        return colours().warning;
    case Expander::Origin::Unknown:
        break;
    }
    return colours().bad;
}

QColor variableFill(Expander::Origin origin)
{
    switch (origin) {
    case Expander::Origin::File:
    case Expander::Origin::Environment:
        return colours().goodFill;
    case Expander::Origin::Dynamic:
        return colours().neutralFill;
    case Expander::Origin::Secret:
        return colours().warningFill;
    case Expander::Origin::Unknown:
        break;
    }
    return colours().badFill;
}

QStringList variableNames(const RequestScope &scope)
{
    QStringList names;
    for (const requests::FileVariable &variable : scope.variables)
        names << QString::fromUtf8(variable.name);
    for (const auto &[name, value] : scope.environment.variables)
        names << QString::fromUtf8(name);
    names.removeDuplicates();
    std::sort(names.begin(), names.end());
    for (const char *name : {"$uuid", "$timestamp", "$isoTimestamp", "$randomInt 1 100"})
        names << QString::fromLatin1(name);
    if (!scope.profileName.isEmpty())
        names << QStringLiteral("profile:%1.token").arg(scope.profileName);
    return names;
}

} // namespace claimcheck::ui
