#include "first_paint.h"

#include <QApplication>
#include <QMainWindow>

/// The least that a Qt Widgets program can be: what bench_window compares with.
int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QMainWindow window;
    const claimcheck::bench::EndAtFirstPaint end(window);
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
