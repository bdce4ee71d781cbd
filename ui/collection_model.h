#pragma once

#include "collection_book.h"

#include <QAbstractItemModel>

namespace claimcheck::ui {

/// The files of the collection, and the requests in each. Texts are foreign.
class CollectionModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role {
        PathRole = Qt::UserRole + 1, // of both
        PlaceIndexRole,              // of a request; -1 for a file
        MethodRole,                  // of a request
        ProblemRole,                 // of a file that cannot be read: why
    };

    explicit CollectionModel(CollectionBook &book, QObject *parent = nullptr);

    [[nodiscard]] static RequestPlace placeAt(const QModelIndex &index);
    [[nodiscard]] QModelIndex indexOf(const RequestPlace &place) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Renames a request.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void failed(const claimcheck::Error &error);

private:
    struct Row {
        QByteArray method;
        QString title;
        bool hasProblems = false; // lines that mean nothing here
    };
    struct File {
        QString path;
        QString name;
        QString problem;
        std::vector<Row> rows;
    };
    void reload();
    CollectionBook &m_book;
    std::vector<File> m_files;
};

} // namespace claimcheck::ui
