#include "base/json_writer.h"
#include "batch.h"
#include "batch_key_show.h"
#include "command.h"
#include "invocation.h"
#include "key_format.h"
#include "key_source.h"
#include "key_text.h"
#include "terminal.h"

#include "jose/encryption_algorithm.h"
#include "jose/key_export.h"
#include "jose/signature.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

struct KeyTypeRow {
    const char *name;
    jose::KeyType type;
    const char *curve; // without --crv
};
constexpr KeyTypeRow keyTypes[] = {{"RSA", jose::KeyType::Rsa, ""},
                                   {"EC", jose::KeyType::Ec, "P-256"},
                                   {"OKP", jose::KeyType::Okp, "Ed25519"},
                                   {"oct", jose::KeyType::Oct, ""}};

const QStringList curveNames = {u"P-256"_s,   u"P-384"_s, u"P-521"_s,  u"secp256k1"_s,
                                u"Ed25519"_s, u"Ed448"_s, u"X25519"_s, u"X448"_s};

Result<jose::Key> generated(const Invocation &run)
{
    const QString name = run.value(u"kty"_s).value_or(QString());
    const auto row = std::find_if(std::begin(keyTypes), std::end(keyTypes), [&name](const KeyTypeRow &r) {
        return name.compare(QLatin1String(r.name), Qt::CaseInsensitive) == 0;
    });
    if (row == std::end(keyTypes))
        return usage(QCoreApplication::translate("Cli", "--kty takes RSA, EC, OKP or oct."));
    const auto bits = run.number(u"bits"_s);
    if (!bits)
        return bits.error();
    const bool hasCurve = *row->curve != '\0';
    if (hasCurve ? bits->has_value() : run.isSet(u"crv"_s))
        return usage(hasCurve ? QCoreApplication::translate(
                                    "Cli", "--bits is for RSA and oct: a curve has its own size.")
                              : QCoreApplication::translate("Cli", "--crv is for EC and OKP."));
    if (const auto named = run.value(u"crv"_s); named && !curveNames.contains(*named))
        return usage(QCoreApplication::translate("Cli", "--crv takes %1.").arg(curveNames.join(u", ")));
    if (row->type == jose::KeyType::Oct && bits->value_or(0) % 8 != 0)
        return usage(QCoreApplication::translate("Cli", "--bits of a secret takes a multiple of 8."));
    const QByteArray curve = run.value(u"crv"_s).value_or(QLatin1String(row->curve)).toUtf8();
    return jose::generateKey(row->type, curve, static_cast<int>(bits->value_or(0)));
}

/// The key with what --kid, --alg and --use say of it.
Result<jose::Key> described(const Invocation &run, const jose::Key &key)
{
    jose::KeyMetadata metadata = key.metadata();
    metadata.kid = run.value(u"kid"_s).value_or(QString::fromUtf8(metadata.kid)).toUtf8();
    if (const auto use = run.value(u"use"_s); use && *use != u"sig" && *use != u"enc")
        return usage(QCoreApplication::translate("Cli", "--use takes sig or enc."));
    metadata.use = run.value(u"use"_s).value_or(QString::fromUtf8(metadata.use)).toUtf8();
    if (const auto name = run.value(u"alg"_s)) {
        metadata.alg = name->toUtf8();
        const jose::Algorithm *const algorithm = jose::findAlgorithm(metadata.alg);
        if (!algorithm && !jose::findKeyManagement(metadata.alg) &&
            !jose::findContentEncryption(metadata.alg))
            return Error{ErrorCode::AlgorithmUnsupported, *name};
        if (const auto misfit = algorithm ? jose::keyMisfit(*algorithm, key) : std::nullopt)
            return *misfit;
    }
    return key.withMetadata(std::move(metadata));
}

bool describes(const Invocation &run)
{
    return run.isSet(u"kid"_s) || run.isSet(u"alg"_s) || run.isSet(u"use"_s);
}

void notePrivate(const Invocation &run, const std::vector<jose::Key> &keys)
{
    if (std::any_of(keys.begin(), keys.end(), [](const jose::Key &key) { return key.isPrivate(); }))
        run.note(QCoreApplication::translate(
            "Cli", "This is a private key or a secret: whoever has it can sign or decrypt."));
}

void print(Invocation &run, const Result<Secret> &text)
{
    if (!text)
        return run.fail(text.error());
    run.print(text->reveal().toByteArray());
    run.finish();
}

void generate(Invocation &run)
{
    const auto format = readKeyFormat(run, KeyFormat::Jwk);
    if (!format)
        return run.fail(format.error());
    auto key = generated(run);
    if (key)
        key = described(run, *key);
    if (!key)
        return run.fail(key.error());
    const auto text = formatted({*key}, *format, run.json());
    if (text)
        notePrivate(run, {*key});
    print(run, text);
}

void noteRejected(const Invocation &run, const jose::KeySet &keys)
{
    for (const Error &error : keys.rejected)
        run.note(QCoreApplication::translate("Cli", "The key %1 was left out: %2 (%3)")
                     .arg(visible(error.subject), visible(describe(error).message),
                          QLatin1String(codeName(error.code))));
}

/// All keys of the file, of which there is one at least.
Result<jose::KeySet> readKeyArgument(const Invocation &run)
{
    auto keys = run.isSet(u"secret-file"_s) && run.arguments().size() < 2
                    ? readLocalKeys(run)
                    : readKeyFile(run, run.arguments().value(1, u"-"_s));
    if (keys && keys->keys.empty())
        return keys->rejected.empty() ? Error{ErrorCode::KeyMissing} : keys->rejected.front();
    return keys;
}

Result<jose::Key> publicPart(const jose::Key &key)
{
    if (key.type() == jose::KeyType::Oct)
        return Error{ErrorCode::KeyTypeMismatch,
                     QCoreApplication::translate("Cli", "a public key: a secret (oct) has no public part")};
    return jose::publicKeyOf(key);
}

enum class Shown { AsGiven, PublicOnly };

void convert(Invocation &run, Shown shown)
{
    auto keys = readKeyArgument(run);
    if (!keys)
        return run.fail(keys.error());
    const auto format = shown == Shown::AsGiven && !run.isSet(u"to"_s)
                            ? usage(QCoreApplication::translate("Cli", "--to is needed: pem, jwk or jwks."))
                            : readKeyFormat(run, keys->keys.size() == 1 ? KeyFormat::Jwk : KeyFormat::Jwks);
    if (!format)
        return run.fail(format.error());
    if (describes(run) && keys->keys.size() != 1)
        return run.fail(usage(QCoreApplication::translate(
            "Cli", "--kid, --alg and --use are for one key, and here are more.")));
    for (jose::Key &key : keys->keys) {
        auto changed = describes(run) ? described(run, key) : Result(key);
        if (changed && shown == Shown::PublicOnly)
            changed = publicPart(*changed);
        if (!changed)
            return run.fail(changed.error());
        key = std::move(*changed);
    }
    const auto text = formatted(keys->keys, *format, run.json());
    if (text) {
        noteRejected(run, *keys);
        notePrivate(run, keys->keys);
    }
    print(run, text);
}

void thumbprint(Invocation &run)
{
    const auto keys = readKeyArgument(run);
    if (!keys)
        return run.fail(keys.error());
    noteRejected(run, *keys);
    json::Writer writer;
    writer.beginObject();
    writer.name("keys");
    writer.beginArray();
    QByteArray lines;
    for (const jose::Key &key : keys->keys) {
        const auto print = jose::thumbprint(key);
        if (!print)
            return run.fail(print.error());
        lines += *print + '\n';
        writer.beginObject();
        writer.name("kid");
        key.metadata().kid.isEmpty() ? writer.null() : writer.string(QByteArrayView(key.metadata().kid));
        writer.name("thumbprints");
        writeThumbprints(writer, key);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    run.print(run.json() ? writer.take() + '\n' : lines);
    run.finish();
}

void show(Invocation &run)
{
    const auto keys = run.isSet(u"secret-file"_s) && run.arguments().size() < 2
                          ? readLocalKeys(run)
                          : readKeyFile(run, run.arguments().value(1, u"-"_s));
    if (!keys)
        return run.fail(keys.error());
    run.print(run.json() ? keySetJson(*keys) + '\n' : keySetText(*keys).toUtf8());
    run.finish(keys->keys.empty() ? static_cast<int>(ExitClass::No) : 0);
}

void key(Invocation &run)
{
    const QString action = run.arguments().value(0);
    if (run.isSet(u"batch"_s)) {
        if (action != u"show")
            return run.fail(usage(QCoreApplication::translate("Cli", "--batch is for key show.")));
        if (const auto checked = checkBatchUsage(run, 1); !checked)
            return run.fail(checked.error());
        return runKeyShowBatch(run);
    }
    if (action == u"generate" && run.arguments().size() == 1)
        return generate(run);
    if (action == u"convert")
        return convert(run, Shown::AsGiven);
    if (action == u"public")
        return convert(run, Shown::PublicOnly);
    if (action == u"thumbprint")
        return thumbprint(run);
    if (action == u"show")
        return show(run);
    run.fail(usage(QCoreApplication::translate(
        "Cli", "key takes generate, convert, public, thumbprint or show, and (not generate) a file.")));
}

} // namespace

Command keyCommand()
{
    return {
        "key",
        "key generate --kty RSA|EC|OKP|oct [--crv C | --bits N] [--kid S] [--alg A] [--use U] [--to FORMAT]\n"
        "key convert --to pem|jwk|jwks [FILE|-]\n"
        "key public [--to FORMAT] [FILE|-]\nkey thumbprint [FILE|-]\nkey show [FILE|-]\n"
        "key show --batch FILE|-",
        QT_TRANSLATE_NOOP("Cli", "Makes, converts and shows keys"),
        QT_TRANSLATE_NOOP(
            "Cli", "PEM, DER, JWK and JWK Sets are read, told apart by what they are. generate and convert "
                   "print the private key on standard output on purpose: send it to a file that only you "
                   "can read (umask 077). public leaves the private part out. thumbprint is that of "
                   "RFC 7638 with SHA-256; show has those with SHA-384 and SHA-512 too, and says which "
                   "keys of a set cannot be used, and why."),
        {{"kty", "K", QT_TRANSLATE_NOOP("Cli", "generate: RSA, EC, OKP or oct")},
         {"crv", "C",
          QT_TRANSLATE_NOOP("Cli", "generate: P-256 (without this), P-384, P-521 or secp256k1; Ed25519 "
                                   "(without this), Ed448, X25519 or X448")},
         {"bits", "N", QT_TRANSLATE_NOOP("Cli", "generate: of RSA (3072 without this) or oct (256)")},
         {"kid", "S", QT_TRANSLATE_NOOP("Cli", "the key's name")},
         {"alg", "A", QT_TRANSLATE_NOOP("Cli", "the only algorithm that it is for")},
         {"use", "U", QT_TRANSLATE_NOOP("Cli", "sig or enc")},
         {"to", "FORMAT", QT_TRANSLATE_NOOP("Cli", "pem, jwk or jwks")},
         secretFileOption,
         secretEncodingOption,
         keyPasswordOption,
         {"batch", "FILE|-", QT_TRANSLATE_NOOP("Cli", "show: many keys, one JSON object a line")}},
        1,
        2,
        key};
}

} // namespace claimcheck::app
