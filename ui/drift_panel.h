#pragma once

#include "login/sessions.h"

#include <QWidget>

namespace claimcheck::ui {

class AskedPage;
class DriftModel;
class PlainTable;

/// What a person's tokens still claim beside what UserInfo and introspection say now: asked on a click.
class DriftPanel final : public QWidget {
    Q_OBJECT
public:
    explicit DriftPanel(login::Sessions &sessions, QWidget *parent = nullptr);

    /// Nothing of another profile stays.
    void setProfile(const QString &profileId);

Q_SIGNALS:
    void signInRequested();

private:
    void ask();
    void cancel();
    void onDrift(const Result<login::Drift> &drift);
    void showNothing();
    void updateAsk();
    void sizeColumns();
    login::Sessions &m_sessions;
    DriftModel *m_model;
    PlainTable *m_table;
    AskedPage *m_page;
    QString m_profileId;
    login::WaiterPtr m_waiter;
};

} // namespace claimcheck::ui
