#include "response_panel_private.h"
#include "widgets/plain_label.h"

#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
/// What comes faster than this is shown whole, and not while it comes.
constexpr int shownLateMs = 250;

} // namespace

void ResponsePanel::build()
{
    d->stack = new QStackedWidget(this);
    d->status = new ResponseStatus(this);
    d->error = new InlineBar(this);
    d->error->setObjectName(QStringLiteral("responseError"));
    d->notes = new InlineBar(this);
    d->notes->setObjectName(QStringLiteral("responseNotes"));
    d->tokens = new BodyTokens(this);
    d->tabs = new QTabWidget(this);
    d->tabs->setObjectName(QStringLiteral("responseTabs"));
    d->tabs->setDocumentMode(true);
    d->tabs->setUsesScrollButtons(true);
    d->body = new BodyPage(this);
    d->headers = new ResponseTable(QStringLiteral("responseHeaders"), tr("Headers of the answer"),
                                   {tr("Name"), tr("Value")}, this);
    d->headers->setNote(tr("As Qt reports them: repeated headers are joined, and their order may differ."));
    d->cookies = new ResponseTable(
        QStringLiteral("responseCookies"), tr("Cookies that the answer sets"),
        {tr("Name"), tr("Value"), tr("Returns to"), tr("Kept"), tr("Flags"), tr("Remarks")}, this);
    d->redirects =
        new ResponseTable(QStringLiteral("responseRedirects"), tr("Redirects on the way to the answer"),
                          {tr("No."), tr("Status"), tr("Address"), tr("Sent and not sent")}, this);
    d->timing = new ResponseTiming(this);
    auto *timing = new QWidget(this);
    auto *timingColumn = new QVBoxLayout(timing);
    timingColumn->setContentsMargins(0, 2 * grid, 0, 0);
    timingColumn->addWidget(d->timing);
    timingColumn->addStretch(1);
    d->timingPage = timing;
    d->tls = new ResponseTable(QStringLiteral("responseTls"), tr("TLS of the connection"),
                               {tr("What"), tr("Value")}, this);
    d->denial = new DenialView(this);
    d->cors = new CorsView(this);
    for (QWidget *page : std::initializer_list<QWidget *>{d->denial, d->cors})
        page->setContentsMargins(0, 2 * grid, 0, 0);
    d->compare = new ResponseCompare(this);
    d->late = new QTimer(this);
    d->late->setSingleShot(true);
    d->late->setInterval(shownLateMs);
    for (const auto &[page, title] :
         std::initializer_list<std::pair<QWidget *, QString>>{{d->body, tr("Body")},
                                                              {d->headers, tr("Headers")},
                                                              {d->cookies, tr("Cookies")},
                                                              {d->redirects, tr("Redirects")},
                                                              {d->timingPage, tr("Timing")},
                                                              {d->tls, tr("TLS")},
                                                              {d->denial, tr("Why did this fail?")},
                                                              {d->cors, tr("Would a browser be allowed?")},
                                                              {d->compare, tr("Compare")}})
        d->tabs->addTab(page, title);
    d->tabs->setTabToolTip(d->tabs->indexOf(d->compare), tr("With the answer before"));

    QLabel *hint = plainLabel(tr("The answer appears here. Ctrl+Return sends the request."), this);
    hint->setObjectName(QStringLiteral("responseHint"));
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto *answer = new QWidget(this);
    auto *column = new QVBoxLayout(answer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid);
    for (QWidget *part : std::initializer_list<QWidget *>{d->status, d->error, d->notes, d->tokens})
        column->addWidget(part);
    column->addWidget(d->tabs, 1);
    d->stack->addWidget(hint);
    d->stack->addWidget(answer);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->stack);
}

void ResponsePanel::connectAll()
{
    connect(d->tokens, &BodyTokens::chosen, this, [this](const QByteArray &token, const QString &label) {
        Q_EMIT tokenChosen(token, tr("%1 · %2").arg(label, d->from()));
    });
    connect(d->tabs, &QTabWidget::currentChanged, this, [this] {
        if (d->tabs->currentWidget() == d->tls)
            showChain();
    });
    connect(d->denial, &DenialView::actionRequested, this,
            [this](const requests::DenialAction &action) { Q_EMIT actionRequested(action, d->sent); });
    connect(d->denial, &DenialView::linkRequested, this, &ResponsePanel::linkRequested);
    connect(d->cors, &CorsView::linkRequested, this, &ResponsePanel::linkRequested);
    connect(d->cors, &CorsView::askRequested, this, &ResponsePanel::preflightRequested);
    connect(d->error, &InlineBar::actionTriggered, this, &ResponsePanel::resendRequested);
    connect(d->late, &QTimer::timeout, this, [this] {
        if (d->arriving)
            showArriving();
    });
}

} // namespace claimcheck::ui
