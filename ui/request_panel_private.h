#pragma once

#include "http/client.h"
#include "request_panel.h"

class QShortcut;
class QSplitter;

namespace claimcheck::ui {

class InlineBar;
class RequestRemedy;

/// What both halves of RequestPanel share; nobody else sees it.
struct RequestPanel::Private {
    RequestTools tools;
    RequestEditor *editor = nullptr;
    RequestQuestion *question = nullptr;
    InlineBar *bar = nullptr;
    ResponsePanel *response = nullptr;
    RequestRemedy *remedy = nullptr;
    QSplitter *splitter = nullptr;
    QShortcut *escape = nullptr;

    QString profileId = {}; // of a profile's page
    RequestScope scope = {};
    requests::SendingPtr sending = {};
    std::unique_ptr<http::Client> plain = {}; // for what a browser would be asked: no cookies, no credential
    std::vector<http::ExchangePtr> asked = {};
};

} // namespace claimcheck::ui
