#include "base/json_writer.h"
#include "command.h"
#include "inspect/report_text.h"
#include "inspect/safe_copy.h"
#include "invocation.h"
#include "jose/parsed_encryption.h"
#include "terminal.h"
#include "token_argument.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using inspect::Replacement;
using inspect::SafeCopy;

QByteArray copyJson(const SafeCopy &copy)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("token", copy.token);
    writer.member("header", copy.header);
    writer.member("claims", copy.claims);
    writer.name("replaced");
    writer.beginArray();
    for (const Replacement &replacement : copy.replaced) {
        writer.beginObject();
        writer.member("part", jose::partName(replacement.part));
        writer.member("pointer", replacement.pointer);
        writer.name("now");
        writer.raw(replacement.now);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

/// What the copy does not have any more.
QString goneText(const QByteArray &token)
{
    if (token.contains('~')) // the dots of a KB-JWT would make it look encrypted
        return QCoreApplication::translate("Cli", "Signature and disclosures are gone.");
    return jose::ParsedEncryption::looksLikeOne(token)
               ? QCoreApplication::translate("Cli", "All but the header is gone.")
               : QCoreApplication::translate("Cli", "The signature is gone.");
}

void share(Invocation &run)
{
    const auto text = readToken(run, Several::Noted);
    if (!text)
        return run.fail(text.error());
    inspect::SafeCopyOptions options;
    for (const QString &names : run.values(QStringLiteral("keep")))
        options.keep << names.split(u',', Qt::SkipEmptyParts);
    // What follows a tilde are the disclosures of an SD-JWT: values in plain sight.
    const auto copy = inspect::safeCopy(jose::ParsedToken::parse(text->split('~').first()), options);
    if (!copy)
        return run.fail(copy.error());
    const auto format =
        inspect::reportFormatFromName(run.value(QStringLiteral("report")).value_or(QString()).toUtf8());
    if (run.isSet(QStringLiteral("report")) && !format)
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         QCoreApplication::translate("Cli", "--report takes markdown or html.")});
    if (run.json()) {
        run.print(visibleJson(copyJson(*copy)) + '\n');
    } else if (format) {
        const auto report = inspect::makeReport(copy->token, SystemClock().now());
        run.print(inspect::reportText(*report, *format, inspect::ReportOf::SafeCopy));
    } else if (run.isSet(QStringLiteral("claims"))) {
        run.print(visibleLines(copy->header + '\n' + copy->claims) + '\n');
    } else {
        run.print(copy->token + '\n');
    }
    run.note(QCoreApplication::translate("Cli", "Values replaced: %1. %2 Look at it before you post it.")
                 .arg(QString::number(copy->replaced.size()), goneText(*text)));
    run.finish();
}

} // namespace

Command shareCommand()
{
    return {"share",
            "share [-|TOKEN|@FILE] [--keep NAME,…] [--claims] [--report markdown|html]",
            QT_TRANSLATE_NOOP("Cli", "Makes a copy that is safe to post"),
            QT_TRANSLATE_NOOP(
                "Cli",
                "The signature is gone, and every value that could name a person, a session or a secret is "
                "replaced, the same value by the same word everywhere. Kept are times, issuer, audience, "
                "algorithms, scopes, roles, the names of claims, their order and the white space. Of an "
                "encrypted token only the header is left, of an SD-JWT no disclosure."),
            {{"keep", "NAME,…", QT_TRANSLATE_NOOP("Cli", "leave the values of these claims as they are")},
             {"report", "F", QT_TRANSLATE_NOOP("Cli", "print a report of the copy: markdown or html")},
             {"claims", nullptr,
              QT_TRANSLATE_NOOP("Cli", "print header and claims as JSON in place of the token")}},
            0,
            1,
            share};
}

} // namespace claimcheck::app
