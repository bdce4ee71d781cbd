#include "size_line.h"

#include "inspect/sizes.h"
#include "widgets/visible_text.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

/// Nearer than an eighth of the limit is near.
constexpr int nearPart = 8;

/// `text` has a %n, which takes the count.
QString counted(const char *text, qsizetype count)
{
    return QCoreApplication::translate("SizeLine", text, nullptr, static_cast<int>(count));
}

} // namespace

QString sizeLine(const inspect::Report &report)
{
    const inspect::Sizes sizes = inspect::sizesOf(report);
    QStringList sentences;
    for (const inspect::SizeLimit &limit : sizes.limits) {
        if (limit.left >= limit.bytes / nearPart)
            continue;
        if (limit.left >= 0)
            sentences << counted(QT_TRANSLATE_NOOP("SizeLine", "%n characters are left to %1."), limit.left)
                             .arg(limit.title);
        else if (limit.claim.isEmpty())
            sentences << counted(QT_TRANSLATE_NOOP("SizeLine", "%n characters too long for %1."), -limit.left)
                             .arg(limit.title);
        else
            sentences << counted(QT_TRANSLATE_NOOP("SizeLine",
                                                   "%n characters too long for %1, which ends in “%2”."),
                                 -limit.left)
                             .arg(limit.title, visibleText(limit.claim, 100));
    }
    if (sentences.isEmpty())
        return {};
    return counted(QT_TRANSLATE_NOOP("SizeLine", "%n characters: %1"), sizes.total).arg(sentences.join(u' '));
}

} // namespace claimcheck::ui
