#pragma once

#include "requests/import.h"

#include <QObject>

#include <functional>
#include <memory>

namespace claimcheck::ui {

/// What a foreign text is, judged by how it begins.
enum class ImportKind { Curl, Har, Postman, OpenApi };
[[nodiscard]] ImportKind importKindOf(QByteArrayView text);
/// "cURL", "HTTP archive (HAR)", ….
[[nodiscard]] QString importKindName(ImportKind kind);

/// Reads texts and files of other tools off the GUI thread. What was begun before a newer one is dropped.
class ImportReader final : public QObject {
    Q_OBJECT
public:
    struct Found {
        ImportKind kind = ImportKind::Curl;
        requests::Import import = {};
        requests::HttpFile file = {}; // its requests; what they cannot say is among what was left out
        QByteArray environments = {}; // for http-client.env.json; empty without any
    };
    using QObject::QObject;

    void readText(const QByteArray &text);
    /// At most `requests::maxImportBytes`.
    void readFile(const QString &path);
    /// What was found, with another import in place of its own: the files are made anew, off the GUI thread.
    /// `done` comes unless `context` has gone.
    static void rewrite(const Found &found, const requests::Import &import, QObject *context,
                        std::function<void(const std::shared_ptr<const Found> &)> done);
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void found(const std::shared_ptr<const claimcheck::ui::ImportReader::Found> &found);
    void failed(const claimcheck::Error &error);

private:
    void start(std::function<Result<QByteArray>()> text);
    quint64 m_number = 0;
    bool m_isBusy = false;
};

} // namespace claimcheck::ui
