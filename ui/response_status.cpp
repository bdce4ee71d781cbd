#include "response_status.h"

#include "icons.h"
#include "response_words.h"
#include "theme.h"
#include "widgets/elided_label.h"
#include "widgets/plain_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

#include <utility>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int tickMs = 100;

} // namespace

ResponseStatus::ResponseStatus(QWidget *parent)
    : QWidget(parent)
    , m_icon(plainLabel({}, this))
    , m_status(plainLabel({}, this))
    , m_facts(new ElidedLabel(this))
    , m_bar(new QProgressBar(this))
{
    m_status->setObjectName(QStringLiteral("responseStatus"));
    m_status->setFont(headlineFont());
    m_facts->setObjectName(QStringLiteral("responseFacts"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_facts->setFocusPolicy(Qt::NoFocus);
    m_bar->setObjectName(QStringLiteral("responseProgress"));
    m_bar->setAccessibleName(tr("Progress of the answer"));
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(grid);
    QSizePolicy keepPlace = m_bar->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    m_bar->setSizePolicy(keepPlace);
    m_bar->hide();

    auto *row = new QHBoxLayout;
    row->setSpacing(2 * grid);
    row->addWidget(m_icon);
    row->addWidget(m_status);
    row->addSpacing(2 * grid);
    row->addWidget(m_facts, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid);
    column->addLayout(row);
    column->addWidget(m_bar);
    m_timer.setInterval(tickMs);
    connect(&m_timer, &QTimer::timeout, this, &ResponseStatus::tick);
}

void ResponseStatus::begin(const QString &method, const QString &address)
{
    m_elapsed.start();
    m_progress = {};
    m_headStatus = tr("Waiting");
    m_hasHead = false;
    //: %1 is a method, %2 an address
    m_head = {tr("%1 %2").arg(method, address)};
    m_tone = Tone::Neutral;
    m_bar->setRange(0, 0);
    m_bar->show();
    if (isVisible())
        m_timer.start();
    tick();
}

void ResponseStatus::setHead(const http::Response &head)
{
    if (!isBusy())
        m_elapsed.start();
    m_tone = head.status >= 400 ? Tone::Bad : head.status >= 300 ? Tone::Warning : Tone::Good;
    m_headStatus = QStringLiteral("%1 %2").arg(head.status).arg(reasonPhrase(head.status)).trimmed();
    m_hasHead = true;
    m_head = {tr("receiving"), QString::fromLatin1(head.httpVersion)};
    m_head.removeAll(QString());
    tick();
}

void ResponseStatus::setProgress(const http::Progress &progress)
{
    m_progress = progress;
    const bool down = progress.received > 0 || progress.toSend <= 0;
    const qint64 whole = down ? progress.expected : progress.toSend;
    m_bar->setRange(0, whole > 0 ? 1000 : 0);
    if (whole > 0)
        m_bar->setValue(
            static_cast<int>(1000.0 * static_cast<double>(down ? progress.received : progress.sent) /
                             static_cast<double>(whole)));
}

// Only the time and the amount change: they stand last, so that nothing else moves.
void ResponseStatus::tick()
{
    if (!isBusy())
        return;
    QStringList facts = m_head;
    facts << durationText(std::chrono::milliseconds(m_elapsed.elapsed()));
    if (const QString amount = progressText(m_progress); !amount.isEmpty())
        facts << amount;
    show_(m_tone, m_headStatus, facts);
}

void ResponseStatus::end()
{
    m_timer.stop();
    m_elapsed.invalidate();
    m_bar->hide();
}

void ResponseStatus::setSent(const requests::Sent &sent)
{
    end();
    const bool hasHead = std::exchange(m_hasHead, false);
    const qint64 size = sent.body ? sent.body->size() : 0;
    if (!sent.answer) {
        const bool cancelled = sent.answer.error().code == ErrorCode::Cancelled;
        QStringList facts;
        if (size > 0)
            facts << tr("%1 came until then").arg(sizeText(size));
        return show_(cancelled ? Tone::Neutral : Tone::Bad,
                     cancelled ? tr("Cancelled")
                     : hasHead
                         //: %1 is a status
                         ? tr("%1, broken off").arg(m_headStatus)
                         : tr("No answer"),
                     facts);
    }
    const http::Response &answer = sent.answer.value();
    const Tone tone = answer.status >= 400 ? Tone::Bad : answer.status >= 300 ? Tone::Warning : Tone::Good;
    QStringList facts = {durationText(std::chrono::milliseconds(answer.timing.totalMs)),
                         sizesText(answer.wireSize, sent.body ? size : answer.body.size()),
                         QString::fromLatin1(answer.httpVersion),
                         answer.credentialSent ? tr("credential sent") : tr("no credential sent")};
    facts.removeAll(QString());
    if (!answer.redirects.empty())
        facts << (answer.redirects.size() == 1
                      ? tr("one redirect")
                      : tr("%n redirects", nullptr, static_cast<int>(answer.redirects.size())));
    if (sent.refreshed)
        facts << tr("the token was refreshed on the way");
    show_(tone, QStringLiteral("%1 %2").arg(answer.status).arg(reasonPhrase(answer.status)).trimmed(), facts);
}

void ResponseStatus::setCancelled(qint64 received)
{
    end();
    show_(Tone::Neutral, tr("Cancelled"),
          received > 0 ? QStringList{tr("%1 came until then").arg(sizeText(received))} : QStringList());
}

void ResponseStatus::show_(Tone tone, const QString &status, const QStringList &facts)
{
    m_status->setText(status);
    m_status->setAccessibleName(status);
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    if (tone != m_tone || m_icon->pixmap(Qt::ReturnByValue).isNull()) {
        m_tone = tone;
        updateTint();
    }
    if (!isBusy())
        updateTint();
}

// Colour alone says nothing: an icon and the number with its phrase stand beside it.
void ResponseStatus::updateTint()
{
    const Colours &c = colours();
    const auto [colour, name] = m_tone == Tone::Good      ? std::pair(c.good, u"good")
                                : m_tone == Tone::Warning ? std::pair(c.warning, u"warning")
                                : m_tone == Tone::Bad     ? std::pair(c.bad, u"bad")
                                                          : std::pair(c.neutral, u"neutral");
    QPalette tinted = palette();
    tinted.setColor(QPalette::WindowText, colour);
    m_status->setPalette(tinted);
    m_icon->setPixmap(icon(name).pixmap(QSize(5 * grid, 5 * grid), devicePixelRatioF()));
}

void ResponseStatus::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateTint();
}

// The clock ticks only for those who see it.
void ResponseStatus::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (isBusy())
        m_timer.start();
}

void ResponseStatus::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

} // namespace claimcheck::ui
