#include "background.h"
#include "body_image.h"
#include "body_page.h"
#include "body_view.h"
#include "error_words.h"
#include "find_bar.h"
#include "icons.h"
#include "response_words.h"
#include "widgets/elided_label.h"
#include "widgets/inline_bar.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTimer>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

/// How the page is made, its filter and search, and saving.
namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int filterPauseMs = 300;
constexpr qint64 progressStep = 8 * 1024 * 1024;

QToolButton *toolButton(const char *name, const char *picture, const QString &words, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setIcon(icon(QString::fromLatin1(picture)));
    button->setAccessibleName(words);
    button->setToolTip(words);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

/// A name for the file: the address's last part, with an ending that fits.
QString fileName(const QUrl &address, const QByteArray &type)
{
    static const std::pair<const char *, const char *> endings[] = {
        {"json", ".json"}, {"html", ".html"}, {"xml", ".xml"}, {"png", ".png"},
        {"jpeg", ".jpg"},  {"text/", ".txt"}, {"pdf", ".pdf"}, {"", ".bin"}};
    QString name = address.fileName();
    name.remove(QLatin1Char('/'));
    if (name.contains(QLatin1Char('.')) && !name.startsWith(QLatin1Char('.')))
        return name.right(100);
    const auto *ending = std::find_if(std::begin(endings), std::end(endings),
                                      [&type](const auto &one) { return type.contains(one.first); });
    return (name.isEmpty() ? QStringLiteral("answer") : name.right(100)) + QLatin1String(ending->second);
}

} // namespace

BodyPage::BodyPage(QWidget *parent)
    : QWidget(parent)
    , m_choice(new QComboBox(this))
    , m_facts(new ElidedLabel(this))
    , m_filter(new QLineEdit(this))
    , m_find(toolButton("responseFind", "search", tr("Find in the body (Ctrl+F)"), this))
    , m_save(toolButton("responseSave", "file", tr("Save the body to a file (Ctrl+Alt+S)"), this))
    , m_bar(new InlineBar(this))
    , m_findBar(new FindBar(this))
    , m_stack(new QStackedWidget(this))
    , m_json(new JsonView(this))
    , m_text(new BodyView(this))
    , m_laid(new BodyView(this))
    , m_image(new BodyImage(this))
    , m_empty(new QWidget(this))
    , m_none(plainLabel({}, m_empty))
    , m_search(new BodySearch(this))
    , m_filterPause(new QTimer(this))
    , m_stop(std::make_shared<std::atomic_bool>(false))
{
    build();
    connectAll();
    updateFacts();
}

void BodyPage::build()
{
    setObjectName(QStringLiteral("responseBodyPage"));
    m_choice->setObjectName(QStringLiteral("responseView"));
    m_choice->setAccessibleName(tr("Show the body as"));
    m_choice->addItem(tr("JSON"), static_cast<int>(View::Json));
    m_choice->addItem(tr("Text"), static_cast<int>(View::Text));
    m_choice->addItem(tr("Hex"), static_cast<int>(View::Hex));
    m_choice->addItem(tr("Image"), static_cast<int>(View::Image));
    m_facts->setObjectName(QStringLiteral("responseBodyFacts"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_filter->setObjectName(QStringLiteral("responseFilter"));
    m_filter->setAccessibleName(tr("Filter of the JSON"));
    m_filter->setPlaceholderText(tr("Filter: /data/0 or $..id"));
    m_filter->setToolTip(tr("A JSON Pointer such as /data/0/id, or a path such as data[*].name or $..id"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(32 * grid);
    m_filter->setMaximumWidth(70 * grid);
    m_bar->setObjectName(QStringLiteral("responseBodyMessage"));
    if (auto *text = m_findBar->findChild<QLineEdit *>(QStringLiteral("findText")))
        text->setAccessibleName(tr("Find in the body"));
    m_json->setObjectName(QStringLiteral("responseBody"));
    m_json->setAccessibleName(tr("Body of the answer"));
    m_json->setPartName(tr("body"));
    m_text->setObjectName(QStringLiteral("responseText"));
    m_text->setAccessibleName(tr("Body of the answer, as it came"));
    m_laid->setObjectName(QStringLiteral("responseLaidOut"));
    m_laid->setAccessibleName(tr("Body of the answer, laid out"));
    m_image->setObjectName(QStringLiteral("responseImage"));
    m_none->setObjectName(QStringLiteral("responseNoBody"));
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->setAlignment(Qt::AlignCenter);
    (new QVBoxLayout(m_empty))->addWidget(m_none);
    for (QWidget *page : std::initializer_list<QWidget *>{m_empty, m_json, m_text, m_laid, m_image})
        m_stack->addWidget(page);

    auto *row = new QHBoxLayout;
    row->setSpacing(2 * grid);
    row->addWidget(m_choice);
    row->addWidget(m_facts, 1);
    row->addWidget(m_filter, 1);
    row->addWidget(m_find);
    row->addWidget(m_save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2 * grid, 0, 0);
    column->setSpacing(2 * grid);
    column->addLayout(row);
    column->addWidget(m_bar);
    column->addWidget(m_findBar);
    column->addWidget(m_stack, 1);
    m_filterPause->setSingleShot(true);
    m_filterPause->setInterval(filterPauseMs);
}

void BodyPage::connectAll()
{
    connect(m_choice, &QComboBox::activated, this,
            [this] { choose(static_cast<View>(m_choice->currentData().toInt())); });
    connect(m_filter, &QLineEdit::textChanged, m_filterPause, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, m_filterPause, [this] {
        m_filterPause->stop();
        setFilter();
    });
    connect(m_filterPause, &QTimer::timeout, this, &BodyPage::setFilter);
    connect(m_bar, &InlineBar::actionTriggered, this, [this] {
        if (m_saving)
            *m_saving = true;
        else
            m_filter->clear();
    });
    connect(m_find, &QToolButton::clicked, this, &BodyPage::openSearch);
    connect(m_save, &QToolButton::clicked, this, [this] { save(); });
    connect(m_findBar, &FindBar::changed, this, &BodyPage::search);
    connect(m_findBar, &FindBar::stepped, this, &BodyPage::stepSearch);
    connect(m_findBar, &FindBar::closed, this, [this] {
        search();
        m_stack->currentWidget()->setFocus();
    });
    connect(m_search, &BodySearch::advanced, this, &BodyPage::showSearch);
    connect(m_search, &BodySearch::failed, this, &BodyPage::showError);
    for (BodyView *view : {m_text, m_laid}) {
        connect(view, &BodyView::failed, this, &BodyPage::showError);
        connect(view, &BodyView::tooLongToCopy, this, [this](qint64 bytes) {
            m_bar->show_(
                InlineBar::Kind::Warning,
                tr("%1 are too much for the clipboard. Save the body to a file.").arg(sizeText(bytes)));
        });
    }
    const auto onKey = [this](const QKeySequence &keys, auto work) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, work);
    };
    onKey(QKeySequence::Find, [this] { openSearch(); });
    onKey(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_S), [this] { save(); });
}

JsonView *BodyPage::jsonShown() const
{
    return m_stack->currentWidget() == m_json ? m_json : nullptr;
}

BodyView *BodyPage::bodyShown() const
{
    return qobject_cast<BodyView *>(m_stack->currentWidget());
}

void BodyPage::setFilter()
{
    const QByteArray filter = m_filter->text().trimmed().toUtf8();
    if (m_view != View::Json || !m_body)
        return;
    if (filter.isEmpty()) {
        m_bar->clear();
        showLaidOut();
        updateFacts();
        return search();
    }
    inBackground(
        this, [body = text(), filter] { return filterJson(*body, filter); },
        [this, filter, stop = m_stop](const Result<Filtered> &chosen) {
            if (*stop || m_view != View::Json || m_filter->text().trimmed().toUtf8() != filter)
                return;
            if (!chosen)
                return showError(chosen.error());
            const auto count = static_cast<int>(chosen->count);
            m_bar->show_(count > 0 ? InlineBar::Kind::Info : InlineBar::Kind::Warning,
                         count == 1  ? tr("The filter chose one value.")
                         : count > 1 ? tr("The filter chose %n values.", nullptr, count)
                                     : tr("Nothing in the answer is chosen by this filter."),
                         {}, tr("Show all"));
            const auto whole = chosen->body->read(0, mostFolded);
            if (whole && chosen->body->size() <= mostFolded) {
                m_json->setText(*whole);
                m_stack->setCurrentWidget(m_json);
            } else {
                m_laid->setBody(chosen->body, BodyView::Form::Text);
                m_stack->setCurrentWidget(m_laid);
            }
            search();
        });
}

void BodyPage::openSearch()
{
    if (m_body && m_view != View::Image)
        m_findBar->open();
}

void BodyPage::search()
{
    m_search->stop();
    m_current = 0;
    m_jumped = false;
    const QString text = m_findBar->text();
    if (JsonView *view = jsonShown()) {
        view->setMarks(view->find(text, m_findBar->sensitivity()));
        m_findBar->setCount(0, view->marks().size(), view->marks().size() >= JsonView::mostMatches);
        if (!view->marks().empty())
            view->select(view->marks().front());
        return;
    }
    if (BodyView *view = bodyShown()) {
        view->setMarks({});
        m_search->start(view->body(), text, m_findBar->sensitivity());
    }
}

/// Some more was searched.
void BodyPage::showSearch()
{
    BodyView *view = bodyShown();
    if (!view)
        return;
    const std::vector<json::Span> &places = m_search->places();
    view->setMarks(places);
    m_findBar->setCount(m_current, places.size(), m_search->hasMore() || m_search->isBusy());
    if (!m_jumped && !places.empty()) {
        m_jumped = true;
        view->select(places.front());
    }
}

void BodyPage::stepSearch(int by)
{
    JsonView *json = jsonShown();
    BodyView *body = bodyShown();
    const std::vector<json::Span> places = json   ? json->marks()
                                           : body ? body->marks()
                                                  : std::vector<json::Span>();
    if (places.empty())
        return;
    m_current = (m_current + places.size() + static_cast<size_t>(by + static_cast<int>(places.size()))) %
                places.size();
    if (json)
        json->select(places[m_current]);
    else
        body->select(places[m_current]);
    const bool more =
        json ? places.size() >= JsonView::mostMatches : m_search->hasMore() || m_search->isBusy();
    m_findBar->setCount(m_current, places.size(), more);
}

void BodyPage::save(const QString &path)
{
    if (!m_save->isEnabled())
        return;
    if (!path.isEmpty())
        return saveTo(path);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    auto *dialog = new QFileDialog(this, tr("Save the body"), folder);
    dialog->setObjectName(QStringLiteral("saveBodyDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(fileName(m_address, m_type));
    connect(dialog, &QFileDialog::fileSelected, this, &BodyPage::saveTo);
    dialog->open();
}

void BodyPage::saveTo(const QString &path)
{
    if (!m_body || m_saving)
        return;
    m_saving = std::make_shared<std::atomic_bool>(false);
    const qint64 size = m_body->size();
    const auto report = [this, size](qint64 written) {
        if (m_saving)
            m_bar->show_(InlineBar::Kind::Info, tr("Saving: %1 of %2").arg(sizeText(written), sizeText(size)),
                         {}, tr("Stop"));
    };
    if (size > progressStep)
        report(0);
    updateFacts();
    inBackground(
        this,
        [mailbox = Mailbox(this), body = m_body, path, stop = m_saving, report] {
            qint64 said = 0;
            return saveBody(*body, path, stop, [&](qint64 written) {
                if (written - said < progressStep)
                    return;
                said = written;
                mailbox.post([report, written] { report(written); });
            });
        },
        [this, path](const Result<Done> &saved) {
            m_saving = nullptr;
            updateFacts();
            if (saved)
                m_bar->show_(InlineBar::Kind::Success,
                             tr("Saved to %1.").arg(QDir::toNativeSeparators(path)));
            else
                showError(saved.error());
        });
}

} // namespace claimcheck::ui
