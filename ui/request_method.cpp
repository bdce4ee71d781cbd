#include "request_method.h"

#include "theme.h"

namespace claimcheck::ui {

QString shortMethod(const QString &method)
{
    static constexpr std::pair<const char *, const char *> shorter[] = {
        {"DELETE", "DEL"}, {"OPTIONS", "OPT"}, {"CONNECT", "CON"}, {"PATCH", "PATCH"}};
    for (const auto &[whole, brief] : shorter) {
        if (method == QLatin1StringView(whole))
            return QString::fromLatin1(brief);
    }
    return method.left(5);
}

QColor methodColour(const QString &method)
{
    if (method == u"GET" || method == u"HEAD" || method == u"OPTIONS")
        return colours().good;
    if (method == u"DELETE")
        return colours().bad;
    return method == u"POST" || method == u"PUT" || method == u"PATCH" ? colours().warning
                                                                       : colours().mutedText;
}

QFont methodFont(const QFont &font)
{
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.85);
    small.setWeight(QFont::DemiBold);
    return small;
}

} // namespace claimcheck::ui
