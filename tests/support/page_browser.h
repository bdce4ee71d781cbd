#pragma once

#include "raw_http.h"

#include <QMap>
#include <QUrl>

#include <optional>
#include <vector>

namespace claimcheck::test {

/// A form of a page: where it goes, and the fields that it has already.
struct PageForm {
    QUrl action;
    bool isPost = false;
    std::vector<std::pair<QByteArray, QByteArray>> fields;

    /// Sets a field, or adds it.
    void set(const QByteArray &name, const QByteArray &value);
    [[nodiscard]] QByteArray value(const QByteArray &name) const;
    [[nodiscard]] bool has(const QByteArray &name) const;
};

/// A browser without a window and without scripts, for servers on 127.0.0.1: it keeps cookies and sends
/// forms. Redirects are followed within the server, and end where they leave it.
class PageBrowser final {
public:
    /// What came of it: the last page, or the address outside the server that it redirected to.
    struct Page {
        RawAnswer answer;
        QUrl url;
        std::optional<QUrl> left;

        /// Its forms, hidden fields included.
        [[nodiscard]] std::vector<PageForm> forms() const;
    };

    [[nodiscard]] Page open(const QUrl &url);
    [[nodiscard]] Page submit(const PageForm &form);
    /// Cookies by name, for a test to change.
    QMap<QByteArray, QByteArray> cookies;
    /// More headers of each request, such as Origin.
    RawHeaders headers;

private:
    [[nodiscard]] Page follow(QByteArray method, QUrl url, QByteArray body);
};

} // namespace claimcheck::test
