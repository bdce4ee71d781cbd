#include "sidebar_model.h"

#include "login/profile_store.h"
#include "ui/icons.h"
#include "ui/session_look.h"
#include "ui/theme.h"
#include "ui/widgets/visible_text.h"

#include <QSet>

#include <algorithm>

namespace claimcheck::ui {

namespace {

// More tokens or requests of one run than this are no help in a list: the oldest go.
constexpr int longestSection = 200;

QStandardItem *makeEntry(Selection::Kind kind, const QString &id, const QString &label, QStringView iconName)
{
    auto *item = new QStandardItem(icon(iconName), visibleText(label));
    item->setData(static_cast<int>(kind), SidebarModel::KindRole);
    item->setData(id, SidebarModel::IdRole);
    item->setEditable(false);
    return item;
}

QStandardItem *makeHint(const QString &text)
{
    auto *item = new QStandardItem(text);
    item->setEnabled(false);
    item->setSelectable(false);
    item->setEditable(false);
    return item;
}

bool isHint(const QStandardItem *item)
{
    return !item->data(SidebarModel::KindRole).isValid();
}

/// Stands for what a locked keychain may hold.
QStandardItem *makeLockedEntry()
{
    QStandardItem *item = makeEntry(Selection::Kind::Pin, {}, SidebarModel::tr("Locked"), u"lock");
    item->setAccessibleDescription(SidebarModel::tr("Pinned tokens are in the keychain, which is locked"));
    item->setToolTip(item->accessibleDescription());
    return item;
}

QColor tintOf(SessionLook::Tone tone)
{
    return tone == SessionLook::Tone::Warning ? colours().warning : colours().mutedText;
}

/// Those without a group first, then group by group, each from dev to prod.
std::vector<login::Profile> inGroups(std::vector<login::Profile> profiles)
{
    const auto rank = [](const login::Profile &profile) {
        const qsizetype place = login::profileEnvironments().indexOf(profile.environment);
        return profile.group.isEmpty() ? -1 : place < 0 ? login::profileEnvironments().size() : place;
    };
    std::stable_sort(profiles.begin(), profiles.end(), [&](const login::Profile &a, const login::Profile &b) {
        return a.group != b.group ? a.group < b.group : rank(a) < rank(b);
    });
    return profiles;
}

} // namespace

SidebarModel::SidebarModel(const login::ProfileStore &profiles, const login::Sessions &sessions,
                           const Clock &clock, QObject *parent)
    : QStandardItemModel(parent), m_profiles(profiles), m_sessions(sessions), m_clock(clock)
{
    for (const QString &title :
         {tr("Tokens of this run"), tr("Profiles"), tr("Requests of this run"), tr("Pinned"), tr("Tools")}) {
        auto *item = new QStandardItem(title);
        item->setEditable(false);
        item->setEnabled(false); // so that the arrow keys pass over it
        appendRow(item);
    }
    section(Tools)->appendRow(
        makeEntry(Selection::Kind::Tool, QStringLiteral("compare"), tr("Compare tokens"), u"duplicate"));
    section(Tools)->appendRow(
        makeEntry(Selection::Kind::Tool, QStringLiteral("sign"), tr("Edit and sign"), u"key"));
    section(Tools)->appendRow(
        makeEntry(Selection::Kind::Tool, QStringLiteral("learn"), tr("Learn"), u"info"));
    reloadProfiles();
}

void SidebarModel::addToken(const QString &id, const QString &label)
{
    section(Tokens)->insertRow(0, makeEntry(Selection::Kind::Token, id, label, u"token"));
    updateHints();
}

void SidebarModel::addRequest(const QString &id, const QString &label, int status)
{
    auto *entry = makeEntry(Selection::Kind::Request, id, label, u"request");
    entry->setData(status ? QString::number(status) : tr("failed"), StateRole);
    entry->setData(status >= 200 && status < 400 ? colours().mutedText : colours().bad, TintRole);
    section(Requests)->insertRow(0, entry);
    updateHints();
}

void SidebarModel::updatePin(QStandardItem *item, const credentials::Pin &pin)
{
    item->setText(pin.isReadable ? visibleText(pin.name) : tr("(damaged entry)"));
    item->setData(pin.name, NameRole);
    item->setEditable(pin.isReadable);
    const QString sentence = pin.isReadable
                                 ? tr("Pinned: it stays in the keychain until you unpin it")
                                 : tr("The keychain's entry cannot be read: it can only be removed");
    item->setToolTip(plainToolTip(item->text() + QStringLiteral(": ") + sentence));
    item->setAccessibleDescription(sentence);
}

void SidebarModel::setPins(Pins::State state, const std::vector<credentials::Pin> &pins)
{
    m_pinsState = state;
    QStandardItem *parent = section(Pinned);
    QSet<QString> known;
    for (const credentials::Pin &pin : pins)
        known.insert(pin.id);
    // What comes is there before what goes, so that a choice that goes stays in this section.
    int row = 0;
    for (const credentials::Pin &pin : pins) {
        QStandardItem *item = itemFromIndex(indexOf({Selection::Kind::Pin, pin.id}));
        if (!item)
            parent->insertRow(row, item = makeEntry(Selection::Kind::Pin, pin.id, pin.name, u"pin"));
        updatePin(item, pin);
        ++row;
    }
    if (state == Pins::State::Locked) {
        known.insert(QString());
        if (!indexOf({Selection::Kind::Pin, {}}).isValid())
            parent->insertRow(0, makeLockedEntry());
    }
    for (row = parent->rowCount() - 1; row >= 0; --row) {
        if (!isHint(parent->child(row)) && !known.contains(parent->child(row)->data(IdRole).toString()))
            parent->removeRow(row);
    }
    updateHints();
}

void SidebarModel::removeEntry(const Selection &selection)
{
    const QModelIndex index = indexOf(selection);
    if (index.isValid())
        removeRow(index.row(), index.parent());
    updateHints();
}

void SidebarModel::updateProfile(QStandardItem *item, const login::Profile &profile)
{
    item->setText(visibleText(profile.name));
    item->setData(profile.environment, EnvironmentRole);
    item->setData(profile.colour, ColourRole);
    item->setData(profile.group, GroupRole);
    item->setAccessibleText(profile.environment.isEmpty()
                                ? item->text()
                                : tr("%1, %2").arg(item->text(), visibleText(profile.environment)));
    updateState(item);
}

void SidebarModel::reloadProfiles()
{
    QStandardItem *parent = section(Profiles);
    const std::vector<login::Profile> profiles = inGroups(m_profiles.profiles());
    QSet<QString> known;
    for (const login::Profile &profile : profiles)
        known.insert(profile.id);
    for (int row = parent->rowCount() - 1; row >= 0; --row) {
        const QStandardItem *item = parent->child(row);
        if (isHint(item) ? item->data(GroupRole).isValid() : !known.contains(item->data(IdRole).toString()))
            parent->removeRow(row);
    }
    int row = 0;
    QString group;
    for (const login::Profile &profile : profiles) {
        if (profile.group != group) {
            group = profile.group;
            QStandardItem *title = makeHint(visibleText(group));
            title->setData(group, GroupRole);
            parent->insertRow(row++, title);
        }
        QStandardItem *item = itemFromIndex(indexOf({Selection::Kind::Profile, profile.id}));
        if (!item)
            parent->insertRow(
                row, item = makeEntry(Selection::Kind::Profile, profile.id, profile.name, u"state-off"));
        else if (item->row() != row)
            parent->insertRow(row, parent->takeRow(item->row()));
        updateProfile(item, profile);
        ++row;
    }
    updateHints();
}

void SidebarModel::updateStates()
{
    QStandardItem *parent = section(Profiles);
    for (int row = 0; row < parent->rowCount(); ++row) {
        if (!isHint(parent->child(row)))
            updateState(parent->child(row));
    }
}

void SidebarModel::updateState(QStandardItem *item)
{
    const SessionLook look = lookOf(m_sessions.info(item->data(IdRole).toString()), m_clock.now());
    // Only what changed is set: a model that says "changed" once a second repaints the whole list.
    if (item->data(StateRole) != look.shortText || item->accessibleDescription() != look.sentence) {
        item->setIcon(icon(look.icon));
        item->setData(look.shortText, StateRole);
        item->setData(tintOf(look.tone), TintRole);
        item->setToolTip(plainToolTip(item->text() + QStringLiteral(": ") + look.sentence));
        item->setAccessibleDescription(look.sentence);
    }
}

QModelIndex SidebarModel::indexOf(const Selection &selection) const
{
    if (selection.kind == Selection::Kind::None)
        return {};
    const QStandardItem *parent = section(static_cast<Section>(static_cast<int>(selection.kind) - 1));
    for (int row = 0; row < parent->rowCount(); ++row) {
        if (parent->child(row)->data(IdRole).toString() == selection.id && !isHint(parent->child(row)))
            return parent->child(row)->index();
    }
    return {};
}

Selection SidebarModel::selectionAt(const QModelIndex &index)
{
    return {static_cast<Selection::Kind>(index.data(KindRole).toInt()), index.data(IdRole).toString()};
}

void SidebarModel::updateHints()
{
    const QString hints[] = {tr("Paste a token: Ctrl+V"), tr("Sign in to a server: Ctrl+N"),
                             tr("Requests that you send appear here"),
                             m_pinsState == Pins::State::Unavailable
                                 ? tr("There is no keychain to keep them in")
                                 : tr("Keep a token: Ctrl+Shift+P")};
    for (const Section which : {Tokens, Profiles, Requests, Pinned}) {
        QStandardItem *parent = section(which);
        while (parent->rowCount() > longestSection)
            parent->removeRow(parent->rowCount() - 1);
        const int last = parent->rowCount() - 1;
        if (last < 0)
            parent->appendRow(makeHint(hints[which]));
        else if (last == 0 && isHint(parent->child(last)))
            parent->child(last)->setText(hints[which]);
        else if (last > 0 && isHint(parent->child(last)))
            parent->removeRow(last);
    }
}

} // namespace claimcheck::ui
