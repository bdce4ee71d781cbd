#include "fuzz.h"
#include "jose/key_import.h"
#include "jose/sd_jwt.h"

using namespace claimcheck;
using namespace claimcheck::jose;

namespace {

/// RFC 9901 section 5: the issuer's key, and the digest-bearing part of the only payload that it signed.
constexpr char issuerKey[] =
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ\",\"y"
    "\":\"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8\"}";
constexpr char signedSubject[] = "user_42";

const KeySet &keys()
{
    static const KeySet set = *importKeys(issuerKey, QStringLiteral("fixed"));
    return set;
}

/// Nothing that belongs to the mechanism is left (RFC 9901 section 7.1).
bool isClean(const json::Value &value)
{
    for (const json::Member &member : value.members()) {
        if (member.name.equals("_sd") || member.name.equals("...") || !isClean(member.value))
            return false;
    }
    for (const json::Value &element : value.elements()) {
        if (!isClean(element))
            return false;
    }
    return true;
}

void checkProcessed(const QByteArray &processed)
{
    const Result<json::Document> document = json::Document::parse(processed);
    REQUIRE(document && document->root().isObject());
    REQUIRE(isClean(document->root()));
    REQUIRE(document->root().count("_sd_alg") == 0);
    REQUIRE(!json::firstDuplicate(document->root()));
}

void checkForm(const SdJwt &token)
{
    REQUIRE(token.disclosures().size() <= SdJwt::maxDisclosures && token.unmatchedDigests() >= 0);
    for (const Disclosure &disclosure : token.disclosures()) {
        const json::Span span = disclosure.span;
        REQUIRE(span.begin >= 0 && span.begin <= span.end && span.end <= token.text().size());
        REQUIRE(!disclosure.parent || *disclosure.parent < token.disclosures().size());
    }
    if (token.issuerToken().form() == Form::Compact)
        REQUIRE(token.text().startsWith(token.presentation()) && token.presentation().endsWith('~'));
    if (token.processed())
        checkProcessed(*token.processed());
    if (const Result<QByteArray> shown = presentSdJwt(token, {}); shown) {
        const Result<SdJwt> again = SdJwt::parse(*shown);
        REQUIRE(again && again->disclosures().empty() && !again->keyBinding());
    }
}

void checkValidation(const SdJwt &token, bool keyBindingRequired)
{
    Expectations expectations;
    expectations.at = TimePoint(std::chrono::seconds(1748537300));
    expectations.audience = Ignored{};
    KeyBindingExpectations binding;
    binding.required = keyBindingRequired;
    binding.audience = QByteArray("https://verifier.example.org");
    binding.nonce = QByteArray("1234567890");
    const SdJwtValidation validation = inspectSdJwt(token, keys(), expectations, binding);
    const bool matched = validation.issuer.signature.outcome == SignatureOutcome::Match;
    REQUIRE(validation.accepted() == !validation.firstError());
    REQUIRE(!validation.accepted() || (matched && validation.processed));
    REQUIRE(!validation.processed || matched);
    REQUIRE(!keyBindingRequired || !validation.accepted() || validation.keyBinding);
    if (!matched)
        return;
    // Only the RFC's own payload was signed; whatever is disclosed on top of it, its sub stays.
    REQUIRE(token.issuerToken().claims().find("sub").equals(signedSubject));
    if (validation.accepted() && keyBindingRequired)
        REQUIRE(validation.keyBinding->signature.outcome == SignatureOutcome::Match);
}

} // namespace

/// The disclosures of the RFC's token, in any order and number, and anything else: what is processed is
/// clean, what is accepted was signed.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Result<SdJwt> token = SdJwt::parse(fuzz::bytes(data, size));
    if (!token)
        return 0;
    checkForm(*token);
    checkValidation(*token, false);
    checkValidation(*token, true);
    return 0;
}
