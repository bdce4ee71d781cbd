#include "request_suite_page.h"

#include "icons.h"
#include "models/suite_model.h"
#include "request_production.h"
#include "request_question.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

using requests::SuiteItem;

namespace {

constexpr int grid = 4;
constexpr qint64 mostJudged = 16 * 1024 * 1024;

bool writes(const QByteArray &method)
{
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

} // namespace

struct RequestSuitePage::Private {
    RequestTools tools;
    SuiteModel *model = nullptr;
    PlainTable *table = nullptr;
    QLabel *summary = nullptr;
    QLabel *detail = nullptr;
    QProgressBar *progress = nullptr;
    QPushButton *again = nullptr;
    QPushButton *cancel = nullptr;
    QPushButton *copy = nullptr;
    RequestQuestion *question = nullptr;
    std::vector<Job> jobs = {};
    size_t at = 0;
    requests::SuiteReport report = {};
    requests::SendingPtr sending = {};
    bool isRunning = false;
};

RequestSuitePage::RequestSuitePage(const RequestTools &tools, QWidget *parent)
    : QWidget(parent), d(new Private{tools})
{
    setObjectName(QStringLiteral("suitePage"));
    build();
    connect(d->again, &QPushButton::clicked, this, [this] { run(d->jobs); });
    connect(d->cancel, &QPushButton::clicked, this, &RequestSuitePage::cancel);
    connect(d->copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(d->report.text()); });
    connect(d->table, &PlainTable::rowChosen, this, &RequestSuitePage::showDetail);
    connect(d->table, &PlainTable::copyRequested, this,
            [this] { QGuiApplication::clipboard()->setText(d->detail->text()); });
    connect(d->table, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const SuiteItem *item = d->model->item(index.row()))
            Q_EMIT opened(item->file, item->line);
    });
    connect(d->table, &PlainTable::resized, this, [this] {
        const int width = d->table->viewport()->width();
        d->table->fitColumn(SuiteModel::Outcome, 28 * grid);
        d->table->fitColumn(SuiteModel::Status, 18 * grid);
        d->table->fitColumn(SuiteModel::Time, 22 * grid);
        d->table->fitColumn(SuiteModel::Name, qMax(40 * grid, (width - 68 * grid) * 3 / 5));
    });
}

RequestSuitePage::~RequestSuitePage() = default;

void RequestSuitePage::build()
{
    d->model = new SuiteModel(this);
    d->table = new PlainTable(this);
    d->table->setObjectName(QStringLiteral("suiteTable"));
    d->table->setAccessibleName(tr("What came of each request"));
    d->table->setRows(d->model);
    d->table->horizontalHeader()->setStretchLastSection(true);
    d->table->setFrameShape(QFrame::NoFrame);
    d->summary = plainFact(this);
    d->summary->setObjectName(QStringLiteral("suiteSummary"));
    d->summary->setFont(headlineFont());
    d->detail = plainFact(this);
    d->detail->setObjectName(QStringLiteral("suiteDetail"));
    d->detail->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    d->detail->setMinimumHeight(16 * grid);
    d->progress = new QProgressBar(this);
    d->progress->setObjectName(QStringLiteral("suiteProgress"));
    d->progress->setAccessibleName(tr("Progress of the run"));
    d->progress->setTextVisible(false);
    d->progress->setFixedHeight(grid);
    QSizePolicy keepPlace = d->progress->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    d->progress->setSizePolicy(keepPlace);
    d->again = new QPushButton(icon(u"refresh"), tr("Run again"), this);
    d->again->setObjectName(QStringLiteral("suiteAgain"));
    d->cancel = new QPushButton(icon(u"cancel"), tr("Cancel"), this);
    d->cancel->setObjectName(QStringLiteral("suiteCancel"));
    d->copy = new QPushButton(icon(u"copy"), tr("Copy report"), this);
    d->copy->setObjectName(QStringLiteral("suiteCopy"));
    d->question = new RequestQuestion(this);
    d->question->setObjectName(QStringLiteral("suiteQuestion"));
    auto *line = new QHBoxLayout;
    line->setSpacing(2 * grid);
    line->addWidget(d->summary, 1);
    line->addWidget(d->copy);
    line->addWidget(d->again);
    line->addWidget(d->cancel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * grid, 3 * grid, 3 * grid, 3 * grid);
    column->setSpacing(2 * grid);
    column->addWidget(d->question);
    column->addLayout(line);
    column->addWidget(d->progress);
    column->addWidget(d->table, 1);
    column->addWidget(d->detail);
}

const requests::SuiteReport &RequestSuitePage::report() const
{
    return d->report;
}

void RequestSuitePage::run(std::vector<Job> jobs)
{
    if (d->isRunning)
        return;
    d->jobs = std::move(jobs);
    d->model->clear();
    d->report = {};
    d->detail->clear();
    updateSummary();
    Production production;
    const auto writing = std::count_if(d->jobs.begin(), d->jobs.end(), [this, &production](const Job &job) {
        if (!writes(job.spec.method))
            return false;
        const Production one = productionOf(job.spec, job.scope, d->tools.profiles);
        production.add(one);
        return !one.keys.isEmpty();
    });
    if (production.isAllowedBy(*d->tools.allowed))
        return begin();
    d->question->ask(tr("Run against production (%1)? %n of the requests can change something there.", {},
                        static_cast<int>(writing))
                         .arg(visibleText(production.words.join(QStringLiteral(", ")), 120)),
                     {{tr("Run"), [this] { begin(); }}, {tr("Do not run"), {}}});
}

void RequestSuitePage::begin()
{
    d->at = 0;
    d->isRunning = true;
    d->progress->setRange(0, static_cast<int>(d->jobs.size()));
    d->progress->setValue(0);
    updateSummary();
    next();
}

void RequestSuitePage::next()
{
    d->sending.reset();
    if (!d->isRunning)
        return;
    if (d->at == d->jobs.size())
        return finish(false);
    const Job &job = d->jobs[d->at];
    if (job.scope.profileId.isEmpty() && !job.scope.profileName.isEmpty() &&
        job.spec.credential.from == requests::CredentialChoice::From::Profile)
        return judged(Error{ErrorCode::ProfileNotFound, job.scope.profileName});
    d->sending = d->tools.sender.send({.spec = job.spec,
                                       .folder = job.scope.folder,
                                       .expander = job.scope.expander,
                                       .profileId = job.scope.profileId},
                                      this, [this](const requests::Sent &sent) {
                                          if (!sent.answer)
                                              return judged(sent.answer.error());
                                          http::Response response = sent.answer.value();
                                          if (const auto body = sent.body ? sent.body->read(0, mostJudged)
                                                                          : Result<QByteArray>(QByteArray());
                                              body)
                                              response.body = *body;
                                          judged(response);
                                      });
}

void RequestSuitePage::judged(const Result<http::Response> &answer)
{
    const Job &job = d->jobs[d->at];
    SuiteItem item = requests::judgeRun(job.spec, answer);
    item.file = job.path;
    item.line = job.line;
    d->model->add(item);
    d->report.items.push_back(std::move(item));
    d->progress->setValue(static_cast<int>(++d->at));
    if (d->at == 1)
        Q_EMIT d->table->resized();
    updateSummary();
    // From the event loop: what called this is still on its way out.
    QMetaObject::invokeMethod(this, &RequestSuitePage::next, Qt::QueuedConnection);
}

void RequestSuitePage::cancel()
{
    if (!d->isRunning)
        return;
    d->sending.reset();
    finish(true);
}

void RequestSuitePage::finish(bool wasCancelled)
{
    d->isRunning = false;
    updateSummary();
    if (wasCancelled)
        d->summary->setText(
            tr("Cancelled after %1 of %2. %3").arg(d->at).arg(d->jobs.size()).arg(d->summary->text()));
    // The first that is not as it should be is what somebody wants to see.
    for (int row = 0; row < d->model->rowCount(); ++row) {
        if (d->model->item(row)->outcome != SuiteItem::Outcome::Passed)
            return d->table->selectRow(row);
    }
}

void RequestSuitePage::updateSummary()
{
    d->again->setVisible(!d->isRunning);
    d->again->setEnabled(!d->jobs.empty());
    d->cancel->setVisible(d->isRunning);
    d->progress->setVisible(d->isRunning);
    d->copy->setEnabled(!d->report.items.empty());
    const int passed = d->report.count(SuiteItem::Outcome::Passed);
    const int failed = d->report.count(SuiteItem::Outcome::Failed);
    const int notDone = d->report.count(SuiteItem::Outcome::CouldNotDo);
    QStringList parts;
    if (d->isRunning)
        parts << tr("Running %1 of %2").arg(qMin(d->at + 1, d->jobs.size())).arg(d->jobs.size());
    if (passed > 0)
        parts << tr("%n passed", {}, passed);
    if (failed > 0)
        parts << tr("%n failed", {}, failed);
    if (notDone > 0)
        parts << tr("%n could not be done", {}, notDone);
    d->summary->setText(d->jobs.empty() ? tr("There is no request to run.")
                                        : parts.join(QStringLiteral(" · ")));
}

void RequestSuitePage::showDetail(int row)
{
    const SuiteItem *item = d->model->item(row);
    if (!item)
        return d->detail->clear();
    QStringList lines{tr("%1 %2 (%3, line %4)")
                          .arg(QString::fromUtf8(item->method), item->url, item->file)
                          .arg(item->line)};
    if (item->error)
        lines << describe(*item->error).message << describe(*item->error).hint;
    for (const requests::AssertionResult &one : item->assertions) {
        const QString text = QString::fromUtf8(one.text);
        lines << (one.error    ? tr("%1: %2").arg(text, describe(*one.error).message)
                  : one.passed ? tr("Passed: %1").arg(text)
                               : tr("Failed: %1; it is %2").arg(text, one.actual));
    }
    QStringList shown;
    for (const QString &line : std::as_const(lines)) {
        if (!line.isEmpty())
            shown << visibleText(line, 500);
    }
    d->detail->setText(shown.join(u'\n'));
}

} // namespace claimcheck::ui
