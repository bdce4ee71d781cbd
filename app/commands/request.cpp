#include "app/composition.h"
#include "browser_question.h"
#include "command.h"
#include "explain.h"
#include "invocation.h"
#include "request_options.h"
#include "send_request.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

void request(Invocation &run)
{
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    auto asked = readRequestOptions(run, run.services().profiles.byId(*id)->url);
    if (!asked)
        return run.fail(asked.error());
    if (isBrowserQuestion(run))
        return askForBrowser(run, *run.services().profiles.byId(*id), asked->spec);
    requests::Outbound out{.spec = std::move(asked->spec), .profileId = *id};
    out.expander = std::make_shared<requests::Expander>(requests::Expander::literal(run.services().clock));
    out.body = std::move(asked->body);
    sendRequest(run, std::move(out));
}

std::vector<Option> allOptions()
{
    std::vector<Option> options = requestOptions();
    for (const std::vector<Option> &others : {answerOptions(), explainOptions(), browserOptions()})
        options.insert(options.end(), others.begin(), others.end());
    return options;
}

} // namespace

Command requestCommand()
{
    return {"request",
            "request NAME METHOD URL [-H 'Name: value']… [--data D|@FILE|-]",
            QT_TRANSLATE_NOOP("Cli", "Sends a request with the profile's credential"),
            QT_TRANSLATE_NOOP(
                "Cli",
                "The credential goes only to the profile's origins; what was held back "
                "is said on standard error. A URL that begins with / "
                "is on the profile's server. A body that is JSON is sent as "
                "application/json unless -H says otherwise. {{keychain:NAME}} and {{profile:NAME.token}} in "
                "the URL or a header stand for a secret of the keychain (see the command secret).\n"
                "The body is written as it comes. As with curl, a file is not touched before there is an "
                "answer, and what came of a body that broke off stays in it; with --json the whole answer "
                "is one document. Its members \"refreshed\", \"withheld\" and \"headersUnknown\" say what "
                "standard error says, too: that a 401 led to a refresh and a second try, what was held back "
                "and where, and that not one header could be read. \"redirects\" has each request that was "
                "answered with a redirect: its \"url\", the answer's \"status\", and whether the credential "
                "went along (\"credentialSent\").\n"
                "What was sent is written into the history, without secrets (see the command history)."),
            allOptions(),
            3,
            3,
            request};
}

} // namespace claimcheck::app
