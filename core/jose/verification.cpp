#include "verification.h"

#include "header_rules.h"
#include "key_selection.h"
#include "signature.h"

#include <openssl/evp.h>

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

/// What makes a token unreadable for a verifier of this signature. That the payload is no JSON is not among
/// it (a JWS may carry anything), but a claims set in which a name appears twice means different things to
/// different readers.
const Problem *formProblem(const ParsedToken &token, size_t index)
{
    for (const Problem &problem : token.problems()) {
        if (problem.signature && *problem.signature != index)
            continue;
        switch (problem.error.code) {
        case ErrorCode::SignatureMissing:
            continue;
        case ErrorCode::JsonEmpty:
        case ErrorCode::JsonSyntax:
        case ErrorCode::JsonNotUtf8:
        case ErrorCode::JsonTooDeep:
        case ErrorCode::JsonTooLarge:
        case ErrorCode::JsonTrailingData:
        case ErrorCode::JsonNotObject:
            if (problem.part != PartId::Header)
                continue;
            break;
        default:
            break;
        }
        return &problem;
    }
    return nullptr;
}

std::optional<Error> formError(const ParsedToken &token, size_t index)
{
    if (token.segmentCount() == 5 && token.header().isValid() && token.header().count("enc") > 0)
        return Error{ErrorCode::TokenKindUnsupported,
                     QCoreApplication::translate("Token", "an encrypted token (JWE)")};
    const Problem *problem = formProblem(token, index);
    if (!problem)
        return std::nullopt;
    // A payload that was to stay unencoded looks broken where crit is silent about it: that is the reason.
    if (problem->part == PartId::Payload && index < token.signatures().size()) {
        const std::optional<Error> critical =
            criticalError(token.protectedHeader(index), token.signatures()[index].unprotectedHeader);
        if (critical && critical->subject == u"b64")
            return critical;
    }
    return problem->error;
}

bool isNone(const QByteArray &algorithm)
{
    return algorithm.compare("none", Qt::CaseInsensitive) == 0;
}

/// The algorithm's row when this signature may be tried with it, else why not.
Result<const Algorithm *> chooseAlgorithm(const ParsedToken &token, size_t index,
                                          const std::vector<QByteArray> &allowed)
{
    if (const std::optional<Error> error = formError(token, index))
        return *error;
    const json::Value name = token.parameter("alg", index);
    if (!name.isValid())
        return Error{ErrorCode::AlgorithmMissing};
    if (!name.isString())
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("alg")};
    const QByteArray text = name.toUtf8();
    if (isNone(text))
        return Error{ErrorCode::TokenUnsecured};
    if (const std::optional<Error> error =
            criticalError(token.protectedHeader(index), token.signatures()[index].unprotectedHeader))
        return *error;
    const Algorithm *algorithm = findAlgorithm(text);
    if (!algorithm)
        return Error{ErrorCode::AlgorithmUnsupported, name.toString()};
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), text) == allowed.end())
        return Error{ErrorCode::AlgorithmNotAllowed, name.toString()};
    return algorithm;
}

SignatureResult couldNotCheck(SignatureResult result, Error reason)
{
    result.outcome = SignatureOutcome::CouldNotCheck;
    result.reason = std::move(reason);
    return result;
}

bool isSameKey(const Key &a, const Key &b)
{
    if (a.type() != b.type())
        return false;
    return a.handle() ? EVP_PKEY_eq(a.handle(), b.handle()) == 1 : a.secret().equals(b.secret());
}

/// The same key twice (a private key and its certificate) is one key.
std::vector<const Key *> distinct(const std::vector<const Key *> &keys)
{
    std::vector<const Key *> list;
    for (const Key *key : keys) {
        if (std::none_of(list.begin(), list.end(),
                         [key](const Key *other) { return isSameKey(*key, *other); }))
            list.push_back(key);
    }
    return list;
}

SignatureResult tryKeys(SignatureResult result, const ParsedToken &token, const Algorithm &algorithm,
                        const KeySelection &selection)
{
    const QByteArrayView signature(token.signatures()[result.index].signature.bytes);
    const QByteArray input = token.signingInput(result.index);
    bool wrongForAll = true;
    for (const Key *key : selection.keys) {
        const Result<SignatureAnswer> answer = checkOne(algorithm, *key, input, signature);
        result.keyId = key->metadata().kid;
        if (!answer)
            return couldNotCheck(std::move(result), answer.error());
        if (answer->matches) {
            result.outcome = SignatureOutcome::Match;
            result.reason.reset();
            result.weakKey = isWeak(algorithm, *key);
            return result;
        }
        wrongForAll = wrongForAll && answer->reason->code != ErrorCode::SignatureMismatch;
        result.reason = answer->reason;
    }
    result.outcome = SignatureOutcome::Mismatch;
    // Several keys may fit and nothing says which is meant: the right one may be none of them. A signature of
    // a wrong length is wrong for any key, though.
    if (!selection.byKeyId && !wrongForAll && distinct(selection.keys).size() > 1) {
        result.keyId.clear();
        return couldNotCheck(std::move(result), {ErrorCode::KeyAmbiguous});
    }
    // A compact token without a payload was either signed so, or its payload went another way.
    if (token.lacksPayload() && !wrongForAll)
        return couldNotCheck(std::move(result), {ErrorCode::PayloadDetached});
    return result;
}

SignatureResult checkAt(size_t index, const ParsedToken &token, const KeySet &keys,
                        const std::vector<QByteArray> &algorithms)
{
    SignatureResult result;
    result.index = index;
    result.algorithm = token.algorithm(index);
    const Result<const Algorithm *> algorithm = chooseAlgorithm(token, index, algorithms);
    if (!algorithm)
        return couldNotCheck(std::move(result), algorithm.error());
    const json::Value kid = token.parameter("kid", index);
    if (kid.isValid() && !kid.isString())
        return couldNotCheck(std::move(result), {ErrorCode::JsonTypeMismatch, QStringLiteral("kid")});
    if (token.form() != Form::Compact && !token.part(PartId::Payload).present && token.lacksPayload())
        return couldNotCheck(std::move(result), {ErrorCode::PayloadDetached});
    const KeySelection selection =
        selectKeys(keys, **algorithm, kid.toUtf8(), algorithms.empty() ? AllowedBy::Key : AllowedBy::Caller);
    if (selection.reason)
        return couldNotCheck(std::move(result), *selection.reason);
    result.keySource = keys.source;
    return tryKeys(std::move(result), token, **algorithm, selection);
}

} // namespace

QByteArray outcomeName(SignatureOutcome outcome)
{
    switch (outcome) {
    case SignatureOutcome::NotChecked:
        return "not-checked";
    case SignatureOutcome::Match:
        return "match";
    case SignatureOutcome::Mismatch:
        return "mismatch";
    case SignatureOutcome::CouldNotCheck:
        break;
    }
    return "could-not-check";
}

std::vector<SignatureResult> checkSignatures(const ParsedToken &token, const KeySet &keys,
                                             const std::vector<QByteArray> &algorithms)
{
    std::vector<SignatureResult> results;
    if (token.signatures().empty())
        results.push_back(
            couldNotCheck({}, formError(token, 0).value_or(Error{ErrorCode::SignatureMissing})));
    results.reserve(token.signatures().size());
    for (size_t i = 0; i < token.signatures().size(); ++i)
        results.push_back(checkAt(i, token, keys, algorithms));
    return results;
}

SignatureResult countingSignature(const std::vector<SignatureResult> &results)
{
    for (const SignatureOutcome outcome : {SignatureOutcome::Match, SignatureOutcome::Mismatch}) {
        for (const SignatureResult &result : results) {
            if (result.outcome == outcome)
                return result;
        }
    }
    return results.front();
}

SignatureResult checkSignature(const ParsedToken &token, const KeySet &keys,
                               const std::vector<QByteArray> &algorithms)
{
    return countingSignature(checkSignatures(token, keys, algorithms));
}

} // namespace claimcheck::jose
