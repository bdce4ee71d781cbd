#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "login/recipe.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

void printJson(const Invocation &run)
{
    json::Writer writer;
    writer.beginArray();
    for (const login::Recipe &recipe : login::allRecipes()) {
        writer.beginObject();
        writer.member("id", recipe.id);
        writer.member("title", recipe.title);
        writer.member("note", recipe.note);
        writer.name("tested");
        writer.boolean(recipe.tested);
        writer.name("settings");
        writer.beginObject();
        for (const auto &[key, value] : recipe.settings)
            writer.member(key.toUtf8(), value);
        writer.endObject();
        writer.endObject();
    }
    writer.endArray();
    run.print(writer.take() + '\n');
}

void recipes(Invocation &run)
{
    if (run.json()) {
        printJson(run);
        return run.finish();
    }
    std::vector<QStringList> rows;
    for (const login::Recipe &recipe : login::allRecipes())
        rows.push_back({recipe.id, recipe.title,
                        recipe.tested
                            ? QCoreApplication::translate("Cli", "tested against the real server")
                            : QCoreApplication::translate(
                                  "Cli", "from documentation, not tested against the real server")});
    run.print(table(rows).toUtf8());
    for (const login::Recipe &recipe : login::allRecipes()) {
        run.printLine(u'\n' + recipe.id + (recipe.note.isEmpty() ? QString() : u": "_s + recipe.note));
        std::vector<QStringList> settings;
        for (const auto &[key, value] : recipe.settings)
            settings.push_back({key, value.isEmpty() ? QStringLiteral("-") : value});
        run.print(table(settings, QStringLiteral("  ")).toUtf8());
    }
    run.finish();
}

} // namespace

Command recipesCommand()
{
    return {"recipes",
            "recipes",
            QT_TRANSLATE_NOOP("Cli", "Lists the known kinds of server, and their settings"),
            QT_TRANSLATE_NOOP("Cli", "Every setting can be changed for a profile with --set KEY=VALUE. "
                                     "Values are paths, JSON Pointers into the "
                                     "reply, or words."),
            {},
            0,
            0,
            recipes};
}

} // namespace claimcheck::app
