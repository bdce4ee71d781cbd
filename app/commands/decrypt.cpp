#include "algorithm_names.h"
#include "base/json_writer.h"
#include "batch.h"
#include "batch_decrypt.h"
#include "command.h"
#include "input.h"
#include "invocation.h"
#include "jose/decryption.h"
#include "jose/encryption_algorithm.h"
#include "key_source.h"
#include "password_policy.h"
#include "terminal.h"
#include "token_argument.h"

#include <QCoreApplication>
#include <QStringDecoder>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

Result<jose::DecryptionPolicy> readPolicy(const Invocation &run)
{
    jose::DecryptionPolicy policy;
    auto names =
        readAlgorithmNames(run, [](QByteArrayView name) { return jose::findKeyManagement(name) != nullptr; });
    if (!names)
        return names.error();
    policy.algorithms = std::move(*names);
    if (run.isSet(u"allow-weak-key"_s))
        policy.weakKey = jose::DecryptionPolicy::WeakKey::Allowed;
    if (run.isSet(u"password-file"_s) && !run.isSet(u"key"_s)) {
        if (const auto only = allowPasswordsOnly(policy); !only)
            return only.error();
    }
    return policy;
}

bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    [[maybe_unused]] const QString text = decoder(bytes);
    return !decoder.hasError();
}

QByteArray decryptedJson(const jose::Decrypted &decrypted)
{
    json::Writer writer;
    writer.beginObject();
    if (isUtf8(decrypted.plaintext))
        writer.member("plaintext", QByteArrayView(decrypted.plaintext));
    else
        writer.member("plaintextBase64", QByteArrayView(decrypted.plaintext.toBase64()));
    writer.member("alg", QByteArrayView(decrypted.algorithm));
    writer.member("enc", QByteArrayView(decrypted.encryption));
    writer.name("kid");
    decrypted.keyId.isEmpty() ? writer.null() : writer.string(QByteArrayView(decrypted.keyId));
    writer.endObject();
    return writer.take();
}

void decryptMany(Invocation &run, const jose::DecryptionPolicy &policy)
{
    if (const auto checked = checkBatchUsage(run); !checked)
        return run.fail(checked.error());
    auto keys = namesKeys(run) ? readLocalKeys(run) : Result(jose::KeySet());
    if (!keys)
        return run.fail(keys.error());
    runDecryptBatch(run, std::move(*keys), policy);
}

void decrypt(Invocation &run)
{
    const auto policy = readPolicy(run);
    if (!policy)
        return run.fail(policy.error());
    if (run.isSet(u"batch"_s))
        return decryptMany(run, *policy);
    const auto keys = readLocalKeys(run);
    if (!keys)
        return run.fail(keys.error());
    const auto text = readEncryptedToken(run);
    if (!text)
        return run.fail(text.error());
    if (text->count('.') == 2 && !run.json())
        run.note(QCoreApplication::translate("Cli", "This token is signed and not encrypted: claimcheck "
                                                    "inspect reads it, and claimcheck verify checks it."));
    const auto decrypted = jose::decrypt(jose::ParsedEncryption::parse(*text), *keys, *policy);
    if (!decrypted)
        return run.fail(decrypted.error());
    if (run.json())
        run.print(decryptedJson(*decrypted) + '\n');
    else
        run.print(isTerminal() ? visibleLines(decrypted->plaintext) + '\n' : decrypted->plaintext);
    run.finish();
}

} // namespace

Command decryptCommand()
{
    return {"decrypt",
            "decrypt [-|TOKEN|@FILE] (--key FILE | --password-file F | --secret-file F) [--alg A[,B]]\n"
            "decrypt --batch FILE|- [--key FILE | --secret-file F | --password-file F]",
            QT_TRANSLATE_NOOP("Cli", "Decrypts an encrypted token (JWE)"),
            QT_TRANSLATE_NOOP(
                "Cli", "What was encrypted goes to standard output as it is, and nothing of it before all of "
                       "it is authenticated. RSA1_5 decrypts only when --alg names it."),
            {keyOption,
             secretFileOption,
             secretEncodingOption,
             passwordFileOption,
             {"alg", "A[,B]", QT_TRANSLATE_NOOP("Cli", "the key management algorithms that are allowed")},
             {"allow-weak-key", nullptr, QT_TRANSLATE_NOOP("Cli", "decrypt with a key that is too short")},
             {"batch", "FILE|-", QT_TRANSLATE_NOOP("Cli", "many tokens, one JSON object a line")}},
            0,
            1,
            decrypt};
}

} // namespace claimcheck::app
