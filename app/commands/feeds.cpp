#include "app/composition.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "command.h"
#include "input.h"
#include "invocation.h"
#include "login/setting_values.h"
#include "session_text.h"

#include <QCoreApplication>

#include <algorithm>

// Credentials for other programs, each in the words that the program reads. They answer only for a scheme,
// host and port on the profile's leash, and refresh through the same lock as everybody.
namespace claimcheck::app {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

using Write = std::function<void(const http::Credential &, const login::Profile &)>;

/// What a program sends as a password: of Basic, the password in the pair.
Secret passwordOf(const http::Credential &credential)
{
    if (credential.scheme != "Basic")
        return credential.secret;
    QByteArray pair = QByteArray::fromBase64(credential.secret.reveal().toByteArray());
    Secret password(QByteArrayView(pair).sliced(pair.indexOf(':') + 1));
    wipe(pair);
    return password;
}

/// The fresh credential for this address, or LeashRefused.
void withCredentialFor(Invocation &run, const QUrl &url, Write write)
{
    const auto origin = http::Origin::of(url);
    if (!origin)
        return run.fail(origin.error());
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    const login::Profile profile = *run.services().profiles.byId(*id);
    run.keep(run.services().sessions.credential(
        *id, std::nullopt, &run,
        [&run, profile, origin = *origin,
         write = std::move(write)](const Result<http::Credential> &credential) {
            if (!credential)
                return run.fail(credential.error());
            if (!credential->leash.allows(credential->purpose, origin))
                return run.fail({ErrorCode::LeashRefused, origin.hostAndPort(), origin.toString()});
            write(*credential, profile);
            if (!run.exitCode())
                run.finish();
        }));
}

/// Error: ProfileFieldInvalid (subject "user") for a name that would be read as something else there.
Result<QByteArray> userNameOf(const Invocation &run, const login::Profile &profile, const char *otherwise,
                              bool (*fits)(QStringView name))
{
    const auto own = run.value(QStringLiteral("user"));
    const QString name = own ? *own : profile.user;
    if (!fits(name))
        return Error{ErrorCode::ProfileFieldInvalid, QStringLiteral("user"),
                     say("the other program would not read it as one name")};
    return name.isEmpty() ? QByteArray(otherwise) : name.toUtf8();
}

/// Words stand between blanks there, and programs differ in how they read quotes, backslashes and "#".
bool isNetrcWord(QStringView name)
{
    return std::all_of(name.begin(), name.end(), [](QChar c) {
        return c > u' ' && c != u'"' && c != u'\'' && c != u'\\' && c != u'#' && !c.isSpace() && c.isPrint();
    });
}

/// The attributes that git writes (gitcredentials(7)): one name=value a line, until a blank one.
std::map<QByteArray, QByteArray> readAttributes(const QByteArray &text)
{
    std::map<QByteArray, QByteArray> attributes;
    for (const QByteArray &line : text.split('\n')) {
        const qsizetype equals = line.indexOf('=');
        if (line.isEmpty() || attributes.size() > 64)
            break;
        if (equals > 0)
            attributes[line.first(equals)] = line.sliced(equals + 1);
    }
    return attributes;
}

void gitCredential(Invocation &run)
{
    // "store" and "erase" are notices of git: what this program keeps, it keeps by its own rules.
    if (run.arguments().at(1) != u"get")
        return run.finish();
    const auto text = readAll(QStringLiteral("-"), 64 * 1024);
    if (!text)
        return run.fail(text.error());
    auto attributes = readAttributes(*text);
    QUrl url;
    url.setScheme(QString::fromUtf8(attributes["protocol"]));
    url.setAuthority(QString::fromUtf8(attributes["host"]));
    withCredentialFor(run, url, [&run](const http::Credential &credential, const login::Profile &profile) {
        // A line end in it would be another attribute.
        const auto user = userNameOf(run, profile, "oauth2", login::isPlainText);
        if (!user)
            return run.fail(user.error());
        const Secret password = passwordOf(credential);
        if (password.reveal().contains('\n') || password.reveal().contains('\0'))
            return run.fail({ErrorCode::CredentialNotExportable, profile.name});
        run.print("username=" + *user + "\npassword=" + password.reveal().toByteArray() + '\n');
    });
}

void kubectlCredential(Invocation &run)
{
    // What kubectl asks (client-go credential plugins): the cluster stands there with provideClusterInfo.
    const QByteArray text = qgetenv("KUBERNETES_EXEC_INFO");
    const auto info = json::Document::parse(text.left(256 * 1024), {.depth = 16});
    const QString server = info ? info->root().at("/spec/cluster/server").toString() : QString();
    const QByteArray version = info ? info->root().find("apiVersion").toUtf8() : QByteArray();
    if (server.isEmpty() || version.isEmpty())
        return run.fail(
            {ErrorCode::UsageInvalid,
             {},
             say("KUBERNETES_EXEC_INFO does not name the cluster: set provideClusterInfo: true in the "
                 "kubeconfig.")});
    const auto write = [&run, version](const Secret &token) {
        const auto id = run.services().profiles.byName(run.arguments().at(0));
        const auto sessionInfo = run.services().sessions.info(id ? id->id : QString());
        const bool isId = run.value(QStringLiteral("kind")) == u"id";
        json::Writer writer;
        writer.beginObject();
        writer.member("apiVersion", version);
        writer.member("kind", QByteArrayView("ExecCredential"));
        writer.name("status");
        writer.beginObject();
        writer.member("token", token.reveal());
        if (const auto &expires = isId ? sessionInfo.idExpiresAt : sessionInfo.expiresAt) {
            writer.name("expirationTimestamp");
            writeTime(writer, expires);
        }
        writer.endObject();
        writer.endObject();
        run.print(writer.take() + '\n');
    };
    const QString kind = run.value(QStringLiteral("kind")).value_or(QStringLiteral("access"));
    if (kind != u"access" && kind != u"id")
        return run.fail({ErrorCode::UsageInvalid, {}, say("--kind takes access or id.")});
    if (kind == u"access")
        return withCredentialFor(run, QUrl(server),
                                 [write](const http::Credential &credential, const login::Profile &) {
                                     write(credential.secret);
                                 });
    // An ID Token goes where the access token may go: kubectl's own OpenID Connect sends just that.
    const auto origin = http::Origin::of(QUrl(server));
    if (!origin)
        return run.fail(origin.error());
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    const http::Leash leash = login::leashOf(*run.services().profiles.byId(*id));
    if (!leash.allows(http::Purpose::Resource, *origin))
        return run.fail({ErrorCode::LeashRefused, origin->hostAndPort(), origin->toString()});
    run.keep(
        run.services().sessions.idToken(*id, std::nullopt, &run, [&run, write](const Result<Secret> &token) {
            if (!token)
                return run.fail(token.error());
            write(*token);
            run.finish();
        }));
}

void netrc(Invocation &run)
{
    const QUrl url(run.arguments().at(1), QUrl::StrictMode);
    withCredentialFor(run, url,
                      [&run, url](const http::Credential &credential, const login::Profile &profile) {
                          const auto user = userNameOf(run, profile, "oauth2", isNetrcWord);
                          if (!user)
                              return run.fail(user.error());
                          // A netrc entry names a host and no port: whoever reads it sends it to every port
                          // of that host.
                          const Secret password = passwordOf(credential);
                          if (!isNetrcWord(QString::fromUtf8(password.reveal())))
                              return run.fail({ErrorCode::CredentialNotExportable, profile.name});
                          run.print("machine " + url.host(QUrl::FullyEncoded).toLatin1() + " login " + *user +
                                    " password " + password.reveal().toByteArray() + '\n');
                      });
}

const Option userOption = {
    "user", "U",
    QT_TRANSLATE_NOOP("Cli", "the user name to give, in place of the profile's (oauth2 where it has none)")};

} // namespace

Command gitCredentialCommand()
{
    return {"git-credential",
            "git-credential NAME get|store|erase",
            QT_TRANSLATE_NOOP("Cli", "Gives git the token as a password (a credential helper)"),
            QT_TRANSLATE_NOOP(
                "Cli", "Set it up with: git config --global credential.https://git.example.helper "
                       "'!claimcheck git-credential NAME'. It answers only for the profile's own origins; "
                       "git's notices store and erase change nothing."),
            {userOption},
            2,
            2,
            gitCredential};
}

Command kubectlCredentialCommand()
{
    return {"kubectl-credential",
            "kubectl-credential NAME [--kind access|id]",
            QT_TRANSLATE_NOOP("Cli", "Gives kubectl the token (an ExecCredential plugin)"),
            QT_TRANSLATE_NOOP(
                "Cli", "In the kubeconfig: exec with apiVersion client.authentication.k8s.io/v1beta1 (or v1, "
                       "which kubectl has since 1.22), command claimcheck, args [kubectl-credential, NAME, "
                       "--kind, id], interactiveMode Never and "
                       "provideClusterInfo true. It answers only for a cluster on the profile's leash."),
            {{"kind", "KIND", QT_TRANSLATE_NOOP("Cli", "access (the default), or id: the ID Token")}},
            1,
            1,
            kubectlCredential};
}

Command netrcCommand()
{
    return {
        "netrc",
        "netrc NAME URL",
        QT_TRANSLATE_NOOP("Cli", "Prints a netrc line with the token as the password"),
        QT_TRANSLATE_NOOP(
            "Cli",
            "For example: curl --netrc-file <(claimcheck netrc prod https://api.example) "
            "https://api.example/me. It answers only for the profile's own origins. A netrc line "
            "names a host and no port: a program sends what it reads there to every port of that host, so "
            "give it to one command alone, and never store the line in a file."),
        {userOption},
        2,
        2,
        netrc};
}

} // namespace claimcheck::app
