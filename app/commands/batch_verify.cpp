#include "batch_verify.h"

#include "base/base64url.h"
#include "base/json_writer.h"
#include "batch.h"
#include "batch_expectations.h"
#include "batch_keys.h"
#include "claim_expectations.h"
#include "invocation.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

using namespace Qt::StringLiterals;
using jose::Check;
using jose::Expectations;
using jose::SignatureOutcome;

namespace {

/// What a line is answered.
struct Verdict {
    SignatureOutcome outcome = SignatureOutcome::CouldNotCheck;
    std::optional<Error> failure; // nothing: verified
    jose::ParsedToken token;
    std::vector<jose::SignatureResult> signatures = {};
    std::optional<QByteArray> processed = {};
};

Verdict refused(Error error)
{
    return {SignatureOutcome::CouldNotCheck, std::move(error), {}};
}

enum class Judged { All, SignatureOnly, ProofSignatureOnly };

bool isOfClaims(const QByteArray &name)
{
    static constexpr const char *names[] = {"exp",   "nbf", "iat", "iss", "aud", "sub",
                                            "nonce", "jti", "azp", "htm", "htu", "ath"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// `signatureOnly` skips the checks of claims. It takes a payload that is no JSON as well ("form"); all else
/// about a JWS's form keeps its signature from being checked.
bool isSkipped(const Check &check, Judged judged)
{
    return (judged != Judged::All && isOfClaims(check.name)) ||
           (judged == Judged::SignatureOnly && check.name == "form");
}

/// Why the token is not verified: first what is wrong with the signature, then the first check that failed.
std::optional<Error> failureOf(const jose::Validation &validation, Judged judged)
{
    if (validation.signature.outcome != SignatureOutcome::Match)
        return validation.signature.reason.value_or(Error{ErrorCode::SignatureNotChecked});
    for (const Check &check : validation.checks) {
        if (check.outcome == Check::Outcome::Failed && !isSkipped(check, judged))
            return check.reason;
    }
    return std::nullopt;
}

std::vector<jose::SignatureResult> signaturesOf(const jose::Validation &validation)
{
    return validation.signatures.empty() ? std::vector{validation.signature} : validation.signatures;
}

Verdict judged(jose::ParsedToken token, const jose::Validation &validation, Judged how)
{
    return {validation.signature.outcome, failureOf(validation, how), std::move(token),
            signaturesOf(validation)};
}

Verdict judgeSdJwt(const QByteArray &text, const json::Value &line, const jose::KeySet &keys,
                   Expectations expectations, Judged how)
{
    const auto token = jose::SdJwt::parse(text);
    if (!token)
        return refused(token.error());
    if (how == Judged::SignatureOnly)
        ignoreAllClaims(expectations);
    const auto validation = jose::inspectSdJwt(*token, keys, expectations, readKeyBinding(line));
    Verdict verdict = judged(token->issuerToken(), validation.issuer, Judged::All);
    if (!verdict.failure && !validation.accepted())
        verdict.failure = validation.firstError().value_or(Error{ErrorCode::SignatureNotChecked});
    verdict.processed = validation.processed;
    return verdict;
}

/// What the line expects of claims that a proof does not have is expected of its access token.
bool expectsAccessToken(const Expectations &expectations)
{
    return std::holds_alternative<QByteArray>(expectations.issuer) ||
           std::holds_alternative<QByteArray>(expectations.audience) ||
           std::holds_alternative<QByteArray>(expectations.subject);
}

Result<jose::VerifiedToken> verifyAccessToken(const QByteArray &text, const jose::KeySet &keys,
                                              Expectations expectations, Judged how)
{
    // These are said of the proof.
    expectations.algorithms.clear();
    expectations.type = jose::Unset{};
    expectations.nonce = jose::Unset{};
    expectations.maxAge = {};
    if (how == Judged::SignatureOnly)
        ignoreAllClaims(expectations);
    return jose::verify(jose::ParsedToken::parse(text), keys, expectations);
}

Verdict judgeProof(jose::ParsedToken proof, const json::Value &line, const jose::KeySet &keys,
                   const Expectations &expectations, Judged how)
{
    auto wanted = readDpop(line, expectations);
    if (!wanted)
        return refused(wanted.error());
    if (expectsAccessToken(expectations) && !wanted->request.accessToken)
        return refused(fieldInvalid(
            u"dpop.accessToken"_s,
            QCoreApplication::translate("Batch", "it is missing, and iss, aud or sub is expected of it")));
    std::optional<Result<jose::VerifiedToken>> access;
    if (wanted->request.accessToken) {
        access = verifyAccessToken(*wanted->request.accessToken, keys, expectations, how);
        if (*access)
            wanted->accessToken = &**access;
    }
    Verdict verdict = judged(proof, jose::inspectDpopProof(proof, *wanted),
                             how == Judged::All ? how : Judged::ProofSignatureOnly);
    if (!verdict.failure && expectsAccessToken(expectations) && !*access)
        verdict.failure = access->error();
    if (const auto *const type = std::get_if<QByteArray>(&expectations.type);
        type && !verdict.failure && proof.header().find("typ").toUtf8() != *type)
        verdict.failure = Error{ErrorCode::TypeMismatch, u"typ"_s};
    return verdict;
}

Verdict judge(const json::Value &line, BatchKeys &lineKeys)
{
    if (const auto checked = checkVerifyLine(line); !checked)
        return refused(checked.error());
    const auto expectations = readExpectations(line);
    if (!expectations)
        return refused(expectations.error());
    const auto keys = lineKeys.of(line);
    if (!keys)
        return refused(keys.error());
    const Judged how = isTrue(line, "signatureOnly") ? Judged::SignatureOnly : Judged::All;
    const QByteArray text = tokenText(line);
    const bool isProof = line.find("dpop").isValid();
    const bool isDetached = line.find("detachedPayload").isValid();
    // What the line asks for counts, not what the token looks like: whoever sends an access token and a tilde
    // in place of a proof has proven nothing.
    if (line.find("sdJwt").isValid() || (!isProof && !isDetached && jose::SdJwt::looksLikeOne(text)))
        return judgeSdJwt(text, line, **keys, *expectations, how);
    auto token = jose::ParsedToken::parse(text);
    if (isProof)
        return judgeProof(std::move(token), line, **keys, *expectations, how);
    if (isDetached) {
        auto payload = octetsField(line, "detachedPayload");
        if (!payload)
            return refused(payload.error());
        auto attached = token.withPayload(std::move(*payload));
        if (!attached)
            return refused(attached.error());
        token = std::move(*attached);
    }
    const auto validation = jose::inspect(token, **keys, *expectations);
    return judged(std::move(token), validation, how);
}

/// As the token says it, or as the key that was tried does.
QByteArray keyId(const jose::ParsedToken &token, const jose::SignatureResult &signature)
{
    const json::Value kid = token.parameter("kid", signature.index);
    return kid.isString() ? kid.toUtf8() : signature.keyId;
}

void textOrNull(json::Writer &writer, QByteArrayView name, const QByteArray &text)
{
    writer.name(name);
    text.isEmpty() ? writer.null() : writer.string(QByteArrayView(text));
}

void codeMember(json::Writer &writer, const std::optional<Error> &error)
{
    textOrNull(writer, "code", error ? codeName(error->code) : QByteArray());
}

QByteArray answer(const json::Value &line, BatchKeys &keys)
{
    const Verdict verdict = judge(line, keys);
    const bool matched = verdict.outcome == SignatureOutcome::Match;
    json::Writer writer;
    writer.beginObject();
    writer.name("id");
    writer.raw(rawId(line));
    writer.member("outcome", QByteArrayView(jose::outcomeName(verdict.outcome)));
    writer.name("verified");
    writer.boolean(matched && !verdict.failure);
    codeMember(writer, verdict.failure);
    writer.name("payload");
    matched
        ? writer.string(QByteArrayView(base64url::encode(verdict.token.part(jose::PartId::Payload).bytes)))
        : writer.null();
    writer.name("processed");
    // White space between values may hold line ends, and the answer is one line.
    matched &&verdict.processed
        ? writer.raw(QByteArray(*verdict.processed).replace('\n', ' ').replace('\r', ' '))
        : writer.null();
    writer.name("signatures");
    writer.beginArray();
    for (const jose::SignatureResult &signature : verdict.signatures) {
        writer.beginObject();
        writer.name("index");
        writer.integer(static_cast<qint64>(signature.index));
        textOrNull(writer, "alg", signature.algorithm);
        textOrNull(writer, "kid", keyId(verdict.token, signature));
        writer.member("outcome", QByteArrayView(jose::outcomeName(signature.outcome)));
        codeMember(writer, signature.reason);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace

void runVerifyBatch(Invocation &run, jose::KeySet defaults)
{
    BatchKeys keys(std::move(defaults));
    runBatchCommand(run, answerObjects([&keys](const json::Value &line) { return answer(line, keys); }));
}

} // namespace claimcheck::app
