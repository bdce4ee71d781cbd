#include "key_source.h"

#include "http/client.h"
#include "input.h"
#include "invocation.h"
#include "jose/key_import.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxJwks = 1024 * 1024;

Result<jose::KeySet> readFile(const QString &name)
{
    const auto text = readAll(name);
    if (!text)
        return text.error();
    return jose::importKeys(*text, name);
}

Result<jose::KeySet> readSecret(const Invocation &run, const QString &file)
{
    const QString name = run.value(QStringLiteral("secret-encoding")).value_or(QStringLiteral("text"));
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

Result<jose::KeySet> processJwks(const Result<http::Response> &response, const QString &host)
{
    if (!response)
        return response.error();
    if (response->status != 200)
        return Error{ErrorCode::UnexpectedStatus, host, QString::number(response->status)};
    auto keys = jose::importKeys(response->body, host);
    if (keys)
        keys->source = jose::KeySource::Discovered;
    return keys;
}

void fetch(Invocation &run, const QUrl &url, const std::function<void(Result<jose::KeySet>)> &done)
{
    auto client = std::make_unique<http::Client>();
    http::Request request;
    request.url = url;
    request.headers = {{"Accept", "application/jwk-set+json, application/json"}};
    request.maxBody = maxJwks;
    run.keep(client->send(std::move(request), {}, &run,
                          [done, host = url.host()](const Result<http::Response> &response) {
                              done(processJwks(response, host));
                          }));
    run.keep(std::move(client));
}

} // namespace

void readKeys(Invocation &run, const std::function<void(Result<jose::KeySet>)> &done)
{
    const auto key = run.value(QStringLiteral("key"));
    const auto jwks = run.value(QStringLiteral("jwks"));
    const auto secret = run.value(QStringLiteral("secret-file"));
    if (int(key.has_value()) + int(jwks.has_value()) + int(secret.has_value()) != 1)
        return done(Error{
            ErrorCode::UsageInvalid,
            {},
            QCoreApplication::translate("Cli", "Exactly one of --key, --jwks and --secret-file is needed.")});
    if (secret)
        return done(readSecret(run, *secret));
    if (jwks && (jwks->startsWith(u"https://") || jwks->startsWith(u"http://")))
        return fetch(run, QUrl(*jwks), done);
    done(readFile(key ? *key : *jwks));
}

} // namespace claimcheck::app
