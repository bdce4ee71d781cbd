#include "request_body_page.h"

#include "icons.h"
#include "request_address_field.h"
#include "request_json_check.h"
#include "request_parts.h"
#include "request_rows_table.h"
#include "request_text_edit.h"
#include "theme.h"
#include "widgets/plain_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

using requests::BodyKind;

namespace {

constexpr int grid = 4;
constexpr std::chrono::milliseconds settleTime{150};
constexpr int longestChecked = 4 * 1024 * 1024; // while typing

enum Page { EmptyPage, TextPage, FormPage, PartsPage, FilePage };

Page pageOf(BodyKind kind)
{
    switch (kind) {
    case BodyKind::None:
        return EmptyPage;
    case BodyKind::Json:
    case BodyKind::Text:
        return TextPage;
    case BodyKind::Form:
        return FormPage;
    case BodyKind::Multipart:
        return PartsPage;
    case BodyKind::File:
        return FilePage;
    }
    Q_UNREACHABLE();
}

} // namespace

RequestBodyPage::RequestBodyPage(QWidget *parent)
    : QWidget(parent)
    , m_kind(new QComboBox(this))
    , m_pages(new QStackedWidget(this))
    , m_text(nullptr)
    , m_verdict(plainLabel({}, this))
    , m_goTo(new QToolButton(this))
    , m_tidy(new QPushButton(tr("Tidy"), this))
    , m_check(new QTimer(this))
    , m_form(new RequestRowsTable(new RequestRowsModel({tr("Field"), tr("Value")}, tr("Add a field"), this),
                                  QStringLiteral("requestForm"), tr("Fields of the form"), this))
    , m_parts(new RequestRowsTable(makePartsModel(this), QStringLiteral("requestParts"),
                                   tr("Parts of the body"), this))
{
    setObjectName(QStringLiteral("requestBodyPage"));
    m_kind->setObjectName(QStringLiteral("requestBodyKind"));
    m_kind->setAccessibleName(tr("Kind of body"));
    for (const auto &[kind, text] :
         {std::pair{BodyKind::None, tr("No body")}, std::pair{BodyKind::Json, tr("JSON")},
          std::pair{BodyKind::Form, tr("Form")}, std::pair{BodyKind::Multipart, tr("Multipart")},
          std::pair{BodyKind::Text, tr("Text")}, std::pair{BodyKind::File, tr("File")}})
        m_kind->addItem(text, static_cast<int>(kind));
    m_verdict->setObjectName(QStringLiteral("requestJsonVerdict"));
    m_goTo->setObjectName(QStringLiteral("requestJsonGoTo"));
    m_goTo->setText(tr("Go there"));
    m_goTo->setAutoRaise(true);
    m_tidy->setObjectName(QStringLiteral("requestJsonTidy"));
    m_tidy->setToolTip(tr("Lays the JSON out by white space alone: values stay as they are written"));

    auto *empty = plainLabel(tr("This request has no body."), this);
    empty->setAlignment(Qt::AlignCenter);
    empty->setForegroundRole(QPalette::PlaceholderText);
    m_pages->addWidget(empty);
    m_pages->addWidget(makeTextPage());
    m_pages->addWidget(m_form);
    m_pages->addWidget(makePartsPage());
    m_pages->addWidget(makeFilePage());
    m_form->setShares({30});
    m_form->setLineReader([](const QString &line) { return pairOfLine(line, u'='); });

    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2 * grid);
    line->addWidget(m_kind);
    line->addWidget(m_verdict, 1);
    line->addWidget(m_goTo);
    line->addWidget(m_tidy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2 * grid, 0, 0);
    column->setSpacing(grid);
    column->addLayout(line);
    column->addWidget(m_pages, 1);

    m_check->setSingleShot(true);
    m_check->setInterval(settleTime);
    connect(m_check, &QTimer::timeout, this, &RequestBodyPage::checkJson);
    connect(m_kind, &QComboBox::activated, this, [this] {
        showKind(kind());
        Q_EMIT kindChosen(kind());
        Q_EMIT changed();
    });
    connect(m_tidy, &QPushButton::clicked, this, &RequestBodyPage::tidy);
    connect(m_goTo, &QToolButton::clicked, this, [this] { m_text->goToByte(m_problemAt); });
    connect(&m_form->rows(), &RequestRowsModel::changed, this, &RequestBodyPage::changed);
    connect(&m_parts->rows(), &RequestRowsModel::changed, this, &RequestBodyPage::changed);
    showKind(BodyKind::None);
}

RequestBodyPage::~RequestBodyPage()
{
    m_form->rows().disconnect(this);
    m_parts->rows().disconnect(this);
}

QWidget *RequestBodyPage::makeTextPage()
{
    m_text = new RequestTextEdit(this);
    m_text->setObjectName(QStringLiteral("requestBody"));
    m_text->setAccessibleName(tr("Body of the request"));
    m_text->setPlaceholderText(tr("A line “< PATH” stands for the content of a file."));
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_text->document()->isModified())
            return;
        m_check->start();
        Q_EMIT changed();
    });
    return m_text;
}

QWidget *RequestBodyPage::makePartsPage()
{
    auto *page = new QWidget(this);
    auto *choose = new QPushButton(icon(u"file"), tr("Add a file…"), page);
    choose->setObjectName(QStringLiteral("requestAddFile"));
    connect(choose, &QPushButton::clicked, this, [this] { browse(true); });
    m_parts->setShares({20, 36, 20});
    m_parts->setLineReader(partOfLine);
    auto *row = new QHBoxLayout;
    row->addWidget(choose);
    row->addStretch();
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid);
    column->addWidget(m_parts, 1);
    column->addLayout(row);
    return page;
}

QWidget *RequestBodyPage::makeFilePage()
{
    auto *page = new QWidget(this);
    auto *field = new RequestAddressField(page);
    m_file = field;
    m_file->setObjectName(QStringLiteral("requestFile"));
    m_file->setAccessibleName(tr("File that is sent as the body"));
    m_file->setPlaceholderText(tr("A path, from the folder of the request's file"));
    auto *choose = new QPushButton(icon(u"file"), tr("Choose…"), page);
    choose->setObjectName(QStringLiteral("requestChooseFile"));
    m_expands = new QCheckBox(tr("Fill in variables in the file"), page);
    m_expands->setObjectName(QStringLiteral("requestFileExpands"));
    m_fileFacts = plainLabel({}, page);
    m_fileFacts->setObjectName(QStringLiteral("requestFileFacts"));
    m_fileFacts->setForegroundRole(QPalette::PlaceholderText);
    connect(choose, &QPushButton::clicked, this, [this] { browse(false); });
    connect(m_file, &QLineEdit::textEdited, this, &RequestBodyPage::changed);
    connect(m_file, &QLineEdit::textChanged, this, [this](const QString &path) {
        const QFileInfo info(QDir(m_scope.folder), path);
        m_fileFacts->setText(
            path.isEmpty() || path.contains(QLatin1StringView("{{")) ? QString()
            : info.isFile()
                ? tr("%1, read from the disk while it is sent").arg(QLocale().formattedDataSize(info.size()))
                : tr("There is no such file."));
    });
    connect(m_expands, &QCheckBox::clicked, this, &RequestBodyPage::changed);
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * grid);
    row->addWidget(m_file, 1);
    row->addWidget(choose);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * grid);
    column->addLayout(row);
    column->addWidget(m_fileFacts);
    column->addWidget(m_expands);
    column->addStretch();
    return page;
}

void RequestBodyPage::setBody(const requests::Body &body)
{
    m_loaded = body;
    m_text->setPlainText(QString::fromUtf8(body.text));
    m_text->document()->setModified(false);
    std::vector<EditedRow> fields;
    for (size_t i = 0; i < body.fields.size(); ++i)
        fields.push_back({{QString::fromUtf8(body.fields[i].name), QString::fromUtf8(body.fields[i].value)},
                          static_cast<int>(i)});
    m_form->rows().setRows(std::move(fields));
    m_parts->rows().setRows(rowsOfParts(body.parts));
    m_file->setText(QString::fromUtf8(body.file));
    m_expands->setChecked(body.expandsFile);
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(body.kind)));
    showKind(body.kind);
}

requests::Body RequestBodyPage::body() const
{
    requests::Body body;
    body.kind = kind();
    switch (body.kind) {
    case BodyKind::None:
        break;
    case BodyKind::Json:
    case BodyKind::Text:
        // A text that nobody touched stays as it was, byte for byte.
        body.text = m_text->document()->isModified() ? m_text->bytes() : m_loaded.text;
        break;
    case BodyKind::Form:
        for (const EditedRow &row : m_form->rows().edited())
            body.fields.push_back({row.cells[0].toUtf8(), row.cells[1].toUtf8()});
        break;
    case BodyKind::Multipart:
        body.parts = partsOfRows(m_parts->rows().edited(), m_loaded.parts);
        break;
    case BodyKind::File:
        body.file = m_file->text().toUtf8();
        body.expandsFile = m_expands->isChecked();
        break;
    }
    return body;
}

BodyKind RequestBodyPage::kind() const
{
    return static_cast<BodyKind>(m_kind->currentData().toInt());
}

void RequestBodyPage::setScope(const RequestScope &scope)
{
    m_scope = scope;
    m_text->setScope(scope);
    m_form->setScope(scope);
    m_parts->setScope(scope);
    static_cast<RequestAddressField *>(m_file)->setScope(scope);
}

void RequestBodyPage::setFile(const QString &path)
{
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(BodyKind::File)));
    m_file->setText(shownPath(path));
    showKind(BodyKind::File);
    Q_EMIT kindChosen(BodyKind::File);
    Q_EMIT changed();
}

void RequestBodyPage::showKind(BodyKind kind)
{
    m_pages->setCurrentIndex(pageOf(kind));
    m_text->setJson(kind == BodyKind::Json);
    checkJson();
}

void RequestBodyPage::checkJson()
{
    const bool isJson = kind() == BodyKind::Json;
    m_problemAt = -1;
    m_tidy->setVisible(isJson);
    m_verdict->clear();
    m_goTo->hide();
    const QByteArray text = isJson ? m_text->bytes() : QByteArray();
    if (!isJson || text.trimmed().isEmpty() || text.size() > longestChecked) {
        m_tidy->setEnabled(isJson && !text.trimmed().isEmpty());
        return m_text->markByte(-1);
    }
    const auto problem = jsonProblem(text);
    m_tidy->setEnabled(!problem);
    QPalette palette = this->palette();
    palette.setColor(QPalette::WindowText, problem ? colours().bad : colours().mutedText);
    m_verdict->setPalette(palette);
    if (!problem) {
        m_verdict->setText(tr("Valid JSON"));
        return m_text->markByte(-1);
    }
    m_problemAt = problem->offset;
    const TextPlace place = placeOfByte(text, m_problemAt);
    m_verdict->setText(problem->detail.isEmpty()
                           ? tr("Line %1, column %2: this is no JSON.").arg(place.line).arg(place.column)
                           : tr("Line %1, column %2: %3")
                                 .arg(place.line)
                                 .arg(place.column)
                                 .arg(problem->detail.section(QStringLiteral(" at byte "), 0, 0)));
    m_goTo->show();
    m_text->markByte(m_problemAt);
}

void RequestBodyPage::tidy()
{
    const QByteArray tidied = tidyJson(m_text->bytes());
    if (tidied.isEmpty())
        return;
    QTextCursor cursor(m_text->document()); // as one step that can be undone
    cursor.select(QTextCursor::Document);
    cursor.insertText(QString::fromUtf8(tidied));
    checkJson();
}

QString RequestBodyPage::shownPath(const QString &path) const
{
    const QString relative = m_scope.folder.isEmpty() ? path : QDir(m_scope.folder).relativeFilePath(path);
    return relative.startsWith(QLatin1StringView("../..")) ? path : relative;
}

void RequestBodyPage::browse(bool isPart)
{
    auto *dialog = new QFileDialog(this, tr("Choose a file to send"), m_scope.folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this, isPart](const QString &path) {
        if (isPart)
            takePart(path);
        else
            setFile(path);
    });
    dialog->open();
}

void RequestBodyPage::takePart(const QString &path)
{
    m_parts->rows().insertEdited(m_parts->rows().rowCount() - 1,
                                 {partOfFile(shownPath(path), QFileInfo(path).fileName())});
}

} // namespace claimcheck::ui
