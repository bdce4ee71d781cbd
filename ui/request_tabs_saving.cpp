#include "request_question.h"
#include "request_save_bar.h"
#include "request_tabs_tab.h"
#include "widgets/inline_bar.h"
#include "widgets/visible_text.h"

#include <QFileInfo>
#include <QScopedValueRollback>
#include <QTabWidget>

/// What tabs write into files, and what other programs write into them.
namespace claimcheck::ui {

using requests::RequestSpec;

void RequestTabs::save()
{
    Tab *tab = currentTab();
    if (!tab)
        return;
    if (tab->place.isSaved())
        return saveTo(*tab, tab->place.path);
    if (!m_book.isOpen())
        return tab->panel->question().ask(
            tr("Requests are saved in a folder of .http files, and none is open."),
            {{tr("Open a folder…"), [this] { Q_EMIT openFolderRequested(); }}, {tr("Not now"), {}}});
    m_saveBar->ask(requestTitle(tab->panel->spec()), tab->place.path);
}

bool RequestTabs::saveAll()
{
    for (const auto &tab : m_all) {
        if (!isModified(*tab))
            continue;
        m_tabs->setCurrentWidget(tab->panel);
        save();
        if (isModified(*tab))
            return false;
    }
    return true;
}

void RequestTabs::saveTo(Tab &tab, const QString &path)
{
    const RequestSpec spec = tab.panel->spec();
    const RequestSpec before = tab.baseline;
    const auto failed = [this, &tab, &before](const Error &error) {
        tab.baseline = before;
        const Description description = describe(error);
        m_message->show_(
            InlineBar::Kind::Error, description.message,
            QStringList{description.hint, error.detail, QString::fromLatin1(codeName(error.code))}
                .join(u'\n')
                .trimmed());
        updateTitle(tab);
    };
    {
        // What the book tells of this is no news to the tab that does it.
        const QScopedValueRollback<bool> saving(m_isSaving, true);
        tab.baseline = spec;
        if (tab.place.isSaved()) {
            if (const auto saved = m_book.save(tab.place, spec); !saved)
                return failed(saved.error());
        } else {
            const auto added = m_book.add(path, spec);
            if (!added)
                return failed(added.error());
            tab.place = *added;
        }
    }
    tab.isPreview = false;
    m_message->clear();
    updateScope(tab);
    updateTitle(tab);
    updateEnvironments();
    Q_EMIT placeShown(currentPlace());
}

/// Where each tab's request stands now, and whether it is still the same.
void RequestTabs::lookAgain()
{
    if (m_isSaving)
        return;
    std::vector<Tab *> tabs;
    for (const auto &tab : m_all)
        tabs.push_back(tab.get());
    for (Tab *tab : tabs) {
        if (!tab->place.isSaved())
            continue;
        const auto place = m_book.find(tab->place, tab->baseline);
        if (!place) {
            loosen(*tab);
            continue;
        }
        tab->place = *place;
        const RequestSpec theirs = m_book.entry(*place)->spec;
        if (theirs == requests::asWritten(tab->baseline))
            continue;
        if (requests::asWritten(tab->panel->spec()) == theirs) {
            tab->baseline = theirs; // both wrote the same
        } else if (!isModified(*tab)) {
            tab->baseline = theirs;
            tab->panel->setSpec(theirs);
        } else {
            askAbout(*tab, theirs);
        }
        updateTitle(*tab);
    }
    updateScopes();
    Q_EMIT placeShown(currentPlace());
}

void RequestTabs::askAbout(Tab &tab, const RequestSpec &theirs)
{
    RequestPanel *panel = tab.panel;
    const auto settle = [this, panel, theirs](bool take) {
        Tab *asked = tabOf(panel);
        if (!asked)
            return;
        asked->baseline = theirs;
        if (take)
            panel->setSpec(theirs);
        updateTitle(*asked);
    };
    panel->question().ask(
        tr("Another program changed this request in %1, and so did you.")
            .arg(visibleText(QFileInfo(tab.place.path).fileName(), 60)),
        {{tr("Take theirs"), [settle] { settle(true); }}, {tr("Keep mine"), [settle] { settle(false); }}});
}

void RequestTabs::reopen()
{
    if (m_closed.empty())
        return;
    const Closed closed = m_closed.back();
    m_closed.pop_back();
    m_message->clear();
    Tab &tab = addTab(closed.baseline, closed.place, false);
    tab.panel->setSpec(closed.spec);
    lookAgain();
    updateTitle(tab);
}

/// The request is in no file any more: it stays here, as one that is not saved.
void RequestTabs::loosen(Tab &tab)
{
    const QString name = visibleText(QFileInfo(tab.place.path).fileName(), 60);
    tab.place.index = -1;
    tab.baseline = {};
    tab.panel->question().ask(tr("This request is no longer in %1. Here it is not lost.").arg(name),
                              {{tr("Save it again"), [this] { save(); }}, {tr("Leave it"), {}}});
    updateTitle(tab);
}

void RequestTabs::onRemoved(const RequestPlace &place)
{
    std::vector<Tab *> gone;
    for (const auto &tab : m_all) {
        if (tab->place.path != place.path || !tab->place.isSaved())
            continue;
        if (tab->place.index == place.index)
            gone.push_back(tab.get());
        else if (tab->place.index > place.index)
            --tab->place.index;
    }
    for (Tab *tab : gone) {
        if (isModified(*tab))
            loosen(*tab);
        else
            close(m_tabs->indexOf(tab->panel));
    }
}

} // namespace claimcheck::ui
