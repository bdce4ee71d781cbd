#include "validation_text.h"

#include "base/json_writer.h"
#include "claim_expectations.h"
#include "command.h"
#include "hints.h"
#include "inspect/report.h"
#include "jose/check.h"
#include "terminal.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

using namespace Qt::StringLiterals;
using jose::Check;
using jose::SignatureOutcome;
using jose::SignatureResult;

namespace {

void writeCheck(json::Writer &writer, const Check &check)
{
    writer.beginObject();
    writer.member("name", check.name);
    writer.member("outcome", jose::checkOutcomeName(check.outcome));
    writer.name("code");
    check.reason ? writer.string(codeName(check.reason->code)) : writer.null();
    writer.member("detail", check.detail());
    writer.endObject();
}

QString outcomeText(Check::Outcome outcome)
{
    switch (outcome) {
    case Check::Outcome::Passed:
        return tinted(QCoreApplication::translate("Cli", "Passed"), Tint::Good);
    case Check::Outcome::Failed:
        return tinted(QCoreApplication::translate("Cli", "Failed"), Tint::Bad);
    case Check::Outcome::NotChecked:
        break;
    }
    return tinted(QCoreApplication::translate("Cli", "Not checked"), Tint::Dim);
}

/// Claims, and typ, of which a text can be expected.
bool isText(const QByteArray &name)
{
    return std::any_of(std::begin(claimExpectations), std::end(claimExpectations),
                       [&name](const ClaimExpectation &row) { return name == row.name; });
}

/// What the token says where it is not what was expected, as it was sent; empty where it says nothing.
QString saidText(const Check &check, const inspect::Report &report)
{
    constexpr qsizetype longest = 80;
    const auto &rows = check.name == "typ" ? report.header : report.claims;
    const auto row = std::find_if(rows.begin(), rows.end(), [&check](const inspect::Row &r) {
        return r.name == QLatin1String(check.name);
    });
    if (row == rows.end() || !isText(check.name))
        return {};
    const QString raw = visible(QString::fromUtf8(row->raw));
    return QCoreApplication::translate("Cli", "It is %1.")
        .arg(raw.size() > longest ? raw.left(longest) + u'…' : raw);
}

/// The check's sentence and, where it did not pass, what the token says and what can be done about it.
QString detailText(const Check &check, const inspect::Report &report)
{
    static const Command command = verifyCommand();
    const bool isOpenSignature = check.name == "signature" && check.outcome == Check::Outcome::NotChecked;
    if ((check.outcome != Check::Outcome::Failed && !isOpenSignature) || !check.reason)
        return visible(check.detail());
    // The key binding has expectations of its own.
    const QString hint =
        check.name.startsWith("key-binding") && check.reason->code == ErrorCode::AudienceUnset
            ? QCoreApplication::translate("Cli", "Say which one with --key-binding-aud S.")
            : visible(hintFor(*check.reason, command));
    QStringList sentences = {visible(check.detail()), saidText(check, report), hint};
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

QString signatureText(SignatureOutcome outcome)
{
    switch (outcome) {
    case SignatureOutcome::Match:
        return tinted(QCoreApplication::translate("Cli", "Matches"), Tint::Good);
    case SignatureOutcome::Mismatch:
        return tinted(QCoreApplication::translate("Cli", "Does not match"), Tint::Bad);
    case SignatureOutcome::CouldNotCheck:
    case SignatureOutcome::NotChecked:
        break;
    }
    return tinted(QCoreApplication::translate("Cli", "Not checked"), Tint::Dim);
}

QString signatureTable(const std::vector<SignatureResult> &signatures)
{
    std::vector<QStringList> rows;
    for (const SignatureResult &signature : signatures)
        rows.push_back({QString::number(signature.index), visible(QString::fromUtf8(signature.algorithm)),
                        signatureText(signature.outcome),
                        signature.reason ? visible(describe(*signature.reason).message) : QString()});
    return QCoreApplication::translate("Cli", "Signatures") + u'\n' + table(rows, QStringLiteral("  ")) +
           u'\n';
}

} // namespace

Verification Verification::of(QByteArray token, TimePoint at, jose::Validation validation)
{
    return {.token = std::move(token),
            .at = at,
            .verified = validation.accepted(),
            .signature = std::move(validation.signature),
            .signatures = std::move(validation.signatures),
            .checks = std::move(validation.checks)};
}

Verification Verification::of(QByteArray token, TimePoint at, jose::SdJwtValidation validation)
{
    Verification verification = of(std::move(token), at, std::move(validation.issuer));
    verification.processed = std::move(validation.processed);
    bool failed = false;
    const auto add = [&verification, &failed](std::vector<Check> more, const char *prefix) {
        for (Check &check : more) {
            failed = failed || check.outcome == Check::Outcome::Failed;
            check.name.prepend(prefix);
            verification.checks.push_back(std::move(check));
        }
    };
    add(std::move(validation.checks), "");
    if (validation.keyBinding) {
        failed = failed || !validation.keyBinding->accepted();
        add(std::move(validation.keyBinding->checks), "key-binding.");
    }
    verification.verified = verification.verified && !failed;
    return verification;
}

QByteArray verificationJson(const Verification &verification)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("verified");
    writer.boolean(verification.verified);
    writer.name("signature");
    writer.raw(inspect::signatureJson(verification.signature));
    if (verification.signatures.size() > 1) {
        writer.name("signatures");
        writer.beginArray();
        for (const SignatureResult &signature : verification.signatures)
            writer.raw(inspect::signatureJson(signature));
        writer.endArray();
    }
    writer.name("checks");
    writer.beginArray();
    for (const Check &check : verification.checks)
        writeCheck(writer, check);
    writer.endArray();
    if (verification.processed) {
        writer.name("processed");
        writer.raw(*verification.processed);
    }
    writer.endObject();
    return writer.take();
}

QString verificationText(const Verification &verification)
{
    inspect::ReportContext context;
    context.signature = verification.signature;
    context.leeway = verification.leeway;
    const auto report = inspect::makeReport(verification.token, verification.at, context);
    QString text =
        verification.verified
            ? tinted(QCoreApplication::translate("Cli", "Verified: every required check passed."), Tint::Good)
            : tinted(QCoreApplication::translate("Cli", "Not verified."), Tint::Bad);
    text += u'\n' + report->verdict.text + u"\n\n"_s;
    if (verification.signatures.size() > 1)
        text += signatureTable(verification.signatures);
    std::vector<QStringList> rows;
    QStringList free; // of any expectation: one line for all of them
    for (const Check &check : verification.checks) {
        if (qstrcmp(check.sentence, jose::nothingExpected) == 0)
            free += QString::fromLatin1(check.name);
        else
            rows.push_back(
                {QString::fromLatin1(check.name), outcomeText(check.outcome), detailText(check, *report)});
    }
    text += table(rows, QStringLiteral("  "));
    if (!free.isEmpty())
        text +=
            QStringLiteral("\n  ") +
            tinted(QCoreApplication::translate("Cli", "Nothing was expected of %1.").arg(free.join(u", ")),
                   Tint::Dim) +
            u'\n';
    if (verification.processed)
        text += u'\n' + QCoreApplication::translate("Cli", "Claims after disclosures") + u"\n  "_s +
                visible(QString::fromUtf8(*verification.processed)) + u'\n';
    return text;
}

} // namespace claimcheck::app
