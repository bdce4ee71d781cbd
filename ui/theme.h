#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

class QApplication;

namespace claimcheck::ui {

/// The colours that a palette has no role for. Every text colour has a contrast of at least 4.5 : 1 on the
/// view's background (WCAG AA). Header, payload and signature differ in lightness too, so that hue is never
/// the only mark.
struct Colours {
    QColor header, payload, signature, dot;
    QColor good, warning, bad, neutral;
    QColor goodFill, warningFill, badFill, neutralFill; // behind text, for bands
    QColor link, border, mutedText, selection, highlight;
    QColor jsonName, jsonString, jsonNumber, jsonLiteral;
};

/// Of the theme that is on now; ask again on QEvent::PaletteChange.
[[nodiscard]] const Colours &colours();
[[nodiscard]] bool isDark();
/// Asking for a session bus that is not there can start a helper program: look first.
[[nodiscard]] bool hasSessionBus();
/// The one fixed-pitch font, for tokens, JSON and hex.
[[nodiscard]] QFont monoFont();
/// The larger of the page's text sizes, for the one answer.
[[nodiscard]] QFont headlineFont();

/// Light or dark, and every role of the application's palette. Follows the portal's color-scheme
/// (org.freedesktop.portal.Settings) over D-Bus, asked after the first events, so that it never delays the
/// first paint; else the lightness of the palette that the system gave. Widgets learn of a change by
/// QEvent::PaletteChange.
class Theme final : public QObject {
    Q_OBJECT
public:
    /// Once, before the first widget. CLAIMCHECK_THEME=light or dark forces one (for pictures).
    static void install(QApplication &application);

private:
    enum class Scheme { Light, Dark };
    explicit Theme(QApplication &application);
    void apply(Scheme scheme);
    void followPortal();
    void onPortalValue(const QVariant &value);
    QApplication &m_application;
    Scheme m_system;
};

} // namespace claimcheck::ui
