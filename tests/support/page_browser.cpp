#include "page_browser.h"

#include <QRegularExpression>

namespace claimcheck::test {
using namespace Qt::StringLiterals;

namespace {

constexpr int mostHops = 10;

QString attribute(const QString &tag, const QString &name)
{
    const QRegularExpression wanted(u"\\b"_s + name + u"=\"([^\"]*)\""_s);
    QString value = wanted.match(tag).captured(1);
    return value.replace(u"&quot;"_s, u"\""_s)
        .replace(u"&lt;"_s, u"<"_s)
        .replace(u"&gt;"_s, u">"_s)
        .replace(u"&#39;"_s, u"'"_s)
        .replace(u"&amp;"_s, u"&"_s);
}

QByteArray encodedForm(const PageForm &form)
{
    QByteArrayList pairs;
    for (const auto &[name, value] : form.fields)
        pairs.append(name.toPercentEncoding() + '=' + value.toPercentEncoding());
    return pairs.join('&');
}

QString origin(const QUrl &url)
{
    return url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment).toString();
}

} // namespace

void PageForm::set(const QByteArray &name, const QByteArray &value)
{
    for (auto &field : fields) {
        if (field.first == name) {
            field.second = value;
            return;
        }
    }
    fields.emplace_back(name, value);
}

QByteArray PageForm::value(const QByteArray &name) const
{
    for (const auto &field : fields) {
        if (field.first == name)
            return field.second;
    }
    return {};
}

bool PageForm::has(const QByteArray &name) const
{
    return std::any_of(fields.begin(), fields.end(), [&](const auto &field) { return field.first == name; });
}

std::vector<PageForm> PageBrowser::Page::forms() const
{
    static const QRegularExpression formTag(u"<form\\b[^>]*>.*?</form>"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression inputTag(u"<input\\b[^>]*>"_s);
    std::vector<PageForm> found;
    auto forms = formTag.globalMatch(QString::fromUtf8(answer.body));
    while (forms.hasNext()) {
        const QString text = forms.next().captured();
        const QString tag = text.left(text.indexOf(u'>') + 1);
        PageForm form{url.resolved(QUrl(attribute(tag, u"action"_s))),
                      attribute(tag, u"method"_s).toLower() == u"post"_s,
                      {}};
        auto inputs = inputTag.globalMatch(text);
        while (inputs.hasNext()) {
            const QString input = inputs.next().captured();
            form.fields.emplace_back(attribute(input, u"name"_s).toUtf8(),
                                     attribute(input, u"value"_s).toUtf8());
        }
        found.push_back(std::move(form));
    }
    return found;
}

PageBrowser::Page PageBrowser::open(const QUrl &url)
{
    return follow("GET", url, {});
}

PageBrowser::Page PageBrowser::submit(const PageForm &form)
{
    if (form.isPost)
        return follow("POST", form.action, encodedForm(form));
    QUrl url = form.action;
    url.setQuery(QString::fromLatin1(encodedForm(form)), QUrl::StrictMode);
    return follow("GET", url, {});
}

PageBrowser::Page PageBrowser::follow(QByteArray method, QUrl url, QByteArray body)
{
    for (int hop = 0; hop < mostHops; ++hop) {
        RawHeaders all = headers;
        QByteArrayList pairs;
        for (auto cookie = cookies.cbegin(); cookie != cookies.cend(); ++cookie)
            pairs.append(cookie.key() + '=' + cookie.value());
        if (!pairs.isEmpty())
            all.emplace_back("Cookie", pairs.join("; "));
        if (method == "POST")
            all.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        const QByteArray target =
            url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
        Page page{rawRequest(static_cast<quint16>(url.port()), method, target, all, body), url, {}};
        for (const auto &[name, value] : page.answer.headers) {
            if (name.toLower() != "set-cookie")
                continue;
            const QByteArray pair = value.left(value.indexOf(';'));
            cookies.insert(pair.left(pair.indexOf('=')), pair.mid(pair.indexOf('=') + 1));
        }
        if (page.answer.status / 100 != 3)
            return page;
        const QUrl next = url.resolved(QUrl::fromEncoded(page.answer.header("Location"), QUrl::StrictMode));
        if (origin(next) != origin(url)) {
            page.left = next;
            return page;
        }
        url = next;
        if (page.answer.status < 307) {
            method = "GET";
            body.clear();
        }
    }
    return {};
}

} // namespace claimcheck::test
