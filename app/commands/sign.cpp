#include "base/json_writer.h"
#include "command.h"
#include "header_argument.h"
#include "input.h"
#include "invocation.h"
#include "jose/signature.h"
#include "jose/signing.h"
#include "key_source.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

Result<const jose::Algorithm *> readAlgorithm(const Invocation &run)
{
    const auto name = run.value(u"alg"_s);
    if (!name)
        return usage(QCoreApplication::translate("Cli", "--alg is needed: a signature algorithm."));
    const jose::Algorithm *const algorithm = jose::findAlgorithm(name->toUtf8());
    if (!algorithm)
        return Error{ErrorCode::AlgorithmUnsupported, *name};
    return algorithm;
}

/// The Claims Set's exact bytes, or those of any --payload.
Result<QByteArray> readPayload(const Invocation &run)
{
    if (run.isSet(u"payload"_s) && run.isSet(u"claims"_s))
        return usage(QCoreApplication::translate("Cli", "Give either --claims or --payload."));
    if (const auto file = run.value(u"payload"_s))
        return readAll(*file);
    const QString argument = run.value(u"claims"_s).value_or(u"-"_s);
    auto text = readText(argument);
    if (!text)
        return text;
    const auto document = json::Document::parse(*text);
    if (!document)
        return Error{document.error().code, u"--claims"_s, document.error().detail, document.error().offset};
    if (!document->root().isObject())
        return Error{ErrorCode::JsonNotObject, u"--claims"_s};
    if (const auto repeated = json::firstDuplicate(document->root()))
        return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
    return text;
}

Result<jose::Key> readKey(const Invocation &run, const jose::Algorithm &algorithm, const QByteArray &kid)
{
    const auto keys = readLocalKeys(run);
    if (!keys)
        return keys.error();
    auto key = oneKey(*keys, kid, [&algorithm](const jose::Key &candidate) {
        return candidate.isPrivate() && !jose::keyMisfit(algorithm, candidate) &&
               (candidate.metadata().alg.isEmpty() || candidate.metadata().alg == algorithm.name);
    });
    if (!key)
        return key;
    if (const auto misfit = jose::keyMisfit(algorithm, *key))
        return *misfit;
    return key;
}

enum class Serialization { Compact, Flattened };

Result<Serialization> readSerialization(const Invocation &run)
{
    const QString name = run.value(u"serialization"_s).value_or(u"compact"_s);
    if (name == u"compact")
        return Serialization::Compact;
    if (name == u"flattened")
        return Serialization::Flattened;
    return usage(QCoreApplication::translate("Cli", "--serialization takes compact or flattened."));
}

Result<QByteArray> makeToken(const Invocation &run)
{
    const auto algorithm = readAlgorithm(run);
    if (!algorithm)
        return algorithm.error();
    const auto serialization = readSerialization(run);
    if (!serialization)
        return serialization.error();
    const auto header = readHeader(run);
    if (!header)
        return header.error();
    const auto key = readKey(run, **algorithm, header->root().find("kid").toUtf8());
    if (!key)
        return key.error();
    const auto payload = readPayload(run);
    if (!payload)
        return payload.error();
    const QByteArray headerJson =
        header->root().count("alg") > 0 ? header->text() : withMember(*header, "alg", (*algorithm)->name);
    const auto place = run.isSet(u"detached"_s) ? jose::PayloadPlace::Detached : jose::PayloadPlace::Attached;
    if (*serialization == Serialization::Flattened)
        return jose::signJson(*payload, {{*key, *algorithm, headerJson, {}}}, place);
    return jose::signCompact(headerJson, *payload, *key, **algorithm, place);
}

void sign(Invocation &run)
{
    const auto token = makeToken(run);
    if (!token)
        return run.fail(token.error());
    if (!run.json()) {
        run.print(*token + '\n');
        return run.finish();
    }
    json::Writer writer;
    writer.beginObject();
    writer.name("token");
    token->startsWith('{') ? writer.raw(*token) : writer.string(QByteArrayView(*token));
    writer.endObject();
    run.print(writer.take() + '\n');
    run.finish();
}

} // namespace

Command signCommand()
{
    return {"sign",
            "sign (--key FILE | --secret-file F) --alg A [--header JSON|@FILE] [--claims JSON|@FILE|-]",
            QT_TRANSLATE_NOOP("Cli", "Makes a signed token"),
            QT_TRANSLATE_NOOP("Cli",
                              "The members of the header and the claims go out byte for byte as they are "
                              "given, and nothing is added "
                              "but alg, first, where the header lacks it: a typ or a kid only if it is "
                              "given. The claims come from standard input without --claims. The key must be "
                              "private and long enough."),
            {keyOption,
             secretFileOption,
             secretEncodingOption,
             keyPasswordOption,
             {"alg", "A", QT_TRANSLATE_NOOP("Cli", "the signature algorithm, such as ES256")},
             {"header", "JSON|@FILE", QT_TRANSLATE_NOOP("Cli", "the JOSE Header, an object")},
             {"claims", "JSON|@FILE|-", QT_TRANSLATE_NOOP("Cli", "the Claims Set, an object")},
             {"payload", "FILE|-", QT_TRANSLATE_NOOP("Cli", "any bytes in place of a Claims Set")},
             {"detached", nullptr, QT_TRANSLATE_NOOP("Cli", "leave the payload out of the token")},
             {"serialization", "S", QT_TRANSLATE_NOOP("Cli", "compact (without this) or flattened (JSON)")}},
            0,
            0,
            sign};
}

} // namespace claimcheck::app
