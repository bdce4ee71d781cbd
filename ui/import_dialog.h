#pragma once

#include "collection_book.h"
#include "import_reader.h"
#include "requests/kept_secrets.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace claimcheck::ui {

class InlineBar;

/// Takes requests of other tools over: pasted, dropped or from a file. Shows what they become, what cannot be
/// taken over, and the secrets that were met; those are written into no file, and into the keychain only
/// where a person says so.
class ImportDialog final : public QDialog {
    Q_OBJECT
public:
    ImportDialog(CollectionBook &book, credentials::CredentialStore &keychain, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setFile(const QString &path);

Q_SIGNALS:
    /// To be opened as they are: there is no folder to write them to, or the person wants that.
    void opened(const std::vector<claimcheck::requests::RequestSpec> &requests);
    /// A new file was made of them.
    void written(const QString &path);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    void setBusy(bool busy);
    void show_(const std::shared_ptr<const ImportReader::Found> &found);
    void browse();
    void open_();
    void write();
    /// Then `then`, with m_kept: what was found, with the names that its secrets are kept under.
    void keepSecrets(const std::function<void()> &then);
    void fail(const Error &error);
    CollectionBook &m_book;
    requests::KeptSecrets m_secrets;
    ImportReader *m_reader;
    QPlainTextEdit *m_text;
    QProgressBar *m_progress;
    QLabel *m_summary;
    QListWidget *m_list;
    QListWidget *m_leftOut;
    QListWidget *m_met;
    QLabel *m_leftOutTitle;
    QLabel *m_metTitle;
    QLineEdit *m_name;
    QPushButton *m_open;
    QPushButton *m_write;
    InlineBar *m_message;
    std::shared_ptr<const ImportReader::Found> m_found;
    std::shared_ptr<const ImportReader::Found> m_kept;
    credentials::OperationPtr m_operation;
};

} // namespace claimcheck::ui
