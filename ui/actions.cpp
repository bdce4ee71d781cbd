#include "actions.h"

#include "icons.h"

#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace claimcheck::ui {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

QList<QKeySequence> keysOf(const ActionRow &row)
{
    return QKeySequence::listFromString(QString::fromLatin1(row.keys), QKeySequence::PortableText);
}

constexpr const char *fileMenu = QT_TRANSLATE_NOOP("Actions", "&File");
constexpr const char *tokenMenu = QT_TRANSLATE_NOOP("Actions", "&Token");
constexpr const char *requestMenu = QT_TRANSLATE_NOOP("Actions", "&Request");
constexpr const char *goMenu = QT_TRANSLATE_NOOP("Actions", "&Go");
constexpr const char *profileMenu = QT_TRANSLATE_NOOP("Actions", "&Profile");
constexpr const char *helpMenu = QT_TRANSLATE_NOOP("Actions", "&Help");

} // namespace

const QList<ActionRow> &allActions()
{
    static const QList<ActionRow> rows = {
        {ActionId::SignIn, fileMenu, QT_TRANSLATE_NOOP("Actions", "Sign in to a server…"), "Ctrl+N",
         "sign-in"},
        {ActionId::PasteToken, fileMenu, QT_TRANSLATE_NOOP("Actions", "Paste and inspect"), "Ctrl+V",
         "paste"},
        {ActionId::OpenFile, fileMenu, QT_TRANSLATE_NOOP("Actions", "Inspect a file…"), "Ctrl+O", ""},
        {ActionId::Settings, fileMenu, QT_TRANSLATE_NOOP("Actions", "Settings…"), "Ctrl+,", "settings"},
        {ActionId::Quit, fileMenu, QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q", ""},
        {ActionId::SafeCopy, tokenMenu, QT_TRANSLATE_NOOP("Actions", "Safe copy…"), "Ctrl+Shift+S", "copy"},
        {ActionId::Pin, tokenMenu, QT_TRANSLATE_NOOP("Actions", "Pin"), "Ctrl+Shift+P", "pin"},
        {ActionId::Compare, tokenMenu, QT_TRANSLATE_NOOP("Actions", "Compare tokens…"), "Ctrl+D",
         "duplicate"},
        {ActionId::EditAndSign, tokenMenu, QT_TRANSLATE_NOOP("Actions", "Edit and sign…"), "Ctrl+E", "key"},
        {ActionId::NewRequest, requestMenu, QT_TRANSLATE_NOOP("Actions", "New request"), "Ctrl+T", "add"},
        {ActionId::SendRequest, requestMenu, QT_TRANSLATE_NOOP("Actions", "Send the request"),
         "Ctrl+Return; Ctrl+Enter", "send"},
        {ActionId::RequestAddress, requestMenu, QT_TRANSLATE_NOOP("Actions", "Address of the request"),
         "Ctrl+L", ""},
        {ActionId::SaveRequest, requestMenu, QT_TRANSLATE_NOOP("Actions", "Save the request"), "Ctrl+S", ""},
        {ActionId::CloseRequest, requestMenu, QT_TRANSLATE_NOOP("Actions", "Close the request"), "Ctrl+W",
         "cancel"},
        {ActionId::ReopenRequest, requestMenu, QT_TRANSLATE_NOOP("Actions", "Open the closed one again"),
         "Ctrl+Shift+T", ""},
        {ActionId::NextRequest, requestMenu, QT_TRANSLATE_NOOP("Actions", "Next tab"),
         "Ctrl+PgDown; Ctrl+Tab", ""},
        {ActionId::PreviousRequest, requestMenu, QT_TRANSLATE_NOOP("Actions", "Previous tab"),
         "Ctrl+PgUp; Ctrl+Shift+Tab", ""},
        {ActionId::OpenCollection, requestMenu, QT_TRANSLATE_NOOP("Actions", "Open collection folder…"),
         "Ctrl+Shift+O", "file"},
        {ActionId::ImportRequests, requestMenu, QT_TRANSLATE_NOOP("Actions", "Import…"), "Ctrl+Shift+I", ""},
        {ActionId::Inspector, goMenu, QT_TRANSLATE_NOOP("Actions", "Inspector"), "Ctrl+I", "token"},
        {ActionId::Address, goMenu, QT_TRANSLATE_NOOP("Actions", "Address and paste bar"), "Ctrl+K",
         "search"},
        {ActionId::Learn, goMenu, QT_TRANSLATE_NOOP("Actions", "Learn"), "Ctrl+Shift+L", "info"},
        {ActionId::History, goMenu, QT_TRANSLATE_NOOP("Actions", "History"), "Ctrl+H", "clock"},
        {ActionId::NetworkLog, goMenu, QT_TRANSLATE_NOOP("Actions", "Network log"), "Ctrl+Shift+H", ""},
        {ActionId::PageToken, goMenu, QT_TRANSLATE_NOOP("Actions", "Profile: Token"), "Alt+1", ""},
        {ActionId::PageRequest, goMenu, QT_TRANSLATE_NOOP("Actions", "Profile: Request"), "Alt+2", ""},
        {ActionId::PageDetails, goMenu, QT_TRANSLATE_NOOP("Actions", "Profile: Details"), "Alt+3", ""},
        {ActionId::PageStanding, goMenu, QT_TRANSLATE_NOOP("Actions", "Profile: Standing"), "Alt+4", ""},
        {ActionId::SignInAgain, profileMenu, QT_TRANSLATE_NOOP("Actions", "Sign in…"), "", "sign-in"},
        {ActionId::Refresh, profileMenu, QT_TRANSLATE_NOOP("Actions", "Refresh the token"), "F5", "refresh"},
        {ActionId::SignOut, profileMenu, QT_TRANSLATE_NOOP("Actions", "Sign out"), "", "sign-out"},
        {ActionId::Shortcuts, helpMenu, QT_TRANSLATE_NOOP("Actions", "Shortcuts"), "F1", "info"},
        {ActionId::About, helpMenu, QT_TRANSLATE_NOOP("Actions", "About Claimcheck"), "", ""},
    };
    return rows;
}

Actions::Actions(QMainWindow *window)
{
    QHash<QString, QMenu *> menus;
    for (const ActionRow &row : allActions()) {
        QMenu *&menu = menus[translated(row.menu)];
        if (!menu)
            menu = window->menuBar()->addMenu(translated(row.menu));
        QAction *action = menu->addAction(icon(QString::fromLatin1(row.icon)), translated(row.text));
        action->setShortcuts(keysOf(row));
        m_actions.insert(static_cast<int>(row.id), action);
    }
}

QList<QPair<QString, QString>> Actions::shortcuts()
{
    QList<QPair<QString, QString>> list;
    for (const ActionRow &row : allActions()) {
        if (row.keys[0] != '\0')
            list.append(
                {translated(row.text), QKeySequence::listToString(keysOf(row), QKeySequence::NativeText)
                                           .replace(QStringLiteral("; "), QStringLiteral(", "))});
    }
    // These belong to a view and not to the window.
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Claims, Findings, Verify, Raw of a token")),
                 QStringLiteral("Ctrl+1 … Ctrl+4")});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Cancel what is being sent")),
                 QKeySequence(Qt::Key_Escape).toString(QKeySequence::NativeText)});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Move a row of a query, of headers or of a form")),
                 QStringLiteral("Alt+Up, Alt+Down")});
    list.append(
        {translated(QT_TRANSLATE_NOOP("Actions", "Remove such a row, and bring it back")),
         QStringLiteral("%1, %2").arg(QKeySequence(Qt::Key_Delete).toString(QKeySequence::NativeText),
                                      QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText))});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Save the body of an answer")),
                 QStringLiteral("Ctrl+Alt+S")});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Search in an answer, in header and payload")),
                 QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Fold and unfold JSON at a bracket")),
                 QStringLiteral("Left, Right")});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Copy the JSON Pointer of what is chosen")),
                 QStringLiteral("Ctrl+Shift+C")});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Rename a pinned token")), QStringLiteral("F2")});
    list.append({translated(QT_TRANSLATE_NOOP("Actions", "Remove what is chosen in the list")),
                 QKeySequence(Qt::Key_Delete).toString(QKeySequence::NativeText)});
    return list;
}

} // namespace claimcheck::ui
