#pragma once

#include "support/child_server.h"
#include "support/cli_process.h"
#include "support/live_secrets.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

/// What the tests with servers of others share: the real command line in an environment of its own.
namespace real_tools {

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// `claimcheck` with everything logged and a browser; what it says, what it starts the browser with, and
/// every secret that its keychain ever held is kept for `leak`.
class CommandLine {
public:
    explicit CommandLine(Browser browser = Browser::Visitor)
    {
        environment.insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
        environment.insert(u"PATH"_s, folderWithBrowser(browser) + u':' + environment.value(u"PATH"_s));
        keepArguments(folderWithBrowser(browser) + u"/xdg-open"_s);
        environment.remove(u"BROWSER"_s);
        environment.remove(u"http_proxy"_s);
        environment.remove(u"https_proxy"_s);
    }

    /// `line` is split at its spaces; what has spaces of its own stands in `more`.
    CliRun run(const QString &line, const QStringList &more = {}, const QByteArray &input = {})
    {
        const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
        CliRun result = runCli(words + more, input, environment);
        hear(result.errors);
        // What prints no secret on purpose must not hold one on its standard output either.
        static const QStringList quiet = {u"profile"_s, u"login"_s, u"status"_s, u"refresh"_s,
                                          u"logout"_s,  u"check"_s, u"devices"_s};
        if (quiet.contains(words.value(0)))
            hear(result.output);
        if (words.value(0) != u"logout")
            rememberKeychain(words.value(1));
        return result;
    }
    /// What it said where a test ran it by itself.
    void hear(const QByteArray &said) { m_said += said; }
    /// All that the keychain holds for this profile now.
    void rememberKeychain(const QString &profile)
    {
        for (const QByteArray &secret : secretsOf(profile)) {
            if (!m_secrets.contains(secret))
                m_secrets += secret;
        }
    }
    /// How many secrets `leak` looks for.
    [[nodiscard]] qsizetype secretCount() const { return m_secrets.size(); }
    [[nodiscard]] QString fileWith(const QByteArray &content)
    {
        QFile file(m_folder.filePath(QString::number(++m_files)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("a file could not be written");
        return file.fileName();
    }
    /// A file with this secret, for --secret-file.
    [[nodiscard]] QString secretFile(const QByteArray &secret)
    {
        remember(secret);
        return fileWith(secret);
    }
    [[nodiscard]] QString file(const QString &name) const { return m_folder.filePath(name); }
    void remember(const QByteArray &secret) { m_secrets.append(secret.trimmed()); }
    /// OidcProvider writes what goes over its endpoints there.
    [[nodiscard]] QString providersSecrets() const { return m_folder.filePath(u"seen"_s); }
    /// The secrets of this name ("refresh_token") that went over them, in their order; all of them without a
    /// name.
    [[nodiscard]] QByteArrayList secretsSeen(const QByteArray &name = {}) const
    {
        QFile seen(providersSecrets());
        QByteArrayList secrets;
        if (!seen.open(QIODevice::ReadOnly))
            return secrets;
        for (const QByteArray &line : seen.readAll().trimmed().split('\n')) {
            const qsizetype space = line.indexOf(' ');
            if (name.isEmpty() || line.first(space) == name)
                secrets += line.sliced(space + 1);
        }
        return secrets;
    }

    /// Where a secret stands that should not: in a file of the program (it looks for itself, and this does),
    /// in its debug log, or among the arguments of the browser that it starts.
    [[nodiscard]] QByteArray leak()
    {
        const CliRun audit = run(u"audit --json"_s);
        if (audit.exitCode != 0)
            return "audit: " + audit.output + audit.errors;
        QByteArrayList secrets;
        for (const QByteArray &secret : m_secrets + secretsSeen()) {
            if (secret.size() > 7)
                secrets += secret;
        }
        for (const QByteArray &secret : secrets) {
            if (m_said.contains(secret))
                return "the log holds a secret that begins with " + secret.left(6);
        }
        if (const QByteArray started = fileWithOne(secrets, m_arguments.path()); !started.isEmpty())
            return "started with a secret: " + started;
        return fileWithOne(secrets, qEnvironmentVariable("CLAIMCHECK_TEST_ROOT"));
    }

    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();

private:
    /// An `xdg-open` before the browser's, which writes down what it was started with.
    void keepArguments(const QString &browser)
    {
        const QString path = m_arguments.filePath(u"xdg-open"_s);
        QFile file(path);
        const QByteArray script = "#!/bin/sh\nprintf '%s\\n' \"$@\" >>'" +
                                  m_arguments.filePath(u"arguments"_s).toUtf8() + "'\nexec '" +
                                  browser.toUtf8() + "' \"$@\"\n";
        if (!file.open(QIODevice::WriteOnly) || file.write(script) != script.size() ||
            !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
            qFatal("no browser could be put before the browser");
        environment.insert(u"PATH"_s, m_arguments.path() + u':' + environment.value(u"PATH"_s));
    }
    QTemporaryDir m_folder;
    QTemporaryDir m_arguments;
    int m_files = 0;
    QByteArray m_said;
    QByteArrayList m_secrets;
};

/// The outcome of a step of `logout --json`.
inline QString outcome(const CliRun &logout, const QString &step)
{
    for (const QJsonValue &entry : logout.json()[u"steps"].toArray()) {
        if (entry[u"step"].toString() == step)
            return entry[u"outcome"].toString();
    }
    return u"no such step: "_s + QString::fromUtf8(logout.output + logout.errors);
}

/// Waits for the browser's end; what it saw. Nothing, with its words as a warning, when it failed.
inline QJsonObject seenBy(Browser browser)
{
    std::optional<QJsonObject> seen;
    (void)QTest::qWaitFor([&] { return (seen = lastSeen(browser)).has_value(); }, 240'000);
    return seen.value_or(QJsonObject());
}

} // namespace real_tools

/// The run ended with 0; otherwise its words are the failure's.
#define VERIFY_RUN(run)                                                                                      \
    do {                                                                                                     \
        const CliRun verifiedRun = (run);                                                                    \
        QVERIFY2(verifiedRun.exitCode == 0, (verifiedRun.output + verifiedRun.errors).constData());          \
    } while (false)
