#pragma once

#include "jose/key_import.h"
#include "remote_keys_page.h"
#include "token_panel.h"

#include <QHash>
#include <QUrl>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;

namespace claimcheck::ui {

class SecretField;

/// Where the key comes from: a secret, a file, a text that was pasted, an address, an issuer, the profile's
/// keys, or the token itself, which proves nothing. It reads nothing and fetches nothing before `get`.
class KeyChoice final : public QWidget {
    Q_OBJECT
public:
    enum class Source { Secret, File, Pasted, SetAddress, Issuer, Profile, Carried };
    /// What the keys are for: to verify with, or to sign or decrypt with, where only one's own will do.
    enum class Use { Verify, Own };
    static constexpr qint64 largestFile = 1024 * 1024;

    explicit KeyChoice(Use use, QWidget *parent = nullptr);

    [[nodiscard]] Source source() const;
    void setSource(Source source);
    /// The profile's keys, and the address that is asked for them. An empty function takes the choice away.
    void setFetcher(const QString &address, TokenPanel::KeyFetcher fetch);
    /// The token that is looked at: its iss is offered as an issuer, and the key that it carries as a source.
    void setToken(const jose::ParsedToken *token);
    /// The keys, once: at once, or later for those that are fetched (never after `context` is gone). Where a
    /// key is encrypted, it asks for the password in a line of its own.
    void get(QObject *context, const KeysDone &done);
    /// True for the sources that ask the network.
    [[nodiscard]] bool isRemote() const;
    /// Forgets what may be secret: the secret, the password and the pasted text.
    void wipe();

Q_SIGNALS:
    void changed();
    void submitted();
    /// This address is asked now.
    void asking(const QUrl &url);

private:
    void addSource(const QString &text, Source source, QWidget *page);
    void offer(Source source, const QString &text, bool on);
    void showPage();
    [[nodiscard]] RemoteKeysPage *remotePage(RemoteKeysPage::Kind kind);
    [[nodiscard]] QWidget *secretPage();
    [[nodiscard]] QWidget *filePage();
    [[nodiscard]] QWidget *pastePage();
    [[nodiscard]] QWidget *profilePage();
    [[nodiscard]] QWidget *carriedPage();
    void chooseFile();
    [[nodiscard]] Result<jose::KeySet> fromFile();
    [[nodiscard]] Result<jose::KeySet> fromPaste();
    [[nodiscard]] Result<jose::KeySet> fromText(const QByteArray &text, const QString &subject);
    QComboBox *m_source;
    QStackedWidget *m_pages;
    QHash<int, QWidget *> m_pageOf; // by source
    SecretField *m_secret;
    QComboBox *m_encoding;
    QLineEdit *m_path;
    QPlainTextEdit *m_pasted;
    QLabel *m_profile;
    SecretField *m_password;
    QLabel *m_passwordLabel;
    RemoteKeysPage *m_address = nullptr;
    RemoteKeysPage *m_issuer = nullptr;
    QByteArray m_carried; // the JWK in the token's header
    TokenPanel::KeyFetcher m_fetch;
    QUrl m_fetchedFrom;
};

} // namespace claimcheck::ui
