#include "inspect/compare.h"

#include "base/base64url.h"
#include "command.h"
#include "inspect/token_kinds.h"
#include "inspect/verdict.h"
#include "invocation.h"
#include "jose/sd_jwt.h"
#include "terminal.h"
#include "token_argument.h"

#include <QCoreApplication>

#include <cmath>

namespace claimcheck::app {

namespace {

using inspect::Change;
using inspect::Comparison;
using inspect::Difference;

constexpr qsizetype longestValue = 200;

QString shortened(const QByteArray &text)
{
    const QString shown = visible(QString::fromUtf8(text));
    return shown.size() > longestValue ? shown.left(longestValue) + u'…' : shown;
}

QString deltaText(double seconds)
{
    const QString duration = inspect::durationText(static_cast<qint64>(std::abs(seconds)));
    return seconds < 0 ? QCoreApplication::translate("Cli", "%1 earlier").arg(duration)
                       : QCoreApplication::translate("Cli", "%1 later").arg(duration);
}

QString markOf(Change change)
{
    switch (change) {
    case Change::Added:
        return tinted(QStringLiteral("+"), Tint::Good);
    case Change::Removed:
        return tinted(QStringLiteral("-"), Tint::Bad);
    case Change::Changed:
        return tinted(QStringLiteral("~"), Tint::Warning);
    case Change::Respelled:
        return QStringLiteral("≈");
    case Change::Same:
        break;
    }
    return QStringLiteral(" ");
}

QString detailText(const Difference &difference)
{
    if (difference.change == Change::Added)
        return shortened(difference.after);
    if (difference.change == Change::Removed)
        return shortened(difference.before);
    QString text = shortened(difference.before) + QStringLiteral(" → ") + shortened(difference.after);
    if (difference.deltaSeconds)
        text += QStringLiteral("  (%1)").arg(deltaText(*difference.deltaSeconds));
    QStringList sets;
    for (const QString &word : difference.added)
        sets << u'+' + visible(word);
    for (const QString &word : difference.removed)
        sets << u'-' + visible(word);
    if (!sets.isEmpty())
        text += QStringLiteral("  (%1)").arg(sets.join(u' '));
    return text;
}

QString comparisonText(const Comparison &comparison)
{
    if (comparison.sameText)
        return QCoreApplication::translate("Cli", "The two are the same token.") + u'\n';
    const auto names = [&comparison](const char *claim) {
        return std::any_of(comparison.differences.begin(), comparison.differences.end(),
                           [claim](const Difference &d) { return d.pointer == QLatin1String(claim); });
    };
    QString text = comparison.changes() > 0
                       ? QCoreApplication::translate("Cli", "Differences: %1.").arg(comparison.changes())
                   : comparison.sameSignature
                       ? QCoreApplication::translate("Cli", "The two say the same.")
                       : QCoreApplication::translate("Cli", "The two say the same, and their signatures or "
                                                            "what is encrypted in them differ.");
    if (comparison.sameIdentity)
        text += u' ' + QCoreApplication::translate("Cli", "Both name the same iss and sub.");
    else if (names("/iss") || names("/sub")) // else there is nobody to tell apart
        text += u' ' + QCoreApplication::translate("Cli", "They do not name the same iss and sub.");
    text += u'\n';
    std::vector<QStringList> rows;
    for (const Difference &difference : comparison.differences) {
        if (difference.change != Change::Same)
            rows.push_back({markOf(difference.change), jose::partName(difference.part),
                            shortened(difference.pointer.toUtf8()), detailText(difference)});
    }
    return text + table(rows, QStringLiteral("  "));
}

/// Of an SD-JWT, the token as if nothing had been withheld: its claims with those that are disclosed. The
/// issuer's token where they cannot be put together.
QByteArray withDisclosures(const QByteArray &text)
{
    if (!jose::SdJwt::looksLikeOne(text))
        return text;
    const QByteArrayList parts = text.split('~').first().split('.');
    const auto token = jose::SdJwt::parse(text);
    if (!token || !token->processed() || parts.size() != 3)
        return parts.join('.');
    return parts[0] + '.' + base64url::encode(*token->processed()) + '.' + parts[2];
}

void compareTokens(Invocation &run)
{
    if (run.arguments().count(QStringLiteral("-")) > 1)
        return run.fail(
            {ErrorCode::UsageInvalid,
             {},
             QCoreApplication::translate("Cli", "Standard input can be one of the two, not both.")});
    QByteArrayList texts;
    std::vector<jose::ParsedToken> tokens;
    for (const QString &argument : run.arguments()) {
        const auto text = readToken(run, argument, Several::Noted);
        if (!text)
            return run.fail(text.error());
        texts.push_back(*text);
        tokens.push_back(jose::ParsedToken::parse(withDisclosures(*text)));
    }
    const bool isSame = texts[0] == texts[1];
    for (const jose::ParsedToken &token : tokens) {
        if (isSame || token.header().isValid() || token.claims().isValid())
            continue;
        if (!run.json())
            run.note(inspect::describeText(token.text()));
        return run.fail({ErrorCode::NoTokenFound});
    }
    Comparison comparison = inspect::compare(tokens[0], tokens[1]);
    comparison.sameText = isSame;
    run.print(run.json() ? visibleJson(inspect::toJson(comparison)) + '\n'
                         : comparisonText(comparison).toUtf8());
    const bool differ = !comparison.sameText;
    run.finish(run.isSet(QStringLiteral("exit-code")) && differ ? static_cast<int>(ExitClass::No) : 0);
}

} // namespace

Command compareCommand()
{
    return {
        "compare",
        "compare A B [--exit-code]",
        QT_TRANSLATE_NOOP("Cli", "Compares two tokens, claim by claim"),
        QT_TRANSLATE_NOOP("Cli",
                          "A and B are each a token, @FILE, or - for standard input. + was added, - was "
                          "removed, ~ was changed, ≈ is the same value in another spelling; times say by "
                          "how much, scopes and lists what came and went. An SD-JWT is compared with its "
                          "disclosed claims. Offline; no signature is checked."),
        {{"exit-code", nullptr, QT_TRANSLATE_NOOP("Cli", "exit with 1 when the two are not the same token")}},
        2,
        2,
        compareTokens};
}

} // namespace claimcheck::app
