#include "pins.h"

#include <algorithm>

namespace claimcheck::ui {

using credentials::Pin;
using credentials::PinnedToken;
using credentials::PinnedTokens;

namespace {

bool isLocked(const Error &error)
{
    return error.code == ErrorCode::KeychainLocked || error.code == ErrorCode::KeychainPromptUnavailable ||
           error.code == ErrorCode::KeychainPromptDismissed;
}

} // namespace

Pins::Pins(credentials::CredentialStore &keychain, const Clock &clock, QObject *parent)
    : QObject(parent), m_keychain(keychain), m_pins(keychain, clock)
{
}

std::optional<Pin> Pins::byId(const QString &id) const
{
    const auto known =
        std::find_if(m_all.begin(), m_all.end(), [&id](const Pin &pin) { return pin.id == id; });
    return known == m_all.end() ? std::nullopt : std::optional(*known);
}

void Pins::look()
{
    list(Asking::Never);
}

void Pins::unlock()
{
    list(Asking::IfLocked);
}

void Pins::list(Asking asking)
{
    m_list = m_pins.list(asking, this, [this, asking](const Result<std::vector<Pin>> &all) {
        onListed(all);
        if (!all && asking == Asking::IfLocked)
            fail({}, all.error());
    });
}

void Pins::onListed(const Result<std::vector<Pin>> &all)
{
    m_state = all ? State::Known : isLocked(all.error()) ? State::Locked : State::Unavailable;
    m_all = all ? *all : std::vector<Pin>();
    Q_EMIT changed();
}

void Pins::pin(const QString &name, const QByteArray &token)
{
    if (m_writing)
        return;
    m_writing = m_pins.pin(name, Secret(token), this, [this](const Result<PinnedTokens::Added> &added) {
        m_writing.reset();
        if (!added)
            return fail({}, added.error());
        m_state = State::Known;
        replace(added->pin);
        Q_EMIT pinned(*added);
        look(); // what was locked until now has others, perhaps
    });
}

void Pins::open(const QString &id)
{
    read(id,
         [this, id](const PinnedToken &pinned) { Q_EMIT opened(id, pinned.token.reveal().toByteArray()); });
}

/// Nobody is asked: a choice in a list is no wish to type a password.
void Pins::read(const QString &id, std::function<void(const PinnedToken &)> use)
{
    m_reading = m_keychain.probe(
        this, [this, id, use = std::move(use)](const Result<credentials::KeychainState> &state) {
            const auto problem = state ? credentials::stateError(*state) : std::optional(state.error());
            if (problem)
                return fail(id, *problem);
            m_reading = m_pins.read(id, this, [this, id, use](const Result<PinnedToken> &pinned) {
                m_reading.reset();
                if (!pinned)
                    return fail(id, pinned.error());
                use(*pinned);
            });
        });
}

void Pins::rename(const QString &id, const QString &name)
{
    if (m_writing)
        return;
    m_writing = m_pins.rename(id, name, this, [this, id](const Result<Pin> &renamed) {
        m_writing.reset();
        if (!renamed)
            return fail(id, renamed.error());
        replace(*renamed);
    });
}

void Pins::remove(const QString &id)
{
    const std::optional<Pin> known = byId(id);
    if (m_writing || !known)
        return;
    if (!known->isReadable)
        return removeKnown({*known, {}});
    m_writing = m_pins.read(id, this, [this, id](const Result<PinnedToken> &pinned) {
        m_writing.reset();
        if (!pinned)
            return fail(id, pinned.error());
        removeKnown(*pinned);
    });
}

void Pins::removeKnown(const PinnedToken &pinned)
{
    m_writing = m_pins.remove(pinned.pin.id, this, [this, pinned](const Result<Done> &gone) {
        m_writing.reset();
        if (!gone)
            return fail(pinned.pin.id, gone.error());
        m_all.erase(std::remove_if(m_all.begin(), m_all.end(),
                                   [&pinned](const Pin &pin) { return pin.id == pinned.pin.id; }),
                    m_all.end());
        Q_EMIT changed();
        look();
        Q_EMIT removed(pinned.pin.isReadable ? pinned.pin.name : QString(), pinned.token);
    });
}

/// What another program did is seen now: the list is read again.
void Pins::fail(const QString &id, const Error &error)
{
    m_reading.reset();
    if (error.code == ErrorCode::PinNotFound || isLocked(error))
        look();
    Q_EMIT failed(id, error);
}

void Pins::replace(const Pin &pin)
{
    for (Pin &known : m_all) {
        if (known.id == pin.id) {
            known = pin;
            return Q_EMIT changed();
        }
    }
    m_all.push_back(pin);
    Q_EMIT changed();
}

} // namespace claimcheck::ui
