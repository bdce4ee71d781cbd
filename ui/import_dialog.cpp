#include "import_dialog.h"

#include "icons.h"
#include "requests/import_keeping.h"
#include "requests/within_folder.h"
#include "theme.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QDragEnterEvent>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr size_t mostListed = 500;

QListWidget *makeList(QWidget *parent, const char *name, const QString &accessibleName)
{
    auto *list = new QListWidget(parent);
    list->setObjectName(QString::fromLatin1(name));
    list->setAccessibleName(accessibleName);
    list->setUniformItemSizes(true);
    list->setTextElideMode(Qt::ElideMiddle);
    return list;
}

} // namespace

ImportDialog::ImportDialog(CollectionBook &book, credentials::CredentialStore &keychain, QWidget *parent)
    : QDialog(parent)
    , m_book(book)
    , m_secrets(keychain)
    , m_reader(new ImportReader(this))
    , m_text(new QPlainTextEdit(this))
    , m_progress(new QProgressBar(this))
    , m_summary(plainFact(this))
    , m_list(makeList(this, "importList", tr("Requests that were found")))
    , m_leftOut(makeList(this, "importLeftOut", tr("What is not taken over")))
    , m_met(makeList(this, "importSecrets", tr("Secrets to keep in the keychain")))
    , m_leftOutTitle(plainLabel({}, this))
    , m_metTitle(plainLabel({}, this))
    , m_name(new QLineEdit(this))
    , m_open(new QPushButton(tr("Open as requests"), this))
    , m_write(new QPushButton(tr("Write the file"), this))
    , m_message(new InlineBar(this))
{
    setObjectName(QStringLiteral("importDialog"));
    setWindowTitle(tr("Import requests"));
    setAcceptDrops(true);
    build();
    resize(180 * grid, 150 * grid);
    connect(m_reader, &ImportReader::found, this, &ImportDialog::show_);
    connect(m_reader, &ImportReader::failed, this, [this](const Error &error) {
        setBusy(false);
        m_found.reset();
        m_list->clear();
        fail(error);
    });
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_text->toPlainText().trimmed().isEmpty()) {
            setBusy(true);
            m_reader->readText(m_text->toPlainText().toUtf8());
        }
    });
    connect(m_open, &QPushButton::clicked, this, [this] { keepSecrets([this] { open_(); }); });
    connect(m_write, &QPushButton::clicked, this, [this] { keepSecrets([this] { write(); }); });
    setBusy(false);
}

void ImportDialog::build()
{
    m_text->setObjectName(QStringLiteral("importText"));
    m_text->setAccessibleName(tr("Text to import"));
    m_text->setPlaceholderText(
        tr("Paste cURL lines, a HAR, a Postman collection or an OpenAPI document, or drop a file here"));
    m_text->setFont(monoFont());
    m_text->setTabChangesFocus(true);
    m_text->setMaximumHeight(30 * grid);
    m_text->setAcceptDrops(false); // the dialog takes what is dropped
    auto *choose = new QPushButton(icon(u"file"), tr("Choose a file…"), this);
    choose->setObjectName(QStringLiteral("importChoose"));
    connect(choose, &QPushButton::clicked, this, &ImportDialog::browse);
    m_progress->setObjectName(QStringLiteral("importProgress"));
    m_progress->setAccessibleName(tr("Reading"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(grid);
    QSizePolicy keepPlace = m_progress->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(keepPlace);
    m_summary->setObjectName(QStringLiteral("importSummary"));
    m_message->setObjectName(QStringLiteral("importMessage"));
    m_leftOut->setMaximumHeight(24 * grid);
    m_met->setMaximumHeight(24 * grid);
    m_name->setObjectName(QStringLiteral("importName"));
    m_name->setAccessibleName(tr("Name of the new file"));
    m_name->setText(QStringLiteral("imported.http"));
    m_open->setObjectName(QStringLiteral("importOpen"));
    m_write->setObjectName(QStringLiteral("importWrite"));
    m_open->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("importCancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *top = new QHBoxLayout;
    top->addWidget(m_summary, 1);
    top->addWidget(choose);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(2 * grid);
    bottom->addWidget(plainLabel(tr("New file"), this));
    bottom->addWidget(m_name, 1);
    bottom->addWidget(m_write);
    bottom->addWidget(m_open);
    bottom->addWidget(cancel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(4 * grid, 4 * grid, 4 * grid, 4 * grid);
    column->setSpacing(2 * grid);
    column->addWidget(m_text);
    column->addLayout(top);
    column->addWidget(m_progress);
    column->addWidget(m_message);
    column->addWidget(m_list, 1);
    column->addWidget(m_leftOutTitle);
    column->addWidget(m_leftOut);
    column->addWidget(m_metTitle);
    column->addWidget(m_met);
    column->addLayout(bottom);
    for (QWidget *part : {static_cast<QWidget *>(m_leftOut), static_cast<QWidget *>(m_leftOutTitle),
                          static_cast<QWidget *>(m_met), static_cast<QWidget *>(m_metTitle)})
        part->hide();
}

void ImportDialog::setText(const QString &text)
{
    m_text->setPlainText(text);
}

void ImportDialog::setFile(const QString &path)
{
    m_name->setText(QFileInfo(path).completeBaseName() + QStringLiteral(".http"));
    setBusy(true);
    m_reader->readFile(path);
}

void ImportDialog::browse()
{
    auto *dialog = new QFileDialog(this, tr("Choose a file to import"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportDialog::setFile);
    dialog->open();
}

void ImportDialog::setBusy(bool busy)
{
    m_progress->setVisible(busy);
    if (busy)
        m_message->clear();
    const bool isReady = !busy && m_found && !m_found->import.requests.empty();
    m_open->setEnabled(isReady && m_found->import.requests.size() <= 20); // more are a file
    m_write->setEnabled(isReady && m_book.isOpen());
    m_write->setToolTip(m_book.isOpen() ? QString() : tr("There is no collection folder open."));
    m_name->setEnabled(m_write->isEnabled());
}

void ImportDialog::show_(const std::shared_ptr<const ImportReader::Found> &found)
{
    m_found = found;
    const requests::Import &import = found->import;
    m_summary->setText(tr("%1 · requests: %2").arg(importKindName(found->kind)).arg(import.requests.size()));
    m_list->clear();
    for (size_t i = 0; i < std::min(import.requests.size(), mostListed); ++i) {
        const requests::RequestSpec &spec = import.requests[i];
        QString text = tr("%1  %2").arg(visibleText(QString::fromUtf8(spec.method), 20),
                                        visibleText(QString::fromUtf8(spec.url), 300));
        // Whoever wrote it chose them, not the person.
        for (const QByteArray &file : requests::filesOf(spec))
            text += tr(" · sends the file %1").arg(visibleText(QString::fromUtf8(file), 200));
        auto *item = new QListWidgetItem(text, m_list);
        item->setToolTip(plainToolTip(requestTitle(spec)));
    }
    if (import.requests.size() > mostListed)
        new QListWidgetItem(tr("… and %n more", {}, static_cast<int>(import.requests.size() - mostListed)),
                            m_list);
    m_leftOut->clear();
    for (size_t i = 0; i < std::min(import.leftOut.size(), mostListed); ++i) {
        const requests::LeftOut &left = import.leftOut[i];
        new QListWidgetItem(icon(u"warning"),
                            left.where.isEmpty()
                                ? visibleText(left.what, 300)
                                : tr("%1: %2").arg(visibleText(left.where, 100), visibleText(left.what, 300)),
                            m_leftOut);
    }
    m_leftOutTitle->setText(tr("Not taken over (%1)").arg(import.leftOut.size()));
    m_met->clear();
    for (size_t i = 0; i < import.secrets.size(); ++i) {
        const requests::OfferedSecret &secret = import.secrets[i];
        const bool canKeep = !requests::leashOf(import, secret.name).resources.empty();
        auto *item = new QListWidgetItem(
            tr("{{keychain:%1}} · %2")
                .arg(visibleText(QString::fromUtf8(secret.name), 80), visibleText(secret.where, 200)),
            m_met);
        item->setData(Qt::UserRole, static_cast<int>(i));
        item->setFlags(canKeep ? Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable
                               : Qt::NoItemFlags);
        item->setCheckState(canKeep ? Qt::Checked : Qt::Unchecked);
        item->setToolTip(
            plainToolTip(canKeep ? tr("It may later be sent to the server of this import, and nowhere else.")
                                 : tr("Its server is not known yet, so it is not kept.")));
    }
    m_metTitle->setText(
        tr("Secrets, which no file gets: keep in the keychain (%1)").arg(import.secrets.size()));
    m_leftOut->setVisible(!import.leftOut.empty());
    m_leftOutTitle->setVisible(!import.leftOut.empty());
    m_met->setVisible(!import.secrets.empty());
    m_metTitle->setVisible(!import.secrets.empty());
    setBusy(false);
}

void ImportDialog::keepSecrets(const std::function<void()> &then)
{
    std::vector<size_t> chosen;
    for (int row = 0; row < m_met->count(); ++row) {
        if (m_met->item(row)->checkState() == Qt::Checked)
            chosen.push_back(static_cast<size_t>(m_met->item(row)->data(Qt::UserRole).toInt()));
    }
    m_kept = m_found;
    if (chosen.empty())
        return then();
    setBusy(true);
    m_operation = requests::keepSecrets(
        m_secrets, m_found->import, std::move(chosen), this,
        [this, then, found = m_found](const Result<requests::Import> &kept) {
            setBusy(false);
            if (!kept)
                return fail(kept.error());
            if (found != m_found) // another text came meanwhile
                return;
            const auto hasSameName = [](const requests::OfferedSecret &a, const requests::OfferedSecret &b) {
                return a.name == b.name;
            };
            if (std::equal(kept->secrets.begin(), kept->secrets.end(), found->import.secrets.begin(),
                           hasSameName))
                return then();
            setBusy(true);
            m_reader->rewrite(*found, *kept, this, [this, then, found](const auto &written) {
                setBusy(false);
                if (found != m_found)
                    return;
                m_kept = written;
                then();
            });
        });
}

void ImportDialog::open_()
{
    Q_EMIT opened(m_kept->import.requests);
    accept();
}

void ImportDialog::write()
{
    const auto path = m_book.addFile(m_name->text(), m_kept->file);
    if (!path)
        return fail(path.error());
    if (!m_kept->environments.isEmpty()) {
        // Only a new file: what is there may be somebody's work.
        QFile file(QDir(m_book.folder()).filePath(QString::fromLatin1(requests::Environments::fileName)));
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(m_kept->environments) < 0) {
            Q_EMIT written(*path);
            return fail({ErrorCode::FileUnwritable, QString::fromLatin1(requests::Environments::fileName),
                         file.exists() ? tr("it exists already") : file.errorString()});
        }
    }
    Q_EMIT written(*path);
    accept();
}

void ImportDialog::fail(const Error &error)
{
    const Description description = describe(error);
    m_message->show_(InlineBar::Kind::Error, description.message,
                     QStringList{description.hint, error.detail, QString::fromLatin1(codeName(error.code))}
                         .join(u'\n')
                         .trimmed());
}

void ImportDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasText() || event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void ImportDialog::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        setFile(urls.first().toLocalFile());
    else
        setText(event->mimeData()->text());
}

} // namespace claimcheck::ui
