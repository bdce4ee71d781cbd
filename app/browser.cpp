#include "browser.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QUrl>

namespace claimcheck::app {

Result<Done> openInBrowser(const QUrl &url)
{
#if defined(Q_OS_MACOS)
    const QStringList programs = {QStringLiteral("open")};
#elif defined(Q_OS_WIN)
    const QStringList programs = {QStringLiteral("explorer")};
#else
    // $BROWSER is a list with colons; what has a %s or options of its own is xdg-open's business.
    QStringList programs;
    for (const QString &name : qEnvironmentVariable("BROWSER").split(u':', Qt::SkipEmptyParts)) {
        if (!name.contains(u' ') && !name.contains(u'%'))
            programs << name;
    }
    programs << QStringLiteral("xdg-open") << QStringLiteral("x-www-browser");
#endif
    for (const QString &program : programs) {
        const QString path = QStandardPaths::findExecutable(program);
        // Its words are no answer of ours: --json promises one document.
        QProcess browser;
        browser.setProgram(path);
        browser.setArguments({QString::fromLatin1(url.toEncoded())});
        browser.setStandardInputFile(QProcess::nullDevice());
        browser.setStandardOutputFile(QProcess::nullDevice());
        browser.setStandardErrorFile(QProcess::nullDevice());
        if (!path.isEmpty() && browser.startDetached())
            return Done{};
    }
    return Error{ErrorCode::BrowserNotStarted,
                 {},
                 QCoreApplication::translate("Browser", "none of %1 was found")
                     .arg(programs.join(QStringLiteral(", ")))};
}

} // namespace claimcheck::app
