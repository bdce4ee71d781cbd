#include "first_paint.h"

#include <QApplication>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>

/// The least that a Qt Widgets program can be; with an argument, one that shows a menu and a word, and so has
/// to load a font.
int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QMainWindow window;
    const claimcheck::bench::EndAtFirstPaint end(window);
    if (argc > 1) {
        window.menuBar()->addMenu(QStringLiteral("Menu"));
        window.setCentralWidget(new QLabel(QStringLiteral("Text")));
    }
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
