#pragma once

#include "credentials/pinned_tokens.h"

#include <QObject>

namespace claimcheck::ui {

/// The pinned tokens as the window knows them: names only. A token is read from the keychain when it is
/// wanted, and given away. Nobody is asked to unlock anything but by `unlock` and what a person asks to
/// write.
class Pins final : public QObject {
    Q_OBJECT
public:
    enum class State { Unknown, Known, Locked, Unavailable };

    Pins(credentials::CredentialStore &keychain, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const std::vector<credentials::Pin> &all() const { return m_all; }
    [[nodiscard]] std::optional<credentials::Pin> byId(const QString &id) const;

    /// Lists them anew, without asking anybody.
    void look();
    /// Lists them anew, and asks for the keychain's password if need be.
    void unlock();
    /// The others do nothing while one of them is under way.
    void pin(const QString &name, const QByteArray &token);
    void open(const QString &id);
    void rename(const QString &id, const QString &name);
    /// Deletes it, and gives its name and token away, so that it can be pinned again.
    void remove(const QString &id);

Q_SIGNALS:
    /// State or list.
    void changed();
    void pinned(const claimcheck::credentials::PinnedTokens::Added &added);
    void opened(const QString &id, const QByteArray &token);
    /// `token` is empty for an entry that could not be read.
    void removed(const QString &name, const claimcheck::Secret &token);
    /// `id`: of the pin that it is about; may be empty.
    void failed(const QString &id, const claimcheck::Error &error);

private:
    using Asking = credentials::PinnedTokens::Asking;
    void list(Asking asking);
    void onListed(const Result<std::vector<credentials::Pin>> &all);
    void read(const QString &id, std::function<void(const credentials::PinnedToken &)> use);
    void removeKnown(const credentials::PinnedToken &pinned);
    void fail(const QString &id, const Error &error);
    void replace(const credentials::Pin &pin);

    credentials::CredentialStore &m_keychain;
    credentials::PinnedTokens m_pins;
    State m_state = State::Unknown;
    std::vector<credentials::Pin> m_all;
    credentials::OperationPtr m_list;
    credentials::OperationPtr m_reading;
    credentials::OperationPtr m_writing;
};

} // namespace claimcheck::ui
