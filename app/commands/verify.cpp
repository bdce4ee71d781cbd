#include "algorithm_names.h"
#include "batch.h"
#include "batch_verify.h"
#include "claim_expectations.h"
#include "command.h"
#include "input.h"
#include "inspect/expectation_set.h"
#include "invocation.h"
#include "jose/algorithm.h"
#include "jose/check.h"
#include "key_source.h"
#include "terminal.h"
#include "token_argument.h"
#include "validation_text.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

using jose::Expectations;

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

Result<Done> applyIgnored(Expectations &expectations, const QString &list)
{
    for (const QString &name : list.split(u',', Qt::SkipEmptyParts)) {
        switch (ignoreClaim(expectations, name.toUtf8())) {
        case IgnoreOutcome::Ignored:
            break;
        case IgnoreOutcome::Contradicts:
            return usage(
                QCoreApplication::translate("Cli", "--%1 and --ignore %1 contradict each other.").arg(name));
        case IgnoreOutcome::Unknown:
            return usage(QCoreApplication::translate(
                             "Cli", "--ignore does not know %1: it takes exp, nbf, iss, aud, sub, typ "
                                    "and nonce.")
                             .arg(name));
        }
    }
    return Done{};
}

/// The set that the window kept under this name: what stands beside it on the command line counts more.
Result<Done> applyNamedSet(const Invocation &run, Expectations &expectations)
{
    const auto name = run.value(u"expect"_s);
    if (!name)
        return Done{};
    const auto sets = inspect::readExpectationSets(run.configFolder());
    if (!sets)
        return sets.error();
    const inspect::ExpectationSet *set = inspect::findExpectationSet(*sets, *name);
    if (!set)
        return usage(
            QCoreApplication::translate("Cli", "No expectations are kept under the name %1.").arg(*name));
    set->applyTo(expectations);
    return Done{};
}

Result<Expectations> readExpectations(const Invocation &run)
{
    Expectations expectations;
    if (const auto named = applyNamedSet(run, expectations); !named)
        return named.error();
    const auto at = momentOf(run);
    if (!at)
        return at.error();
    expectations.at = *at;
    const auto leeway = run.number(QStringLiteral("leeway"));
    if (!leeway)
        return leeway.error();
    if (*leeway)
        expectations.leeway = std::chrono::seconds(**leeway);
    if (expectations.leeway > std::chrono::minutes(10))
        return usage(QCoreApplication::translate("Cli", "--leeway takes at most 600 seconds."));
    // "none" is a word that is understood and never allowed: the token is then judged, and refused.
    auto algorithms = readAlgorithmNames(
        run, [](QByteArrayView name) { return name == "none" || jose::findAlgorithm(name) != nullptr; });
    if (!algorithms)
        return algorithms.error();
    if (!algorithms->empty())
        expectations.algorithms = std::move(*algorithms);
    for (const ClaimExpectation &row : claimExpectations) {
        if (const auto value = run.value(QLatin1String(row.name)))
            expectations.*(row.field) = value->toUtf8();
    }
    if (const auto ignored = applyIgnored(expectations, run.values(QStringLiteral("ignore")).join(u','));
        !ignored)
        return ignored.error();
    if (run.isSet(u"signature-only"_s)) {
        for (const QString &name : {u"iss"_s, u"aud"_s, u"sub"_s, u"nonce"_s}) {
            if (run.isSet(name))
                return usage(
                    QCoreApplication::translate("Cli", "--%1 and --signature-only contradict each other.")
                        .arg(name));
        }
        ignoreAllClaims(expectations);
    }
    if (run.isSet(QStringLiteral("allow-missing-exp")) &&
        expectations.expiration == Expectations::Expiration::Required)
        expectations.expiration = Expectations::Expiration::Optional;
    if (run.isSet(QStringLiteral("allow-weak-key")))
        expectations.weakKey = Expectations::WeakKey::Allowed;
    return expectations;
}

jose::KeyBindingExpectations readKeyBinding(const Invocation &run)
{
    jose::KeyBindingExpectations expectations;
    expectations.required = run.isSet(u"require-key-binding"_s);
    if (const auto audience = run.value(u"key-binding-aud"_s))
        expectations.audience = audience->toUtf8();
    if (const auto nonce = run.value(u"key-binding-nonce"_s))
        expectations.nonce = nonce->toUtf8();
    return expectations;
}

/// Options that only mean something for an SD-JWT: elsewhere they would be passed over in silence.
Result<Done> requireNoKeyBinding(const Invocation &run)
{
    for (const QString &name : {u"require-key-binding"_s, u"key-binding-aud"_s, u"key-binding-nonce"_s}) {
        if (run.isSet(name))
            return Error{ErrorCode::KeyBindingMissing};
    }
    return Done{};
}

Result<Verification> verified(const Invocation &run, const QByteArray &text, const jose::KeySet &keys,
                              const Expectations &expectations)
{
    const auto detached = run.value(u"detached-payload"_s);
    // A token with a tilde at its end must not do away with the payload that the signature is to be for.
    if (!detached && jose::SdJwt::looksLikeOne(text)) {
        const auto token = jose::SdJwt::parse(text);
        if (!token)
            return token.error();
        return Verification::of(text, expectations.at,
                                jose::inspectSdJwt(*token, keys, expectations, readKeyBinding(run)));
    }
    if (const auto plain = requireNoKeyBinding(run); !plain)
        return plain.error();
    auto token = jose::ParsedToken::parse(text);
    if (detached) {
        auto payload = readAll(*detached);
        if (!payload)
            return payload.error();
        auto attached = token.withPayload(std::move(*payload));
        if (!attached)
            return attached.error();
        token = std::move(*attached);
    }
    return Verification::of(text, expectations.at, jose::inspect(token, keys, expectations));
}

/// With --signature-only, what is signed may be no Claims Set at all ("form"); what else spoils a token's
/// form keeps its signature from being checked.
void leaveOutClaims(Verification &verification)
{
    for (jose::Check &check : verification.checks) {
        if (check.outcome != jose::Check::Outcome::Failed || (check.name != "form" && check.name != "iat"))
            continue;
        check.outcome = jose::Check::Outcome::NotChecked;
        check.sentence = jose::saidToIgnore;
    }
    verification.verified = verification.signature.outcome == jose::SignatureOutcome::Match &&
                            jose::nothingFailed(verification.checks);
}

/// A JWK Set is made to be seen: whatever private stands in it is no secret any more.
void noteExposed(const Invocation &run, const jose::KeySet &keys)
{
    if (!run.isSet(u"jwks"_s) && !run.isSet(u"issuer"_s))
        return;
    for (const QString &name : keys.exposed)
        run.note(
            QCoreApplication::translate(
                "Cli", "The key set shows private members of the key %1: whoever can read the set has it.")
                .arg(visible(name)));
}

void verifyMany(Invocation &run)
{
    if (const auto checked = checkBatchUsage(run); !checked)
        return run.fail(checked.error());
    if (!namesKeys(run))
        return runVerifyBatch(run, {});
    readKeys(run, [&run](const Result<jose::KeySet> &keys) {
        if (!keys)
            return run.fail(keys.error());
        noteExposed(run, *keys);
        runVerifyBatch(run, *keys);
    });
}

void verify(Invocation &run)
{
    if (run.isSet(u"batch"_s))
        return verifyMany(run);
    const auto expectations = readExpectations(run);
    if (!expectations)
        return run.fail(expectations.error());
    const auto text = readToken(run, Several::Refused);
    if (!text)
        return run.fail(text.error());
    readKeys(run, [&run, text = *text, expectations = *expectations](const Result<jose::KeySet> &keys) {
        if (!keys)
            return run.fail(keys.error());
        noteExposed(run, *keys);
        auto verification = verified(run, text, *keys, expectations);
        if (!verification)
            return run.fail(verification.error());
        verification->leeway = expectations.leeway;
        if (run.isSet(u"signature-only"_s))
            leaveOutClaims(*verification);
        run.print(run.json() ? verificationJson(*verification) + '\n'
                             : verificationText(*verification).toUtf8());
        run.finish(verification->verified ? 0 : static_cast<int>(ExitClass::No));
    });
}

} // namespace

Command verifyCommand()
{
    return {
        "verify",
        "verify [-|TOKEN|@FILE] (--key FILE | --jwks FILE|URL | --issuer URL | --secret-file F) [checks]\n"
        "verify --batch FILE|- [--key FILE | --jwks FILE|URL | --issuer URL | --secret-file F]",
        QT_TRANSLATE_NOOP("Cli", "Verifies a token's signature and validates its claims"),
        QT_TRANSLATE_NOOP("Cli", "Strict: the allowed algorithms come from the key unless --alg names them, "
                                 "never from the header; exp is required; the "
                                 "leeway is 0; a token that carries aud needs --aud or --ignore aud. Exits "
                                 "with 0 when verified and 1 when not."),
        {keyOption,
         {"jwks", "FILE|URL", QT_TRANSLATE_NOOP("Cli", "a JWK Set")},
         {"issuer", "URL", QT_TRANSLATE_NOOP("Cli", "the keys of this issuer, by its discovery document")},
         secretFileOption,
         secretEncodingOption,
         keyPasswordOption,
         {"alg", "A[,B]", QT_TRANSLATE_NOOP("Cli", "the algorithms that are allowed")},
         {"iss", "S", QT_TRANSLATE_NOOP("Cli", "the issuer must be this")},
         {"aud", "S", QT_TRANSLATE_NOOP("Cli", "the audience must name this")},
         {"typ", "S", QT_TRANSLATE_NOOP("Cli", "the header's type must be this")},
         {"sub", "S", QT_TRANSLATE_NOOP("Cli", "the subject must be this")},
         {"nonce", "S", QT_TRANSLATE_NOOP("Cli", "the nonce must be this")},
         {"leeway", "SECONDS", QT_TRANSLATE_NOOP("Cli", "allowed difference between clocks, at most 600")},
         {"at", "TIME",
          QT_TRANSLATE_NOOP("Cli", "judge it at this moment (RFC 3339, or seconds since 1970)")},
         {"expect", "NAME", QT_TRANSLATE_NOOP("Cli", "what the window's Verify page keeps under this name")},
         {"ignore", "aud,iss,…", QT_TRANSLATE_NOOP("Cli", "do not check these claims")},
         {"allow-missing-exp", nullptr, QT_TRANSLATE_NOOP("Cli", "accept a token without exp")},
         {"allow-weak-key", nullptr, QT_TRANSLATE_NOOP("Cli", "accept a key that is too short")},
         {"signature-only", nullptr,
          QT_TRANSLATE_NOOP("Cli", "check no claim; what is signed may be anything")},
         {"detached-payload", "FILE|-",
          QT_TRANSLATE_NOOP("Cli", "what a token without its payload was signed with")},
         {"require-key-binding", nullptr,
          QT_TRANSLATE_NOOP("Cli", "an SD-JWT must be bound to its holder's key (KB-JWT)")},
         {"key-binding-aud", "S", QT_TRANSLATE_NOOP("Cli", "the audience that the key binding must name")},
         {"key-binding-nonce", "S", QT_TRANSLATE_NOOP("Cli", "the nonce that the key binding must have")},
         {"batch", "FILE|-",
          QT_TRANSLATE_NOOP("Cli", "many tokens, one JSON object a line, each with what is expected of it")}},
        0,
        1,
        verify};
}

} // namespace claimcheck::app
