#include "verdict.h"

#include "text.h"

namespace claimcheck::inspect {

namespace {

using jose::KeySource;
using jose::SignatureOutcome;

bool isUnsecured(const jose::SignatureResult &signature)
{
    return signature.algorithm.compare("none", Qt::CaseInsensitive) == 0 ||
           (signature.reason && signature.reason->code == ErrorCode::TokenUnsecured);
}

QString matchSentence(const jose::SignatureResult &signature)
{
    if (!signature.keySource)
        return Text::tr("signature matches, and nobody vouches for the key");
    switch (*signature.keySource) {
    case KeySource::Pinned:
        return signature.weakKey ? Text::tr("signature matches, key pinned by you, and too short to be safe")
                                 : Text::tr("signature matches, key pinned by you");
    case KeySource::Discovered:
        return signature.weakKey
                   ? Text::tr("signature matches, key from the issuer, and too short to be safe")
                   : Text::tr("signature matches, key from the issuer");
    case KeySource::Confirmed:
        return signature.weakKey
                   ? Text::tr(
                         "signature matches, key confirmed by a verified token, and too short to be safe")
                   : Text::tr("signature matches, key confirmed by a verified token");
    case KeySource::CarriedByToken:
        break;
    }
    return Text::tr("signature matches a key carried by the token itself, which proves nothing");
}

QString signatureSentence(const jose::SignatureResult &signature)
{
    if (isUnsecured(signature))
        return Text::tr("not signed at all, so anybody can have written it");
    switch (signature.outcome) {
    case SignatureOutcome::Match:
        return matchSentence(signature);
    case SignatureOutcome::Mismatch:
        return Text::tr("the signature does not match");
    case SignatureOutcome::CouldNotCheck:
        return Text::tr("the signature could not be checked");
    case SignatureOutcome::NotChecked:
        break;
    }
    return Text::tr("signature not checked");
}

bool isVouchedFor(const jose::SignatureResult &signature)
{
    return signature.keySource && *signature.keySource != KeySource::CarriedByToken && !signature.weakKey;
}

Level levelOf(const Times &times, const jose::SignatureResult &signature)
{
    if (isUnsecured(signature) || signature.outcome == SignatureOutcome::Mismatch ||
        times.state == TimeState::Expired || times.state == TimeState::NotYetValid)
        return Level::Bad;
    if (times.state == TimeState::Unreadable || signature.outcome == SignatureOutcome::CouldNotCheck)
        return Level::Warning;
    if (signature.outcome == SignatureOutcome::NotChecked)
        return Level::Neutral;
    return isVouchedFor(signature) ? Level::Good : Level::Warning;
}

} // namespace

Verdict makeVerdict(Kind kind, const Times &times, const jose::SignatureResult &signature)
{
    switch (kind) {
    case Kind::Opaque:
        return {Level::Neutral, Text::tr("This is not a JWT: nothing can be read from it")};
    case Kind::JweCompact:
    case Kind::JweJson:
        return {Level::Neutral, Text::tr("Encrypted: only the header can be read without the key")};
    case Kind::JwsCompact:
    case Kind::JwsJson:
    case Kind::SdJwt:
        break;
    }
    //: %1 is about time ("Not expired: 4 min left"), %2 about the signature ("signature not checked").
    const QString sentence = Text::tr("%1 · %2");
    return {levelOf(times, signature), sentence.arg(timeSentence(times), signatureSentence(signature))};
}

Verdict withErrors(Verdict verdict)
{
    if (verdict.level != Level::Good)
        return verdict;
    //: %1 is the whole verdict so far.
    return {Level::Warning, Text::tr("%1 · the token has errors in its form").arg(verdict.text)};
}

QString timeSentence(const Times &times)
{
    switch (times.state) {
    case TimeState::NotExpired:
        if (times.secondsLeft.value_or(1) <= 0)
            return Text::tr("Expired %1 ago, and within the leeway").arg(durationText(-*times.secondsLeft));
        return Text::tr("Not expired: %1 left").arg(durationText(times.secondsLeft.value_or(0)));
    case TimeState::Expired:
        if (times.secondsLeft.value_or(0) == 0)
            return Text::tr("Expired just now");
        return Text::tr("Expired %1 ago").arg(durationText(-*times.secondsLeft));
    case TimeState::NotYetValid:
        return Text::tr("Not valid yet: starts in %1").arg(durationText(times.secondsToStart.value_or(0)));
    case TimeState::NoExpiry:
        return Text::tr("No expiry");
    case TimeState::Unreadable:
        break;
    }
    return times.expiresAt ? Text::tr("Start of validity (nbf) cannot be read")
                           : Text::tr("Expiry cannot be read");
}

} // namespace claimcheck::inspect
