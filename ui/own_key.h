#pragma once

#include "jose/algorithm.h"
#include "key_fetcher.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace claimcheck::ui {

class Clipboard;
class KeyChoice;

/// The key to sign with: one that was made here, which can be copied, or one's own.
class OwnKey final : public QWidget {
    Q_OBJECT
public:
    explicit OwnKey(QWidget *parent = nullptr);

    /// What "Generate a key" makes a key for.
    void setAlgorithm(const jose::Algorithm *algorithm);
    /// Off the GUI thread: a big RSA key takes a while. `generated` follows.
    void generate();
    void get(const KeysDone &done);
    /// Forgets what may be secret.
    void wipe();

Q_SIGNALS:
    void generated();
    void submitted();
    void failed(const claimcheck::Error &error);

private:
    void show_(const std::optional<jose::Key> &key);
    void copyPublic();
    void copyPrivate();
    const jose::Algorithm *m_algorithm = nullptr;
    std::optional<jose::Key> m_key;
    quint64 m_number = 0; // of the last that was asked for
    Clipboard *m_clipboard;
    KeyChoice *m_choice;
    QWidget *m_made;
    QLabel *m_words;
    QPushButton *m_copyPublic;
    QPushButton *m_generate;
};

} // namespace claimcheck::ui
