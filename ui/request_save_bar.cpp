#include "request_save_bar.h"

#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;

} // namespace

RequestSaveBar::RequestSaveBar(CollectionBook &book, QWidget *parent)
    : QFrame(parent)
    , m_book(book)
    , m_title(new QLineEdit(this))
    , m_file(new QComboBox(this))
    , m_message(new InlineBar(this))
{
    setObjectName(QStringLiteral("requestSaveBar"));
    m_title->setObjectName(QStringLiteral("saveTitle"));
    m_title->setAccessibleName(tr("Title of the request"));
    m_title->setPlaceholderText(tr("Title of the request"));
    m_file->setObjectName(QStringLiteral("saveFile"));
    m_file->setAccessibleName(tr("File that it is saved in"));
    m_file->setEditable(true);
    m_file->setInsertPolicy(QComboBox::NoInsert);
    m_file->setMinimumContentsLength(12);
    m_file->setToolTip(tr("A file of the collection, or the name of a new one"));
    auto *save = new QPushButton(tr("Save"), this);
    save->setObjectName(QStringLiteral("saveButton"));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("saveCancel"));
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * grid);
    row->addWidget(plainLabel(tr("Save as"), this));
    row->addWidget(m_title, 2);
    row->addWidget(plainLabel(tr("in"), this));
    row->addWidget(m_file, 1);
    row->addWidget(save);
    row->addWidget(cancel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2 * grid, 0, 2 * grid);
    column->setSpacing(grid);
    column->addLayout(row);
    column->addWidget(m_message);
    connect(save, &QPushButton::clicked, this, &RequestSaveBar::take);
    connect(m_title, &QLineEdit::returnPressed, this, &RequestSaveBar::take);
    connect(m_file->lineEdit(), &QLineEdit::returnPressed, this, &RequestSaveBar::take);
    connect(cancel, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void RequestSaveBar::ask(const QString &title, const QString &path)
{
    m_message->clear();
    m_title->setText(title);
    m_file->clear();
    for (const requests::CollectionFile *file : m_book.files()) {
        if (!file->problem)
            m_file->addItem(file->name, file->path);
    }
    const int proposed = m_file->findData(path);
    if (proposed >= 0)
        m_file->setCurrentIndex(proposed);
    else if (m_file->count() == 0)
        m_file->setEditText(QStringLiteral("requests.http"));
    show();
    m_title->setFocus();
    m_title->selectAll();
}

void RequestSaveBar::take()
{
    const int known = m_file->findText(m_file->currentText().trimmed());
    QString path = m_file->itemData(known).toString();
    if (known < 0) {
        const auto added = m_book.addFile(m_file->currentText(), requests::HttpFile());
        if (!added) {
            const Description description = describe(added.error());
            return m_message->show_(InlineBar::Kind::Error, description.message, added.error().detail);
        }
        path = *added;
    }
    hide();
    Q_EMIT chosen(path, m_title->text());
}

void RequestSaveBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return hide();
    QFrame::keyPressEvent(event);
}

} // namespace claimcheck::ui
