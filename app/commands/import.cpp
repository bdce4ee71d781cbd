#include "requests/import.h"

#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "requests/import_keeping.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QDir>

#include <array>
#include <cstdio>

namespace claimcheck::app {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Result<requests::Import> readCurl(const QByteArray &text)
{
    return requests::importCurl(text);
}

struct Importer {
    QStringView kind;
    Result<requests::Import> (*read)(const QByteArray &);
};
constexpr std::array importers{Importer{u"curl", readCurl}, Importer{u"har", requests::importHar},
                               Importer{u"postman", requests::importPostman},
                               Importer{u"openapi", requests::importOpenApi}};

/// A new file only: what is there may be somebody's work.
Result<Done> writeNew(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(text) != text.size())
        return Error{ErrorCode::FileUnwritable, path,
                     file.exists() ? tr("it exists already") : file.errorString()};
    return Done{};
}

QByteArray resultJson(const requests::Import &import, const QByteArray &text, const QByteArray &environments,
                      const std::optional<QString> &output)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("requests");
    writer.integer(static_cast<qint64>(import.requests.size()));
    writer.name("output");
    output ? writer.string(*output) : writer.null();
    writer.name("text");
    output ? writer.null() : writer.string(text);
    writer.name("environments");
    environments.isEmpty() ? writer.null() : writer.raw(environments.trimmed());
    writer.name("secrets");
    writer.beginArray();
    for (const requests::OfferedSecret &secret : import.secrets) {
        writer.beginObject();
        writer.member("reference", "{{keychain:" + secret.name + "}}");
        writer.member("where", secret.where);
        writer.endObject();
    }
    writer.endArray();
    writer.name("leftOut");
    writer.beginArray();
    for (const requests::LeftOut &left : import.leftOut) {
        writer.beginObject();
        writer.member("where", left.where);
        writer.member("what", left.what);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

void sayNotes(Invocation &run, const requests::Import &import)
{
    if (run.json())
        return;
    for (const requests::OfferedSecret &secret : import.secrets)
        run.note(tr("A secret was taken out (%1): {{keychain:%2}} stands in its place.")
                     .arg(visible(secret.where), QString::fromUtf8(secret.name)));
    for (const requests::LeftOut &left : import.leftOut)
        run.note(left.where.isEmpty() ? visible(left.what)
                                      : tr("%1: %2").arg(visible(left.where), visible(left.what)));
}

void write(Invocation &run, requests::Import &import)
{
    const QByteArray text = requests::httpFileOf(import).text();
    const QByteArray environments = requests::environmentFileOf(import);
    const auto output = run.value(QStringLiteral("output"));
    if (text.isEmpty() && environments.isEmpty() && !import.requests.empty()) {
        sayNotes(run, import);
        return run.fail(
            {ErrorCode::ImportUnreadable, tr("The import"), tr("no request of it fits into a file")});
    }
    if (output && !text.isEmpty()) {
        if (const auto written = writeNew(*output, text); !written)
            return run.fail(written.error());
    }
    if (output && !environments.isEmpty()) {
        const QString path =
            QFileInfo(*output).absoluteDir().filePath(QString::fromLatin1(requests::Environments::fileName));
        if (const auto written = writeNew(path, environments); !written)
            return run.fail(written.error());
    }
    if (run.json()) {
        run.print(resultJson(import, text, environments, output) + '\n');
        return run.finish();
    }
    if (!output)
        run.print(text + environments);
    sayNotes(run, import);
    run.finish();
}

/// Into the keychain first: what is written then names what is kept.
void keepAndWrite(Invocation &run, requests::Import import)
{
    std::vector<size_t> chosen;
    for (size_t i = 0; i < import.secrets.size(); ++i) {
        const requests::OfferedSecret &secret = import.secrets[i];
        if (requests::leashOf(import, secret.name).resources.empty())
            import.leftOut.push_back(
                {secret.where, tr("This secret is not kept: its server is not known yet.")});
        else
            chosen.push_back(i);
    }
    run.keep(requests::keepSecrets(requests::KeptSecrets(run.services().keychain), std::move(import),
                                   std::move(chosen), &run, [&run](Result<requests::Import> kept) {
                                       if (!kept)
                                           return run.fail(kept.error());
                                       write(run, *kept);
                                   }));
}

void importFile(Invocation &run)
{
    const QString kind = run.arguments().at(0);
    const auto importer = std::find_if(importers.begin(), importers.end(),
                                       [&kind](const Importer &one) { return one.kind == kind; });
    if (importer == importers.end())
        return run.fail({ErrorCode::UsageInvalid, {}, tr("The kind is one of curl, har, postman, openapi.")});
    const QString name = run.arguments().at(1);
    QFile file(name);
    const bool isOpen = name == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return run.fail({ErrorCode::FileUnreadable, name, file.errorString()});
    const auto content = requests::readForImport(file, name == u"-" ? tr("The standard input") : name);
    if (!content)
        return run.fail(content.error());
    auto import = importer->read(*content);
    if (!import)
        return run.fail(import.error());
    if (run.isSet(QStringLiteral("keep-secrets")))
        keepAndWrite(run, *std::move(import));
    else
        write(run, *import);
}

} // namespace

Command importCommand()
{
    return {"import",
            "import curl|har|postman|openapi FILE|- [--output FILE] [--keep-secrets]",
            QT_TRANSLATE_NOOP("Cli", "Makes an .http file of other tools' requests"),
            QT_TRANSLATE_NOOP(
                "Cli",
                "Reads cURL command lines in bash's quoting, HTTP archives, Postman collections and "
                "environments (v2.1), and OpenAPI 3.0 and 3.1 in JSON. Tokens, passwords and keys in them "
                "are taken out and never written: a reference stands in their place. Those, and what "
                "cannot be taken over, are listed on standard error. --keep-secrets puts them into the "
                "keychain, each only for the servers of the requests that name it; where a name is taken "
                "there, they get another, and the file says that one."),
            {{"output", "FILE", QT_TRANSLATE_NOOP("Cli", "write a new file; environments go beside it")},
             {"keep-secrets", nullptr,
              QT_TRANSLATE_NOOP("Cli", "keep the secrets that are taken out in the keychain")}},
            2,
            2,
            importFile};
}

} // namespace claimcheck::app
