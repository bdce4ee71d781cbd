#pragma once

#include "page_browser.h"

namespace claimcheck::test {

/// A person of the practice server before the pages of its provider: signs in and answers the question, each
/// at most once and in this order, until the browser is sent away or there is nothing more to answer.
[[nodiscard]] inline PageBrowser::Page answerPages(PageBrowser &browser, const QUrl &url,
                                                   const QByteArray &username, const QByteArray &password,
                                                   const QByteArray &decision)
{
    PageBrowser::Page page = browser.open(url);
    for (int step = 0; step < 2 && !page.left; ++step) {
        const auto forms = page.forms();
        if (forms.size() != 1)
            break;
        PageForm form = forms.front();
        if (form.has("username")) {
            form.set("username", username);
            form.set("password", password);
        } else {
            form.set("decision", decision);
        }
        page = browser.submit(form);
    }
    return page;
}

} // namespace claimcheck::test
