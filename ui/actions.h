#pragma once

#include <QAction>
#include <QHash>
#include <QList>
#include <QObject>

class QMainWindow;

namespace claimcheck::ui {

/// Everything that can be done from the menus and by keys.
enum class ActionId {
    SignIn,
    PasteToken,
    OpenFile,
    Settings,
    Quit,
    Inspector,
    Compare,
    EditAndSign,
    Learn,
    History,
    NetworkLog,
    SafeCopy,
    Pin,
    Address,
    RequestAddress,
    NewRequest,
    SaveRequest,
    CloseRequest,
    ReopenRequest,
    NextRequest,
    PreviousRequest,
    OpenCollection,
    ImportRequests,
    SendRequest,
    PageToken,
    PageRequest,
    PageDetails,
    PageStanding,
    Refresh,
    SignInAgain,
    SignOut,
    Shortcuts,
    About,
};

/// One row an action; the menus, the keys and the shortcuts page are made from them.
struct ActionRow {
    ActionId id;
    const char *menu;
    const char *text;
    const char *keys; // "Ctrl+K; Ctrl+L": the first is the one that is shown
    const char *icon; // or ""
};
[[nodiscard]] const QList<ActionRow> &allActions();

/// Builds the window's menus; the caller connects the actions.
class Actions final {
public:
    explicit Actions(QMainWindow *window);
    [[nodiscard]] QAction *operator[](ActionId id) const { return m_actions.value(static_cast<int>(id)); }
    /// "Paste token    Ctrl+V" lines, for the shortcuts page.
    [[nodiscard]] static QList<QPair<QString, QString>> shortcuts();

private:
    QHash<int, QAction *> m_actions;
};

} // namespace claimcheck::ui
