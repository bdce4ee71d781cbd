#include <QCoreApplication>

// The least that a Qt program without a window does: the measure for the command line's start.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    return 0;
}
