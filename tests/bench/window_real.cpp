#include "first_paint.h"

#include "app/composition.h"
#include "ui/main_window.h"
#include "ui/single_instance.h"
#include "ui/theme.h"

#include <QApplication>

using namespace claimcheck;

/// The desktop as app/main_desktop starts it, up to its first paint.
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString folder = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    ui::SingleInstance instance(folder);
    static_cast<void>(instance.start());
    ui::Theme::install(application);
    app::Composition services(folder);
    ui::MainWindow window({services.clock,
                           services.profiles,
                           services.sessions,
                           services.keychain,
                           services.sender,
                           services.history(),
                           folder,
                           {}});
    const bench::EndAtFirstPaint end(window);
    window.show();
    return QApplication::exec();
}
