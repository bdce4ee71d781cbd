#include "drift_panel.h"

#include "asked_page.h"
#include "models/drift_model.h"
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

constexpr int widestClaim = 200;
constexpr int narrowestValue = 100;

struct Answer {
    QString headline, icon;
};

Answer answerOf(const login::Drift &drift)
{
    const auto count = [&drift](auto is) {
        return static_cast<int>(std::count_if(drift.rows.begin(), drift.rows.end(), is));
    };
    const int serious = count([](const login::DriftRow &row) { return row.matters; });
    const int different =
        count([](const login::DriftRow &row) { return row.change != login::DriftRow::Change::Same; });
    if (drift.active == false)
        return {DriftPanel::tr("The access token is not active any more"), QStringLiteral("bad")};
    if (serious > 0)
        return {serious == 1 ? DriftPanel::tr("A claim that matters has changed")
                             : DriftPanel::tr("%n claims that matter have changed", nullptr, serious),
                QStringLiteral("bad")};
    if (drift.rows.empty())
        return {DriftPanel::tr("There was nothing to compare"), QStringLiteral("neutral")};
    if (different > 0)
        return {different == 1
                    ? DriftPanel::tr("One claim differs, and none that matters")
                    : DriftPanel::tr("%n claims differ, and none that matters", nullptr, different),
                QStringLiteral("good")};
    return {DriftPanel::tr("The token says what the server says"), QStringLiteral("good")};
}

} // namespace

DriftPanel::DriftPanel(login::Sessions &sessions, QWidget *parent)
    : QWidget(parent)
    , m_sessions(sessions)
    , m_model(new DriftModel(this))
    , m_table(new PlainTable(this))
    , m_page(new AskedPage(QStringLiteral("drift"), tr("Ask the server"), m_table, this))
{
    setObjectName(QStringLiteral("driftPanel"));
    m_table->setObjectName(QStringLiteral("driftTable"));
    m_table->setAccessibleName(tr("Claims of the token beside what the server says now"));
    m_table->setRows(m_model);
    for (const int column : {DriftModel::Then, DriftModel::Now})
        m_table->setItemDelegateForColumn(column, new MiddleElideDelegate(m_table));
    m_page->setExplanation(tr("Asking sends the access token to UserInfo and to introspection, where the "
                              "server offers them, and puts their claims beside those of the tokens."));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_page);
    connect(m_page, &AskedPage::askRequested, this, &DriftPanel::ask);
    connect(m_page, &AskedPage::cancelRequested, this, &DriftPanel::cancel);
    connect(m_page, &AskedPage::signInRequested, this, &DriftPanel::signInRequested);
    connect(m_table, &PlainTable::resized, this, &DriftPanel::sizeColumns);
    connect(m_table, &PlainTable::copyRequested, this, [this] {
        if (const auto *row = m_model->row(m_table->currentIndex().row()))
            QGuiApplication::clipboard()->setText(
                QStringLiteral("%1\t%2\t%3").arg(row->claim, row->then, row->now));
    });
    connect(&sessions, &login::Sessions::changed, this, [this](const QString &id) {
        if (id == m_profileId)
            updateAsk();
    });
    showNothing();
}

void DriftPanel::setProfile(const QString &profileId)
{
    m_profileId = profileId;
    cancel();
    showNothing();
}

void DriftPanel::ask()
{
    if (m_waiter)
        return;
    m_page->clearMessage();
    m_waiter =
        m_sessions.drift(m_profileId, this, [this](const Result<login::Drift> &drift) { onDrift(drift); });
    m_page->setRunning(true);
}

void DriftPanel::cancel()
{
    m_waiter.reset();
    m_page->setRunning(false);
    m_page->clearMessage();
}

void DriftPanel::onDrift(const Result<login::Drift> &drift)
{
    const auto waiter = std::move(m_waiter); // stays alive until this returns
    m_page->setRunning(false);
    if (!drift) {
        updateAsk();
        return m_page->showError(drift.error(), [this] { ask(); });
    }
    const Answer answer = answerOf(*drift);
    m_page->setHeadline(answer.headline, answer.icon);
    QStringList notes = drift->notes;
    if (drift->active == true)
        notes.prepend(tr("The server says that the access token is active."));
    m_page->setNotes(notes);
    m_model->setRows(drift->rows);
    if (drift->rows.empty())
        m_page->showInstead(tr("The server offers neither UserInfo nor introspection, or the tokens have no "
                               "claims that could be compared."));
    else
        m_page->showTable();
    sizeColumns();
}

// Of a session that is over the comparison is no news any more.
void DriftPanel::updateAsk()
{
    const bool is = hasSession(m_sessions.info(m_profileId));
    if (!is && !m_waiter)
        return showNothing();
    m_page->askButton().setEnabled(is);
}

void DriftPanel::showNothing()
{
    m_model->setRows({});
    m_page->setHeadline({});
    m_page->setNotes({});
    m_page->showInstead(tr("A token says what was true when it was made. Ask the server what is true now: "
                           "each claim appears here as the same, changed, gone or new."));
    m_page->askButton().setEnabled(hasSession(m_sessions.info(m_profileId)));
}

void DriftPanel::sizeColumns()
{
    const int change = m_table->neededWidth(DriftModel::Change);
    const int claim = m_table->neededWidth(DriftModel::Claim, widestClaim);
    const int compared = m_table->neededWidth(DriftModel::Compared);
    const int room = (m_table->viewport()->width() - change - claim - compared) / 2;
    m_table->fitColumn(DriftModel::Change, change);
    m_table->fitColumn(DriftModel::Claim, claim);
    m_table->fitColumn(DriftModel::Compared, compared);
    for (const int column : {DriftModel::Then, DriftModel::Now})
        m_table->fitColumn(column, std::max(narrowestValue, room));
}

} // namespace claimcheck::ui
