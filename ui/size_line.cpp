#include "size_line.h"

#include "inspect/sizes.h"
#include "widgets/visible_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace claimcheck::ui {

namespace {

/// Nearer than an eighth of the limit is near.
constexpr int nearPart = 8;

QString translated(const char *text)
{
    return QCoreApplication::translate("SizeLine", text);
}

} // namespace

QString sizeLine(const inspect::Report &report)
{
    const inspect::Sizes sizes = inspect::sizesOf(report);
    const QLocale locale;
    QStringList sentences;
    for (const inspect::SizeLimit &limit : sizes.limits) {
        if (limit.left >= limit.bytes / nearPart)
            continue;
        if (limit.left >= 0)
            sentences
                << translated("%1 characters are left to %2.").arg(locale.toString(limit.left), limit.title);
        else if (limit.claim.isEmpty())
            sentences << translated("%1 characters too long for %2.")
                             .arg(locale.toString(-limit.left), limit.title);
        else
            sentences << translated("%1 characters too long for %2, which ends in \u201C%3\u201D.")
                             .arg(locale.toString(-limit.left), limit.title, visibleText(limit.claim, 100));
    }
    if (sentences.isEmpty())
        return {};
    return translated("%1 characters: %2").arg(locale.toString(sizes.total), sentences.join(u' '));
}

} // namespace claimcheck::ui
