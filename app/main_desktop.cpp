#include "app/browser.h"
#include "app/composition.h"
#include "base/english_plurals.h"
#include "ui/main_window.h"
#include "ui/single_instance.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QPointer>

#include <vector>

using namespace claimcheck;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
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
    // What is wrong with the history is said in the window, also before there is one.
    QPointer<ui::MainWindow> shown;
    std::vector<Error> early;
    services.openHistory([&shown, &early](const Error &error) {
        if (shown)
            shown->tellHistory(error);
        else
            early.push_back(error);
    });
    ui::MainWindow window({services.clock, services.profiles, services.sessions, services.keychain,
                           services.sender, services.history(), folder,
                           app::siblingProgram(QStringLiteral("claimcheck-practice")), app::openInBrowser});
    shown = &window;
    for (const Error &error : early)
        window.tellHistory(error);
    QObject::connect(&instance, &ui::SingleInstance::activated, &window, &ui::MainWindow::bringToFront);
    window.show();
    return QApplication::exec();
}
