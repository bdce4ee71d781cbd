#pragma once

#include "requests/collection.h"

#include <QObject>

#include <optional>

namespace claimcheck::ui {

/// Where a request stands: a file of the collection, and its place in it. Without a path it is nowhere yet.
struct RequestPlace {
    QString path = {};
    int index = -1;
    [[nodiscard]] bool isSaved() const { return index >= 0; }
    friend bool operator==(const RequestPlace &, const RequestPlace &) = default;
};

/// The folder of requests that is open: what the list at the left shows and tabs save to. Every change is
/// written at once, to the bytes that it concerns alone; the last removal can be undone.
class CollectionBook final : public QObject {
    Q_OBJECT
public:
    explicit CollectionBook(QObject *parent = nullptr);

    /// Errors: as Collection::open.
    [[nodiscard]] Result<Done> open(const QString &folder);
    void close();
    [[nodiscard]] bool isOpen() const { return !folder().isEmpty(); }
    [[nodiscard]] QString folder() const;
    [[nodiscard]] std::vector<const requests::CollectionFile *> files() const;
    [[nodiscard]] const requests::CollectionFile *file(const QString &path) const;
    /// Null where there is none any more.
    [[nodiscard]] const requests::HttpEntry *entry(const RequestPlace &place) const;
    /// Where a request that was at `place` and read as `spec` stands now: another program may have moved it.
    [[nodiscard]] std::optional<RequestPlace> find(const RequestPlace &place,
                                                   const requests::RequestSpec &spec) const;

    /// The environments of a file, or of the folder for a request that is nowhere yet. Errors: as
    /// Environments::read.
    [[nodiscard]] Result<requests::Environments> environmentsFor(const QString &path) const;

    /// Errors of all: RequestNotFound, HttpFileInvalid, FileUnwritable (among them: another program changed
    /// the file).
    [[nodiscard]] Result<Done> save(const RequestPlace &place, const requests::RequestSpec &spec);
    [[nodiscard]] Result<RequestPlace> add(const QString &path, const requests::RequestSpec &spec);
    [[nodiscard]] Result<RequestPlace> duplicate(const RequestPlace &place);
    [[nodiscard]] Result<Done> rename(const RequestPlace &place, const QString &title);
    [[nodiscard]] Result<Done> remove(const RequestPlace &place);
    /// Brings the request back that was removed last. Error: RequestNotFound when there is none.
    [[nodiscard]] Result<RequestPlace> undoRemove();
    /// A new file of this name in the folder; ".http" is added where it has no suffix. Errors:
    /// FileUnwritable (also: it exists already), UsageInvalid for a name that leaves the folder.
    [[nodiscard]] Result<QString> addFile(const QString &name, const requests::HttpFile &content);

Q_SIGNALS:
    /// Another folder, or none.
    void folderChanged();
    /// Files or requests appeared, went away or have other names.
    void listChanged();
    /// Another program changed a file.
    void fileChanged(const QString &path);
    void environmentsChanged();
    /// By `remove`: those behind it have moved up.
    void removed(const claimcheck::ui::RequestPlace &place);

private:
    [[nodiscard]] Result<Done> change(const QString &path,
                                      const std::function<Result<Done>(requests::HttpFile &)> &edit);
    void watch();
    struct Removed {
        RequestPlace place;
        requests::RequestSpec spec;
        QByteArray before, after; // the file's text
    };
    std::unique_ptr<requests::Collection> m_collection;
    std::optional<Removed> m_removed;
};

/// What a list shows of a request: its title, its name, or its method and address.
[[nodiscard]] QString requestTitle(const requests::RequestSpec &spec);

} // namespace claimcheck::ui
