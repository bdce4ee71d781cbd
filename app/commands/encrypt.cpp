#include "base/json_writer.h"
#include "command.h"
#include "header_argument.h"
#include "input.h"
#include "invocation.h"
#include "jose/encryption.h"
#include "key_source.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

/// What becomes a token of at most 256 MB, the largest that can be decrypted.
constexpr qint64 maxPlaintext = 190 * 1024 * 1024;

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

struct Algorithms {
    const jose::KeyManagementAlgorithm *management;
    const jose::ContentEncryption *content;
};

Result<Algorithms> readAlgorithms(const Invocation &run)
{
    const auto alg = run.value(u"alg"_s);
    const auto enc = run.value(u"enc"_s);
    if (!alg || !enc)
        return usage(QCoreApplication::translate("Cli", "--alg and --enc are needed."));
    const Algorithms algorithms = {jose::findKeyManagement(alg->toUtf8()),
                                   jose::findContentEncryption(enc->toUtf8())};
    if (!algorithms.management)
        return Error{ErrorCode::AlgorithmUnsupported, *alg};
    if (!algorithms.content)
        return Error{ErrorCode::AlgorithmUnsupported, *enc};
    return algorithms;
}

/// A file or standard input: never the text itself, since arguments can be seen by other programs.
Result<QByteArray> readPlaintext(const Invocation &run)
{
    const QString argument = run.arguments().value(0, u"-"_s);
    if (argument != u"-" && !argument.startsWith(u'@'))
        return usage(QCoreApplication::translate(
            "Cli", "What is encrypted comes from @FILE or standard input (-), and is never an argument."));
    return readAll(argument == u"-" ? argument : argument.mid(1), maxPlaintext);
}

bool mayEncrypt(const jose::Key &key, const jose::KeyManagementAlgorithm &algorithm)
{
    const jose::KeyMetadata &metadata = key.metadata();
    const bool isCurve = key.type() == jose::KeyType::Ec || key.type() == jose::KeyType::Okp;
    const bool wantsCurve = algorithm.keyType == jose::KeyType::Ec || algorithm.keyType == jose::KeyType::Okp;
    return (wantsCurve ? isCurve : key.type() == algorithm.keyType) && metadata.use != "sig" &&
           (metadata.alg.isEmpty() || metadata.alg == algorithm.name);
}

Result<QByteArray> makeToken(const Invocation &run)
{
    const auto algorithms = readAlgorithms(run);
    if (!algorithms)
        return algorithms.error();
    const auto header = readHeader(run);
    if (!header)
        return header.error();
    const auto keys = readLocalKeys(run);
    if (!keys)
        return keys.error();
    const auto key =
        oneKey(*keys, header->root().find("kid").toUtf8(), [&algorithms](const jose::Key &candidate) {
            return mayEncrypt(candidate, *algorithms->management);
        });
    if (!key)
        return key.error();
    auto plaintext = readPlaintext(run);
    if (!plaintext)
        return plaintext.error();
    auto token = jose::encryptCompact(header->text(), *plaintext, {*key, algorithms->management, {}},
                                      *algorithms->content);
    if (plaintext->isDetached())
        wipe(*plaintext);
    return token;
}

void encrypt(Invocation &run)
{
    const auto token = makeToken(run);
    if (!token)
        return run.fail(token.error());
    if (!run.json()) {
        run.print(*token);
        run.print("\n");
        return run.finish();
    }
    json::Writer writer;
    writer.beginObject();
    writer.member("token", QByteArrayView(*token));
    writer.endObject();
    run.print(writer.take() + '\n');
    run.finish();
}

} // namespace

Command encryptCommand()
{
    return {
        "encrypt",
        "encrypt (--key FILE | --secret-file F | --password-file F) --alg A --enc E [--header JSON|@FILE] "
        "[@FILE|-]",
        QT_TRANSLATE_NOOP("Cli", "Makes an encrypted token (JWE)"),
        QT_TRANSLATE_NOOP(
            "Cli", "What is encrypted goes in byte for byte, and so do the header's members: alg, enc and "
                   "what the algorithm needs are put in front of them. For RSA and ECDH the key is the "
                   "recipient's public one."),
        {keyOption,
         secretFileOption,
         secretEncodingOption,
         passwordFileOption,
         {"alg", "A", QT_TRANSLATE_NOOP("Cli", "the key management algorithm, such as RSA-OAEP-256")},
         {"enc", "E", QT_TRANSLATE_NOOP("Cli", "the content encryption algorithm, such as A256GCM")},
         {"header", "JSON|@FILE",
          QT_TRANSLATE_NOOP("Cli", "more members of the JOSE Header; \"zip\":\"DEF\" compresses")}},
        0,
        1,
        encrypt};
}

} // namespace claimcheck::app
