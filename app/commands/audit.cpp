#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "login/leak_search.h"
#include "login/secret_fields.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QStandardPaths>

namespace claimcheck::app {

namespace {

using login::LiveSecret;

QString say(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

/// Where this program keeps anything.
QStringList ownFolders(const Invocation &run)
{
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    QStringList folders = {
        run.configFolder(), defaultConfigFolder(),
        (QDir::isAbsolutePath(state) ? state : QDir::homePath() + QStringLiteral("/.local/state")) +
            QStringLiteral("/claimcheck")};
    for (const auto place : {QStandardPaths::GenericDataLocation, QStandardPaths::GenericCacheLocation})
        folders << QStandardPaths::writableLocation(place) + QStringLiteral("/claimcheck");
    folders.removeDuplicates();
    return folders;
}

struct Leak {
    QString file;
    size_t secret;
};

struct Search {
    std::vector<LiveSecret> secrets;
    std::vector<Leak> leaks;
    int files = 0;
};

Result<Done> searchFiles(const Invocation &run, Search &search)
{
    const login::LeakSearch leaks(search.secrets);
    QStringList folders = ownFolders(run);
    // An iterator passes over what it may not list, and says nothing.
    const auto isClosed = [](const QFileInfo &info) {
        return info.isDir() && !(info.isReadable() && info.isExecutable());
    };
    for (qsizetype i = 0; i < folders.size(); ++i) {
        if (isClosed(QFileInfo(folders[i])))
            return Error{ErrorCode::FileUnreadable, folders[i]};
        QDirIterator files(folders[i], QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo info(files.next());
            // Who moved a folder to another disk and left a link has it searched there, once.
            const QString target = info.isSymLink() && info.isDir() ? info.canonicalFilePath() : QString();
            const bool isKnown = target.isEmpty() || target == u"/" || folders.contains(target) ||
                                 info.absoluteFilePath().startsWith(target + u'/');
            if (!isKnown)
                folders << target;
            if (isClosed(info))
                return Error{ErrorCode::FileUnreadable, info.filePath()};
            // A device or a socket has no content to keep, and reading one may never end.
            if (!info.isFile())
                continue;
            QFile file(info.filePath());
            if (!file.open(QIODevice::ReadOnly))
                return Error{ErrorCode::FileUnreadable, info.filePath(), file.errorString()};
            const auto found = leaks.search(file, info.filePath());
            if (!found)
                return found.error();
            for (const size_t secret : *found)
                search.leaks.push_back({info.filePath(), secret});
            ++search.files;
        }
    }
    return Done{};
}

void report(Invocation &run, const Search &search)
{
    if (run.json()) {
        json::Writer writer;
        writer.beginObject();
        writer.name("files");
        writer.integer(search.files);
        writer.name("secrets");
        writer.integer(static_cast<qint64>(search.secrets.size()));
        writer.name("leaks");
        writer.beginArray();
        for (const Leak &leak : search.leaks) {
            writer.beginObject();
            writer.member("file", leak.file);
            writer.member("profile", search.secrets[leak.secret].owner);
            writer.member("kind", search.secrets[leak.secret].kind);
            writer.endObject();
        }
        writer.endArray();
        writer.endObject();
        run.print(writer.take() + '\n');
    } else {
        for (const Leak &leak : search.leaks)
            run.printLine(describe({ErrorCode::SecretLeaked, visible(leak.file),
                                    visible(search.secrets[leak.secret].owner)})
                              .message);
        run.note(say("%1 live secrets were looked for in %2 files of Claimcheck: %3 found.")
                     .arg(search.secrets.size())
                     .arg(search.files)
                     .arg(search.leaks.size()));
    }
    run.finish(search.leaks.empty() ? 0 : static_cast<int>(ExitClass::No));
}

// One after the other: the keychain answers one question at a time anyway.
void readNext(Invocation &run, const std::shared_ptr<QStringList> &ids, const std::shared_ptr<Search> &search)
{
    if (ids->isEmpty()) {
        if (const auto searched = searchFiles(run, *search); !searched)
            return run.fail(searched.error());
        return report(run, *search);
    }
    const QString id = ids->takeFirst();
    run.keep(run.services().keychain.read(id, &run, [&run, ids, search, id](const Result<Secret> &item) {
        if (!item && item.error().code != ErrorCode::KeychainEntryMissing)
            return run.fail(item.error());
        QString owner = id;
        for (const login::Profile &profile : run.services().profiles.profiles()) {
            if (id == profile.id || id == login::fieldsItem(profile.id))
                owner = profile.name;
        }
        if (item) {
            auto secrets = login::secretsInItem(*item, owner);
            std::move(secrets.begin(), secrets.end(), std::back_inserter(search->secrets));
        }
        readNext(run, ids, search);
    }));
}

void audit(Invocation &run)
{
    if (const auto loaded = run.services().profiles.load(); !loaded)
        return run.fail(loaded.error());
    run.keep(run.services().keychain.list(&run, [&run](const Result<QStringList> &ids) {
        if (!ids)
            return run.fail(ids.error());
        readNext(run, std::make_shared<QStringList>(*ids), std::make_shared<Search>());
    }));
}

} // namespace

Command auditCommand()
{
    return {"audit",
            "audit",
            QT_TRANSLATE_NOOP("Cli", "Searches Claimcheck's own files for any live secret"),
            QT_TRANSLATE_NOOP(
                "Cli", "Every secret that the keychain holds for Claimcheck is looked for in its files for "
                       "configuration, state, data and caches: as it is, percent-encoded, as base64 and as "
                       "UTF-16. The exit code is 1 if one is found."),
            {},
            0,
            0,
            audit};
}

} // namespace claimcheck::app
