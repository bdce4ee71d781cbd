#include "environment_look.h"

#include "base/visible_text.h"
#include "theme.h"

namespace claimcheck::ui {

namespace {

/// Text on its fill has a contrast of at least 4.5 : 1 in both themes.
struct Row {
    const char *colour;
    QRgb lightText, lightFill, darkText, darkFill;
};
constexpr Row rows[] = {
    {"red", 0x9b1c12, 0xfbe0dd, 0xffb3ab, 0x55211d},    {"orange", 0x7d4300, 0xfde8cf, 0xf6c38a, 0x4a3110},
    {"yellow", 0x665200, 0xf8efc0, 0xeadb7f, 0x423a12}, {"green", 0x12592f, 0xdcf1e3, 0x93dcb0, 0x1d3b29},
    {"blue", 0x0b4a8c, 0xddebfa, 0x9dcbfb, 0x1c3550},   {"violet", 0x5b1279, 0xf0e1f7, 0xe0b5f2, 0x402a4b},
    {"grey", 0x424a55, 0xe6e9ed, 0xc3cad4, 0x353c46},
};

QString ownColour(const QString &environment)
{
    return environment == u"prod"      ? QStringLiteral("red")
           : environment == u"staging" ? QStringLiteral("orange")
           : environment == u"dev"     ? QStringLiteral("green")
                                       : QStringLiteral("grey");
}

} // namespace

EnvironmentLook environmentLookOf(const login::Profile &profile)
{
    return environmentLookOf(profile.environment, profile.colour);
}

EnvironmentLook environmentLookOf(const QString &environment, const QString &colour)
{
    EnvironmentLook look;
    look.word = visibleText(environment, 20);
    look.isProduction = environment == u"prod";
    const QString wanted = login::profileColours().contains(colour) ? colour : ownColour(environment);
    for (const Row &row : rows) {
        if (wanted != QLatin1StringView(row.colour))
            continue;
        look.text = QColor::fromRgb(isDark() ? row.darkText : row.lightText);
        look.fill = QColor::fromRgb(isDark() ? row.darkFill : row.lightFill);
    }
    return look;
}

} // namespace claimcheck::ui
