#include "devices_panel.h"

#include "asked_page.h"
#include "icons.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "models/devices_model.h"
#include "session_look.h"
#include "widgets/elide_delegate.h"
#include "widgets/plain_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int widestId = 220;
constexpr int narrowestName = 160;

bool names(const login::Profile &profile, const char *key)
{
    return !login::setting(profile, QString::fromLatin1(key)).isEmpty();
}

} // namespace

DevicesPanel::DevicesPanel(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
                           QWidget *parent)
    : QWidget(parent)
    , m_profiles(profiles)
    , m_sessions(sessions)
    , m_clock(clock)
    , m_model(new DevicesModel(this))
    , m_table(new PlainTable(this))
    , m_page(new AskedPage(QStringLiteral("devices"), tr("Ask the server"), m_table, this))
    , m_endOne(new QPushButton(icon(u"sign-out"), tr("Sign out that device"), this))
    , m_endOthers(new QPushButton(tr("Sign out all others"), this))
{
    setObjectName(QStringLiteral("devicesPanel"));
    m_table->setObjectName(QStringLiteral("devicesTable"));
    m_table->setAccessibleName(tr("Where the person is signed in"));
    m_table->setRows(m_model);
    for (const int column : {DevicesModel::Device, DevicesModel::Id})
        m_table->setItemDelegateForColumn(column, new MiddleElideDelegate(m_table));
    m_endOne->setObjectName(QStringLiteral("devicesEndOne"));
    m_endOthers->setObjectName(QStringLiteral("devicesEndOthers"));
    m_page->addAction(m_endOne);
    m_page->addAction(m_endOthers);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_page);
    connect(m_page, &AskedPage::askRequested, this, &DevicesPanel::ask);
    connect(m_page, &AskedPage::cancelRequested, this, &DevicesPanel::cancel);
    connect(m_page, &AskedPage::signInRequested, this, &DevicesPanel::signInRequested);
    connect(m_endOne, &QPushButton::clicked, this, &DevicesPanel::confirmEndOne);
    connect(m_endOthers, &QPushButton::clicked, this, &DevicesPanel::confirmEndOthers);
    connect(m_table, &PlainTable::resized, this, &DevicesPanel::sizeColumns);
    connect(m_table, &PlainTable::rowChosen, this, [this] {
        m_page->dropQuestion();
        updateButtons();
    });
    connect(m_table, &PlainTable::copyRequested, this, [this] {
        if (const auto *device = m_model->device(m_table->currentIndex().row()))
            QGuiApplication::clipboard()->setText(device->id);
    });
    connect(&sessions, &login::Sessions::changed, this, [this](const QString &id) {
        if (id != m_profileId)
            return;
        if (!m_waiter && !hasSession(m_sessions.info(id)))
            showNothing();
        updateButtons();
    });
    connect(&profiles, &login::ProfileStore::changed, this, &DevicesPanel::showOffer);
    showNothing();
}

void DevicesPanel::setProfile(const QString &profileId)
{
    m_profileId = profileId;
    cancel();
    showOffer();
    showNothing();
}

// What the profile's settings name is offered, and no more.
void DevicesPanel::showOffer()
{
    const auto profile = m_profiles.byId(m_profileId);
    const bool wasOffered = std::exchange(m_isOffered, profile && names(*profile, "devices.path"));
    m_endOne->setVisible(m_isOffered && names(*profile, "devices.endPath"));
    m_endOthers->setVisible(m_isOffered && names(*profile, "devices.endOthersPath"));
    m_page->askButton().setVisible(m_isOffered && !m_waiter);
    m_page->setExplanation(m_isOffered ? tr("Asking sends the access token to the address of the list.")
                                       : QString());
    if (wasOffered != m_isOffered)
        showNothing();
}

void DevicesPanel::ask()
{
    if (m_waiter)
        return;
    m_page->clearMessage();
    m_hasEnded = false;
    m_waiter = m_sessions.devices(
        m_profileId, this,
        [this](const Result<std::vector<login::SignedInDevice>> &devices) { onDevices(devices); });
    m_page->setRunning(true);
    updateButtons();
}

void DevicesPanel::cancel()
{
    m_waiter.reset();
    m_hasEnded = false;
    m_page->setRunning(false);
    m_page->clearMessage();
    updateButtons();
}

void DevicesPanel::onDevices(const Result<std::vector<login::SignedInDevice>> &devices)
{
    const auto waiter = std::move(m_waiter); // stays alive until this returns
    m_page->setRunning(false);
    if (!devices) {
        m_page->showError(devices.error(), [this] { ask(); });
        return updateButtons();
    }
    m_model->setDevices(*devices, m_clock.now());
    const int others = m_model->others();
    m_page->setHeadline(others == 0   ? tr("Nobody else is signed in")
                        : others == 1 ? tr("One other sign-in")
                                      : tr("%n other sign-ins", nullptr, others),
                        QStringLiteral("profile"));
    if (devices->empty())
        m_page->showInstead(tr("The server's list is empty."));
    else
        m_page->showTable();
    if (std::exchange(m_hasEnded, false))
        m_page->showMessage(InlineBar::Kind::Success, tr("The server was told, and agreed."));
    sizeColumns();
    updateButtons();
}

// Another person's work may end: asked once, in place.
void DevicesPanel::confirmEndOne()
{
    const login::SignedInDevice *device = m_model->device(m_table->currentIndex().row());
    if (!device)
        return;
    m_page->showMessage(
        InlineBar::Kind::Warning,
        tr("%1 is signed out at the server, and has to sign in again.").arg(DevicesModel::nameOf(*device)),
        tr("Sign out that device"), [this, id = device->id] {
            end([this, id](login::Callback<Done> done) {
                return m_sessions.endDevice(m_profileId, id, this, std::move(done));
            });
        });
}

void DevicesPanel::confirmEndOthers()
{
    m_page->showMessage(InlineBar::Kind::Warning,
                        m_model->others() == 1 ? tr("The other sign-in ends at the server. This one stays.")
                                               : tr("%n other sign-ins end at the server. This one stays.",
                                                    nullptr, m_model->others()),
                        tr("Sign out all others"), [this] {
                            end([this](login::Callback<Done> done) {
                                return m_sessions.endOtherDevices(m_profileId, this, std::move(done));
                            });
                        });
}

void DevicesPanel::end(const std::function<login::WaiterPtr(login::Callback<Done>)> &start)
{
    if (m_waiter)
        return;
    m_waiter = start([this, start](const Result<Done> &done) {
        const auto waiter = std::move(m_waiter);
        m_page->setRunning(false);
        if (!done) {
            m_page->showError(done.error(), [this, start] { end(start); });
            return updateButtons();
        }
        ask();
        m_hasEnded = true;
    });
    m_page->setRunning(true);
    updateButtons();
}

void DevicesPanel::showNothing()
{
    m_model->setDevices({}, {});
    m_page->setHeadline({});
    m_page->showInstead(
        m_isOffered
            ? tr("Ask the server where this person is signed in: each device appears here, and can be signed "
                 "out.")
            : tr("This profile names no list of sign-ins. Where the server has one, the setting "
                 "devices.path says where: claimcheck recipes lists these settings."));
    updateButtons();
}

void DevicesPanel::updateButtons()
{
    const bool isReady = !m_waiter && hasSession(m_sessions.info(m_profileId));
    const login::SignedInDevice *device = m_model->device(m_table->currentIndex().row());
    m_page->askButton().setEnabled(isReady);
    m_endOne->setEnabled(isReady && device && !device->isThis);
    m_endOne->setToolTip(!device          ? tr("Choose a device in the list")
                         : device->isThis ? tr("This is the sign-in here: Details has Sign out")
                                          : QString());
    m_endOthers->setEnabled(isReady && m_model->others() > 0);
}

void DevicesPanel::sizeColumns()
{
    const int seen = m_table->neededWidth(DevicesModel::LastSeen);
    const int id = m_table->neededWidth(DevicesModel::Id, widestId);
    m_table->fitColumn(DevicesModel::LastSeen, seen);
    m_table->fitColumn(DevicesModel::Id, id);
    m_table->fitColumn(DevicesModel::Device,
                       std::max(narrowestName, m_table->viewport()->width() - seen - id));
}

} // namespace claimcheck::ui
