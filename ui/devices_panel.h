#pragma once

#include "login/sessions.h"

#include <QWidget>

#include <functional>

class QPushButton;

namespace claimcheck::ui {

class AskedPage;
class DevicesModel;
class PlainTable;

/// Who else is signed in: the server's list of a person's sign-ins, asked on a click, and signing them out,
/// which is confirmed in place.
class DevicesPanel final : public QWidget {
    Q_OBJECT
public:
    DevicesPanel(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
                 QWidget *parent = nullptr);

    /// Nothing of another profile stays.
    void setProfile(const QString &profileId);

Q_SIGNALS:
    void signInRequested();

private:
    void ask();
    void cancel();
    void onDevices(const Result<std::vector<login::SignedInDevice>> &devices);
    void confirmEndOne();
    void confirmEndOthers();
    /// `start` asks the server to end something; the list is asked for anew once it has.
    void end(const std::function<login::WaiterPtr(login::Callback<Done>)> &start);
    void showOffer();
    void showNothing();
    void updateButtons();
    void sizeColumns();
    login::ProfileStore &m_profiles;
    login::Sessions &m_sessions;
    const Clock &m_clock;
    DevicesModel *m_model;
    PlainTable *m_table;
    AskedPage *m_page;
    QPushButton *m_endOne;
    QPushButton *m_endOthers;
    QString m_profileId;
    bool m_isOffered = false; // the profile names a list
    bool m_hasEnded = false;  // the list that comes is one after an end
    login::WaiterPtr m_waiter;
};

} // namespace claimcheck::ui
