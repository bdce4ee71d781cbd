#include "form.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

namespace claimcheck::oauth {

namespace {

QByteArray decoded(QByteArrayView text)
{
    QByteArray plain = text.toByteArray();
    plain.replace('+', ' ');
    return QByteArray::fromPercentEncoding(plain);
}

QByteArray joined(const Form &form, QByteArray (*encode)(QByteArrayView))
{
    QByteArray text;
    for (const auto &[name, value] : form) {
        if (!text.isEmpty())
            text += '&';
        text += encode(name) + '=' + encode(value);
    }
    return text;
}

} // namespace

QByteArray formEncoded(QByteArrayView text)
{
    return text.toByteArray().toPercentEncoding(" ").replace(' ', '+');
}

QByteArray formBody(const Form &form)
{
    return joined(form, formEncoded);
}

QByteArray queryText(const Form &form)
{
    return joined(form, [](QByteArrayView text) { return text.toByteArray().toPercentEncoding(); });
}

Form parseForm(QByteArrayView text)
{
    Form form;
    for (qsizetype begin = 0; begin <= text.size();) {
        const qsizetype amp = text.indexOf('&', begin);
        const qsizetype end = amp < 0 ? text.size() : amp;
        const QByteArrayView part = text.sliced(begin, end - begin);
        const qsizetype equals = part.indexOf('=');
        if (equals >= 0)
            form.emplace_back(decoded(part.first(equals)), decoded(part.sliced(equals + 1)));
        else if (!part.isEmpty())
            form.emplace_back(decoded(part), QByteArray());
        begin = end + 1;
    }
    return form;
}

bool hasField(const Form &form, QByteArrayView name)
{
    return std::any_of(form.begin(), form.end(), [name](const auto &field) { return field.first == name; });
}

void addField(Form &form, QByteArrayView name, const QString &value)
{
    if (!value.isEmpty())
        form.emplace_back(name.toByteArray(), value.toUtf8());
}

Result<Done> addResources(Form &form, const QStringList &resources)
{
    for (const QString &resource : resources) {
        const QUrl url(resource, QUrl::StrictMode);
        if (!url.isValid() || url.isRelative() || url.hasFragment())
            return Error{
                ErrorCode::ProfileFieldInvalid, QStringLiteral("resource"),
                QCoreApplication::translate("OAuth", "it must be an absolute URI without a fragment")};
        addField(form, "resource", resource);
    }
    return Done{};
}

} // namespace claimcheck::oauth
