#pragma once

#include "base/clock.h"
#include "login/sessions.h"
#include "ui/selection.h"

#include <QStandardItemModel>

namespace claimcheck::ui {

/// Four sections: tokens of this run, profiles with state and countdown, requests of this run, tools. Names
/// are foreign text.
class SidebarModel final : public QStandardItemModel {
    Q_OBJECT
public:
    enum Role {
        KindRole = Qt::UserRole + 1, // Selection::Kind as int; None for section titles and hints
        IdRole,
        StateRole, // short text at the right: "4 min", "expired"
        TintRole,  // QColor of the state's text
    };
    enum Section { Tokens, Profiles, Requests, Tools };

    SidebarModel(const login::ProfileStore &profiles, const login::Sessions &sessions, const Clock &clock,
                 QObject *parent = nullptr);

    void addToken(const QString &id, const QString &label);
    void addRequest(const QString &id, const QString &label, int status);
    void removeEntry(const Selection &selection);
    /// Reads the profiles anew, keeping the rows that stay.
    void reloadProfiles();
    /// State and countdown of every profile: cheap, once a second.
    void updateStates();
    [[nodiscard]] QModelIndex indexOf(const Selection &selection) const;
    [[nodiscard]] static Selection selectionAt(const QModelIndex &index);

private:
    void updateHints();
    QStandardItem *section(Section which) const { return item(which); }
    void updateState(QStandardItem *item);
    const login::ProfileStore &m_profiles;
    const login::Sessions &m_sessions;
    const Clock &m_clock;
};

} // namespace claimcheck::ui
