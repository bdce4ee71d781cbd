#include "error_words.h"
#include "login/profile_store.h"
#include "login/session.h"
#include "request_editor.h"
#include "request_panel_private.h"
#include "request_remedy.h"
#include "requests/assertions.h"
#include "requests/denial_case.h"
#include "response_panel.h"
#include "response_words.h"
#include "widgets/inline_bar.h"

#include <algorithm>

/// What comes back, and what is done about it.
namespace claimcheck::ui {

using requests::RequestSpec;
using requests::Sent;

namespace {

constexpr qint64 mostJudged = 16 * 1024 * 1024; // of a body, for its assertions

/// The answer with its body in it, as assertions read it.
http::Response withBody(const Sent &sent)
{
    http::Response response = sent.answer.value();
    if (const auto body = sent.body ? sent.body->read(0, mostJudged) : Result<QByteArray>(QByteArray()); body)
        response.body = *body;
    return response;
}

bool signInHelps(ErrorCode code)
{
    static constexpr ErrorCode codes[] = {ErrorCode::NotSignedIn,           ErrorCode::SessionExpired,
                                          ErrorCode::RefreshRefused,        ErrorCode::RefreshNotPossible,
                                          ErrorCode::RefreshOutcomeUnknown, ErrorCode::ProfileChanged};
    return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

} // namespace

void RequestPanel::connectResponse()
{
    connect(d->response, &ResponsePanel::tokenChosen, this, &RequestPanel::tokenChosen);
    connect(d->response, &ResponsePanel::linkRequested, this, &RequestPanel::linkRequested);
    connect(d->response, &ResponsePanel::resendRequested, this, &RequestPanel::send);
    connect(d->response, &ResponsePanel::actionRequested, this,
            [this](const requests::DenialAction &action, const Sent &of) {
                if (action.kind == requests::DenialAction::Kind::SwitchEnvironment)
                    Q_EMIT environmentRequested(action.text);
                else
                    d->remedy->carryOut(action, of, spec());
            });
    connect(d->remedy, &RequestRemedy::specChanged, this, [this](const RequestSpec &spec) {
        d->editor->setSpec(spec);
        Q_EMIT changed();
    });
    connect(d->remedy, &RequestRemedy::sendRequested, this, &RequestPanel::send);
    connect(d->remedy, &RequestRemedy::signInRequested, this, &RequestPanel::signInRequested);
    connect(d->remedy, &RequestRemedy::profileWanted, this, &RequestPanel::askForProfile);
    connect(d->remedy, &RequestRemedy::addressWanted, this, &RequestPanel::focusAddress);
    connect(d->remedy, &RequestRemedy::methodWanted, d->editor, &RequestEditor::focusMethod);
    connect(d->remedy, &RequestRemedy::lookRequested, this, &RequestPanel::lookRequested);
    connect(d->remedy, &RequestRemedy::failed, this, &RequestPanel::fail);
    connect(d->remedy, &RequestRemedy::said, this,
            [this](const QString &text) { d->bar->show_(InlineBar::Kind::Info, text); });
    d->response->setFactsReader([this](const Sent &sent) {
        return requests::denialFacts(requests::exchangeOf(sent),
                                     {d->tools.profiles, d->tools.sessions, d->tools.clock.now()});
    });
    connect(d->response, &ResponsePanel::preflightRequested, this, &RequestPanel::askAsBrowser);
}

void RequestPanel::askForProfile()
{
    if (d->tools.profiles.profiles().empty())
        return d->bar->show_(InlineBar::Kind::Info,
                             tr("There is no profile yet. Sign in to a server first (Ctrl+N)."));
    d->bar->show_(InlineBar::Kind::Info, tr("Choose whose credential goes along, and send again."));
    d->editor->focusCredential();
}

/// As it is: no credential, no cookies, no redirects followed.
void RequestPanel::askAsBrowser(const requests::CorsQuestion &question)
{
    const auto profile = d->tools.profiles.byId(d->scope.profileId);
    const http::Leash leash = profile ? login::leashOf(*profile) : http::Leash();
    if (!d->plain) // its client certificate is for the profile's own servers
        d->plain = std::make_unique<http::Client>(leash.connection, leash.origins());
    http::Request request = question.request;
    request.redirects = http::RedirectPolicy::None;
    d->asked.push_back(
        d->plain->send(request, {}, this, [this, question](const Result<http::Response> &answer) {
            d->response->setPreflightAnswer(question, answer);
        }));
}

void RequestPanel::onSent(const Sent &sent)
{
    const auto sending = std::move(d->sending); // stays alive until this returns
    setBusy(false);
    const bool wentOut = sent.answer || !sent.request.url.isEmpty();
    if (wentOut)
        d->response->setSent(sent);
    else
        d->response->setNotSent();
    if (sent.answer) {
        const http::Response response = withBody(sent);
        std::vector<requests::AssertionResult> results;
        for (const QByteArray &text : sent.outbound.spec.assertions) {
            const auto assertion = requests::parseAssertion(text);
            results.push_back(assertion ? requests::judge(*assertion, response)
                                        : requests::AssertionResult{text, false, {}, assertion.error()});
        }
        d->editor->setAssertionResults(results);
    } else if (!wentOut || signInHelps(sent.answer.error().code)) {
        fail(sent.answer.error()); // the answer's side says the rest
    }
    Q_EMIT this->sent(sent);
}

void RequestPanel::fail(const Error &error)
{
    const bool canSignIn = !d->scope.profileId.isEmpty() && signInHelps(error.code);
    d->bar->show_(InlineBar::Kind::Error, sentences(error), codeText(error),
                  canSignIn ? tr("Sign in…") : QString());
}

} // namespace claimcheck::ui
