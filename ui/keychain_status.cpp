#include "keychain_status.h"

#include "icons.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

namespace claimcheck::ui {

namespace {
constexpr int iconSize = 16;
}

KeychainStatus::KeychainStatus(credentials::CredentialStore &keychain, QWidget *parent)
    : QWidget(parent)
    , m_keychain(keychain)
    , m_icon(plainLabel({}, this))
    , m_text(plainLabel({}, this))
    , m_unlock(new QToolButton(this))
{
    setObjectName(QStringLiteral("keychainStatus"));
    m_text->setObjectName(QStringLiteral("keychainState"));
    m_icon->setFixedSize(iconSize, iconSize);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_text);
    row->addWidget(m_unlock);
    m_unlock->setObjectName(QStringLiteral("keychainUnlock"));
    m_unlock->setText(tr("Unlock"));
    m_unlock->setAccessibleName(tr("Unlock the keychain"));
    m_unlock->setFocusPolicy(Qt::StrongFocus);
    m_unlock->hide();
    connect(m_unlock, &QToolButton::clicked, this, &KeychainStatus::unlock);
}

void KeychainStatus::look()
{
    m_probe =
        m_keychain.probe(this, [this](const Result<credentials::KeychainState> &state) { show_(state); });
}

void KeychainStatus::show_(const Result<credentials::KeychainState> &state)
{
    const auto problem = state ? credentials::stateError(*state) : std::optional(state.error());
    m_isUnlocked = !problem;
    m_unlock->setVisible(problem && problem->code == ErrorCode::KeychainLocked);
    m_text->setText(problem ? describe(*problem).message : tr("Keychain unlocked"));
    setToolTip(problem ? plainToolTip(describe(*problem).hint) : QString());
    updateIcon();
    if (m_isUnlocked)
        Q_EMIT unlocked();
}

// Whether the prompt was answered or dismissed: what the state is now is looked at.
void KeychainStatus::unlock()
{
    m_unlock->setEnabled(false);
    m_unlocking = m_keychain.unlock(this, [this](const Result<Done> &) {
        const auto unlocking = std::move(m_unlocking); // stays alive until this returns
        m_unlock->setEnabled(true);
        look();
    });
}

void KeychainStatus::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_text->text().isEmpty())
        updateIcon();
}

void KeychainStatus::updateIcon()
{
    m_icon->setPixmap(
        icon(m_isUnlocked ? u"unlock" : u"lock").pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
}

} // namespace claimcheck::ui
