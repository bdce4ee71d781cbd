#include "fuzz.h"
#include "jose/decryption.h"
#include "jose/key_import.h"
#include "support/jose_vectors.h"
#include "support/jwe_cookbook.h"
#include "support/jwe_vectors.h"

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::jose;

namespace {

/// The keys of the RFCs' examples, each alone, and what was ever encrypted for them.
struct Fixture {
    std::vector<KeySet> keys;
    std::vector<QByteArray> plaintexts;

    void add(QByteArrayView key, const char *plaintext)
    {
        const auto isNew = [&](const QByteArray &known) { return known != plaintext; };
        if (std::all_of(plaintexts.begin(), plaintexts.end(), isNew))
            plaintexts.emplace_back(plaintext);
        if (std::find(m_seen.begin(), m_seen.end(), key) != m_seen.end())
            return;
        m_seen.push_back(key);
        const Result<KeySet> set = key.startsWith('{')
                                       ? importKeys(key.toByteArray(), QStringLiteral("fixed"))
                                       : importSecret(Secret(key), SecretEncoding::Text);
        REQUIRE(set);
        keys.push_back(*set);
    }

private:
    std::vector<QByteArrayView> m_seen;
};

const Fixture &fixture()
{
    static const Fixture made = [] {
        Fixture all;
        for (const rfc_jwe::Example &example : rfc_jwe::examples)
            all.add(example.key, example.plaintext);
        for (const rfc7520::Example &example : rfc7520::examples)
            all.add(example.key, example.plaintext);
        // RFC 7519 appendix A.2 wraps that token.
        all.plaintexts.emplace_back(rfc::a2Token);
        return all;
    }();
    return made;
}

void checkPart(const Part &part, qsizetype size)
{
    REQUIRE(part.span.begin >= 0 && part.span.begin <= part.span.end && part.span.end <= size);
}

void checkForm(const ParsedEncryption &token)
{
    const qsizetype size = token.text().size();
    for (const Part *part :
         {&token.protectedHeader(), &token.initializationVector(), &token.ciphertext(), &token.tag()})
        checkPart(*part, size);
    REQUIRE(token.recipients().size() <= ParsedEncryption::maxRecipients);
    for (const Recipient &recipient : token.recipients())
        checkPart(recipient.encryptedKey, size);
    for (const Problem &problem : token.problems())
        REQUIRE(problem.token.begin >= 0 && problem.token.begin <= problem.token.end &&
                problem.token.end <= size);
}

/// The policies of the two kinds of caller: what the key allows, and everything by name.
const std::vector<DecryptionPolicy> &policies()
{
    static const std::vector<DecryptionPolicy> both = [] {
        DecryptionPolicy byKey;
        byKey.maxIterations = 8192;
        byKey.maxInflated = 4096;
        byKey.weakKey = DecryptionPolicy::WeakKey::Allowed;
        DecryptionPolicy byName = byKey;
        for (const KeyManagementAlgorithm *algorithm : allKeyManagement())
            byName.algorithms.push_back(algorithm->name);
        return std::vector{byKey, byName};
    }();
    return both;
}

} // namespace

/// Whatever decrypts was encrypted by the RFCs' authors: everything else is a forgery. Places lie inside.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const ParsedEncryption token = ParsedEncryption::parse(fuzz::bytes(data, size));
    checkForm(token);
    for (const KeySet &keys : fixture().keys) {
        for (const DecryptionPolicy &policy : policies()) {
            const Result<Decrypted> answer = decrypt(token, keys, policy);
            if (!answer)
                continue;
            REQUIRE(std::find(fixture().plaintexts.begin(), fixture().plaintexts.end(), answer->plaintext) !=
                    fixture().plaintexts.end());
            REQUIRE(answer->recipient < token.recipients().size());
            REQUIRE(findKeyManagement(answer->algorithm) && findContentEncryption(answer->encryption));
            REQUIRE(answer->algorithm != "RSA1_5" || !policy.algorithms.empty());
        }
    }
    return 0;
}
