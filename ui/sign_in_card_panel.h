#pragma once

#include "login/sessions.h"
#include "open_link.h"

#include <QWidget>

class QCheckBox;
class QPushButton;
class QUrl;

namespace claimcheck::ui {

class AskedPage;
class SignInCardModel;

/// The sign-in check of a profile: what its sign-in shows of the server, the worst first. Reading asks
/// nobody; the tests that need a second request run on a click only, and can be cancelled.
class SignInCardPanel final : public QWidget {
    Q_OBJECT
public:
    SignInCardPanel(login::ProfileStore &profiles, login::Sessions &sessions, OpenLink openLink,
                    QWidget *parent = nullptr);

    /// Nothing of another profile stays.
    void setProfile(const QString &profileId);
    /// Somebody has just signed in: the card is read anew, and `made` comes, though nobody sees the page.
    void readAfterSignIn();
    /// "1 bad, 2 weak, 8 good": what a card says at a glance.
    [[nodiscard]] static QString summaryOf(const login::SignInCard &card);

Q_SIGNALS:
    void signInRequested();
    void made(const claimcheck::login::SignInCard &card);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void onSessionChanged();
    void read();
    void probe();
    void cancel();
    void run(login::CheckOptions options);
    void openInBrowser(const QUrl &link);
    void onCard(const Result<login::SignInCard> &card, bool asked);
    void showNothing();
    void copy();
    void sizeColumns();
    login::ProfileStore &m_profiles;
    login::Sessions &m_sessions;
    OpenLink m_openLink;
    SignInCardModel *m_model;
    class PlainTable *m_table;
    AskedPage *m_page;
    QPushButton *m_copy;
    QCheckBox *m_browser;
    QString m_profileId;
    std::optional<login::SignInCard> m_card;
    bool m_wasAsked = false; // the card has what only asking shows: reading would lose it
    bool m_isWanted = false; // `made` is to come
    login::WaiterPtr m_waiter;
};

} // namespace claimcheck::ui
