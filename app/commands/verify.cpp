#include "base/json_writer.h"
#include "command.h"
#include "input.h"
#include "inspect/report.h"
#include "invocation.h"
#include "jose/verification.h"
#include "key_source.h"
#include "terminal.h"
#include "token_argument.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

using jose::Check;
using jose::Expectations;
using Text = jose::Expectation<QByteArray>;

struct ClaimOption {
    const char *name;
    Text Expectations::*field;
};

constexpr ClaimOption claimOptions[] = {
    {"iss", &Expectations::issuer},  {"aud", &Expectations::audience}, {"typ", &Expectations::type},
    {"sub", &Expectations::subject}, {"nonce", &Expectations::nonce},
};

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

Result<Done> applyIgnored(Expectations &expectations, const QString &list)
{
    for (const QString &name : list.split(u',', Qt::SkipEmptyParts)) {
        const auto option =
            std::find_if(std::begin(claimOptions), std::end(claimOptions),
                         [&name](const ClaimOption &o) { return name == QLatin1String(o.name); });
        if (option != std::end(claimOptions)) {
            if (std::holds_alternative<QByteArray>(expectations.*(option->field)))
                return usage(QCoreApplication::translate("Cli", "--%1 and --ignore %1 contradict each other.")
                                 .arg(name));
            expectations.*(option->field) = jose::Ignored{};
        } else if (name == u"exp") {
            expectations.expiration = Expectations::Expiration::Ignored;
        } else if (name == u"nbf") {
            expectations.notBefore = Expectations::NotBefore::Ignored;
        } else {
            return usage(QCoreApplication::translate("Cli", "--ignore does not know %1.").arg(name));
        }
    }
    return Done{};
}

Result<Expectations> readExpectations(const Invocation &run)
{
    Expectations expectations;
    const auto at = momentOf(run);
    if (!at)
        return at.error();
    expectations.at = *at;
    const auto leeway = run.number(QStringLiteral("leeway"));
    if (!leeway)
        return leeway.error();
    expectations.leeway = std::chrono::seconds(leeway->value_or(0));
    if (expectations.leeway > std::chrono::minutes(10))
        return usage(QCoreApplication::translate("Cli", "--leeway takes at most 600 seconds."));
    if (const auto algorithms = run.value(QStringLiteral("alg"))) {
        for (const QString &name : algorithms->split(u',', Qt::SkipEmptyParts))
            expectations.algorithms.push_back(name.toUtf8());
        if (expectations.algorithms.empty())
            return usage(QCoreApplication::translate("Cli", "--alg names no algorithm."));
    }
    for (const ClaimOption &option : claimOptions) {
        if (const auto value = run.value(QLatin1String(option.name)))
            expectations.*(option.field) = value->toUtf8();
    }
    if (const auto ignored = applyIgnored(expectations, run.values(QStringLiteral("ignore")).join(u','));
        !ignored)
        return ignored.error();
    if (run.isSet(QStringLiteral("allow-missing-exp")) &&
        expectations.expiration == Expectations::Expiration::Required)
        expectations.expiration = Expectations::Expiration::Optional;
    if (run.isSet(QStringLiteral("allow-weak-key")))
        expectations.weakKey = Expectations::WeakKey::Allowed;
    return expectations;
}

void writeCheck(json::Writer &writer, const Check &check)
{
    writer.beginObject();
    writer.member("name", check.name);
    writer.member("outcome", jose::checkOutcomeName(check.outcome));
    writer.name("code");
    check.reason ? writer.string(codeName(check.reason->code)) : writer.null();
    writer.member("detail", check.detail);
    writer.endObject();
}

QByteArray validationJson(const jose::Validation &validation)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("verified");
    writer.boolean(validation.accepted());
    writer.name("signature");
    writer.raw(inspect::signatureJson(validation.signature));
    writer.name("checks");
    writer.beginArray();
    for (const Check &check : validation.checks)
        writeCheck(writer, check);
    writer.endArray();
    writer.endObject();
    return writer.take();
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

/// The check's sentence and, where it failed, what can be done about it.
QString detailText(const Check &check)
{
    if (check.outcome != Check::Outcome::Failed || !check.reason)
        return check.detail;
    return (check.detail + u' ' + describe(*check.reason).hint).trimmed();
}

QString validationText(const jose::Validation &validation, const inspect::Report &report)
{
    QString text =
        validation.accepted()
            ? tinted(QCoreApplication::translate("Cli", "Verified: every required check passed."), Tint::Good)
            : tinted(QCoreApplication::translate("Cli", "Not verified."), Tint::Bad);
    text += u'\n' + report.verdict.text + u"\n\n"_s;
    std::vector<QStringList> rows;
    for (const Check &check : validation.checks)
        rows.push_back(
            {QString::fromLatin1(check.name), outcomeText(check.outcome), visible(detailText(check))});
    return text + table(rows, QStringLiteral("  "));
}

void verify(Invocation &run)
{
    for (const char *later : {"issuer", "batch"}) {
        if (run.isSet(QLatin1String(later)))
            return run.fail({ErrorCode::NotYetAvailable, u"--"_s + QString::fromLatin1(later)});
    }
    const auto expectations = readExpectations(run);
    if (!expectations)
        return run.fail(expectations.error());
    const auto text = readToken(run, Several::Refused);
    if (!text)
        return run.fail(text.error());
    const auto token = jose::ParsedToken::parse(*text);
    if (const auto compact = requireCompactJws(token); !compact)
        return run.fail(compact.error());
    readKeys(run, [&run, token, expectations](const Result<jose::KeySet> &keys) {
        if (!keys)
            return run.fail(keys.error());
        const auto validation = jose::inspect(token, *keys, *expectations);
        if (run.json()) {
            run.print(validationJson(validation) + '\n');
        } else {
            const auto report = inspect::makeReport(token.text(), expectations->at, validation.signature);
            run.print(validationText(validation, *report).toUtf8());
        }
        run.finish(validation.accepted() ? 0 : static_cast<int>(ExitClass::No));
    });
}

} // namespace

Command verifyCommand()
{
    return {
        "verify",
        "verify [-|TOKEN|@FILE] (--key FILE | --jwks FILE|URL | --secret-file F) [checks]",
        QT_TRANSLATE_NOOP("Cli", "Verifies a token's signature and validates its claims"),
        QT_TRANSLATE_NOOP("Cli", "Strict: the allowed algorithms come from the key unless --alg names them, "
                                 "never from the header; exp is required; the "
                                 "leeway is 0; a token that carries aud needs --aud or --ignore aud. Exits "
                                 "with 0 when verified and 1 when not."),
        {{"key", "FILE", QT_TRANSLATE_NOOP("Cli", "a PEM key or certificate, a JWK or a JWK Set")},
         {"jwks", "FILE|URL", QT_TRANSLATE_NOOP("Cli", "a JWK Set")},
         {"issuer", "URL", QT_TRANSLATE_NOOP("Cli", "discover the keys of this issuer (not available yet)")},
         {"secret-file", "F",
          QT_TRANSLATE_NOOP("Cli", "a file with the HMAC secret, one trailing line end removed")},
         {"secret-encoding", "E",
          QT_TRANSLATE_NOOP("Cli", "text, base64, base64url or hex (text without this)")},
         {"alg", "A[,B]", QT_TRANSLATE_NOOP("Cli", "the algorithms that are allowed")},
         {"iss", "S", QT_TRANSLATE_NOOP("Cli", "the issuer must be this")},
         {"aud", "S", QT_TRANSLATE_NOOP("Cli", "the audience must name this")},
         {"typ", "S", QT_TRANSLATE_NOOP("Cli", "the header's type must be this")},
         {"sub", "S", QT_TRANSLATE_NOOP("Cli", "the subject must be this")},
         {"nonce", "S", QT_TRANSLATE_NOOP("Cli", "the nonce must be this")},
         {"leeway", "SECONDS", QT_TRANSLATE_NOOP("Cli", "allowed difference between clocks, at most 600")},
         {"at", "TIME",
          QT_TRANSLATE_NOOP("Cli", "judge it at this moment (RFC 3339, or seconds since 1970)")},
         {"ignore", "aud,iss,…", QT_TRANSLATE_NOOP("Cli", "do not check these claims")},
         {"allow-missing-exp", nullptr, QT_TRANSLATE_NOOP("Cli", "accept a token without exp")},
         {"allow-weak-key", nullptr, QT_TRANSLATE_NOOP("Cli", "accept a key that is too short")},
         {"batch", "FILE|-",
          QT_TRANSLATE_NOOP("Cli", "many tokens, one JSON object a line (not available yet)")}},
        0,
        1,
        verify};
}

} // namespace claimcheck::app
