#include "form_login.h"

#include "base/json_writer.h"
#include "http/server_words.h"
#include "recipe.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

QString sentence(const char *text)
{
    return QCoreApplication::translate("Login", text);
}

QString own(const Profile &profile, const char *key)
{
    return setting(profile, QString::fromLatin1(key));
}

/// The fields with names and values, as a body of the recipe's kind.
QByteArray body(const std::vector<std::pair<QString, Secret>> &fields, bool isJson)
{
    if (isJson) {
        json::Writer writer;
        writer.beginObject();
        for (const auto &[name, value] : fields)
            writer.member(name.toUtf8(), value.reveal());
        writer.endObject();
        return writer.take();
    }
    QByteArray text;
    for (const auto &[name, value] : fields)
        text += (text.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' +
                value.reveal().toByteArray().toPercentEncoding();
    return text;
}

struct Filled {
    QUrl address;
    std::vector<std::pair<QString, Secret>> fields;
};

/// The form of the page that has a password field, filled in.
Result<Filled> fill(const Profile &profile, const http::Response &page, const QString &user,
                    const Secret &password)
{
    const auto forms = htmlForms(page.body, page.url);
    const auto form = std::find_if(forms.begin(), forms.end(), [](const HtmlForm &f) {
        return f.find(u"password") && f.method == "POST";
    });
    if (form == forms.end())
        return Error{ErrorCode::FormNotFound, page.url.host(),
                     forms.empty() ? sentence("it has no form")
                                   : sentence("none of its forms posts a password")};
    QString userField = own(profile, "login.userField");
    if (userField.isEmpty()) {
        // The last text field before the password: what a browser's password manager takes.
        for (const HtmlField &field : form->fields) {
            if (field.type == u"password")
                break;
            if (field.type == u"text" || field.type == u"email" || field.type == u"tel")
                userField = field.name;
        }
    }
    if (userField.isEmpty())
        return Error{ErrorCode::FormNotFound, page.url.host(),
                     sentence("its form has no field for a user name")};
    QString passwordField = own(profile, "login.passwordField");
    if (passwordField.isEmpty())
        passwordField = form->find(u"password")->name;

    Filled filled{form->action, {}};
    for (const HtmlField &field : form->fields) {
        if (field.name != userField && field.name != passwordField && field.type != u"password")
            filled.fields.emplace_back(field.name, Secret::fromText(field.value));
    }
    filled.fields.emplace_back(userField, Secret::fromText(user));
    filled.fields.emplace_back(passwordField, password);
    return filled;
}

std::optional<http::CookieFacts> sessionCookie(const Profile &profile, const http::Cookies &cookies)
{
    const QByteArray name = own(profile, "session.cookie").toLatin1();
    const QByteArray csrf = own(profile, "csrf.cookie").toLatin1();
    for (const http::CookieFacts &cookie : cookies.facts()) {
        if (name.isEmpty() ? cookie.name != csrf : cookie.name == name)
            return cookie;
    }
    return std::nullopt;
}

} // namespace

http::Request formPageRequest(const Profile &profile)
{
    const QString csrf = own(profile, "csrf.path");
    http::Request request;
    request.url = endpoint(profile, csrf.isEmpty() ? own(profile, "form.path") : csrf);
    request.headers = {{"Accept", csrf.isEmpty() ? "text/html" : "application/json"}};
    request.redirects = http::RedirectPolicy::SameOrigin;
    request.maxBody = 2 * 1024 * 1024;
    return request;
}

Result<http::Outgoing> formRequest(const Profile &profile, const http::Response &page,
                                   const http::Cookies &cookies, const QString &user, const Secret &password)
{
    if (!isSuccess(page))
        return Error{ErrorCode::UnexpectedStatus, page.url.host(), statusWords(page, {})};
    const QString loginPath = own(profile, "login.path");
    Filled filled;
    if (loginPath.isEmpty()) {
        auto read = fill(profile, page, user, password);
        if (!read)
            return read.error();
        filled = *std::move(read);
    } else {
        filled.address = endpoint(profile, loginPath);
        filled.fields = {{own(profile, "login.userField"), Secret::fromText(user)},
                         {own(profile, "login.passwordField"), password}};
    }
    const http::Leash leash = leashOf(profile);
    const auto origin = http::Origin::of(filled.address);
    if (!origin)
        return origin.error();

    const bool isJson = !loginPath.isEmpty() && own(profile, "login.body") == u"json";
    http::Outgoing out;
    out.request.method = "POST";
    out.request.url = filled.address;
    out.request.body = body(filled.fields, isJson);
    out.request.redirects = http::RedirectPolicy::None;
    out.request.maxBody = 2 * 1024 * 1024;
    // Django refuses a post over https without a Referer, and others one without an Origin.
    out.request.headers = {
        {"Accept", isJson ? "application/json" : "text/html, application/json"},
        {"Content-Type", isJson ? "application/json" : "application/x-www-form-urlencoded"},
        {"Origin", origin->toString().toLatin1()},
        {"Referer", page.url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment).toEncoded()}};
    const QString header = own(profile, "csrf.header");
    if (const auto csrf = csrfHeader(profile, cookies))
        out.request.headers.push_back(*csrf);
    else if (!header.isEmpty() && !own(profile, "csrf.path").isEmpty())
        return Error{ErrorCode::CsrfTokenMissing, page.url.host(), own(profile, "csrf.cookie")};
    out.credentials.push_back({.secret = password,
                               .purpose = http::Purpose::AuthorizationServer,
                               .leash = leash,
                               .placement = http::Credential::Placement::InRequest});
    return out;
}

Result<Done> judgeFormAnswer(const Profile &profile, const http::Response &answer,
                             const http::Cookies &cookies, TimePoint now, const Secret &password)
{
    const QString host = answer.url.host();
    if (answer.status == 400 || answer.status == 401 || answer.status == 403 || answer.status == 422)
        return Error{ErrorCode::SignInRefused, host, serverWords(answer, password)};
    const bool isRedirect = answer.status >= 300 && answer.status < 400;
    if (!isRedirect && !isSuccess(answer))
        return replyFailure(answer, now, password);
    // The page again is what servers say no with: it holds the form.
    const auto forms = isRedirect ? std::vector<HtmlForm>() : htmlForms(answer.body, answer.url);
    if (std::any_of(forms.begin(), forms.end(), [](const HtmlForm &form) { return form.find(u"password"); }))
        return Error{ErrorCode::SignInRefused, host, sentence("It shows the sign-in page again.")};
    const QUrl target = answer.url.resolved(
        QUrl(QString::fromLatin1(http::headerValue(answer.headers, "Location").value_or(""))));
    if (isRedirect && target.path() == answer.url.path())
        return Error{ErrorCode::SignInRefused, host, sentence("It leads back to the sign-in page.")};
    if (!hasSessionCookie(profile, cookies))
        return Error{ErrorCode::CookieMissing, host,
                     own(profile, "session.cookie").isEmpty() ? sentence("any cookie")
                                                              : own(profile, "session.cookie")};
    return Done{};
}

std::optional<http::Header> csrfHeader(const Profile &profile, const http::Cookies &cookies)
{
    const QByteArray header = own(profile, "csrf.header").toLatin1();
    const QByteArray name = own(profile, "csrf.cookie").toLatin1();
    const auto origin = http::Origin::of(profile.url);
    if (header.isEmpty() || name.isEmpty() || !origin)
        return std::nullopt;
    const Secret value = cookies.value(name, *origin, profile.url);
    if (value.isEmpty())
        return std::nullopt;
    return http::Header{header, QByteArray::fromPercentEncoding(value.reveal().toByteArray())};
}

bool hasSessionCookie(const Profile &profile, const http::Cookies &cookies)
{
    return sessionCookie(profile, cookies).has_value();
}

std::optional<TimePoint> sessionCookieEnd(const Profile &profile, const http::Cookies &cookies)
{
    const auto cookie = sessionCookie(profile, cookies);
    return cookie ? cookie->expiresAt : std::nullopt;
}

} // namespace claimcheck::login
