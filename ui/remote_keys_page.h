#pragma once

#include "jose/key.h"
#include "key_fetcher.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace claimcheck::ui {

/// A page of the key choice: the address of a JWK Set, or an issuer whose metadata names one. It says what
/// will be asked before it is asked, and asks nothing before `get`.
class RemoteKeysPage final : public QWidget {
    Q_OBJECT
public:
    enum class Kind { SetAddress, Issuer };
    explicit RemoteKeysPage(Kind kind, QWidget *parent = nullptr);

    /// What the token itself names: offered as one click, and never filled in unasked.
    void setSuggestion(const QString &address);
    void get(QObject *context, const KeysDone &done);

Q_SIGNALS:
    void changed();
    void submitted();
    /// This address is asked now.
    void asking(const QUrl &url);

private:
    void describe();
    Kind m_kind;
    QLineEdit *m_address;
    QPushButton *m_suggested;
    QLabel *m_note;
    QString m_suggestion;
};

} // namespace claimcheck::ui
