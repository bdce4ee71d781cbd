#include "request_panel_private.h"

#include "base/json.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "request_editor.h"
#include "request_export.h"
#include "request_production.h"
#include "request_question.h"
#include "request_remedy.h"
#include "response_panel.h"
#include "widgets/inline_bar.h"
#include "widgets/visible_text.h"

#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

namespace claimcheck::ui {

using requests::CredentialChoice;
using requests::RequestSpec;
using requests::Sent;

namespace {

constexpr int grid = 4;

bool isSafe(const QByteArray &method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

} // namespace

RequestSpec specOf(const ComposedRequest &request)
{
    RequestSpec spec;
    spec.method = request.method;
    spec.url = request.url.toUtf8();
    for (const QString &line : request.headers.split(u'\n', Qt::SkipEmptyParts))
        spec.headers.push_back(
            {line.section(u':', 0, 0).trimmed().toUtf8(), line.section(u':', 1).trimmed().toUtf8()});
    if (request.body.isEmpty())
        return spec;
    const QByteArray type = http::headerValue(spec.headers, "Content-Type").value_or(QByteArray());
    const bool isJson = type.isEmpty() ? bool(json::Document::parse(request.body)) : type.contains("json");
    spec.body.kind = isJson ? requests::BodyKind::Json : requests::BodyKind::Text;
    spec.body.text = request.body;
    return spec;
}

RequestPanel::RequestPanel(const RequestTools &tools, QWidget *parent)
    : QWidget(parent), d(new Private{tools})
{
    setObjectName(QStringLiteral("requestPanel"));
    d->scope = withExpander({}, tools.clock);
    build();
    connect(d->editor, &RequestEditor::sendRequested, this, &RequestPanel::send);
    connect(d->editor, &RequestEditor::cancelRequested, this, &RequestPanel::cancel);
    connect(d->editor, &RequestEditor::changed, this, &RequestPanel::changed);
    connect(d->editor, &RequestEditor::curlPasted, this, &RequestPanel::curlPasted);
    connect(d->bar, &InlineBar::actionTriggered, this, [this] {
        const QString id = d->profileId.isEmpty() ? d->scope.profileId : d->profileId;
        Q_EMIT signInRequested(id);
    });
    connectResponse();
    setBusy(false);
}

RequestPanel::~RequestPanel() = default;

void RequestPanel::build()
{
    d->editor = new RequestEditor(d->tools.profiles, this);
    d->editor->setMinimumHeight(44 * grid);
    auto *other = new RequestExport(
        d->tools.profiles, d->tools.sessions, [this] { return spec(); }, [this] { return d->scope; }, this);
    d->editor->setMenuButton(other);
    connect(other, &RequestExport::failed, this, &RequestPanel::fail);
    connect(other, &RequestExport::said, this,
            [this](const QString &text) { d->bar->show_(InlineBar::Kind::Info, text); });
    d->question = new RequestQuestion(this);
    d->question->setObjectName(QStringLiteral("requestQuestion"));
    d->bar = new InlineBar(this);
    d->bar->setObjectName(QStringLiteral("requestMessage"));
    d->response = new ResponsePanel(this);
    d->remedy = new RequestRemedy(d->tools.profiles, d->tools.sessions, *d->question, this);
    d->escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    d->escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(d->escape, &QShortcut::activated, this, &RequestPanel::cancel);

    auto *lower = new QWidget(this);
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins(0, grid, 0, 3 * grid);
    lowerColumn->setSpacing(2 * grid);
    lowerColumn->addWidget(d->bar);
    lowerColumn->addWidget(d->response, 1);
    auto *upper = new QWidget(this);
    auto *upperColumn = new QVBoxLayout(upper);
    upperColumn->setContentsMargins(0, 0, 0, 0);
    upperColumn->setSpacing(2 * grid);
    upperColumn->addWidget(d->question);
    upperColumn->addWidget(d->editor, 1);
    d->splitter = new QSplitter(Qt::Vertical, this);
    d->splitter->setObjectName(QStringLiteral("requestSplitter"));
    d->splitter->setChildrenCollapsible(false);
    d->splitter->addWidget(upper);
    d->splitter->addWidget(lower);
    d->splitter->setStretchFactor(1, 1);
    d->splitter->setSizes({60 * grid, 100 * grid});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * grid, 3 * grid, 3 * grid, 0);
    column->addWidget(d->splitter, 1);
}

void RequestPanel::setAllowed(const std::shared_ptr<QSet<QString>> &allowed)
{
    d->tools.allowed = allowed;
}

void RequestPanel::setProfile(const QString &profileId)
{
    if (profileId == d->profileId)
        return;
    cancel();
    d->profileId = profileId;
    d->bar->clear();
    d->response->clear();
    d->editor->setFixedProfile(true);
    const auto profile = d->tools.profiles.byId(profileId);
    RequestScope scope;
    scope.profileId = profileId;
    if (profile) {
        scope.profileName = profile->name;
        scope.production = profile->environment == u"prod" ? profile->environment : QString();
    }
    setScope(withExpander(scope, d->tools.clock));
    const QString whoami = profile ? login::setting(*profile, QStringLiteral("whoami.path")) : QString();
    const QUrl start = profile && !whoami.isEmpty() ? login::endpoint(*profile, whoami) : QUrl();
    RequestSpec spec;
    spec.url = start.isEmpty() ? QByteArray("/") : start.path(QUrl::FullyEncoded).toUtf8();
    d->editor->setSpec(spec);
}

void RequestPanel::setRequest(const ComposedRequest &request)
{
    setProfile(request.profileId);
    setSpec(specOf(request));
}

void RequestPanel::setScope(const RequestScope &scope)
{
    d->remedy->giveUp();
    d->scope = scope;
    d->editor->setScope(scope);
}

const RequestScope &RequestPanel::scope() const
{
    return d->scope;
}

void RequestPanel::setSpec(const RequestSpec &spec)
{
    d->remedy->giveUp();
    d->editor->setSpec(spec);
}

void RequestPanel::showNew(const RequestSpec &spec)
{
    cancel();
    d->bar->clear();
    d->question->giveUp();
    d->response->clear();
    d->editor->setSpec(spec);
}

RequestSpec RequestPanel::spec() const
{
    return d->editor->spec();
}

RequestEditor &RequestPanel::editor()
{
    return *d->editor;
}

ResponsePanel &RequestPanel::response()
{
    return *d->response;
}

RequestQuestion &RequestPanel::question()
{
    return *d->question;
}

void RequestPanel::focusAddress()
{
    d->editor->focusAddress();
}

bool RequestPanel::isBusy() const
{
    return d->sending != nullptr;
}

QByteArray RequestPanel::splitterState() const
{
    return d->splitter->saveState();
}

void RequestPanel::restoreSplitter(const QByteArray &state)
{
    d->splitter->restoreState(state);
}

requests::Outbound RequestPanel::outbound() const
{
    requests::Outbound out{.spec = spec(),
                           .folder = d->scope.folder,
                           .expander = d->scope.expander,
                           .profileId = d->scope.profileId};
    // A path alone is meant on the profile's server.
    const auto profile = d->tools.profiles.byId(d->scope.profileId);
    if (profile && out.spec.url.startsWith('/') && !out.spec.url.startsWith("//"))
        out.spec.url = profile->url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)
                           .toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash)
                           .toUtf8() +
                       out.spec.url;
    return out;
}

void RequestPanel::send()
{
    const RequestSpec composed = spec();
    if (d->sending || composed.url.trimmed().isEmpty())
        return;
    d->bar->clear();
    if (d->scope.profileId.isEmpty() && !d->scope.profileName.isEmpty() &&
        composed.credential.from == CredentialChoice::From::Profile)
        return fail({ErrorCode::ProfileNotFound, d->scope.profileName}); // the environment names it
    if (isSafe(composed.method))
        return sendNow();
    const Production production = productionOf(outbound().spec, d->scope, d->tools.profiles);
    if (production.isAllowedBy(*d->tools.allowed))
        return sendNow();
    d->question->ask(tr("Send %1 to production (%2)?")
                         .arg(QString::fromUtf8(composed.method),
                              visibleText(production.words.join(QStringLiteral(", ")), 120)),
                     {{tr("Send"), [this] { sendNow(); }},
                      {tr("Always in this run"),
                       [this, production] {
                           *d->tools.allowed |= production.keys;
                           sendNow();
                       }},
                      {tr("Do not send"), {}}});
}

void RequestPanel::sendNow()
{
    const requests::Outbound out = outbound();
    d->question->giveUp();
    d->asked.clear();
    d->plain.reset(); // the environment may be another one now
    d->editor->setAssertionResults({});
    d->response->begin(QString::fromUtf8(out.spec.method), QString::fromUtf8(out.spec.url));
    const requests::SendWatcher watcher{
        [this](const http::Response &head, const std::shared_ptr<const requests::Overflow> &body) {
            d->response->setHead(head, body);
        },
        [this](const http::Progress &progress) { d->response->setProgress(progress); }};
    d->sending = d->tools.sender.send(
        out, this, [this](const Sent &sent) { onSent(sent); }, watcher);
    setBusy(true);
}

void RequestPanel::cancel()
{
    d->remedy->giveUp();
    if (!d->sending)
        return;
    d->sending.reset();
    setBusy(false);
    d->response->setCancelled();
}

void RequestPanel::setBusy(bool busy)
{
    d->editor->setBusy(busy);
    d->escape->setEnabled(busy);
}

} // namespace claimcheck::ui
