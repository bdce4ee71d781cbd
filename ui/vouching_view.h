#pragma once

#include "jose/verification.h"

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

/// Who vouches for the key that was tried, which one it was and why, and every address that was asked. Green
/// is for a key that somebody vouches for and that matched: never for one that the token carried.
class VouchingView final : public QWidget {
    Q_OBJECT
public:
    enum class Tone { Good, Warning, Neutral };

    explicit VouchingView(QWidget *parent = nullptr);

    void show_(const jose::SignatureResult &signature, const QString &story);
    /// No key was tried: the badge and the story go, the list of what was asked stays.
    void clearOutcome();
    void addAsked(const QUrl &url);
    [[nodiscard]] Tone tone() const { return m_tone; }
    /// Of this token: another one begins a list of its own.
    void clearAsked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void setBadge(Tone tone, const QString &text);
    void updateColours();
    Tone m_tone = Tone::Neutral;
    QLabel *m_icon;
    QLabel *m_badge;
    QLabel *m_story;
    QLabel *m_asked;
    QStringList m_addresses;
};

} // namespace claimcheck::ui
