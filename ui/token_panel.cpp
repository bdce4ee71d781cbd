#include "token_panel.h"

#include "claims_page.h"
#include "clipboard.h"
#include "copy_corner.h"
#include "empty_page.h"
#include "findings_panel.h"
#include "raw_page.h"
#include "report_loader.h"
#include "token_panel_private.h"
#include "verify_panel.h"
#include "widgets/token_view.h"
#include "widgets/verdict_band.h"

#include <QShortcut>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int margin = 12;
constexpr int lowBelow = 640;
constexpr int settleMilliseconds = 150; // after the last move of "as of", findings are judged again

} // namespace

void TokenPanel::Private::build()
{
    loader = new ReportLoader(&q);
    clipboard = new Clipboard(&q);
    ticks = new QTimer(&q);
    ticks->setSingleShot(true);
    settle = new QTimer(&q);
    settle->setSingleShot(true);
    settle->setInterval(settleMilliseconds);

    empty = new EmptyPage;
    empty->setObjectName(QStringLiteral("emptyPage"));
    stack = new QStackedWidget(&q);
    stack->addWidget(empty);
    auto *all = new QVBoxLayout(&q);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(stack);

    QObject::connect(loader, &ReportLoader::loaded, &q,
                     [this](const inspect::ReportPtr &made) { onLoaded(made); });
    QObject::connect(ticks, &QTimer::timeout, &q, [this] { tick(); });
    QObject::connect(settle, &QTimer::timeout, &q, [this] { rejudge(); });
    QObject::connect(empty, &EmptyPage::pasteRequested, &q, &TokenPanel::pasteRequested);
    QObject::connect(empty, &EmptyPage::practiceRequested, &q, &TokenPanel::practiceRequested);
    QObject::connect(empty, &EmptyPage::exampleRequested, &q, [this] {
        q.setToken(exampleToken(clock.now()));
        view->setFocus();
    });
}

void TokenPanel::Private::ensureContent()
{
    if (tabs)
        return;
    stack->addWidget(makeContent());
    connectContent();
    claims->setZone(zone);
    claims->setLeeway(leeway);
    verify->setKeyFetcher(keysLabel, fetchKeys);
    verify->setConfigFolder(configFolder);
    corner->setProfileName(profileName);
    view->setMostRows(q.height() < lowBelow ? 3 : 6);
    Q_EMIT q.contentMade();
}

QWidget *TokenPanel::Private::makeContent()
{
    band = new VerdictBand;
    band->setObjectName(QStringLiteral("verdictBand"));
    layersBar = new LayersBar;
    layersBar->setObjectName(QStringLiteral("layersBar"));
    view = new TokenView;
    view->setObjectName(QStringLiteral("tokenView"));
    claims = new ClaimsPage;
    claims->setObjectName(QStringLiteral("claimsPage"));
    findings = new FindingsPanel;
    findings->setObjectName(QStringLiteral("findingsPage"));
    verify = new VerifyPanel(clock);
    verify->setObjectName(QStringLiteral("verifyPage"));
    raw = new RawPage;
    raw->setObjectName(QStringLiteral("rawPage"));

    tabs = new QTabWidget;
    tabs->setObjectName(QStringLiteral("tokenTabs"));
    tabs->setAccessibleName(TokenPanel::tr("Pages of the token"));
    tabs->setDocumentMode(true);
    tabs->insertTab(ClaimsTab, claims, TokenPanel::tr("Claims"));
    tabs->insertTab(FindingsTab, findings, TokenPanel::tr("Findings"));
    tabs->insertTab(VerifyTab, verify, TokenPanel::tr("Verify"));
    tabs->insertTab(RawTab, raw, TokenPanel::tr("Raw"));
    tabs->setCornerWidget(corner = new CopyCorner);
    for (int tab = 0; tab < TabCount; ++tab)
        tabs->setTabToolTip(tab, TokenPanel::tr("Ctrl+%1").arg(tab + 1));

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(band);
    auto *below = new QVBoxLayout;
    below->setContentsMargins(margin, margin, margin, margin);
    below->setSpacing(margin);
    below->addWidget(layersBar);
    below->addWidget(view);
    below->addWidget(tabs, 1);
    column->addLayout(below, 1);

    return content;
}

void TokenPanel::Private::connectContent()
{
    QObject::connect(corner, &CopyCorner::copyRequested, &q, [this] { copy(token); });
    QObject::connect(corner, &CopyCorner::textCopyRequested, clipboard, &Clipboard::copyText);
    QObject::connect(corner, &CopyCorner::toolRequested, &q, &TokenPanel::toolRequested);
    corner->setExpectations([this] { return verify->expectations(); });
    QObject::connect(verify, &VerifyPanel::tokenOpened, &q, &TokenPanel::tokenOpened);
    QObject::connect(findings, &FindingsPanel::secretFound, &q, [this](const inspect::Finding &finding) {
        inspect::ReportContext context = judged;
        context.keyFindings.push_back(finding);
        load(context);
    });
    QObject::connect(clipboard, &Clipboard::secondsLeft, corner, &CopyCorner::showCountdown);
    QObject::connect(claims, &ClaimsPage::chosen, &q,
                     [this](json::Span characters) { view->highlight(characters); });
    QObject::connect(claims, &ClaimsPage::momentChosen, &q,
                     [this](std::optional<TimePoint> moment) { onMoment(moment); });
    QObject::connect(claims, &ClaimsPage::leewayChanged, &q,
                     [this](std::chrono::seconds seconds) { onLeeway(seconds); });
    QObject::connect(band, &VerdictBand::nowRequested, &q, [this] { onMoment(std::nullopt); });
    QObject::connect(layersBar, &LayersBar::chosen, &q, [this](size_t index) { showLayer(index); });
    QObject::connect(view, &GridView::selected, &q,
                     [this](json::Span characters) { onCharacters(characters); });
    QObject::connect(view, &TokenView::copyRequested, &q, [this](const QByteArray &text) { copy(text); });
    QObject::connect(findings, &FindingsPanel::chosen, &q,
                     [this](const inspect::Finding &finding) { onFinding(finding); });
    QObject::connect(verify, &VerifyPanel::judged, &q,
                     [this](const inspect::ReportContext &context) { load(context); });
    for (int tab = 0; tab < TabCount; ++tab) {
        auto *key =
            new QShortcut(QKeySequence(static_cast<int>(Qt::CTRL) | (static_cast<int>(Qt::Key_1) + tab)), &q);
        // In the whole window: the focus is often in the list or on a tab. A hidden panel gets no keys.
        key->setContext(Qt::WindowShortcut);
        QObject::connect(key, &QShortcut::activated, &q, [this, tab] { tabs->setCurrentIndex(tab); });
    }
    auto *find = new QShortcut(QKeySequence(QKeySequence::Find), &q);
    QObject::connect(find, &QShortcut::activated, &q, [this] {
        tabs->setCurrentIndex(ClaimsTab);
        claims->openFind();
    });
}

void TokenPanel::Private::onCharacters(json::Span characters)
{
    if (shown)
        view->highlight(claims->showCharacters(characters));
}

void TokenPanel::Private::onFinding(const inspect::Finding &finding)
{
    json::Span characters;
    if (finding.part && finding.decoded)
        characters = claims->show_(*finding.part, *finding.decoded);
    view->highlight(finding.token ? *finding.token : characters);
}

void TokenPanel::Private::copy(const QByteArray &secret)
{
    if (!secret.isEmpty())
        clipboard->copySecret(secret, clipboardSeconds);
}

TokenPanel::TokenPanel(const Clock &clock, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>(*this, clock))
{
    d->build();
}

TokenPanel::~TokenPanel() = default;

void TokenPanel::setToken(const QByteArray &token)
{
    if (token == d->token)
        return;
    d->token = token;
    d->report.reset();
    d->shown.reset();
    d->layers.clear();
    d->layer = 0;
    d->contexts.clear();
    d->chosen.reset();
    d->settle->stop();
    d->loader->cancel();
    if (!token.isEmpty())
        d->ensureContent();
    if (d->tabs) {
        d->view->setToken(token);
        d->band->setAsOf({});
    }
    d->stack->setCurrentIndex(token.isEmpty() ? 0 : 1);
    if (!token.isEmpty())
        d->load();
    if (!d->report)
        d->clearPages();
}

QByteArray TokenPanel::token() const
{
    return d->token;
}

inspect::ReportPtr TokenPanel::report() const
{
    return d->report;
}

void TokenPanel::setKeyFetcher(const QString &label, KeyFetcher fetch)
{
    d->keysLabel = label;
    d->fetchKeys = std::move(fetch);
    if (d->tabs)
        d->verify->setKeyFetcher(d->keysLabel, d->fetchKeys);
}

void TokenPanel::setConfigFolder(const QString &folder)
{
    d->configFolder = folder;
    if (d->tabs)
        d->verify->setConfigFolder(folder);
}

void TokenPanel::setProfileName(const QString &name)
{
    d->profileName = name;
    if (d->tabs)
        d->corner->setProfileName(name);
}

void TokenPanel::setTimeZone(TimeZone zone)
{
    d->zone = zone;
    if (d->tabs)
        d->claims->setZone(zone);
}

void TokenPanel::setClipboardSeconds(int seconds)
{
    d->clipboardSeconds = seconds;
}

void TokenPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    d->tick();
}

void TokenPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    d->ticks->stop();
}

void TokenPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (d->tabs)
        d->view->setMostRows(height() < lowBelow ? 3 : 6);
}

} // namespace claimcheck::ui
