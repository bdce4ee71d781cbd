#include "batch_decrypt.h"

#include "base/base64url.h"
#include "base/json_writer.h"
#include "batch.h"
#include "batch_keys.h"
#include "invocation.h"
#include "password_policy.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

constexpr Field decryptFields[] = {
    {"id", FieldKind::Any},        {"token", FieldKind::TextOrObject}, {"jwk", FieldKind::Object},
    {"jwks", FieldKind::Object},   {"pem", FieldKind::Text},           {"secret", FieldKind::Text},
    {"password", FieldKind::Text}, {"algorithms", FieldKind::Texts},
};

bool bringsKeys(const json::Value &line)
{
    return std::any_of(std::begin(keyFields), std::end(keyFields),
                       [&line](const Field &field) { return line.find(field.name).isValid(); });
}

Result<jose::Decrypted> decryptLine(const json::Value &line, BatchKeys &lineKeys,
                                    const jose::DecryptionPolicy &defaultPolicy)
{
    if (const auto checked = checkFields(line, decryptFields); !checked)
        return checked.error();
    if (!line.find("token").isValid())
        return fieldInvalid(u"token"_s, QCoreApplication::translate("Batch", "it is missing"));
    jose::DecryptionPolicy policy = bringsKeys(line) ? jose::DecryptionPolicy() : defaultPolicy;
    auto algorithms = algorithmNames(line);
    if (!algorithms)
        return algorithms.error();
    if (!algorithms->empty())
        policy.algorithms = std::move(*algorithms);
    const auto keys = lineKeys.of(line);
    if (!keys)
        return keys.error();
    if (line.find("password").isValid()) {
        if (const auto only = allowPasswordsOnly(policy); !only)
            return only.error();
    }
    return jose::decrypt(jose::ParsedEncryption::parse(tokenText(line)), **keys, policy);
}

QByteArray answer(const json::Value &line, BatchKeys &keys, const jose::DecryptionPolicy &defaultPolicy)
{
    auto decrypted = decryptLine(line, keys, defaultPolicy);
    json::Writer writer;
    writer.beginObject();
    writer.name("id");
    writer.raw(rawId(line));
    writer.member("outcome", QByteArrayView(decrypted ? "decrypted" : "failed"));
    writer.name("code");
    decrypted ? writer.null() : writer.string(QByteArrayView(codeName(decrypted.error().code)));
    writer.name("plaintext");
    decrypted ? writer.string(QByteArrayView(base64url::encode(decrypted->plaintext))) : writer.null();
    writer.endObject();
    return writer.take();
}

} // namespace

void runDecryptBatch(Invocation &run, jose::KeySet defaults, jose::DecryptionPolicy defaultPolicy)
{
    BatchKeys keys(std::move(defaults));
    runBatchCommand(run, answerObjects([&keys, &defaultPolicy](const json::Value &line) {
                        return answer(line, keys, defaultPolicy);
                    }));
}

} // namespace claimcheck::app
