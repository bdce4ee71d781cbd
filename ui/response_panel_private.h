#pragma once

#include "body_page.h"
#include "body_tokens.h"
#include "cors_view.h"
#include "denial_view.h"
#include "response_compare.h"
#include "response_panel.h"
#include "response_status.h"
#include "response_table.h"
#include "response_timing.h"
#include "widgets/inline_bar.h"

#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QUrl>

/// For the panel's own files alone.
namespace claimcheck::ui {

struct ResponsePanel::Private {
    QStackedWidget *stack = nullptr;
    ResponseStatus *status = nullptr;
    InlineBar *error = nullptr;
    InlineBar *notes = nullptr;
    BodyTokens *tokens = nullptr;
    QTabWidget *tabs = nullptr;
    BodyPage *body = nullptr;
    ResponseTable *headers = nullptr;
    ResponseTable *cookies = nullptr;
    ResponseTable *redirects = nullptr;
    ResponseTiming *timing = nullptr;
    QWidget *timingPage = nullptr;
    ResponseTable *tls = nullptr;
    DenialView *denial = nullptr;
    CorsView *cors = nullptr;
    ResponseCompare *compare = nullptr;
    QTimer *late = nullptr;

    FactsReader readFacts = {};
    CookieReader readCookies = {};
    requests::Sent sent = {};
    requests::Sent before = {};
    QString method = {};
    QString address = {};
    http::Response head = {};
    std::optional<http::TlsFacts> chain = {}; // not looked at yet
    TimePoint chainAt = {};
    std::shared_ptr<const requests::Overflow> arriving = {}; // of a body on its way
    bool isShown = false;                                    // something was answered

    void setTab(QWidget *page, bool visible, const QString &title)
    {
        const int index = tabs->indexOf(page);
        tabs->setTabVisible(index, visible);
        tabs->setTabText(index, title);
    }
    [[nodiscard]] QString from() const
    {
        return method.isEmpty() ? ResponsePanel::tr("Answer")
                                //: %1 is a method, %2 a path
                                : ResponsePanel::tr("Answer of %1 %2").arg(method, QUrl(address).path());
    }
};

} // namespace claimcheck::ui
