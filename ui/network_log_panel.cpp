#include "network_log_panel.h"

#include "base/error.h"
#include "http/exchange_watch.h"
#include "response_words.h"
#include "theme.h"
#include "widgets/json_view.h"
#include "widgets/elide_delegate.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int soonMs = 100; // nobody reads faster
enum Column { Time, Method, Address, Outcome, Duration, Size, ColumnCount };

QString clockText(TimePoint at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count())
        .toString(QStringLiteral("HH:mm:ss.zzz"));
}

} // namespace

QByteArray entryText(const requests::HistoryEntry &entry)
{
    QByteArray text = entry.method + ' ' + entry.url.toUtf8() + '\n' + entry.requestHead;
    if (!entry.requestBody.isEmpty())
        text += '\n' + entry.requestBody + '\n';
    text += '\n' + outcomeText(entry).toUtf8() + '\n';
    if (const auto code = codeFromName(entry.error))
        text += codeMeaning(*code).toUtf8() + '\n' + entry.error + '\n';
    text += entry.responseHead;
    if (!entry.responseBody.isEmpty())
        text += '\n' + entry.responseBody;
    return text;
}

QString outcomeText(const requests::HistoryEntry &entry)
{
    if (entry.status == 0)
        return NetworkLogPanel::tr("No answer");
    return QStringLiteral("%1 %2").arg(entry.status).arg(reasonPhrase(entry.status)).trimmed();
}

QString tookText(const requests::HistoryEntry &entry)
{
    return entry.status == 0 ? QString() : durationText(std::chrono::milliseconds(entry.milliseconds));
}

QString sizeText(const requests::HistoryEntry &entry)
{
    return entry.status == 0 ? QString() : sizeText(entry.responseSize);
}

TextRowsModel::Tone toneOf(const requests::HistoryEntry &entry)
{
    return entry.status == 0 || entry.status >= 400 ? TextRowsModel::Tone::Bad
           : entry.status >= 300                    ? TextRowsModel::Tone::Warning
                                                    : TextRowsModel::Tone::Good;
}

NetworkWatch::NetworkWatch(const Clock &clock, QObject *parent)
    : QObject(parent), m_clock(clock), m_soon(new QTimer(this))
{
    m_soon->setSingleShot(true);
    m_soon->setInterval(soonMs);
    connect(m_soon, &QTimer::timeout, this, &NetworkWatch::changed);
    http::watchExchanges(this, [this](const http::Request &request, const Result<http::Response> &answer) {
        add(request, answer);
    });
}

void NetworkWatch::add(const http::Request &request, const Result<http::Response> &answer)
{
    // Heads only: a log in memory must not hold what was downloaded.
    http::Request head = request;
    head.body.clear();
    head.source = nullptr;
    head.sink = nullptr;
    Result<http::Response> light = answer;
    qint64 size = 0;
    if (answer) {
        http::Response response = answer.value();
        size = response.body.isEmpty() ? response.wireSize.value_or(0) : response.body.size();
        response.body.clear();
        light = std::move(response);
    }
    requests::HistoryEntry entry = requests::historyEntry({}, {}, m_clock.now(), head, light);
    entry.responseSize = size;
    entry.spec.clear();
    m_log.add(std::move(entry));
    Q_EMIT added();
    if (!m_soon->isActive()) // begun anew with each, it would never end while they come
        m_soon->start();
}

void NetworkWatch::clear()
{
    m_log.clear();
    m_soon->stop();
    Q_EMIT changed();
}

NetworkLogPanel::NetworkLogPanel(NetworkWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_title(plainLabel(tr("Network log"), this))
    , m_note(plainFact(this))
    , m_clear(new QPushButton(tr("C&lear"), this))
    , m_model(new TextRowsModel(
          {tr("Time"), tr("Method"), tr("Address"), tr("Answer"), tr("Took"), tr("Size")}, this))
    , m_table(new PlainTable(this))
    , m_none(plainLabel(
          tr("Nothing was sent in this run.\nRequests, sign-ins, refreshes and keys appear here as they "
             "go out."),
          this))
    , m_details(new JsonView(this))
{
    setObjectName(QStringLiteral("networkLogPanel"));
    m_title->setFont(headlineFont());
    m_note->setObjectName(QStringLiteral("networkLogNote"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_clear->setObjectName(QStringLiteral("networkLogClear"));
    m_table->setObjectName(QStringLiteral("networkLogTable"));
    m_table->setAccessibleName(tr("Every exchange of this run"));
    m_model->setMarkedColumn(Outcome);
    m_table->setRows(m_model);
    m_table->setItemDelegateForColumn(Address, new MiddleElideDelegate(m_table));
    m_none->setObjectName(QStringLiteral("networkLogNone"));
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    m_details->setObjectName(QStringLiteral("networkLogDetails"));
    m_details->setAccessibleName(tr("The chosen exchange"));
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_clear);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("networkLogSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * grid, grid, 3 * grid, 3 * grid);
    column->setSpacing(2 * grid);
    column->addLayout(head);
    column->addWidget(m_note);
    column->addWidget(m_none, 1);
    column->addWidget(splitter, 1);
    setFocusProxy(m_table);
    connect(m_clear, &QPushButton::clicked, &m_watch, &NetworkWatch::clear);
    connect(&m_watch, &NetworkWatch::changed, this, [this] {
        if (isVisible())
            update_();
    });
    connect(m_table, &PlainTable::rowChosen, this, &NetworkLogPanel::showEntry);
    connect(m_table, &PlainTable::resized, this, &NetworkLogPanel::sizeColumns);
}

void NetworkLogPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    update_();
}

void NetworkLogPanel::update_()
{
    const int chosen = m_table->currentIndex().row();
    const qint64 id = chosen >= 0 && chosen < int(m_shown.size()) ? m_shown[size_t(chosen)].id : 0;
    const auto &entries = m_watch.log().entries();
    m_shown.assign(entries.rbegin(), entries.rend());
    std::vector<TextRowsModel::Row> rows;
    int again = -1;
    for (const requests::HistoryEntry &entry : m_shown) {
        if (entry.id == id)
            again = static_cast<int>(rows.size());
        rows.push_back({{clockText(entry.at), QString::fromLatin1(entry.method), entry.url,
                         outcomeText(entry), tookText(entry), sizeText(entry)},
                        {},
                        toneOf(entry)});
    }
    m_model->setRows(std::move(rows));
    const qint64 dropped = m_watch.log().dropped();
    m_none->setVisible(m_shown.empty());
    m_table->parentWidget()->setVisible(!m_shown.empty());
    m_note->setVisible(!m_shown.empty());
    QString note =
        m_shown.size() == 1
            ? tr("One exchange of this run, without its secrets and bodies. Nothing of it is stored.")
            : tr("%n exchanges of this run, without their secrets and bodies. Nothing of it is stored.",
                 nullptr, static_cast<int>(m_shown.size()));
    if (dropped > 0)
        note += QLatin1Char(' ') + tr("%n older ones were dropped.", nullptr, static_cast<int>(dropped));
    m_note->setText(note);
    m_clear->setEnabled(!m_shown.empty());
    if (again >= 0)
        m_table->setCurrentIndex(m_model->index(again, 0));
    else
        showEntry(-1);
    sizeColumns();
}

void NetworkLogPanel::showEntry(int row)
{
    const bool any = row >= 0 && row < int(m_shown.size());
    m_details->setVisible(any);
    if (any)
        m_details->setPlainText(entryText(m_shown[size_t(row)]));
}

void NetworkLogPanel::sizeColumns()
{
    int taken = 0;
    for (int column = 0; column < ColumnCount; ++column) {
        if (column == Address)
            continue;
        const int width = m_table->neededWidth(column, 240);
        m_table->fitColumn(column, width);
        taken += width;
    }
    m_table->fitColumn(Address, qMax(160, m_table->viewport()->width() - taken));
}

} // namespace claimcheck::ui
