#pragma once

#include "collection_book.h"
#include "request_panel.h"

#include <QWidget>

#include <optional>

class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace claimcheck::ui {

class EnvironmentChooser;
class InlineBar;
class RequestSaveBar;
struct OpenRequests;

/// The requests that are open, a tab each. One that is only looked at (from the list at the left) gives its
/// tab to the next; whoever edits, sends or double-clicks keeps it. What another program does to a file is
/// seen here at once.
class RequestTabs final : public QWidget {
    Q_OBJECT
public:
    /// References must outlive it.
    RequestTabs(const RequestTools &tools, CollectionBook &book, EnvironmentChooser &chooser,
                QWidget *parent = nullptr);
    ~RequestTabs() override;

    /// The tab of this request; a new one where it has none.
    void openPlace(const RequestPlace &place, bool keep);
    /// To be looked at: it gives its tab to the next.
    void look(const requests::RequestSpec &spec);
    /// As a new request that is in no file yet; `path` is where it will probably be saved.
    RequestPanel &openNew(const requests::RequestSpec &spec, const QString &path = {});
    /// A page that is no request (a report), as a tab.
    void openPage(QWidget *page, const QString &title);
    /// Sends all requests of a file (empty: of every file), with a report in a tab of its own.
    void runFiles(const QString &path);

    /// Null where no request is shown.
    [[nodiscard]] RequestPanel *current() const;
    [[nodiscard]] RequestPlace currentPlace() const;
    [[nodiscard]] int unsavedCount() const;
    void save();
    /// All that have a file; the first that has none is shown. True: nothing is left.
    bool saveAll();
    void closeCurrent();
    /// To the tab that many further, round at the ends; the address gets the focus.
    void step(int by);
    /// The tab that was closed last.
    void reopen();
    void send();
    void focusAddress();
    /// What is open, for the next start. What is only looked at and reports are not among it.
    [[nodiscard]] OpenRequests openRequests() const;
    /// Opens them again beside what is open. One that its file has no more, and that was not changed, is
    /// left out.
    void restore(const OpenRequests &open);

Q_SIGNALS:
    /// `openRequests` may say something else now.
    void touched();
    void placeShown(const claimcheck::ui::RequestPlace &place);
    void panelMade(claimcheck::ui::RequestPanel *panel);
    void newRequested();
    void openFolderRequested();

private:
    struct Tab;
    struct Closed;
    [[nodiscard]] Tab *tabOf(const QWidget *page) const;
    [[nodiscard]] Tab *currentTab() const;
    Tab &addTab(const requests::RequestSpec &spec, const RequestPlace &place, bool isPreview);
    [[nodiscard]] static bool isModified(const Tab &tab);
    /// In the tab of what is only looked at, or a new one.
    void showIn(const requests::RequestSpec &spec, const RequestPlace &place, bool isPreview);
    void connectPanel(RequestPanel &panel);
    void close(int index);
    [[nodiscard]] std::optional<RequestPlace> placeOf(const QString &path, int index,
                                                      const QString &title) const;
    void addCloseButton(QWidget *page);
    void saveTo(Tab &tab, const QString &path);
    void lookAgain();
    void askAbout(Tab &tab, const requests::RequestSpec &theirs);
    void loosen(Tab &tab);
    void onRemoved(const RequestPlace &place);
    void updateTitle(const Tab &tab);
    void updateScopes();
    void updateScope(const Tab &tab);
    [[nodiscard]] RequestScope scopeOf(const QString &path) const;
    void updateEnvironments();
    void onCurrentChanged();
    QWidget *makeEmpty();

    RequestTools m_tools;
    CollectionBook &m_book;
    EnvironmentChooser &m_chooser;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    QPushButton *m_begin = nullptr; // of the empty page
    InlineBar *m_message;
    RequestSaveBar *m_saveBar;
    std::vector<std::unique_ptr<Tab>> m_all;
    std::vector<Closed> m_closed;
    bool m_isSaving = false;
};

} // namespace claimcheck::ui
