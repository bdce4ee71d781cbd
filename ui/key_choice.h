#pragma once

#include "jose/key_import.h"
#include "token_panel.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;

namespace claimcheck::ui {

class SecretField;

/// Where the key comes from: a secret, a file, a text that was pasted, or the profile's keys. It reads
/// nothing and fetches nothing before `get`.
class KeyChoice final : public QWidget {
    Q_OBJECT
public:
    enum class Source { Secret, File, Pasted, Profile };
    static constexpr qint64 largestFile = 1024 * 1024;

    explicit KeyChoice(QWidget *parent = nullptr);

    [[nodiscard]] Source source() const;
    void setSource(Source source);
    /// An empty function takes the choice away.
    void setFetcher(const QString &label, TokenPanel::KeyFetcher fetch);
    /// The keys, once: at once, or later for those of a profile (never after `context` is gone).
    void get(QObject *context, const std::function<void(Result<jose::KeySet>)> &done) const;
    /// Forgets what may be secret: the secret and the pasted text.
    void wipe();

Q_SIGNALS:
    void changed();
    void submitted();

private:
    [[nodiscard]] QWidget *secretPage();
    [[nodiscard]] QWidget *filePage();
    [[nodiscard]] QWidget *pastePage();
    [[nodiscard]] QWidget *profilePage();
    void chooseFile();
    [[nodiscard]] Result<jose::KeySet> fromFile() const;
    [[nodiscard]] Result<jose::KeySet> fromPaste() const;
    QComboBox *m_source;
    QStackedWidget *m_pages;
    SecretField *m_secret;
    QComboBox *m_encoding;
    QLineEdit *m_path;
    QPlainTextEdit *m_pasted;
    QLabel *m_profile;
    TokenPanel::KeyFetcher m_fetch;
};

} // namespace claimcheck::ui
