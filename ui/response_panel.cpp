#include "response_panel_private.h"

#include "error_words.h"
#include "requests/answer_notes.h"
#include "requests/denial_case.h"
#include "response_facts.h"
#include "response_words.h"

/// What is shown when. How the panel is made is in response_panel_build.cpp.
namespace claimcheck::ui {

namespace {

QByteArray lineOf(const http::Header &header)
{
    return header.name + ": " + header.value + '\n';
}

QByteArray contentType(const http::Response &answer)
{
    return http::headerValue(answer.headers, "Content-Type").value_or(QByteArray());
}

} // namespace

ResponsePanel::ResponsePanel(QWidget *parent) : QWidget(parent), d(new Private)
{
    setObjectName(QStringLiteral("responsePanel"));
    build();
    connectAll();
    clear();
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
    d->late->stop();
    d->sent = d->before = {};
    d->arriving = nullptr;
    d->isShown = false;
    d->method.clear();
    d->address.clear();
    showPages({});
    d->body->clear();
    d->compare->clear();
    d->stack->setCurrentIndex(0);
}

void ResponsePanel::begin(const QString &method, const QString &address)
{
    d->method = method;
    d->address = address;
    d->arriving = nullptr;
    d->error->clear();
    d->notes->clear();
    d->status->begin(method, address);
    // What was answered before stays in sight until something else is there: nothing jumps.
    d->tabs->setEnabled(false);
    if (!d->isShown)
        showPages({});
    d->stack->setCurrentIndex(1);
}

void ResponsePanel::setHead(const http::Response &head, const std::shared_ptr<const requests::Overflow> &body)
{
    d->status->setHead(head);
    d->head = head;
    d->arriving = body;
    d->late->start();
}

void ResponsePanel::setProgress(const http::Progress &progress)
{
    d->status->setProgress(progress);
    if (d->arriving && !d->late->isActive())
        d->body->grown();
}

/// The head and what has come of the body, while the rest is on its way.
void ResponsePanel::showArriving()
{
    requests::Sent soFar;
    soFar.at = SystemClock().now();
    soFar.answer = d->head;
    showPages(soFar);
    d->body->begin(d->arriving, contentType(d->head));
    d->tabs->setCurrentWidget(d->body);
    d->tabs->setEnabled(true);
}

void ResponsePanel::setSent(const requests::Sent &sent)
{
    d->late->stop();
    const bool isBrokenOff = std::exchange(d->arriving, nullptr) && !sent.answer;
    if (d->isShown && d->sent.body)
        d->before = std::move(d->sent);
    d->sent = sent;
    if (d->method.isEmpty()) {
        d->method = QString::fromLatin1(sent.request.method);
        d->address = sent.request.url.toString();
    }
    d->isShown = true;
    d->status->setSent(sent);
    d->tabs->setEnabled(true);
    const QWidget *last = d->tabs->currentWidget();
    showPages(sent, isBrokenOff ? &d->head : nullptr);
    const QByteArray type = sent.answer ? contentType(sent.answer.value()) : contentType(d->head);
    d->body->setBody(sent.body, type, sent.answer ? sent.answer.value().url : sent.request.url);
    showDenial();
    if (d->before.body)
        d->compare->setAnswers(d->before, sent);
    d->setTab(d->compare, d->before.body != nullptr, tr("Compare"));
    if (!d->denial->isEmpty())
        d->tabs->setCurrentWidget(d->denial);
    else if (last == d->denial)
        d->tabs->setCurrentWidget(d->body);
    d->stack->setCurrentIndex(1);
}

void ResponsePanel::setNotSent()
{
    d->late->stop();
    d->arriving = nullptr;
    d->tabs->setEnabled(true);
    d->status->setSent(d->sent);
    d->stack->setCurrentIndex(d->isShown ? 1 : 0);
}

/// All pages but the body, the explanation and the comparison.
void ResponsePanel::showPages(const requests::Sent &sent, const http::Response *head)
{
    const bool answered = bool(sent.answer);
    const bool hasHead = answered || head;
    const http::Response none;
    const http::Response &answer = answered ? sent.answer.value() : head ? *head : none;
    d->headers->setRows(headerRows(answer.headers));
    d->cookies->setRows(cookieRows(answer, sent.at));
    d->redirects->setRows(redirectRows(answer));
    d->timing->setTiming(answer.timing, static_cast<int>(answer.redirects.size()));
    d->chain = answer.tls;
    d->chainAt = sent.at;
    d->tls->setRows({});
    if (d->tabs->currentWidget() == d->tls)
        showChain();
    d->setTab(d->headers, hasHead, tr("Headers (%1)").arg(d->headers->rowCount()));
    d->setTab(d->cookies, d->cookies->rowCount() > 0, tr("Cookies (%1)").arg(d->cookies->rowCount()));
    d->setTab(d->redirects, d->redirects->rowCount() > 0, tr("Redirects (%1)").arg(answer.redirects.size()));
    d->setTab(d->timingPage, answered && answer.timing.totalMs > 0, tr("Timing"));
    d->setTab(d->tls, answer.tls.has_value(), tr("TLS"));
    d->setTab(d->denial, false, tr("Why did this fail?"));
    d->setTab(d->cors, false, tr("Would a browser be allowed?"));
    d->setTab(d->compare, false, tr("Compare"));

    const QStringList notes = requests::wordsOf(requests::notesOf(answer));
    if (notes.isEmpty())
        d->notes->clear();
    else
        d->notes->show_(InlineBar::Kind::Warning, notes.join(QLatin1Char('\n')));
    const bool failed = !answered && d->isShown && sent.body;
    const bool isEmpty = failed && sent.body->size() == 0;
    d->setTab(d->body, !isEmpty, tr("Body"));
    if (failed && sent.answer.error().code != ErrorCode::Cancelled)
        d->error->show_(InlineBar::Kind::Error, sentences(sent.answer.error()), codeText(sent.answer.error()),
                        tr("Send again"));
    else
        d->error->clear();

    QByteArray text;
    for (const http::Header &header : answer.headers)
        text += lineOf(header);
    if (hasHead)
        d->tokens->look(text, sent.body, contentType(answer));
    else
        d->tokens->clear();
}

/// When somebody looks: the chain is followed to the system's authorities.
void ResponsePanel::showChain()
{
    if (const auto chain = std::exchange(d->chain, {}))
        d->tls->setRows(tlsRows(*chain, d->chainAt));
}

void ResponsePanel::showDenial()
{
    const requests::Sent &sent = d->sent;
    requests::DenialFacts facts;
    if (d->readFacts) {
        facts = d->readFacts(sent);
    } else {
        facts.method = sent.request.method;
        facts.url = sent.request.url;
        facts.headers = sent.request.headers;
        const requests::DenialExchange exchange = requests::exchangeOf(sent);
        if (exchange.answer)
            facts.response = exchange.answer.value();
        else
            facts.error = exchange.answer.error();
        facts.profile = sent.profileId;
        facts.wasRefreshed = sent.refreshed;
        facts.now = sent.at;
    }
    d->denial->setCase(facts);
    d->setTab(d->denial, !d->denial->isEmpty(), tr("Why did this fail? (%1)").arg(d->denial->causeCount()));

    requests::CorsCase question{sent.request.method, sent.request.url, sent.request.headers, {}};
    if (d->readCookies)
        question.cookies = requests::sessionCookies(d->readCookies(sent), sent.request.url);
    d->cors->setCase(question);
    d->setTab(d->cors, sent.request.url.isValid() && !sent.request.url.isEmpty(),
              tr("Would a browser be allowed?"));
}

void ResponsePanel::setCancelled()
{
    d->late->stop();
    const std::shared_ptr<const requests::Overflow> came = std::exchange(d->arriving, nullptr);
    d->status->setCancelled(came ? came->size() : 0);
    d->tabs->setEnabled(true);
    if (!came)
        return;
    requests::Sent sent;
    sent.at = SystemClock().now();
    sent.answer = d->head;
    sent.body = came; // its tokens are looked for
    showPages(sent);
    d->body->setBody(came, contentType(d->head), d->head.url);
}

void ResponsePanel::setPreflightAnswer(const requests::CorsQuestion &question,
                                       const Result<http::Response> &answer)
{
    d->cors->setAnswer(question, answer);
}

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
    sent.request.url = response.url;
    setSent(sent);
}

} // namespace claimcheck::ui
