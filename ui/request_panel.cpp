#include "request_panel.h"

#include "base/json.h"
#include "icons.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "response_panel.h"
#include "theme.h"
#include "widgets/inline_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;

Result<http::Headers> parseHeaders(const QString &text)
{
    http::Headers headers;
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
        const auto colon = line.indexOf(u':');
        if (colon < 1)
            return Error{ErrorCode::HeaderInvalid, line.trimmed().left(80)};
        headers.push_back({line.left(colon).trimmed().toUtf8(), line.mid(colon + 1).trimmed().toUtf8()});
    }
    return headers;
}

QString withheldText(const http::Withheld &withheld)
{
    const QString where = withheld.origin.toString();
    switch (withheld.what) {
    case http::Withheld::What::Credential:
        return RequestPanel::tr("The credential was not sent to %1: it is not one of the profile's origins.")
            .arg(where);
    case http::Withheld::What::Cookies:
        return RequestPanel::tr("Cookies were not sent to %1.").arg(where);
    case http::Withheld::What::Body:
        return RequestPanel::tr("The body was not sent to %1.").arg(where);
    case http::Withheld::What::Header:
        break;
    }
    return RequestPanel::tr("The header %1 was not sent to %2.").arg(withheld.subject, where);
}

} // namespace

struct RequestPanel::Private {
    login::ProfileStore &profiles;
    login::Sessions &sessions;

    QComboBox *method = nullptr;
    QLineEdit *url = nullptr;
    QPushButton *send = nullptr;
    QPushButton *cancel = nullptr;
    QTabWidget *compose = nullptr;
    QPlainTextEdit *headers = nullptr;
    QPlainTextEdit *body = nullptr;
    QProgressBar *progress = nullptr;
    InlineBar *bar = nullptr;
    ResponsePanel *response = nullptr;
    QSplitter *splitter = nullptr;

    QString profileId = {};
    login::WaiterPtr waiter = {};
};

RequestPanel::RequestPanel(login::ProfileStore &profiles, login::Sessions &sessions, QWidget *parent)
    : QWidget(parent), d(new Private{profiles, sessions})
{
    setObjectName(QStringLiteral("requestPanel"));
    build();
    connect(d->send, &QPushButton::clicked, this, &RequestPanel::send);
    connect(d->cancel, &QPushButton::clicked, this, &RequestPanel::cancel);
    connect(d->url, &QLineEdit::returnPressed, this, &RequestPanel::send);
    connect(d->bar, &InlineBar::actionTriggered, this, [this] { Q_EMIT signInRequested(d->profileId); });
    setBusy(false);
}

RequestPanel::~RequestPanel() = default;

void RequestPanel::build()
{
    d->method = new QComboBox(this);
    d->method->setObjectName(QStringLiteral("requestMethod"));
    d->method->setAccessibleName(tr("Method"));
    d->method->setEditable(true);
    d->method->lineEdit()->setAccessibleName(tr("Method"));
    d->method->setInsertPolicy(QComboBox::NoInsert);
    d->method->addItems({QStringLiteral("GET"), QStringLiteral("POST"), QStringLiteral("PUT"),
                         QStringLiteral("PATCH"), QStringLiteral("DELETE"), QStringLiteral("HEAD"),
                         QStringLiteral("OPTIONS")});
    d->url = new QLineEdit(this);
    d->url->setObjectName(QStringLiteral("requestUrl"));
    d->url->setAccessibleName(tr("Address of the request"));
    d->url->setPlaceholderText(tr("A path on the profile's server, such as /me, or a whole address"));
    d->send = new QPushButton(icon(u"send"), tr("Send"), this);
    d->send->setObjectName(QStringLiteral("requestSend"));
    d->send->setToolTip(tr("Ctrl+Return"));
    d->cancel = new QPushButton(icon(u"cancel"), tr("Cancel"), this);
    d->cancel->setObjectName(QStringLiteral("requestCancel"));

    const auto editor = [this](const char *objectName, const QString &accessibleName, const QString &hint) {
        auto *edit = new QPlainTextEdit(this);
        edit->setObjectName(QString::fromLatin1(objectName));
        edit->setAccessibleName(accessibleName);
        edit->setPlaceholderText(hint);
        edit->setFont(monoFont());
        edit->setTabChangesFocus(true);
        return edit;
    };
    d->headers = editor("requestHeaders", tr("Headers of the request"),
                        tr("Name: value, one a line. The credential is added by the profile."));
    d->body =
        editor("requestBody", tr("Body of the request"), tr("The body. JSON is sent as application/json."));
    d->compose = new QTabWidget(this);
    d->compose->setObjectName(QStringLiteral("requestCompose"));
    d->compose->setDocumentMode(true);
    d->compose->addTab(d->headers, tr("Headers"));
    d->compose->addTab(d->body, tr("Body"));

    d->progress = new QProgressBar(this);
    d->progress->setObjectName(QStringLiteral("requestProgress"));
    d->progress->setAccessibleName(tr("Progress of the request"));
    d->progress->setTextVisible(false);
    d->progress->setFixedHeight(grid);
    QSizePolicy keepPlace = d->progress->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    d->progress->setSizePolicy(keepPlace);
    d->bar = new InlineBar(this);
    d->bar->setObjectName(QStringLiteral("requestMessage"));
    d->response = new ResponsePanel(this);

    auto *line = new QHBoxLayout;
    line->setSpacing(2 * grid);
    line->addWidget(d->method);
    line->addWidget(d->url, 1);
    line->addWidget(d->send);
    line->addWidget(d->cancel);
    auto *lower = new QWidget(this);
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins(0, grid, 0, 3 * grid);
    lowerColumn->setSpacing(2 * grid);
    lowerColumn->addWidget(d->bar);
    lowerColumn->addWidget(d->response, 1);
    auto *splitter = d->splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("requestSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(d->compose);
    splitter->addWidget(lower);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({30 * grid, 120 * grid});
    d->compose->setMinimumHeight(24 * grid);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * grid, 3 * grid, 3 * grid, 0);
    column->setSpacing(grid);
    column->addLayout(line);
    column->addWidget(d->progress);
    column->addWidget(splitter, 1);
}

void RequestPanel::setProfile(const QString &profileId)
{
    if (profileId == d->profileId)
        return;
    cancel();
    d->profileId = profileId;
    d->bar->clear();
    d->response->clear();
    const auto profile = d->profiles.byId(profileId);
    const QString whoami = profile ? login::setting(*profile, QStringLiteral("whoami.path")) : QString();
    const QUrl start = profile && !whoami.isEmpty() ? login::endpoint(*profile, whoami) : QUrl();
    d->url->setText(start.isEmpty() ? QStringLiteral("/") : start.path(QUrl::FullyEncoded));
    d->method->setCurrentIndex(0);
    d->headers->clear();
    d->body->clear();
}

void RequestPanel::setRequest(const ComposedRequest &request)
{
    setProfile(request.profileId);
    d->method->setCurrentText(QString::fromLatin1(request.method));
    d->url->setText(request.url);
    d->headers->setPlainText(request.headers);
    d->body->setPlainText(QString::fromUtf8(request.body));
}

QByteArray RequestPanel::splitterState() const
{
    return d->splitter->saveState();
}

void RequestPanel::restoreSplitter(const QByteArray &state)
{
    d->splitter->restoreState(state);
}

ComposedRequest RequestPanel::composed() const
{
    return {d->profileId, d->method->currentText().trimmed().toUpper().toLatin1(), d->url->text().trimmed(),
            d->headers->toPlainText(), d->body->toPlainText().toUtf8()};
}

void RequestPanel::send()
{
    const auto profile = d->profiles.byId(d->profileId);
    if (d->waiter || !profile || d->url->text().trimmed().isEmpty())
        return;
    d->bar->clear();
    const ComposedRequest composedRequest = composed();
    auto headers = parseHeaders(composedRequest.headers);
    if (!headers)
        return fail(headers.error());
    http::Request request;
    request.method = composedRequest.method;
    request.url = composedRequest.url.startsWith(u'/') && !composedRequest.url.startsWith(u"//")
                      ? profile->url.resolved(QUrl(composedRequest.url))
                      : QUrl(composedRequest.url);
    request.headers = *std::move(headers);
    request.body = composedRequest.body;
    if (!request.body.isEmpty() && !http::headerValue(request.headers, "Content-Type"))
        request.headers.push_back({"Content-Type", json::Document::parse(request.body)
                                                       ? "application/json"
                                                       : "application/octet-stream"});
    d->waiter = d->sessions.send(
        d->profileId, std::move(request), this,
        [this, composedRequest](const Result<login::Answer> &answer) { onAnswer(composedRequest, answer); },
        [this](http::Progress progress) {
            d->progress->setRange(0, progress.expected > 0 ? 1000 : 0);
            if (progress.expected > 0)
                d->progress->setValue(static_cast<int>(progress.received * 1000 / progress.expected));
        });
    setBusy(true);
}

void RequestPanel::onAnswer(const ComposedRequest &request, const Result<login::Answer> &answer)
{
    const auto waiter = std::move(d->waiter); // stays alive until this returns
    setBusy(false);
    Q_EMIT sent(request, answer ? answer->response.status : 0);
    if (!answer)
        return fail(answer.error());
    d->response->setResponse(answer->response, answer->refreshed);
    QStringList notes;
    for (const http::Withheld &withheld : answer->response.withheld)
        notes << withheldText(withheld);
    if (!notes.isEmpty())
        d->bar->show_(InlineBar::Kind::Warning, notes.join(u'\n'));
}

void RequestPanel::cancel()
{
    if (!d->waiter)
        return;
    d->waiter.reset();
    setBusy(false);
    d->bar->show_(InlineBar::Kind::Info, describe({ErrorCode::Cancelled}).message);
}

void RequestPanel::setBusy(bool busy)
{
    d->send->setVisible(!busy);
    d->cancel->setVisible(busy);
    d->progress->setRange(0, 0);
    d->progress->setVisible(busy);
}

void RequestPanel::fail(const Error &error)
{
    static constexpr ErrorCode signInHelps[] = {
        ErrorCode::NotSignedIn,        ErrorCode::SessionExpired,        ErrorCode::RefreshRefused,
        ErrorCode::RefreshNotPossible, ErrorCode::RefreshOutcomeUnknown, ErrorCode::ProfileChanged};
    const bool canSignIn =
        std::find(std::begin(signInHelps), std::end(signInHelps), error.code) != std::end(signInHelps);
    const Description description = describe(error);
    d->bar->show_(
        InlineBar::Kind::Error, description.message,
        QStringList{description.hint, QString::fromLatin1(codeName(error.code))}.join(u'\n').trimmed(),
        canSignIn ? tr("Sign in…") : QString());
}

} // namespace claimcheck::ui
