#pragma once

#include "support/patience.h"
#include "app/composition.h"
#include "ui/main_window.h"
#include "window_input.h"

#include <QTreeView>

/// What the tests of the whole window share: a window from the real composition, driven by input.
namespace harness {

struct Desktop {
    explicit Desktop(const QString &folder)
        : services(folder)
        , window({services.clock, services.profiles, services.sessions, services.keychain, services.sender,
                  services.history(), folder, QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM)})
    {
    }
    [[nodiscard]] bool show()
    {
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window, test::busyMachineMs);
    }

    app::Composition services;
    ui::MainWindow window;
};

/// Opens the dialog and fills it in for the practice recipe; does not press the button.
inline QDialog *fillSignIn(const QWidget &window, const QString &address, const QString &name,
                           const QString &user, const QString &password)
{
    click(window, "newProfile");
    QDialog *shown = dialog(window, "signInDialog");
    if (!shown)
        return nullptr;
    type(*shown, "signInAddress", address);
    choose(*shown, "signInRecipe", u"practice"_s);
    type(*shown, "signInName", name);
    type(*shown, "signInUser", user);
    type(*shown, "signInPassword", password);
    return shown;
}

/// Presses the button of a dialog that was filled in, and waits until somebody is signed in and the window
/// has the keyboard again.
inline bool finishSignIn(QWidget &window)
{
    QDialog *shown = dialog(window, "signInDialog");
    if (!shown)
        return false;
    click(*shown, "signInButton");
    if (!QTest::qWaitFor([&window] { return !dialog(window, "signInDialog"); }, test::busyMachineMs))
        return false;
    window.activateWindow();
    return QTest::qWaitForWindowActive(&window, test::busyMachineMs);
}

/// Waits until the dialog has learnt that there is no keychain.
inline bool waitForNoKeychain(const QWidget &shown)
{
    const auto isSaid = [&shown] {
        return label(shown, "signInStoreNote").endsWith(u"The token is kept until Claimcheck quits."_s);
    };
    return QTest::qWaitFor(isSaid, test::busyMachineMs);
}

/// The texts of a section of the sidebar (0 tokens, 1 profiles, 2 requests), hints left out.
inline QStringList sidebar(const QWidget &root, int section)
{
    QStringList texts;
    const auto *model = find<QTreeView>(root, "sidebar")->model();
    const QModelIndex parent = model->index(section, 0);
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex entry = model->index(row, 0, parent);
        if (entry.flags().testFlag(Qt::ItemIsEnabled))
            texts << entry.data().toString();
    }
    return texts;
}

} // namespace harness
