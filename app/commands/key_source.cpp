#include "key_source.h"

#include "input.h"
#include "invocation.h"
#include "jose/key_import.h"
#include "remote_keys.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *sourceOptions[] = {"key", "jwks", "issuer", "secret-file", "password-file"};

/// The sources that the command has. For most, a password only opens a key; for PBES2 it is one.
QStringList sourcesOf(const Command &command)
{
    QStringList names;
    for (const char *option : sourceOptions) {
        const auto row = std::find_if(command.options.begin(), command.options.end(),
                                      [option](const Option &o) { return qstrcmp(o.name, option) == 0; });
        if (row != command.options.end() && qstrcmp(row->help, keyPasswordOption.help) != 0)
            names += QLatin1String(option);
    }
    return names;
}

QStringList namedSources(const Invocation &run)
{
    QStringList names;
    for (const QString &name : sourcesOf(run.command())) {
        if (run.isSet(name) && !(name == u"password-file" && run.isSet(u"key"_s)))
            names += name;
    }
    return names;
}

Error oneSourceNeeded(const Command &command)
{
    const QString names = u"--"_s + sourcesOf(command).join(u", --"_s);
    return {ErrorCode::UsageInvalid,
            {},
            QCoreApplication::translate("Cli", "Exactly one of these is needed: %1.").arg(names)};
}

Result<jose::KeySet> readSecret(const Invocation &run, const QString &file)
{
    const QString name = run.value(u"secret-encoding"_s).value_or(u"text"_s);
    const auto encoding = jose::secretEncodingFromName(name.toUtf8());
    if (!encoding)
        return Error{
            ErrorCode::UsageInvalid,
            {},
            QCoreApplication::translate("Cli", "--secret-encoding takes text, base64, base64url or hex.")};
    const auto secret = readSecretFile(file);
    if (!secret)
        return secret.error();
    return jose::importSecret(*secret, *encoding);
}

Result<jose::KeySet> readPasswordKey(const QString &file)
{
    const auto password = readSecretFile(file);
    if (!password)
        return password.error();
    return jose::importSecret(*password, jose::SecretEncoding::Text);
}

Result<jose::KeySet> readSource(const Invocation &run, const QString &name)
{
    const QString value = run.value(name).value_or(QString());
    if (name == u"secret-file")
        return readSecret(run, value);
    if (name == u"password-file")
        return readPasswordKey(value);
    return readKeyFile(run, value);
}

} // namespace

bool namesKeys(const Invocation &run)
{
    return !namedSources(run).isEmpty();
}

Result<jose::KeySet> readKeyFile(const Invocation &run, const QString &file)
{
    std::optional<Secret> password;
    if (const auto name = run.value(u"password-file"_s)) {
        auto read = readSecretFile(*name);
        if (!read)
            return read.error();
        password = std::move(*read);
    }
    auto text = readAll(file);
    if (!text)
        return text.error();
    auto keys =
        jose::importKeys(*text, file == u"-" ? QCoreApplication::translate("Cli", "standard input") : file,
                         password ? &*password : nullptr);
    if (text->isDetached())
        wipe(*text);
    return keys;
}

Result<jose::KeySet> readLocalKeys(const Invocation &run)
{
    const QStringList names = namedSources(run);
    if (names.size() != 1)
        return oneSourceNeeded(run.command());
    return readSource(run, names.first());
}

void readKeys(Invocation &run, const std::function<void(Result<jose::KeySet>)> &done)
{
    const QStringList names = namedSources(run);
    if (names.size() != 1)
        return done(oneSourceNeeded(run.command()));
    const QString value = run.value(names.first()).value_or(QString());
    if (names.first() == u"issuer")
        return discoverKeys(run, value, done);
    if (names.first() == u"jwks" && (value.startsWith(u"https://") || value.startsWith(u"http://")))
        return fetchKeys(run, QUrl(value), done);
    done(readSource(run, names.first()));
}

Result<jose::Key> oneKey(const jose::KeySet &keys, const QByteArray &kid,
                         const std::function<bool(const jose::Key &)> &fits)
{
    if (keys.keys.empty())
        return keys.rejected.empty() ? Error{ErrorCode::KeyMissing} : keys.rejected.front();
    if (keys.keys.size() == 1)
        return keys.keys.front();
    const bool isNamed = std::any_of(keys.keys.begin(), keys.keys.end(), [&kid](const jose::Key &key) {
        return !kid.isEmpty() && key.metadata().kid == kid;
    });
    const jose::Key *found = nullptr;
    for (const jose::Key &key : keys.keys) {
        if ((isNamed && key.metadata().kid != kid) || !fits(key))
            continue;
        if (found)
            return Error{ErrorCode::KeyAmbiguous};
        found = &key;
    }
    if (!found)
        return Error{ErrorCode::KeyNotFound, kid.isEmpty() ? u"–"_s : QString::fromUtf8(kid)};
    return *found;
}

} // namespace claimcheck::app
