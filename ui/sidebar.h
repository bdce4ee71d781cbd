#pragma once

#include "base/clock.h"
#include "login/sessions.h"
#include "pins.h"
#include "selection.h"

#include <QWidget>

class QTimer;
class QTreeView;

namespace claimcheck::ui {

class SidebarModel;

/// The list at the left. Ticks once a second, and only while it can be seen.
class Sidebar final : public QWidget {
    Q_OBJECT
public:
    Sidebar(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
            QWidget *parent = nullptr);

    [[nodiscard]] Selection current() const;
    void select(const Selection &selection);
    void addToken(const QString &id, const QString &label);
    void setPins(Pins::State state, const std::vector<credentials::Pin> &pins);
    void addRequest(const QString &id, const QString &label, int status);

Q_SIGNALS:
    void selected(const claimcheck::ui::Selection &selection);
    /// Enter or a double click.
    void activated(const claimcheck::ui::Selection &selection);
    /// Delete, or from the menu.
    void removeRequested(const claimcheck::ui::Selection &selection);
    /// A token of this run is to be pinned.
    void pinRequested(const claimcheck::ui::Selection &selection);
    void renameRequested(const QString &pinId, const QString &name);
    void signInRequested(const QString &profileId);
    void newProfileRequested();

public Q_SLOTS:
    void remove(const claimcheck::ui::Selection &selection);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showMenu(const QPoint &position);
    Selection m_told; // what was last said to be chosen
    SidebarModel *m_model;
    QTreeView *m_tree;
    QTimer *m_tick;
};

} // namespace claimcheck::ui
