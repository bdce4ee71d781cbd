#include "cors_view.h"

#include "error_words.h"
#include "icons.h"
#include "judgement_view.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <deque>

namespace claimcheck::ui {

namespace {

using requests::CorsNote;
using requests::CorsQuestion;
using requests::CredentialsMode;
using Exposure = requests::CsrfVerdict::Exposure;

constexpr int grid = 4;

struct Headline {
    QStringView mark;
    QString text;
};

Headline csrfHeadline(const requests::CsrfVerdict &verdict, bool hasCookies)
{
    if (!hasCookies)
        return {u"good", CorsView::tr("No: no cookie signs in here.")};
    switch (verdict.exposure) {
    case Exposure::No:
        return {u"good", CorsView::tr("No: another site cannot make a browser send this with the cookie.")};
    case Exposure::ByToken:
        return {u"warning", CorsView::tr("Only if the server does not check the CSRF token.")};
    case Exposure::TopLevel:
        return {u"warning", CorsView::tr("In some browsers: by a form on any page.")};
    case Exposure::Yes:
        break;
    }
    return {u"bad", CorsView::tr("Yes: any page can make a browser send this with the cookie.")};
}

} // namespace

struct CorsView::Private {
    requests::CorsCase of;
    requests::CorsAnswers answers;
    std::deque<CorsQuestion> waiting; // the first is on its way
    int round = 0;
    bool asked = false; // and answered
    bool hasCase = false;
    QLineEdit *origin;
    QComboBox *mode;
    QPushButton *ask;
    InlineBar *bar;
    JudgementView *verdict = nullptr;
    JudgementView *csrf = nullptr;

    [[nodiscard]] CredentialsMode credentials() const
    {
        return static_cast<CredentialsMode>(mode->currentData().toInt());
    }
};

CorsView::CorsView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    build();
    clear();
}

CorsView::~CorsView() = default;

void CorsView::build()
{
    setObjectName(QStringLiteral("corsView"));
    setAccessibleName(tr("Would a browser be allowed?"));
    d->origin = new QLineEdit(this);
    d->origin->setObjectName(QStringLiteral("corsOrigin"));
    d->origin->setAccessibleName(tr("Page's origin"));
    d->origin->setPlaceholderText(QStringLiteral("https://app.example"));
    d->origin->setClearButtonEnabled(true);
    d->mode = new QComboBox(this);
    d->mode->setObjectName(QStringLiteral("corsCredentials"));
    d->mode->setAccessibleName(tr("Cookies"));
    d->mode->addItem(tr("To the page's own origin only (same-origin)"), int(CredentialsMode::SameOrigin));
    d->mode->addItem(tr("Go along (include)"), int(CredentialsMode::Include));
    d->mode->addItem(tr("Stay (omit)"), int(CredentialsMode::Omit));
    d->ask = new QPushButton(ui::icon(u"send"), tr("Ask the server"), this);
    d->ask->setObjectName(QStringLiteral("corsAsk"));
    d->ask->setAccessibleDescription(tr("Sends what a browser would ask first, without any credential"));
    d->bar = new InlineBar(this);
    d->bar->setObjectName(QStringLiteral("corsBar"));
    QLabel *name = plainLabel(tr("&Page's origin"), this);
    name->setBuddy(d->origin);

    auto *page = new QWidget;
    QLabel *csrfTitle = plainLabel(tr("Would a cookie session here be open to CSRF?"), page);
    csrfTitle->setForegroundRole(QPalette::PlaceholderText);
    d->verdict = new JudgementView(QStringLiteral("cors"), page);
    d->csrf = new JudgementView(QStringLiteral("csrf"), page);
    auto *lines = new QVBoxLayout(page);
    lines->setContentsMargins(0, grid, 2 * grid, 2 * grid);
    lines->setSpacing(2 * grid);
    lines->addWidget(d->verdict);
    lines->addSpacing(2 * grid);
    lines->addWidget(csrfTitle);
    lines->addWidget(d->csrf);
    lines->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("corsScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false); // setWidget turns it on

    QLabel *cookies = plainLabel(tr("&Cookies"), this);
    cookies->setBuddy(d->mode);
    auto *question = new QGridLayout;
    question->setHorizontalSpacing(2 * grid);
    question->setVerticalSpacing(grid);
    question->setColumnStretch(1, 1);
    question->addWidget(name, 0, 0);
    question->addWidget(d->origin, 0, 1);
    question->addWidget(d->ask, 0, 2);
    question->addWidget(cookies, 1, 0);
    question->addWidget(d->mode, 1, 1, Qt::AlignLeft);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * grid);
    column->addLayout(question);
    column->addWidget(d->bar);
    column->addWidget(scroll, 1);

    connect(d->origin, &QLineEdit::textChanged, this, &CorsView::onChanged);
    connect(d->origin, &QLineEdit::returnPressed, d->ask, &QPushButton::click);
    connect(d->mode, &QComboBox::currentIndexChanged, this, &CorsView::onChanged);
    connect(d->ask, &QPushButton::clicked, this, &CorsView::ask);
    for (JudgementView *view : {d->verdict, d->csrf})
        connect(view, &JudgementView::linkRequested, this, &CorsView::linkRequested);
}

void CorsView::setCase(const requests::CorsCase &of)
{
    d->of = of;
    d->hasCase = true;
    onChanged();
}

void CorsView::clear()
{
    d->of = {};
    d->hasCase = false;
    onChanged();
}

QString CorsView::pageOrigin() const
{
    return d->origin->text().trimmed();
}

void CorsView::setPageOrigin(const QString &origin)
{
    d->origin->setText(origin);
}

void CorsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (JudgementView *view : {d->verdict, d->csrf}) {
        if (view)
            view->updateMarks();
    }
}

void CorsView::onChanged()
{
    d->answers = {};
    d->waiting.clear();
    d->asked = false;
    d->bar->clear();
    judge();
}

void CorsView::ask()
{
    const auto page = requests::pageOrigin(pageOrigin());
    if (!page)
        return;
    onChanged();
    ++d->round;
    for (CorsQuestion &question :
         requests::corsQuestions(requests::browserRequest(d->of, *page, d->credentials()))) {
        question.round = d->round;
        d->waiting.push_back(std::move(question));
    }
    judge();
    askNext();
}

void CorsView::askNext()
{
    if (!d->waiting.empty())
        Q_EMIT askRequested(CorsQuestion(d->waiting.front())); // the answer may come at once
}

void CorsView::setAnswer(const CorsQuestion &question, const Result<http::Response> &answer)
{
    const bool isExpected =
        !d->waiting.empty() && question.round == d->round && question.of == d->waiting.front().of;
    if (!isExpected)
        return;
    if (!answer) {
        onChanged();
        d->bar->show_(InlineBar::Kind::Error, sentences(answer.error()), codeText(answer.error()));
        return;
    }
    d->waiting.pop_front();
    auto &place = question.of == CorsQuestion::Of::Preflight ? d->answers.preflight
                  : question.of == CorsQuestion::Of::Answer  ? d->answers.answer
                                                             : d->answers.stranger;
    place = *answer;
    d->asked = d->waiting.empty();
    judge();
    askNext();
}

void CorsView::judge()
{
    const auto page = requests::pageOrigin(pageOrigin());
    const requests::BrowserRequest request =
        requests::browserRequest(d->of, page ? *page : requests::strangersPage(), d->credentials());
    const bool hasQuestions = d->hasCase && page && !requests::corsQuestions(request).empty();
    d->ask->setEnabled(hasQuestions && d->waiting.empty());
    const requests::BrowserVerdict verdict = requests::judgeBrowser(d->of, request, d->answers);
    const bool isDecided = d->hasCase && page && (d->asked || !hasQuestions);
    showVerdict(request, verdict.cors, isDecided);
    const bool isJudged = d->hasCase && (d->of.cookies.empty() || isDecided);
    const Headline csrf = isJudged ? csrfHeadline(verdict.csrf, !d->of.cookies.empty())
                                   : Headline{u"neutral", tr("Not asked yet.")};
    d->csrf->say(csrf.mark, csrf.text);
    d->csrf->setNotes(isJudged ? verdict.csrf.notes : std::vector<CorsNote>());
}

void CorsView::showVerdict(const requests::BrowserRequest &request, const requests::CorsVerdict &verdict,
                           bool isDecided)
{
    const QString page = request.page.toString();
    const auto target = http::Origin::of(d->of.url);
    const bool isElsewhere = !target || *target != request.page;
    QStringList names;
    for (const QByteArray &header : verdict.readableHeaders)
        names += QString::fromUtf8(header);
    d->verdict->setNotes(isDecided ? verdict.notes : std::vector<CorsNote>());
    d->verdict->setFootnote(
        isDecided && verdict.allowed && !names.isEmpty()
            ? tr("Headers that the page can read: %1").arg(names.join(QStringLiteral(", ")))
            : QString());
    if (!d->hasCase)
        d->verdict->say(u"neutral", tr("Compose a request first."));
    else if (pageOrigin().isEmpty())
        d->verdict->say(u"neutral", tr("Give the origin of the page whose script would send this request."));
    else if (!requests::pageOrigin(pageOrigin()))
        d->verdict->say(u"warning",
                        tr("An origin is a scheme, a host and perhaps a port, such as https://app.example."));
    else if (!d->waiting.empty())
        d->verdict->say(u"neutral", tr("Asking %1…").arg(d->of.url.host()));
    else if (!isDecided)
        d->verdict->say(u"neutral", tr("Not asked yet."));
    else if (!verdict.allowed)
        d->verdict->say(u"bad", tr("No: a browser refuses this to %1.").arg(page));
    else if (isElsewhere && !d->asked)
        d->verdict->say(u"warning",
                        tr("A browser sends this for %1 without asking first. Whether the page may "
                           "read the answer shows only when it is done.")
                            .arg(page));
    else
        d->verdict->say(u"good", tr("Yes: a browser lets %1 do this.").arg(page));
}

} // namespace claimcheck::ui
