#include "open_requests.h"
#include "request_tabs_tab.h"
#include "requests/history.h"
#include "widgets/inline_bar.h"

#include <QTabWidget>

#include <algorithm>

/// Which tabs are open at the next start, and what is in them.
namespace claimcheck::ui {

using requests::RequestSpec;

namespace {

/// By which a request is found again: nothing secret, though an address may stand for a title.
QString titleOf(const RequestSpec &spec)
{
    return requestTitle(requests::redactedSpec(spec));
}

/// Empty for what the format cannot say.
QByteArray textOf(const RequestSpec &spec)
{
    requests::HttpFile file;
    return file.append(spec) ? file.text() : QByteArray();
}

std::optional<RequestSpec> specIn(const QByteArray &draft)
{
    const auto file = requests::HttpFile::parse(draft);
    if (!file || file->entries().empty())
        return {};
    return file->entries().front().spec;
}

} // namespace

OpenRequests RequestTabs::openRequests() const
{
    OpenRequests open;
    for (int i = 0; i < m_tabs->count() && open.tabs.size() < OpenRequests::most; ++i) {
        const Tab *tab = tabOf(m_tabs->widget(i));
        if (!tab || tab->isPreview)
            continue; // a report, or what is only looked at
        OpenRequests::Tab kept{tab->place.path, tab->place.index, titleOf(tab->baseline), {}, false};
        if (isModified(*tab)) {
            const RequestSpec spec = requests::asWritten(tab->panel->spec());
            const RequestSpec redacted = requests::redactedSpec(spec);
            kept.draft = textOf(redacted);
            kept.lostSecret = !(redacted == spec);
        } else if (!tab->place.isSaved()) {
            continue; // nothing was typed into it
        }
        if (i == m_tabs->currentIndex())
            open.current = static_cast<int>(open.tabs.size());
        open.tabs.push_back(std::move(kept));
    }
    return open;
}

/// Where its file has the request now: at its place, or at that of its title.
std::optional<RequestPlace> RequestTabs::placeOf(const QString &path, int index, const QString &title) const
{
    const requests::CollectionFile *file = index < 0 ? nullptr : m_book.file(path);
    if (!file)
        return {};
    const auto &entries = file->file.entries();
    const auto fits = [&](size_t i) { return i < entries.size() && titleOf(entries[i].spec) == title; };
    if (fits(static_cast<size_t>(index)))
        return RequestPlace{path, index};
    for (size_t i = 0; i < entries.size(); ++i) {
        if (fits(i))
            return RequestPlace{path, static_cast<int>(i)};
    }
    return {};
}

void RequestTabs::restore(const OpenRequests &open)
{
    bool lostSecret = false;
    RequestPanel *front = nullptr;
    for (size_t i = 0; i < open.tabs.size(); ++i) {
        const OpenRequests::Tab &kept = open.tabs[i];
        const auto place = placeOf(kept.path, kept.index, kept.title);
        const auto draft = specIn(kept.draft);
        if (!place && !draft)
            continue; // its file has it no more, and nothing was changed
        const RequestSpec baseline = place ? m_book.entry(*place)->spec : RequestSpec();
        Tab &tab = addTab(baseline, place.value_or(RequestPlace{kept.path, -1}), false);
        if (draft) {
            tab.panel->setSpec(*draft);
            lostSecret = lostSecret || kept.lostSecret;
        }
        updateTitle(tab);
        if (static_cast<int>(i) == open.current)
            front = tab.panel;
    }
    if (front)
        m_tabs->setCurrentWidget(front);
    if (lostSecret)
        m_message->show_(InlineBar::Kind::Info,
                         tr("Requests with changes are as you left them, but for secrets: those that were "
                            "typed are kept nowhere, and a mark (tok#…) stands in the place of each."));
}

} // namespace claimcheck::ui
