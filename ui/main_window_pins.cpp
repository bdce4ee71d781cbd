#include "inspect/token_name.h"
#include "keychain_status.h"
#include "main_window.h"
#include "pins.h"
#include "sidebar.h"
#include "token_panel.h"

#include <QStackedWidget>

#include <algorithm>

/// Pinned tokens: kept in the keychain, listed at the left, read when they are chosen.
namespace claimcheck::ui {

void MainWindow::connectPins()
{
    connect(m_actions[ActionId::Pin], &QAction::triggered, this, &MainWindow::togglePin);
    connect(m_sidebar, &Sidebar::pinRequested, this,
            [this](const Selection &selection) { pinToken(m_tokens.value(selection.id)); });
    connect(m_sidebar, &Sidebar::renameRequested, m_pins, &Pins::rename);
    connect(m_pins, &Pins::changed, this, [this] {
        m_sidebar->setPins(m_pins->state(), m_pins->all());
        updatePinAction();
    });
    connect(m_pins, &Pins::pinned, this, [this](const credentials::PinnedTokens::Added &added) {
        m_message->show_(InlineBar::Kind::Success,
                         (added.isNew ? tr("Pinned as “%1”: it stays in the keychain until you unpin it.")
                                      : tr("It is pinned already, as “%1”."))
                             .arg(added.pin.name));
    });
    connect(m_pins, &Pins::opened, this, &MainWindow::onPinOpened);
    connect(m_pins, &Pins::removed, this, &MainWindow::onPinRemoved);
    connect(m_pins, &Pins::failed, this, &MainWindow::onPinFailed);
    connect(m_keychain, &KeychainStatus::unlocked, this, [this] {
        if (m_pins->state() == Pins::State::Locked)
            m_pins->look();
    });
    connect(m_message, &InlineBar::closed, this, [this] { m_offered = nullptr; });
    connect(m_message, &InlineBar::actionTriggered, this, [this] {
        if (const auto offered = std::exchange(m_offered, nullptr)) {
            m_message->clear();
            offered();
        }
    });
}

void MainWindow::offer(InlineBar::Kind kind, const QString &message, const QString &actionText,
                       std::function<void()> action)
{
    m_offered = std::move(action);
    m_message->show_(kind, message, {}, actionText);
}

void MainWindow::updatePinAction()
{
    const Selection selection = m_sidebar->current();
    const bool isPin = selection.kind == Selection::Kind::Pin;
    const TokenPanel *panel = shownTokenPanel();
    QAction *action = m_actions[ActionId::Pin];
    action->setText(isPin ? tr("Unpin") : tr("Pin"));
    action->setEnabled(isPin ? m_pins->byId(selection.id).has_value() : panel && !panel->token().isEmpty());
}

void MainWindow::togglePin()
{
    const Selection selection = m_sidebar->current();
    if (selection.kind == Selection::Kind::Pin)
        return m_pins->remove(selection.id);
    if (const TokenPanel *panel = shownTokenPanel())
        pinToken(panel->token());
}

void MainWindow::pinToken(const QByteArray &token)
{
    if (!token.isEmpty())
        m_pins->pin(inspect::tokenName(token), token);
}

void MainWindow::choosePin(const QString &id)
{
    m_stack->setCurrentWidget(m_inspector);
    m_inspector->setToken({}); // never another token than the one that is chosen
    if (!id.isEmpty())
        return m_pins->open(id);
    offer(InlineBar::Kind::Info, tr("The keychain is locked: pinned tokens are listed once it is unlocked."),
          tr("Unlock"), [this] { m_pins->unlock(); });
}

void MainWindow::onPinOpened(const QString &id, const QByteArray &token)
{
    if (!(m_sidebar->current() == Selection{Selection::Kind::Pin, id}))
        return; // the choice has gone on
    m_inspector->setToken(token);
    if (const auto pin = m_pins->byId(id))
        remember({id, pin->name, token});
    updateActions();
}

/// Undo beats asking: the token is kept until the message goes.
void MainWindow::onPinRemoved(const QString &name, const Secret &token)
{
    m_seen.erase(std::remove_if(m_seen.begin(), m_seen.end(),
                                [&token](const TokenChoice &seen) {
                                    return seen.profileId.isEmpty() && token.equals(Secret(seen.token));
                                }),
                 m_seen.end());
    if (token.isEmpty())
        return m_message->show_(InlineBar::Kind::Success, tr("The damaged entry was removed."));
    offer(InlineBar::Kind::Success, tr("Unpinned “%1”: the keychain holds it no more.").arg(name), tr("Undo"),
          [this, name, token] { m_pins->pin(name, token.reveal().toByteArray()); });
}

void MainWindow::onPinFailed(const QString &id, const Error &error)
{
    const bool isLocked = error.code == ErrorCode::KeychainLocked;
    if (isLocked && !id.isEmpty())
        return offer(InlineBar::Kind::Info, describe(error).message, tr("Unlock"),
                     [this] { m_pins->unlock(); });
    showError(error);
}

} // namespace claimcheck::ui
