#include "environment_chooser.h"
#include "login/profile.h"
#include "request_suite_page.h"
#include "request_tabs_tab.h"
#include "widgets/inline_bar.h"

#include <QFileInfo>

/// What templates mean in each tab, and the runs of whole files.
namespace claimcheck::ui {

void RequestTabs::updateScopes()
{
    for (const auto &tab : m_all)
        updateScope(*tab);
}

void RequestTabs::updateScope(const Tab &tab)
{
    tab.panel->setScope(scopeOf(tab.place.path));
}

RequestScope RequestTabs::scopeOf(const QString &path) const
{
    RequestScope scope;
    const requests::CollectionFile *file = m_book.file(path);
    // What is not saved yet may send any file: its paths are the person's own choice.
    scope.folder = file ? QFileInfo(path).absolutePath() : path.isEmpty() ? QString() : m_book.folder();
    if (file)
        scope.variables = file->file.variables();
    auto profile = m_chooser.profile();
    if (m_chooser.chosen().kind == ChosenEnvironment::Kind::Environment) {
        // Of this file's own folder, which need not be that of the tab that is shown.
        const auto all = m_book.environmentsFor(path);
        const auto own =
            all ? all->find(m_chooser.chosen().name.toUtf8()) : Result<requests::Environment>(all.error());
        scope.environment = own ? *own : requests::Environment();
        profile = m_tools.profiles.byName(QString::fromUtf8(scope.environment.profile));
    }
    scope.profileName = QString::fromUtf8(scope.environment.profile);
    if (profile) {
        scope.profileId = profile->id;
        scope.profileName = profile->name;
    }
    if (scope.environment.isProduction)
        scope.production = QString::fromUtf8(scope.environment.name);
    else if (profile && profile->environment == u"prod")
        scope.production = profile->environment;
    return withExpander(scope, m_tools.clock);
}

void RequestTabs::updateEnvironments()
{
    const auto environments = m_book.environmentsFor(currentPlace().path);
    if (!environments)
        m_message->show_(InlineBar::Kind::Warning, describe(environments.error()).message,
                         QString::fromLatin1(codeName(environments.error().code)));
    m_chooser.setEnvironments(environments ? *environments : requests::Environments());
}

void RequestTabs::runFiles(const QString &path)
{
    std::vector<RequestSuitePage::Job> jobs;
    for (const requests::CollectionFile *file : m_book.files()) {
        if (!path.isEmpty() && file->path != path)
            continue;
        const RequestScope scope = scopeOf(file->path);
        for (const requests::HttpEntry &entry : file->file.entries())
            jobs.push_back({file->path, file->name, entry.line, entry.spec, scope});
    }
    auto *page = new RequestSuitePage(m_tools, this);
    connect(page, &RequestSuitePage::opened, this, [this](const QString &file, int line) {
        const requests::CollectionFile *found = m_book.file(file);
        for (size_t i = 0; found && i < found->file.entries().size(); ++i) {
            if (found->file.entries()[i].line == line)
                return openPlace({file, static_cast<int>(i)}, true);
        }
    });
    const QString name = path.isEmpty() ? tr("all files") : QFileInfo(path).fileName();
    openPage(page, tr("Run: %1").arg(name));
    page->run(std::move(jobs));
}

} // namespace claimcheck::ui
