#include "request_tabs.h"

#include "environment_chooser.h"
#include "icons.h"
#include "login/profile.h"
#include "request_editor.h"
#include "request_method.h"
#include "request_save_bar.h"
#include "request_tabs_tab.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

using requests::RequestSpec;

namespace {

constexpr int grid = 4;
constexpr size_t mostClosed = 20;
constexpr int longestTitle = 40;

} // namespace

RequestTabs::RequestTabs(const RequestTools &tools, CollectionBook &book, EnvironmentChooser &chooser,
                         QWidget *parent)
    : QWidget(parent)
    , m_tools(tools)
    , m_book(book)
    , m_chooser(chooser)
    , m_stack(new QStackedWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_message(new InlineBar(this))
    , m_saveBar(new RequestSaveBar(book, this))
{
    setObjectName(QStringLiteral("requestTabs"));
    m_message->setObjectName(QStringLiteral("requestTabsMessage"));
    m_tabs->setObjectName(QStringLiteral("requestTabWidget"));
    m_tabs->tabBar()->setAccessibleName(tr("Open requests"));
    m_tabs->setDocumentMode(true);
    m_tabs->setMovable(true);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setUsesScrollButtons(true);
    auto *add = new QToolButton(this);
    add->setObjectName(QStringLiteral("requestTabAdd"));
    add->setIcon(icon(u"add"));
    add->setAutoRaise(true);
    add->setToolTip(tr("New request (Ctrl+T)"));
    add->setAccessibleName(tr("New request"));
    auto *corner = new QWidget(this);
    auto *cornerRow = new QHBoxLayout(corner);
    cornerRow->setContentsMargins(0, 0, 0, 0);
    cornerRow->addWidget(add);
    cornerRow->addSpacing(2 * grid); // a margin would stay at the right
    m_tabs->setCornerWidget(corner, Qt::TopRightCorner);
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(m_tabs);
    auto *bars = new QVBoxLayout;
    bars->setContentsMargins(3 * grid, 0, 3 * grid, 0);
    bars->setSpacing(grid);
    bars->addWidget(m_message);
    bars->addWidget(m_saveBar);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid);
    column->addLayout(bars);
    column->addWidget(m_stack, 1);

    connect(add, &QToolButton::clicked, this, &RequestTabs::newRequested);
    connect(m_tabs, &QTabWidget::currentChanged, this, &RequestTabs::onCurrentChanged);
    connect(m_tabs->tabBar(), &QTabBar::tabBarDoubleClicked, this, [this](int index) {
        if (Tab *tab = tabOf(m_tabs->widget(index))) {
            tab->isPreview = false;
            updateTitle(*tab);
        }
    });
    connect(m_message, &InlineBar::actionTriggered, this, [this] {
        m_message->clear();
        reopen();
    });
    connect(m_saveBar, &RequestSaveBar::chosen, this, [this](const QString &path, const QString &title) {
        Tab *tab = currentTab();
        if (!tab)
            return;
        RequestSpec titled = tab->panel->spec();
        titled.title = title.simplified().toUtf8();
        tab->panel->setSpec(titled);
        saveTo(*tab, path);
    });
    connect(&book, &CollectionBook::removed, this, &RequestTabs::onRemoved);
    connect(&book, &CollectionBook::listChanged, this, &RequestTabs::lookAgain);
    connect(&book, &CollectionBook::environmentsChanged, this, &RequestTabs::updateEnvironments);
    connect(&chooser, &EnvironmentChooser::environmentChanged, this, &RequestTabs::updateScopes);
}

RequestTabs::~RequestTabs() = default;

QWidget *RequestTabs::makeEmpty()
{
    auto *page = new QWidget(this);
    auto *hint = plainLabel(tr("Choose a request at the left, or begin a new one."), page);
    hint->setAlignment(Qt::AlignCenter);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto *begin = m_begin = new QPushButton(icon(u"add"), tr("New request"), page);
    begin->setObjectName(QStringLiteral("emptyNewRequest"));
    connect(begin, &QPushButton::clicked, this, &RequestTabs::newRequested);
    auto *column = new QVBoxLayout(page);
    column->setSpacing(3 * grid);
    column->addStretch();
    column->addWidget(hint);
    column->addWidget(begin, 0, Qt::AlignHCenter);
    column->addStretch();
    return page;
}

RequestTabs::Tab *RequestTabs::tabOf(const QWidget *page) const
{
    for (const auto &tab : m_all) {
        if (tab->panel == page)
            return tab.get();
    }
    return nullptr;
}

RequestTabs::Tab *RequestTabs::currentTab() const
{
    return tabOf(m_tabs->currentWidget());
}

RequestPanel *RequestTabs::current() const
{
    const Tab *tab = currentTab();
    return tab ? tab->panel : nullptr;
}

RequestPlace RequestTabs::currentPlace() const
{
    const Tab *tab = currentTab();
    return tab ? tab->place : RequestPlace();
}

bool RequestTabs::isModified(const Tab &tab)
{
    return !(requests::asWritten(tab.panel->spec()) == requests::asWritten(tab.baseline));
}

int RequestTabs::unsavedCount() const
{
    return static_cast<int>(
        std::count_if(m_all.begin(), m_all.end(), [](const auto &tab) { return isModified(*tab); }));
}

RequestTabs::Tab &RequestTabs::addTab(const RequestSpec &spec, const RequestPlace &place, bool isPreview)
{
    auto *panel = new RequestPanel(m_tools, this);
    m_all.push_back(std::make_unique<Tab>(Tab{panel, place, spec, isPreview}));
    Tab &tab = *m_all.back();
    panel->setSpec(spec);
    updateScope(tab);
    connectPanel(*panel);
    m_stack->setCurrentWidget(m_tabs);
    m_tabs->setCurrentIndex(m_tabs->addTab(panel, QString()));
    addCloseButton(panel);
    updateTitle(tab);
    Q_EMIT panelMade(panel);
    return tab;
}

void RequestTabs::connectPanel(RequestPanel &panel)
{
    connect(&panel, &RequestPanel::changed, this, [this, &panel] {
        Tab *tab = tabOf(&panel);
        if (!tab)
            return;
        tab->isPreview = tab->isPreview && !isModified(*tab);
        updateTitle(*tab);
    });
    connect(&panel, &RequestPanel::sent, this, [this, &panel] {
        if (Tab *tab = tabOf(&panel)) {
            tab->isPreview = false;
            updateTitle(*tab);
        }
    });
}

void RequestTabs::openPlace(const RequestPlace &place, bool keep)
{
    const requests::HttpEntry *entry = m_book.entry(place);
    if (!entry)
        return;
    for (const auto &tab : m_all) {
        if (!(tab->place == place))
            continue;
        tab->isPreview = tab->isPreview && !keep;
        updateTitle(*tab);
        m_stack->setCurrentWidget(m_tabs);
        return m_tabs->setCurrentWidget(tab->panel);
    }
    showIn(entry->spec, place, !keep);
}

void RequestTabs::look(const RequestSpec &spec)
{
    showIn(spec, {}, true);
}

void RequestTabs::showIn(const RequestSpec &spec, const RequestPlace &place, bool isPreview)
{
    const auto preview = std::find_if(m_all.begin(), m_all.end(), [](const auto &tab) {
        return tab->isPreview && !tab->panel->isBusy() && !isModified(*tab);
    });
    if (preview == m_all.end()) {
        addTab(spec, place, isPreview);
        return;
    }
    Tab &tab = **preview;
    tab.place = place;
    tab.baseline = spec;
    tab.isPreview = isPreview;
    tab.panel->showNew(spec);
    updateScope(tab);
    updateTitle(tab);
    m_stack->setCurrentWidget(m_tabs);
    m_tabs->setCurrentWidget(tab.panel);
    onCurrentChanged();
}

RequestPanel &RequestTabs::openNew(const RequestSpec &spec, const QString &path)
{
    Tab &tab = addTab(spec, {path, -1}, false);
    tab.panel->editor().focusAddress();
    return *tab.panel;
}

void RequestTabs::openPage(QWidget *page, const QString &title)
{
    m_stack->setCurrentWidget(m_tabs);
    m_tabs->setCurrentIndex(m_tabs->addTab(page, title));
    addCloseButton(page);
}

void RequestTabs::addCloseButton(QWidget *page)
{
    auto *button = new QToolButton(m_tabs);
    button->setObjectName(QStringLiteral("requestTabClose"));
    button->setIcon(icon(u"cancel"));
    button->setIconSize({3 * grid, 3 * grid});
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolTip(tr("Close (Ctrl+W)"));
    button->setAccessibleName(tr("Close this request"));
    connect(button, &QToolButton::clicked, this, [this, page] { close(m_tabs->indexOf(page)); });
    m_tabs->tabBar()->setTabButton(m_tabs->indexOf(page), QTabBar::RightSide, button);
}

void RequestTabs::closeCurrent()
{
    if (m_tabs->currentIndex() >= 0)
        close(m_tabs->currentIndex());
}

void RequestTabs::close(int index)
{
    QWidget *page = m_tabs->widget(index);
    if (Tab *tab = tabOf(page)) {
        const RequestSpec spec = tab->panel->spec();
        const bool wasModified = isModified(*tab);
        m_closed.push_back({spec, tab->baseline, tab->place});
        if (m_closed.size() > mostClosed)
            m_closed.erase(m_closed.begin());
        tab->panel->cancel();
        std::erase_if(m_all, [tab](const auto &one) { return one.get() == tab; });
        if (wasModified)
            m_message->show_(InlineBar::Kind::Info,
                             tr("“%1” was closed with changes that are not saved.")
                                 .arg(visibleText(requestTitle(spec), 60)),
                             {}, tr("Undo"));
        else
            m_message->clear();
    }
    m_saveBar->hide();
    // The focus stays on this page: a list that gets it takes that for a choice.
    m_begin->setFocus();
    if (m_tabs->count() == 1)
        m_stack->setCurrentIndex(0);
    m_tabs->tabBar()->setFocus();
    m_tabs->removeTab(index);
    page->deleteLater();
    if (m_tabs->count() == 0)
        m_begin->setFocus();
    else if (RequestPanel *panel = current())
        panel->focusAddress();
}

void RequestTabs::step(int by)
{
    const int count = m_tabs->count();
    if (count < 2)
        return;
    m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + count) % count);
    if (RequestPanel *panel = current())
        panel->focusAddress();
    else
        m_tabs->currentWidget()->setFocus();
}

void RequestTabs::send()
{
    if (RequestPanel *panel = current())
        panel->send();
}

void RequestTabs::focusAddress()
{
    if (RequestPanel *panel = current())
        panel->editor().focusAddress();
}

void RequestTabs::updateTitle(const Tab &tab)
{
    const int index = m_tabs->indexOf(tab.panel);
    if (index < 0)
        return;
    const RequestSpec spec = tab.panel->spec();
    const bool isChanged = isModified(tab);
    const QString title = requestTitle(spec).isEmpty() ? tr("New request") : requestTitle(spec);
    QString shown = visibleText(title, longestTitle);
    shown = tr("%1 %2")
                .arg(shortMethod(QString::fromUtf8(spec.method)), shown)
                .replace(u'&', QStringLiteral("&&"));
    m_tabs->setTabText(index, isChanged ? tr("● %1").arg(shown) : shown);
    QString tip =
        tab.place.isSaved() ? tr("%1 in %2").arg(title, tab.place.path) : tr("%1: in no file yet").arg(title);
    if (isChanged)
        tip += u'\n' + tr("Changed, and not saved (Ctrl+S)");
    if (tab.isPreview)
        tip += u'\n' + tr("Only looked at: the next one takes its place. A double click keeps it.");
    m_tabs->setTabToolTip(index, plainToolTip(tip));
    m_tabs->tabBar()->setTabTextColor(index,
                                      tab.isPreview ? palette().color(QPalette::PlaceholderText) : QColor());
    Q_EMIT touched();
}

void RequestTabs::onCurrentChanged()
{
    m_saveBar->hide();
    updateEnvironments();
    Q_EMIT placeShown(currentPlace());
    Q_EMIT touched();
}

} // namespace claimcheck::ui
