#pragma once

#include "base/clock.h"
#include "edited_bytes.h"
#include "inspect/report.h"

#include <QWidget>

class QComboBox;
class QPlainTextEdit;
class QPushButton;

namespace claimcheck::ui {

class InlineBar;
class OwnKey;

/// Edit and sign: another mode, with a colour and words of its own, that makes a new token and never touches
/// the one that is looked at. What is not edited stays byte for byte.
class SignPanel final : public QWidget {
    Q_OBJECT
public:
    /// Bigger parts are not edited.
    static constexpr qsizetype largestPart = 64 * 1024;

    explicit SignPanel(const Clock &clock, QWidget *parent = nullptr);

    /// Begins anew with the header and payload of this token.
    void setToken(const jose::ParsedToken &token);
    /// A header, a payload and a fresh key for this algorithm.
    void startSample(const jose::Algorithm &algorithm);
    [[nodiscard]] bool isEmpty() const;

Q_SIGNALS:
    void tokenSigned(const QByteArray &token);

private:
    [[nodiscard]] QWidget *makeBand();
    [[nodiscard]] QWidget *makeEditor(QPlainTextEdit *editor, const char *name, const QString &title);
    void setParts(const QByteArray &header, const QByteArray &payload);
    void onHeaderEdited();
    void setAlgorithm(const QByteArray &name);
    [[nodiscard]] const jose::Algorithm *algorithm() const;
    void sign();
    void onKeys(const Result<jose::KeySet> &keys);
    void showError(const Error &error);
    const Clock &m_clock;
    EditedBytes m_header, m_payload;
    QPlainTextEdit *m_headerEditor;
    QPlainTextEdit *m_payloadEditor;
    QComboBox *m_algorithm;
    OwnKey *m_key;
    QPushButton *m_sign;
    InlineBar *m_bar;
};

} // namespace claimcheck::ui
