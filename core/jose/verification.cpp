#include "verification.h"

#include "key_selection.h"
#include "signature.h"

#include <openssl/evp.h>

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace claimcheck::jose {

namespace {

/// What makes a token unreadable for a verifier. That the payload is no JSON is not among it (a JWS may carry
/// anything), but a claims set in which a name appears twice means different things to different readers.
std::optional<Error> formError(const ParsedToken &token)
{
    if (token.segmentCount() == 5 && token.header().isValid() && token.header().count("enc") > 0)
        return Error{ErrorCode::TokenKindUnsupported,
                     QCoreApplication::translate("Token", "an encrypted token (JWE)")};
    for (const Problem &problem : token.problems()) {
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
        return problem.error;
    }
    return std::nullopt;
}

/// RFC 7515 section 4.1.11. No extension is understood, so that a well-formed list is refused as well.
std::optional<Error> criticalError(const json::Value &header)
{
    static const std::set<QByteArray> standard = {"alg", "jku",      "jwk", "kid", "x5u", "x5c",
                                                  "x5t", "x5t#S256", "typ", "cty", "crit"};
    const json::Value critical = header.find("crit");
    if (!critical.isValid()) {
        // RFC 7797 section 6: an unencoded payload must be announced there.
        const json::Value encoded = header.find("b64");
        if (encoded.isValid() && encoded.type() != json::Type::True)
            return Error{ErrorCode::CriticalInvalid, QStringLiteral("b64")};
        return std::nullopt;
    }
    const Error invalid{ErrorCode::CriticalInvalid, QStringLiteral("crit")};
    const std::vector<json::Value> names = critical.elements();
    if (names.empty())
        return invalid;
    // A set, because a header of a megabyte can hold a list of a hundred thousand names.
    std::set<QByteArray> present;
    for (const json::Member &member : header.members())
        present.insert(member.name.toUtf8());
    std::set<QByteArray> seen;
    for (const json::Value &name : names) {
        const QByteArray text = name.toUtf8();
        if (!name.isString() || standard.contains(text) || !seen.insert(text).second ||
            !present.contains(text))
            return invalid;
    }
    return Error{ErrorCode::CriticalUnsupported, names.front().toString()};
}

bool isNone(const QByteArray &algorithm)
{
    return algorithm.compare("none", Qt::CaseInsensitive) == 0;
}

/// The algorithm's row when this token may be tried with it, else why not.
Result<const Algorithm *> chooseAlgorithm(const ParsedToken &token, const std::vector<QByteArray> &allowed)
{
    if (const std::optional<Error> error = formError(token))
        return *error;
    const json::Value header = token.header();
    const json::Value name = header.find("alg");
    if (!name.isValid())
        return Error{ErrorCode::AlgorithmMissing};
    if (!name.isString())
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("alg")};
    const QByteArray text = name.toUtf8();
    if (isNone(text))
        return Error{ErrorCode::TokenUnsecured};
    if (const std::optional<Error> error = criticalError(header))
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
    const QByteArrayView signature(token.part(PartId::Signature).bytes);
    bool wrongForAll = true;
    for (const Key *key : selection.keys) {
        const Result<SignatureAnswer> answer = checkOne(algorithm, *key, token.signingInput(), signature);
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
    return result;
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

SignatureResult checkSignature(const ParsedToken &token, const KeySet &keys,
                               const std::vector<QByteArray> &algorithms)
{
    SignatureResult result;
    result.algorithm = token.algorithm();
    const Result<const Algorithm *> algorithm = chooseAlgorithm(token, algorithms);
    if (!algorithm)
        return couldNotCheck(std::move(result), algorithm.error());
    const json::Value kid = token.header().find("kid");
    if (kid.isValid() && !kid.isString())
        return couldNotCheck(std::move(result), {ErrorCode::JsonTypeMismatch, QStringLiteral("kid")});
    const KeySelection selection =
        selectKeys(keys, **algorithm, kid.toUtf8(), algorithms.empty() ? AllowedBy::Key : AllowedBy::Caller);
    if (selection.reason)
        return couldNotCheck(std::move(result), *selection.reason);
    result.keySource = keys.source;
    return tryKeys(std::move(result), token, **algorithm, selection);
}

} // namespace claimcheck::jose
