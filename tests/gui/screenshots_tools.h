#pragma once

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QUrl>
#include <QWidget>

/// What every picture takes: finding widgets, waiting, and the photographer.
namespace pictures {

using namespace Qt::StringLiterals;

template <class T>
T &get(const QWidget &root, const char *name)
{
    T *found = root.findChild<T *>(QString::fromLatin1(name));
    if (!found)
        qFatal("no widget %s", name);
    return *found;
}

inline void require(bool done, const char *what)
{
    if (!done)
        qFatal("%s", what);
}

/// In each size, or a dialog as it is.
class Photographer final {
public:
    Photographer(const QString &folder, QWidget &window) : m_folder(folder), m_window(window) {}

    /// In every size.
    void take(const QString &name)
    {
        for (const QSize size : {QSize(900, 600), QSize(1280, 800), QSize(1600, 1000)}) {
            m_window.resize(size);
            save(m_window, u"%1-%2x%3"_s.arg(name).arg(size.width()).arg(size.height()));
        }
        m_window.resize(1280, 800);
    }
    void take(const QString &name, QWidget &dialog) { save(dialog, name); }

private:
    void save(QWidget &widget, const QString &name)
    {
        for (int i = 0; i < 3; ++i) // layouts settle
            QCoreApplication::processEvents();
        const QString file =
            u"%1/%2-%3-%4.png"_s.arg(m_folder, name, qEnvironmentVariable("CLAIMCHECK_THEME", u"light"_s),
                                     qEnvironmentVariable("QT_SCALE_FACTOR", u"1"_s));
        require(widget.grab().save(file), "cannot write a picture");
    }
    QString m_folder;
    QWidget &m_window;
};

inline QDialog &openSignIn(QWidget &window)
{
    QTest::mouseClick(&get<QAbstractButton>(window, "newProfile"), Qt::LeftButton);
    return get<QDialog>(window, "signInDialog");
}

inline void chooseRecipe(QDialog &dialog, const QString &id)
{
    auto &recipe = get<QComboBox>(dialog, "signInRecipe");
    recipe.setCurrentIndex(recipe.findData(id));
    Q_EMIT recipe.activated(recipe.currentIndex());
}

inline void fill(QDialog &dialog, const QString &address, const QString &name, const QString &password)
{
    get<QLineEdit>(dialog, "signInAddress").setText(address);
    chooseRecipe(dialog, u"practice"_s);
    get<QLineEdit>(dialog, "signInName").setText(name);
    get<QLineEdit>(dialog, "signInUser").setText(u"alice"_s);
    get<QLineEdit>(dialog, "signInPassword").setText(password);
}

inline void signIn(QWidget &window, const QString &address, const QString &name)
{
    QDialog &dialog = openSignIn(window);
    fill(dialog, address, name, u"wonderland"_s);
    QTest::mouseClick(&get<QPushButton>(dialog, "signInButton"), Qt::LeftButton);
    require(QTest::qWaitFor([&] { return !window.findChild<QDialog *>(u"signInDialog"_s); }, 20000),
            "no sign-in");
    window.activateWindow();
    require(QTest::qWaitForWindowActive(&window), "the window does not come back");
}

/// What the window opened in the browser, which here is nobody.
inline QUrl &lastOpened()
{
    static QUrl link;
    return link;
}

} // namespace pictures
