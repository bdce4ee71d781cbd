#include "app/browser.h"
#include "app/composition.h"
#include "ui/main_window.h"
#include "ui/single_instance.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCommandLineParser>

using namespace claimcheck;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("claimcheck"));
    QApplication::setApplicationDisplayName(QStringLiteral("Claimcheck"));
    QApplication::setApplicationVersion(QStringLiteral(CLAIMCHECK_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("claimcheck"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate(
        "Desktop", "Signs in to servers, keeps tokens in the keychain, and inspects any token."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption configOption(
        QStringLiteral("config-dir"),
        QCoreApplication::translate("Desktop", "use this folder for profiles and settings"),
        QStringLiteral("DIR"), app::defaultConfigFolder());
    parser.addOption(configOption);
    parser.process(application);
    const QString folder = parser.value(configOption);

    ui::SingleInstance instance(folder);
    if (instance.start() == ui::SingleInstance::Role::Second)
        return 0;

    ui::Theme::install(application);
    app::Composition services(folder);
    services.openHistory([](const Error &error) { qWarning("%s", qUtf8Printable(describe(error).message)); });
    ui::MainWindow window({services.clock, services.profiles, services.sessions, services.keychain,
                           services.sender, services.history(), folder,
                           app::siblingProgram(QStringLiteral("claimcheck-practice")), app::openInBrowser});
    QObject::connect(&instance, &ui::SingleInstance::activated, &window, &ui::MainWindow::bringToFront);
    window.show();
    return QApplication::exec();
}
