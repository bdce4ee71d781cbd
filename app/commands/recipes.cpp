#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "login/recipe.h"
#include "terminal.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

void printJson(const Invocation &run, const QString &id)
{
    json::Writer writer;
    writer.beginArray();
    for (const login::Recipe &recipe : login::allRecipes()) {
        if (!id.isEmpty() && recipe.id != id)
            continue;
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

void printRecipe(const Invocation &run, const login::Recipe &recipe)
{
    run.printLine(recipe.title);
    if (!recipe.note.isEmpty())
        run.printLine(recipe.note);
    run.printLine({});
    std::vector<QStringList> settings;
    for (const auto &[key, value] : recipe.settings)
        settings.push_back({key, value.isEmpty() ? QStringLiteral("-") : value});
    run.print(table(settings, QStringLiteral("  ")).toUtf8());
}

QString provenance(const login::Recipe &recipe)
{
    if (recipe.tested)
        return QCoreApplication::translate("Cli", "tested against the real server");
    if (recipe.id == u"custom")
        return QCoreApplication::translate("Cli", "its paths and fields are set by you");
    return tinted(QCoreApplication::translate("Cli", "from its documentation, not tested"), Tint::Dim);
}

void recipes(Invocation &run)
{
    const QString id = run.arguments().value(0);
    const auto &all = login::allRecipes();
    const auto chosen =
        std::find_if(all.begin(), all.end(), [&id](const login::Recipe &recipe) { return recipe.id == id; });
    if (!id.isEmpty() && chosen == all.end())
        return run.fail({ErrorCode::RecipeUnknown, id});
    if (run.json()) {
        printJson(run, id);
        return run.finish();
    }
    if (!id.isEmpty()) {
        printRecipe(run, *chosen);
        return run.finish();
    }
    std::vector<QStringList> rows;
    for (const login::Recipe &recipe : all)
        rows.push_back({recipe.id, recipe.title, provenance(recipe)});
    run.print(table(rows).toUtf8());
    run.note(u'\n' + QCoreApplication::translate("Cli", "claimcheck recipes ID lists the settings of one."));
    run.finish();
}

} // namespace

Command recipesCommand()
{
    return {"recipes",
            "recipes [ID]",
            QT_TRANSLATE_NOOP("Cli", "Lists the known kinds of server, and their settings"),
            QT_TRANSLATE_NOOP("Cli", "With the ID of one, its settings. Every setting can be changed for a "
                                     "profile with --set KEY=VALUE. "
                                     "Values are paths, JSON Pointers into the "
                                     "reply, or words."),
            {},
            0,
            1,
            recipes};
}

} // namespace claimcheck::app
