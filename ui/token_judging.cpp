#include "token_panel_private.h"

#include "claims_page.h"
#include "copy_corner.h"
#include "findings_panel.h"
#include "raw_page.h"
#include "report_loader.h"
#include "report_places.h"
#include "verify_panel.h"
#include "widgets/token_view.h"
#include "widgets/verdict_band.h"

#include <QTabWidget>
#include <QTimer>

/// Which layer of the token is shown, and what is true of it at the moment that was chosen.
namespace claimcheck::ui {

void TokenPanel::Private::load(const inspect::ReportContext &context)
{
    contexts.insert(shown ? shown->text : token, context);
    rejudge();
}

inspect::ReportContext TokenPanel::Private::contextOf(const QByteArray &text) const
{
    inspect::ReportContext context = contexts.value(text);
    context.leeway = leeway;
    return context;
}

void TokenPanel::Private::rejudge()
{
    settle->stop();
    if (token.isEmpty())
        return;
    loader->load(token, moment().judged(), contextOf(token));
    if (loader->isLoading())
        band->setVerdict({inspect::Level::Neutral, TokenPanel::tr("Reading the token…")});
}

void TokenPanel::Private::onLoaded(const inspect::ReportPtr &loaded)
{
    report = loaded;
    corner->setReport(report);
    openLayers(report);
    const bool same = shown && layer < layers.size() && layers[layer].report->text == shown->text;
    showLayer(same ? layer : 0);
    Q_EMIT q.reportChanged();
}

void TokenPanel::Private::openLayers(const inspect::ReportPtr &root)
{
    layers = LayersBar::entriesOf(root);
    // A layer that was verified by itself keeps what was found out.
    for (size_t i = 1; i < layers.size(); ++i) {
        const QByteArray &text = layers[i].report->text;
        if (contexts.contains(text))
            layers[i].report = inspect::makeReport(text, root->at, contextOf(text));
    }
}

void TokenPanel::Private::showLayer(size_t index)
{
    const inspect::ReportPtr next = layers[index].report;
    const bool other = !shown || shown->text != next->text;
    layer = index;
    shown = next;
    judged = contexts.value(shown->text);
    layersBar->setEntries(layers, layer);
    if (view->source() != shown->text)
        view->setToken(shown->text);
    if (other)
        view->setReport(*shown);
    claims->setReport(shown, moment(), isContent() ? ClaimsPage::Shown::Content : ClaimsPage::Shown::Token);
    findings->setReport(shown);
    raw->setReport(shown);
    if (other)
        verify->setToken(shown);
    tabs->setTabText(FindingsTab, TokenPanel::tr("Findings (%1)").arg(shown->findings.size()));
    tick();
}

bool TokenPanel::Private::isContent() const
{
    return layers[layer].role == inspect::Layer::Role::DecryptedContent && !isToken(*shown);
}

inspect::Verdict TokenPanel::Private::verdict() const
{
    if (isContent())
        return {inspect::Level::Neutral,
                TokenPanel::tr("Decrypted content, and no token itself: nothing in it is signed")};
    return inspect::verdictAt(*shown, moment().judged());
}

void TokenPanel::Private::onMoment(std::optional<TimePoint> moment)
{
    if (moment == chosen)
        return;
    chosen = moment;
    band->setAsOf(chosen ? TokenPanel::tr("as of %1").arg(dateText(*chosen, zone)) : QString());
    tick();
    settle->start();
}

void TokenPanel::Private::onLeeway(std::chrono::seconds seconds)
{
    leeway = seconds;
    rejudge();
}

void TokenPanel::Private::clearPages()
{
    if (!tabs)
        return;
    layersBar->setEntries({}, 0);
    claims->setReport({}, moment());
    findings->setReport({});
    raw->setReport({});
    verify->setToken({});
    tabs->setTabText(FindingsTab, TokenPanel::tr("Findings"));
    ticks->stop();
    Q_EMIT q.reportChanged();
}

void TokenPanel::Private::tick()
{
    if (shown && !loader->isLoading()) {
        band->setVerdict(verdict());
        claims->setMoment(moment());
    }
    scheduleTick();
}

void TokenPanel::Private::scheduleTick()
{
    // Just after the second changes, so that no second is skipped; only for what can be seen.
    if (!report || !q.isVisible())
        return ticks->stop();
    const auto into = clock.now().time_since_epoch().count() % 1000;
    ticks->start(static_cast<int>(1000 - (into + 1000) % 1000) + 4);
}

} // namespace claimcheck::ui
