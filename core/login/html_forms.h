#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <vector>

namespace claimcheck::login {

/// One field that a browser would send with a form.
struct HtmlField {
    QString name;
    QString value;
    QString type; // of an input, in lower case ("text", "password", "hidden", …)
};

struct HtmlForm {
    QUrl action; // absolute
    QByteArray method = "GET";
    std::vector<HtmlField> fields; // without buttons, files, and boxes that are not ticked

    /// The first field of this type, or nullptr.
    [[nodiscard]] const HtmlField *find(QStringView type) const;
};

/// The forms of a page, as far as they can be read (WHATWG HTML section 4.10.22). Nothing is fetched and no
/// script runs. At most 50 forms of 200 fields.
[[nodiscard]] std::vector<HtmlForm> htmlForms(const QByteArray &page, const QUrl &address);

} // namespace claimcheck::login
