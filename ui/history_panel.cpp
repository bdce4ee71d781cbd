#include "history_panel.h"

#include "error_words.h"
#include "login/profile_store.h"
#include "network_log_panel.h"
#include "requests/history_settings.h"
#include "requests/http_file.h"
#include "requests/sender.h"
#include "response_table.h"
#include "response_words.h"
#include "time_words.h"
#include "widgets/inline_bar.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QTimer>

#include <algorithm>

/// What is listed, and what is done with it. How the panel is made is in history_panel_build.cpp.
namespace claimcheck::ui {

namespace {

constexpr int mostExported = 5000;
enum Column { Time, Profile, Method, Address, Outcome, Duration, Size, ColumnCount };

QString whenText(TimePoint at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count())
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString detailsOf(const Error &error)
{
    return QStringList{codeText(error), error.detail}.join(QLatin1Char('\n')).trimmed();
}

} // namespace

HistoryPanel::~HistoryPanel()
{
    if (m_own)
        m_sender.setHistory(m_history);
}

void HistoryPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fillProfiles();
    if (m_isStale)
        search();
}

void HistoryPanel::refresh()
{
    m_isStale = true;
    if (isVisible())
        m_pause->start();
}

void HistoryPanel::fillProfiles()
{
    const QString id = m_profile->currentData().toString();
    const QSignalBlocker quiet(m_profile);
    m_profile->clear();
    m_profile->addItem(tr("All profiles"), QString());
    for (const login::Profile &profile : m_profiles.profiles())
        m_profile->addItem(profile.name, profile.id);
    m_profile->setCurrentIndex(qMax(0, m_profile->findData(id)));
}

void HistoryPanel::search()
{
    m_isStale = false;
    const auto before = chosen();
    m_entries.clear();
    std::vector<TextRowsModel::Row> rows;
    bool isMore = false;
    if (history()) {
        auto found = history()->search(
            {m_search->text().trimmed(), m_profile->currentData().toString(), 0, m_limit + 1});
        if (found)
            m_entries = *std::move(found);
        else
            showError(found.error());
        isMore = int(m_entries.size()) > m_limit;
        if (isMore)
            m_entries.pop_back();
    }
    int again = -1;
    for (const requests::HistoryEntry &entry : m_entries) {
        if (before && entry.id == before->id)
            again = static_cast<int>(rows.size());
        const auto profile = m_profiles.byId(entry.profile);
        rows.push_back(
            {{whenText(entry.at), profile ? profile->name : QString(), QString::fromLatin1(entry.method),
              entry.url, outcomeText(entry), tookText(entry), sizeText(entry)},
             {},
             toneOf(entry)});
    }
    m_model->setRows(std::move(rows));
    const bool any = !m_entries.empty();
    const bool isSearch = !m_search->text().trimmed().isEmpty() || m_profile->currentIndex() > 0;
    m_table->setVisible(any);
    m_none->setVisible(!any);
    m_none->setText(!history() && m_problem
                        ? tr("The history cannot be used: what is sent is written down nowhere.")
                    : !history() ? tr("The history is off: what is sent is written down nowhere.")
                    : isSearch   ? tr("Nothing in the history has this.")
                                 : tr("Requests that you send appear here, without their secrets."));
    m_more->setVisible(isMore);
    if (again >= 0)
        m_table->setCurrentIndex(m_model->index(again, 0));
    else
        showEntry(-1);
    sizeColumns();
    updateButtons();
}

std::optional<requests::HistoryEntry> HistoryPanel::chosen()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= int(m_entries.size()))
        return {};
    return m_entries[size_t(row)];
}

void HistoryPanel::showEntry(int row)
{
    m_below->setVisible(row >= 0);
    updateButtons();
    if (row < 0 || row >= int(m_entries.size()) || !history())
        return;
    const auto whole = history()->entry(m_entries[size_t(row)].id);
    if (!whole)
        return showError(whole.error());
    m_details->setPlainText(entryText(*whole));
}

void HistoryPanel::updateButtons()
{
    const bool any = !m_entries.empty();
    const bool isChosen = m_table->currentIndex().isValid();
    m_resend->setEnabled(isChosen);
    m_remove->setEnabled(isChosen);
    m_export->setEnabled(any);
    m_clear->setEnabled(history() && any);
    m_search->setEnabled(history() != nullptr);
    m_profile->setEnabled(history() != nullptr);
    const QSignalBlocker quiet(m_on);
    m_on->setChecked(history() != nullptr);
}

void HistoryPanel::resend()
{
    const auto entry = chosen();
    if (!entry || !history())
        return;
    const auto whole = history()->entry(entry->id);
    if (!whole)
        return showError(whole.error());
    const auto file = requests::HttpFile::parse(whole->spec);
    if (!file)
        return showError(file.error());
    if (file->entries().empty())
        return showError({ErrorCode::RequestNotFound, entry->url});
    Q_EMIT resendRequested(file->entries().front().spec, entry->profile);
}

void HistoryPanel::remove()
{
    const auto entry = chosen();
    if (!entry || !history())
        return;
    const auto whole = history()->entry(entry->id);
    if (!whole)
        return showError(whole.error());
    if (const auto removed = history()->remove(entry->id); !removed)
        return showError(removed.error());
    const int row = m_table->currentIndex().row();
    search();
    if (m_model->rowCount() > 0)
        m_table->setCurrentIndex(m_model->index(qMin(row, m_model->rowCount() - 1), 0));
    offer(tr("Removed from the history: %1 %2").arg(QString::fromLatin1(entry->method), entry->url),
          tr("Undo"), [this, kept = *whole] {
              if (!history())
                  return;
              if (const auto added = history()->add(kept); !added)
                  return showError(added.error());
              m_bar->clear();
              search();
          });
}

void HistoryPanel::askToClear()
{
    offer(tr("Everything in the history is forgotten, of all profiles. This cannot be undone."),
          tr("Forget everything"), [this] {
              if (!history())
                  return;
              if (const auto cleared = history()->clear(); !cleared)
                  return showError(cleared.error());
              m_bar->show_(InlineBar::Kind::Success, tr("The history is empty."));
              search();
          });
}

/// A new one was begun, or none can be: then it can be tried again.
void HistoryPanel::setProblem(const Error &error)
{
    if (error.code == ErrorCode::HistoryDamaged) {
        m_offered = [path = error.subject] { QGuiApplication::clipboard()->setText(path); };
        m_bar->show_(InlineBar::Kind::Error, sentences(error), detailsOf(error),
                     tr("Copy the path of the old one"));
    } else if (history()) {
        showError(error);
    } else {
        m_problem = error;
        m_offered = [this] { setOn(true); };
        m_bar->show_(InlineBar::Kind::Error, sentences(error), detailsOf(error), tr("Try again"));
        search();
    }
}

void HistoryPanel::setOn(bool on)
{
    m_problem.reset();
    const QString folder = m_profiles.folder();
    auto settings = requests::HistorySettings::read(folder);
    requests::HistorySettings next = settings ? *settings : requests::HistorySettings();
    next.on = on;
    if (const auto written = next.write(folder); !written) {
        showError(written.error());
        return updateButtons();
    }
    m_sender.setHistory(nullptr);
    m_own.reset();
    m_history = nullptr;
    if (on) {
        auto opened = requests::History::open(requests::historyPath(folder), m_clock, next.bounds);
        if (!opened) {
            return setProblem(opened.error());
        }
        m_own = *std::move(opened);
        m_sender.setHistory(&*m_own, [this](const Error &error) { showError(error); });
    }
    search();
    if (!on)
        m_bar->show_(
            InlineBar::Kind::Info,
            tr("Nothing more is written down. What was kept until now is still there, and shown again "
               "when the history is on."));
    else if (m_own->damage())
        setProblem(*m_own->damage());
    else
        m_bar->clear();
}

void HistoryPanel::exportHar(const QString &path)
{
    if (!path.isEmpty())
        return saveHar(path);
    auto *dialog = new QFileDialog(this, tr("Export the history"));
    dialog->setObjectName(QStringLiteral("exportHarDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("HTTP Archive (*.har)"));
    dialog->setDefaultSuffix(QStringLiteral("har"));
    dialog->selectFile(QStringLiteral("claimcheck.har"));
    connect(dialog, &QFileDialog::fileSelected, this, &HistoryPanel::saveHar);
    dialog->open();
}

void HistoryPanel::saveHar(const QString &path)
{
    if (!history())
        return;
    const auto found =
        history()->search({m_search->text().trimmed(), m_profile->currentData().toString(), 0, mostExported});
    if (!found)
        return showError(found.error());
    std::vector<requests::HistoryEntry> whole;
    for (const requests::HistoryEntry &entry : *found) {
        auto read = history()->entry(entry.id);
        if (!read)
            return showError(read.error());
        whole.push_back(*std::move(read));
    }
    QSaveFile file(path);
    const QByteArray har = requests::exportHar(whole);
    if (!file.open(QIODevice::WriteOnly) || file.write(har) != har.size() || !file.commit())
        return showError({ErrorCode::FileUnwritable, path, file.errorString()});
    m_bar->show_(InlineBar::Kind::Success,
                 (whole.size() == 1 ? tr("One request is in %1, without its secrets.")
                                    : tr("%n requests are in %1, without their secrets.", nullptr,
                                         static_cast<int>(whole.size())))
                     .arg(QDir::toNativeSeparators(path)));
}

void HistoryPanel::showError(const Error &error)
{
    m_offered = nullptr;
    m_bar->show_(InlineBar::Kind::Error, sentences(error), detailsOf(error));
}

void HistoryPanel::offer(const QString &message, const QString &actionText, std::function<void()> action)
{
    m_offered = std::move(action);
    m_bar->show_(InlineBar::Kind::Info, message, {}, actionText);
}

void HistoryPanel::sizeColumns()
{
    const bool anyProfile = std::any_of(m_entries.begin(), m_entries.end(), [this](const auto &entry) {
        return m_profiles.byId(entry.profile).has_value();
    });
    m_table->setColumnHidden(Profile, !anyProfile);
    int taken = 0;
    for (int column = 0; column < ColumnCount; ++column) {
        if (column == Address || m_table->isColumnHidden(column))
            continue;
        const int width = m_table->neededWidth(column, 200);
        m_table->fitColumn(column, width);
        taken += width;
    }
    m_table->fitColumn(Address, qMax(96, m_table->viewport()->width() - taken));
}

} // namespace claimcheck::ui
