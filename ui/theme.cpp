#include "theme.h"

#include "portal_settings.h"
#include "style.h"

#include <QApplication>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>
#include <QFontDatabase>
#include <QPalette>
#include <QTimer>

namespace claimcheck::ui {

namespace {

constexpr int darkBelow = 128; // lightness of a window's background

const Colours lightColours{
    .header = QColor(0x5b1279),
    .payload = QColor(0x0b5cad),
    .signature = QColor(0x6a7280),
    .dot = QColor(0x1b1f26),
    .good = QColor(0x12693a),
    .warning = QColor(0x855000),
    .bad = QColor(0xb3261e),
    .neutral = QColor(0x4c5664),
    .goodFill = QColor(0xe3f3e9),
    .warningFill = QColor(0xfdf0d8),
    .badFill = QColor(0xfce8e6),
    .neutralFill = QColor(0xe9ecf1),
    .link = QColor(0x0b5cad),
    .border = QColor(0xcdd3dc),
    .mutedText = QColor(0x59626f),
    .selection = QColor(0xb9d6f7),
    .highlight = QColor(0xffe28a),
    .jsonName = QColor(0x5b1279),
    .jsonString = QColor(0x12693a),
    .jsonNumber = QColor(0x0b5cad),
    .jsonLiteral = QColor(0xa3390f),
};

const Colours darkColours{
    .header = QColor(0xecc8fb),
    .payload = QColor(0x6fb5f8),
    .signature = QColor(0x8d95a3),
    .dot = QColor(0xffffff),
    .good = QColor(0x74d39a),
    .warning = QColor(0xf2c063),
    .bad = QColor(0xff9a90),
    .neutral = QColor(0xaab2bf),
    .goodFill = QColor(0x1c3527),
    .warningFill = QColor(0x3b2e12),
    .badFill = QColor(0x431f1d),
    .neutralFill = QColor(0x2c323b),
    .link = QColor(0x6fb5f8),
    .border = QColor(0x3d444f),
    .mutedText = QColor(0xa3abb8),
    .selection = QColor(0x2b4f78),
    .highlight = QColor(0x6b5410),
    .jsonName = QColor(0xe0b5f2),
    .jsonString = QColor(0x8fd6ab),
    .jsonNumber = QColor(0x7fbdf8),
    .jsonLiteral = QColor(0xf3a883),
};

struct Surfaces {
    QRgb window, base, alternate, button, text, disabled, placeholder, light, mid, dark, shadow, accent,
        accentText;
};
constexpr Surfaces lightSurfaces{0xf3f4f6, 0xffffff, 0xf7f8fa, 0xfafbfc, 0x1b1f26, 0x8a919c, 0x69717d,
                                 0xffffff, 0xb9c0ca, 0x98a0ac, 0x6b7280, 0x0b5cad, 0xffffff};
constexpr Surfaces darkSurfaces{0x23272e, 0x1a1d22, 0x20242a, 0x2e343d, 0xe6e9ee, 0x737b87, 0x959dab,
                                0x434b57, 0x15181c, 0x121417, 0x0b0c0e, 0x2f7fd1, 0xffffff};

QPalette paletteOf(const Surfaces &s, const Colours &c)
{
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, QRgb rgb) { p.setColor(role, QColor::fromRgb(rgb)); };
    set(QPalette::Window, s.window);
    set(QPalette::WindowText, s.text);
    set(QPalette::Base, s.base);
    set(QPalette::AlternateBase, s.alternate);
    set(QPalette::Text, s.text);
    set(QPalette::Button, s.button);
    set(QPalette::ButtonText, s.text);
    set(QPalette::BrightText, s.accentText);
    set(QPalette::ToolTipBase, s.base);
    set(QPalette::ToolTipText, s.text);
    set(QPalette::PlaceholderText, s.placeholder);
    set(QPalette::Light, s.light);
    p.setColor(QPalette::Midlight, c.border);
    set(QPalette::Mid, s.mid);
    set(QPalette::Dark, s.dark);
    set(QPalette::Shadow, s.shadow);
    set(QPalette::Highlight, s.accent);
    set(QPalette::HighlightedText, s.accentText);
    p.setColor(QPalette::Link, c.link);
    p.setColor(QPalette::LinkVisited, c.jsonName);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, QColor::fromRgb(s.disabled));
    p.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(s.mid));
    return p;
}

bool isDarkPalette(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < darkBelow;
}

} // namespace

bool hasSessionBus()
{
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
}

bool isDark()
{
    return isDarkPalette(QApplication::palette());
}

const Colours &colours()
{
    return isDark() ? darkColours : lightColours;
}

QFont monoFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setStyleHint(QFont::Monospace);
    font.setKerning(false);
    return font;
}

QFont headlineFont()
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    font.setWeight(QFont::DemiBold);
    return font;
}

void Theme::install(QApplication &application)
{
    new Theme(application);
}

Theme::Theme(QApplication &application)
    : QObject(&application)
    , m_application(application)
    , m_system(isDarkPalette(QApplication::palette()) ? Scheme::Dark : Scheme::Light)
{
    QApplication::setStyle(new Style);
    const QString forced = qEnvironmentVariable("CLAIMCHECK_THEME");
    if (forced == QLatin1String("light") || forced == QLatin1String("dark")) {
        apply(forced == QLatin1String("dark") ? Scheme::Dark : Scheme::Light);
        return;
    }
    apply(m_system);
    if (hasSessionBus())
        QTimer::singleShot(0, this, &Theme::followPortal);
}

void Theme::apply(Scheme scheme)
{
    const bool dark = scheme == Scheme::Dark;
    QApplication::setPalette(
        paletteOf(dark ? darkSurfaces : lightSurfaces, dark ? darkColours : lightColours));
}

void Theme::followPortal()
{
    const QString group = QStringLiteral("org.freedesktop.appearance");
    const QString key = QStringLiteral("color-scheme");
    auto *portal = new PortalSettings(QDBusConnection::sessionBus(), this);
    connect(portal, &PortalSettings::SettingChanged, this,
            [this, group, key](const QString &changedGroup, const QString &changedKey,
                               const QDBusVariant &value) {
                if (changedGroup == group && changedKey == key)
                    onPortalValue(value.variant());
            });
    auto *watcher = new QDBusPendingCallWatcher(portal->asyncCall(QStringLiteral("Read"), group, key), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        done->deleteLater();
        if (reply.isValid())
            onPortalValue(reply.value().variant());
    });
}

void Theme::onPortalValue(const QVariant &value)
{
    // Read wraps its answer in one variant more than SettingChanged does.
    const QVariant inner = value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    switch (inner.toUInt()) {
    case 1:
        return apply(Scheme::Dark);
    case 2:
        return apply(Scheme::Light);
    default: // no preference
        return apply(m_system);
    }
}

} // namespace claimcheck::ui
