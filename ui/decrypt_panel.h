#pragma once

#include "inspect/report.h"
#include "key_fetcher.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace claimcheck::ui {

class InlineBar;
class JsonView;
class KeyChoice;

/// Decrypts a JWE with a key, a secret or a password, on a click. What comes out is shown below and is the
/// next layer of the token; a token in it can be opened by itself.
class DecryptPanel final : public QWidget {
    Q_OBJECT
public:
    explicit DecryptPanel(QWidget *parent = nullptr);

    void setToken(const inspect::ReportPtr &report);

Q_SIGNALS:
    void decrypted(const QByteArray &plaintext);
    void openRequested(const QByteArray &token);

private:
    void decrypt();
    void onKeys(const Result<jose::KeySet> &keys);
    void showContent(const QByteArray &plaintext, const QByteArray &algorithm, const QByteArray &encryption);
    inspect::ReportPtr m_report;
    KeyChoice *m_choice;
    QCheckBox *m_allowOld;
    QPushButton *m_decrypt;
    InlineBar *m_bar;
    QLabel *m_hint;
    JsonView *m_content;
    QByteArray m_inner; // the token in the content
};

} // namespace claimcheck::ui
