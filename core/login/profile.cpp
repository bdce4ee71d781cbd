#include "profile.h"

#include "base/random.h"
#include "recipe.h"
#include "setting_rules.h"

#include <QCoreApplication>
#include <QDir>

namespace claimcheck::login {

namespace {

QString sentence(const char *text)
{
    return QCoreApplication::translate("Profile", text);
}

Error invalid(const QString &key, const char *wanted)
{
    return {ErrorCode::ProfileFieldInvalid, key, sentence(wanted)};
}

/// The connection's settings that are file names, by their key.
QString *fileSetting(http::ConnectionSettings &connection, const QString &key)
{
    if (key == u"tls.caFile")
        return &connection.caFile;
    if (key == u"tls.clientCertificate")
        return &connection.clientCertificate;
    if (key == u"tls.clientKey")
        return &connection.clientKey;
    return nullptr;
}

Result<QUrl> checkedUrl(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid())
        return Error{ErrorCode::UrlInvalid, sentence("The address")};
    const auto origin = http::Origin::of(url);
    if (!origin)
        return origin.error();
    if (url.hasQuery() || url.hasFragment())
        return invalid(QStringLiteral("url"), "an address ends before ? and #");
    return url;
}

Result<QString> checkedProxy(const QString &text)
{
    if (text.isEmpty() || text == u"none")
        return text;
    const QUrl url(text, QUrl::StrictMode);
    const bool fits = url.isValid() && (url.scheme() == u"http" || url.scheme() == u"socks5") &&
                      !url.host().isEmpty() && url.port() > 0 && url.userInfo().isEmpty() &&
                      (url.path().isEmpty() || url.path() == u"/") && !url.hasQuery() && !url.hasFragment();
    if (!fits)
        return invalid(QStringLiteral("proxy"), "it must be none, http://HOST:PORT or socks5://HOST:PORT");
    return text;
}

/// The settings that only people read, by their key.
QString *lookSetting(Profile &profile, const QString &key)
{
    if (key == u"group")
        return &profile.group;
    if (key == u"environment")
        return &profile.environment;
    if (key == u"colour")
        return &profile.colour;
    return nullptr;
}

Result<Done> checkLook(const QString &key, const QString &value)
{
    if (value.isEmpty())
        return Done{};
    if (key == u"environment" && !profileEnvironments().contains(value))
        return Error{ErrorCode::ProfileFieldInvalid, key,
                     sentence("it must be one of %1").arg(profileEnvironments().join(QStringLiteral(", ")))};
    if (key == u"colour" && !profileColours().contains(value))
        return Error{ErrorCode::ProfileFieldInvalid, key,
                     sentence("it must be one of %1").arg(profileColours().join(QStringLiteral(", ")))};
    if (!isPlainText(value) || value.size() > 64 || value != value.trimmed())
        return invalid(key, "it must be one line of at most 64 characters");
    return Done{};
}

Result<Done> checkName(const QString &name)
{
    const bool fits = !name.isEmpty() && name.size() <= 64 && !name.startsWith(u'-') &&
                      name == name.trimmed() && isPlainText(name);
    if (!fits)
        return Error{ErrorCode::ProfileNameInvalid,
                     name.isEmpty() ? sentence("An empty text") : name.left(64)};
    return Done{};
}

} // namespace

const QStringList &profileEnvironments()
{
    static const QStringList all = {QStringLiteral("dev"), QStringLiteral("staging"), QStringLiteral("prod")};
    return all;
}

const QStringList &profileColours()
{
    static const QStringList all = {
        QStringLiteral("red"),  QStringLiteral("orange"), QStringLiteral("yellow"), QStringLiteral("green"),
        QStringLiteral("blue"), QStringLiteral("violet"), QStringLiteral("grey")};
    return all;
}

Result<Done> setField(Profile &profile, const QString &key, const QString &value)
{
    if (key == u"name") {
        if (auto fits = checkName(value); !fits)
            return fits;
        profile.name = value;
    } else if (key == u"recipe") {
        if (!findRecipe(value))
            return Error{ErrorCode::RecipeUnknown, value};
        profile.recipe = value;
    } else if (key == u"url") {
        auto url = checkedUrl(value);
        if (!url)
            return url.error();
        profile.url = *url;
    } else if (key == u"user") {
        if (!isPlainText(value) || value.size() > 256)
            return invalid(key, "it must be one line of text");
        profile.user = value;
    } else if (QString *look = lookSetting(profile, key)) {
        if (auto fits = checkLook(key, value); !fits)
            return fits;
        *look = value;
    } else if (QString *file = fileSetting(profile.connection, key)) {
        if (!value.isEmpty() && !QDir::isAbsolutePath(value))
            return invalid(key, "it must be an absolute path");
        *file = value;
    } else if (key == u"proxy") {
        auto proxy = checkedProxy(value);
        if (!proxy)
            return proxy.error();
        profile.connection.proxy = *proxy;
    } else if (key == u"http2") {
        if (!value.isEmpty() && value != u"true" && value != u"false")
            return invalid(key, "it must be true or false");
        profile.connection.http2 = value == u"true";
    } else if (findRecipe(profile.recipe) ? !isSettingKey(key, kindOf(profile)) : !isSettingKey(key)) {
        return Error{ErrorCode::ProfileFieldUnknown, key};
    } else if (value.isEmpty()) {
        profile.settings.remove(key);
    } else {
        auto checked = checkedSetting(key, value);
        if (!checked)
            return checked.error();
        profile.settings.insert(key, *checked);
        profile.secretFields.removeAll(key);
    }
    return Done{};
}

std::vector<std::pair<QString, QString>> allFields(const Profile &profile)
{
    std::vector<std::pair<QString, QString>> fields = {
        {QStringLiteral("name"), profile.name},
        {QStringLiteral("recipe"), profile.recipe},
        // A host in another script is shown as it is looked up, not as it looks.
        {QStringLiteral("url"), profile.url.toString(QUrl::FullyEncoded)},
        {QStringLiteral("user"), profile.user},
        {QStringLiteral("group"), profile.group},
        {QStringLiteral("environment"), profile.environment},
        {QStringLiteral("colour"), profile.colour},
    };
    QStringList shown;
    const auto show = [&](const QString &key) {
        if (shown.contains(key))
            return;
        shown += key;
        fields.emplace_back(key, profile.secretFields.contains(key) ? QString() : setting(profile, key));
    };
    if (const Recipe *recipe = findRecipe(profile.recipe)) {
        for (const auto &[key, value] : recipe->settings)
            show(key);
    }
    for (auto it = profile.settings.cbegin(); it != profile.settings.cend(); ++it)
        show(it.key());
    for (const QString &key : profile.secretFields)
        show(key);

    fields.emplace_back(QStringLiteral("tls.caFile"), profile.connection.caFile);
    fields.emplace_back(QStringLiteral("tls.clientCertificate"), profile.connection.clientCertificate);
    fields.emplace_back(QStringLiteral("tls.clientKey"), profile.connection.clientKey);
    fields.emplace_back(QStringLiteral("proxy"), profile.connection.proxy);
    fields.emplace_back(QStringLiteral("http2"),
                        profile.connection.http2 ? QStringLiteral("true") : QStringLiteral("false"));
    return fields;
}

Result<Profile> validated(Profile profile)
{
    if (auto fits = checkName(profile.name); !fits)
        return fits.error();
    if (!findRecipe(profile.recipe))
        return Error{ErrorCode::RecipeUnknown, profile.recipe};
    auto url = checkedUrl(profile.url.toString(QUrl::FullyEncoded));
    if (!url)
        return url.error();
    const auto &connection = profile.connection;
    if (connection.clientCertificate.isEmpty() != connection.clientKey.isEmpty())
        return invalid(connection.clientKey.isEmpty() ? QStringLiteral("tls.clientKey")
                                                      : QStringLiteral("tls.clientCertificate"),
                       "a client certificate and its key belong together");
    if (profile.id.isEmpty()) {
        auto id = randomText(16);
        if (!id)
            return id.error();
        profile.id = QString::fromLatin1(*id);
    }
    return profile;
}

} // namespace claimcheck::login
