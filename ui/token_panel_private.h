#pragma once

#include "layers_bar.h"
#include "moment.h"
#include "token_panel.h"

#include <QHash>

class QStackedWidget;
class QTabWidget;
class QTimer;

namespace claimcheck::ui {

class ClaimsPage;
class Clipboard;
class CopyCorner;
class EmptyPage;
class FindingsPanel;
class RawPage;
class ReportLoader;
class TokenView;
class VerdictBand;
class VerifyPanel;

/// The parts of a token panel: built in token_panel.cpp, judged in token_judging.cpp.
struct TokenPanel::Private {
    enum Tab { ClaimsTab, FindingsTab, VerifyTab, RawTab, TabCount };
    static constexpr int defaultClipboardSeconds = 30;

    Private(TokenPanel &panel, const Clock &time) : q(panel), clock(time) {}

    TokenPanel &q;
    const Clock &clock;
    QByteArray token;
    inspect::ReportPtr report; // of the token
    inspect::ReportPtr shown;  // of the layer that is looked at: the token, or one inside it
    std::vector<LayersBar::Entry> layers;
    size_t layer = 0;
    QHash<QByteArray, inspect::ReportContext> contexts; // what was found out, of each layer by its text
    std::optional<TimePoint> chosen;                    // "as of"
    std::chrono::seconds leeway{0};
    ReportLoader *loader = nullptr;
    Clipboard *clipboard = nullptr;
    QTimer *ticks = nullptr;
    QTimer *settle = nullptr;
    int clipboardSeconds = defaultClipboardSeconds;
    ZoneChoice zone = ZoneChoice::Local;
    QString keysLabel;
    KeyFetcher fetchKeys;
    QString configFolder;
    QString profileName;
    inspect::ReportContext judged; // what was found out of the layer that is shown

    QStackedWidget *stack = nullptr;
    EmptyPage *empty = nullptr;
    VerdictBand *band = nullptr;
    LayersBar *layersBar = nullptr;
    TokenView *view = nullptr;
    QTabWidget *tabs = nullptr;
    ClaimsPage *claims = nullptr;
    FindingsPanel *findings = nullptr;
    VerifyPanel *verify = nullptr;
    RawPage *raw = nullptr;
    CopyCorner *corner = nullptr;

    void build();
    /// What shows a token is made when there is one: the window's first paint does not wait for it.
    void ensureContent();
    [[nodiscard]] QWidget *makeContent();
    void connectContent();
    void load(const inspect::ReportContext &context = {});
    void rejudge();
    void onLoaded(const inspect::ReportPtr &loaded);
    void openLayers(const inspect::ReportPtr &root);
    void showLayer(size_t index);
    [[nodiscard]] inspect::ReportContext contextOf(const QByteArray &text) const;
    [[nodiscard]] Moment moment() const { return {clock.now(), chosen}; }
    /// What came out of a JWE and is no token itself.
    [[nodiscard]] bool isContent() const;
    [[nodiscard]] inspect::Verdict verdict() const;
    void onMoment(std::optional<TimePoint> moment);
    void onLeeway(std::chrono::seconds seconds);
    void clearPages();
    void tick();
    void scheduleTick();
    void onCharacters(json::Span characters);
    void onFinding(const inspect::Finding &finding);
    void copy(const QByteArray &secret);
};

} // namespace claimcheck::ui
