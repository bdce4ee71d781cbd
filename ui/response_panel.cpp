#include "response_panel.h"

#include "response_status.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"

#include <QEvent>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {
constexpr int grid = 4;
}

struct ResponsePanel::Private {
    QStackedWidget *stack;
    ResponseStatus *status;
    QTabWidget *tabs;
    JsonView *body;
    JsonView *headers;
    FactsReader readFacts = {};
    CookieReader readCookies = {};
    requests::Sent sent = {};
};

ResponsePanel::ResponsePanel(QWidget *parent)
    : QWidget(parent)
    , d(new Private{new QStackedWidget(this), new ResponseStatus(this), new QTabWidget(this),
                    new JsonView(this), new JsonView(this)})
{
    setObjectName(QStringLiteral("responsePanel"));
    d->body->setObjectName(QStringLiteral("responseBody"));
    d->body->setAccessibleName(tr("Body of the answer"));
    d->headers->setObjectName(QStringLiteral("responseHeaders"));
    d->headers->setAccessibleName(tr("Headers of the answer, as Qt reports them"));
    d->tabs->setObjectName(QStringLiteral("responseTabs"));
    d->tabs->setDocumentMode(true);
    d->tabs->addTab(d->body, tr("Body"));
    d->tabs->addTab(d->headers, tr("Headers"));

    QLabel *hint = plainLabel(tr("The answer appears here. Ctrl+Return sends the request."), this);
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto *answer = new QWidget(this);
    auto *column = new QVBoxLayout(answer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid);
    column->addWidget(d->status);
    column->addWidget(d->tabs, 1);
    d->stack->addWidget(hint);
    d->stack->addWidget(answer);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->stack);
}

ResponsePanel::~ResponsePanel() = default;

void ResponsePanel::setFactsReader(FactsReader reader)
{
    d->readFacts = std::move(reader);
}

void ResponsePanel::setCookieReader(CookieReader reader)
{
    d->readCookies = std::move(reader);
}

void ResponsePanel::clear()
{
    d->sent = {};
    d->stack->setCurrentIndex(0);
}

void ResponsePanel::begin(const QString &method, const QString &address)
{
    d->status->begin(method, address);
    d->stack->setCurrentIndex(1);
}

void ResponsePanel::setHead(const http::Response &head, const std::shared_ptr<const requests::Overflow> &)
{
    d->status->setHead(head);
}

void ResponsePanel::setProgress(const http::Progress &progress)
{
    d->status->setProgress(progress);
}

void ResponsePanel::setSent(const requests::Sent &sent)
{
    d->sent = sent;
    d->status->setSent(sent);
    QByteArray headers;
    if (sent.answer) {
        for (const http::Header &header : sent.answer.value().headers)
            headers += header.name + ": " + header.value + '\n';
    }
    d->headers->setPlainText(headers);
    const auto bytes = sent.body ? sent.body->read(0, 1024 * 1024) : Result<QByteArray>(QByteArray());
    d->body->setText(bytes ? bytes.value() : QByteArray());
    d->stack->setCurrentIndex(1);
}

void ResponsePanel::setCancelled()
{
    d->status->setCancelled(0);
}

void ResponsePanel::setPreflightAnswer(const requests::CorsQuestion &, const Result<http::Response> &) {}

void ResponsePanel::setResponse(const http::Response &response, bool refreshed)
{
    requests::Sent sent;
    auto body = std::make_shared<requests::Overflow>();
    if (const auto kept = body->append(response.body); !kept)
        sent.answer = kept.error();
    else
        sent.answer = response;
    sent.body = std::move(body);
    sent.refreshed = refreshed;
    setSent(sent);
}

void ResponsePanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
}

} // namespace claimcheck::ui
