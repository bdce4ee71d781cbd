#pragma once

#include "base/clock.h"
#include "login/sessions.h"
#include "ui/pins.h"
#include "ui/selection.h"

#include <QStandardItemModel>

namespace claimcheck::ui {

/// Five sections: tokens of this run, profiles with state and countdown, requests of this run, pinned tokens,
/// tools. Names are foreign text.
class SidebarModel final : public QStandardItemModel {
    Q_OBJECT
public:
    enum Role {
        KindRole = Qt::UserRole + 1, // Selection::Kind as int; None for section titles and hints
        IdRole,
        StateRole,       // short text at the right: "4 min", "expired"
        TintRole,        // QColor of the state's text
        NameRole,        // of a pin, as it is; the text shown has its invisible characters as chips
        EnvironmentRole, // of a profile, with its ColourRole (see environment_look.h)
        ColourRole,
        GroupRole, // on a group's title and on the profiles below it: its name
    };
    enum Section { Tokens, Profiles, Requests, Pinned, Tools };

    SidebarModel(const login::ProfileStore &profiles, const login::Sessions &sessions, const Clock &clock,
                 QObject *parent = nullptr);

    void addToken(const QString &id, const QString &label);
    void addRequest(const QString &id, const QString &label, int status);
    /// The rows that stay are kept, so that the choice does.
    void setPins(Pins::State state, const std::vector<credentials::Pin> &pins);
    void removeEntry(const Selection &selection);
    /// Reads the profiles anew, keeping the rows that stay: those without a group first, then group by group,
    /// each under its title, from dev to prod. The choice is lost where its row moves.
    void reloadProfiles();
    /// State and countdown of every profile: cheap, once a second.
    void updateStates();
    [[nodiscard]] QModelIndex indexOf(const Selection &selection) const;
    [[nodiscard]] static Selection selectionAt(const QModelIndex &index);

private:
    void updateHints();
    void updatePin(QStandardItem *item, const credentials::Pin &pin);
    QStandardItem *section(Section which) const { return item(which); }
    void updateState(QStandardItem *item);
    void updateProfile(QStandardItem *item, const login::Profile &profile);
    const login::ProfileStore &m_profiles;
    const login::Sessions &m_sessions;
    const Clock &m_clock;
    Pins::State m_pinsState = Pins::State::Unknown;
};

} // namespace claimcheck::ui
