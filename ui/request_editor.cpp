#include "request_editor.h"

#include "http/header_rules.h"
#include "icons.h"
#include "request_address_field.h"
#include "request_body_page.h"
#include "request_header_names.h"
#include "request_options_page.h"
#include "request_query.h"
#include "request_rows_table.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace claimcheck::ui {

using requests::BodyKind;
using requests::RequestSpec;

namespace {

constexpr int grid = 4;

RequestRowsTable *makeTable(QWidget *parent, const QStringList &titles, const QString &hint, const char *name,
                            const QString &accessibleName)
{
    return new RequestRowsTable(new RequestRowsModel(titles, hint, parent), QString::fromLatin1(name),
                                accessibleName, parent);
}

QStringList assertionSamples()
{
    return {QStringLiteral("status == 200"),   QStringLiteral("status < 400"),
            QStringLiteral("time < 500"),      QStringLiteral("header Content-Type contains json"),
            QStringLiteral("json /id exists"), QStringLiteral("json $.items[*] exists"),
            QStringLiteral("body contains OK")};
}

} // namespace

struct RequestEditor::Private {
    QComboBox *method = nullptr;
    RequestAddressField *address = nullptr;
    QPushButton *send = nullptr;
    QPushButton *cancel = nullptr;
    QHBoxLayout *line = nullptr;
    QTabWidget *pages = nullptr;
    RequestRowsTable *query = nullptr;
    RequestRowsTable *headers = nullptr;
    RequestBodyPage *body = nullptr;
    RequestOptionsPage *options = nullptr;
    RequestRowsTable *assertions = nullptr;
    RequestSpec loaded = {};
    bool isLoading = false;
    bool isSyncing = false; // between the address and its table
};

RequestEditor::RequestEditor(login::ProfileStore &profiles, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>())
{
    setObjectName(QStringLiteral("requestEditor"));
    buildLine();
    d->query = makeTable(this, {tr("Parameter"), tr("Value")}, tr("Add a parameter"), "requestQuery",
                         tr("Query of the address"));
    d->headers = makeTable(this, {tr("Header"), tr("Value")}, tr("Add a header"), "requestHeaders",
                           tr("Headers of the request"));
    d->body = new RequestBodyPage(this);
    d->options = new RequestOptionsPage(profiles, this);
    d->assertions = makeTable(this, {tr("Assertion")}, tr("Add an assertion, such as status == 200"),
                              "requestAssertions", tr("What the answer should be like"));
    d->assertions->rows().setMarkTitle(tr("Last answer"));
    buildPages();
    connectPages();
    setBusy(false);
    updateTitles();
}

// A cell that is still being edited is written when its table goes, and nobody is here any more to hear it.
RequestEditor::~RequestEditor()
{
    for (RequestRowsTable *table : {d->query, d->headers, d->assertions})
        table->rows().disconnect(this);
    d->body->disconnect(this);
}

void RequestEditor::buildLine()
{
    d->method = new QComboBox(this);
    d->method->setObjectName(QStringLiteral("requestMethod"));
    d->method->setAccessibleName(tr("Method"));
    d->method->setEditable(true);
    d->method->lineEdit()->setAccessibleName(tr("Method"));
    d->method->setInsertPolicy(QComboBox::NoInsert);
    for (const char *name : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
        d->method->addItem(QString::fromLatin1(name));
    d->method->setFixedWidth(26 * grid);
    d->address = new RequestAddressField(this);
    d->address->setObjectName(QStringLiteral("requestUrl"));
    d->address->setAccessibleName(tr("Address of the request"));
    d->address->setPlaceholderText(tr("https://api.example/{{path}}, or paste a cURL line"));
    d->send = new QPushButton(icon(u"send"), tr("Send"), this);
    d->send->setObjectName(QStringLiteral("requestSend"));
    d->send->setToolTip(tr("Ctrl+Return"));
    d->cancel = new QPushButton(icon(u"cancel"), tr("Cancel"), this);
    d->cancel->setObjectName(QStringLiteral("requestCancel"));
    d->cancel->setToolTip(tr("Esc"));
    const int width = qMax(d->send->sizeHint().width(), d->cancel->sizeHint().width());
    d->send->setFixedWidth(width); // nothing moves when one takes the other's place
    d->cancel->setFixedWidth(width);
    d->line = new QHBoxLayout;
    d->line->setSpacing(2 * grid);
    for (QWidget *part : {static_cast<QWidget *>(d->method), static_cast<QWidget *>(d->address),
                          static_cast<QWidget *>(d->send), static_cast<QWidget *>(d->cancel)})
        part->setMinimumHeight(8 * grid);
    d->line->addWidget(d->method);
    d->line->addWidget(d->address, 1);
    d->line->addWidget(d->send);
    d->line->addWidget(d->cancel);
}

void RequestEditor::buildPages()
{
    d->query->setShares({30});
    d->query->setLineReader([](const QString &line) { return pairOfLine(line, u'='); });
    d->headers->setShares({30});
    d->headers->setLineReader([](const QString &line) { return pairOfLine(line, u':'); });
    d->headers->setCompletions(0, [](const QModelIndex &) { return requestHeaderNames(); });
    d->headers->setCompletions(1, [](const QModelIndex &index) {
        return headerValues(index.siblingAtColumn(0).data(Qt::EditRole).toString());
    });
    d->assertions->setShares({50});
    d->assertions->setLineReader([](const QString &line) { return QStringList{line.trimmed()}; });
    d->assertions->setCompletions(0, [](const QModelIndex &) { return assertionSamples(); });
    d->pages = new QTabWidget(this);
    d->pages->setObjectName(QStringLiteral("requestCompose"));
    d->pages->tabBar()->setAccessibleName(tr("Parts of the request"));
    d->pages->setDocumentMode(true);
    for (QWidget *page : {static_cast<QWidget *>(d->query), static_cast<QWidget *>(d->headers),
                          static_cast<QWidget *>(d->body), static_cast<QWidget *>(d->options),
                          static_cast<QWidget *>(d->assertions)})
        d->pages->addTab(page, QString());
    d->pages->setCurrentWidget(d->headers);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * grid);
    column->addLayout(d->line);
    column->addWidget(d->pages, 1);
}

void RequestEditor::connectPages()
{
    const auto edited = [this] {
        updateTitles();
        if (!d->isLoading)
            Q_EMIT changed();
    };
    connect(d->send, &QPushButton::clicked, this, &RequestEditor::sendRequested);
    connect(d->cancel, &QPushButton::clicked, this, &RequestEditor::cancelRequested);
    connect(d->address, &QLineEdit::returnPressed, this, &RequestEditor::sendRequested);
    connect(d->address, &RequestAddressField::curlPasted, this, &RequestEditor::curlPasted);
    connect(d->address, &QLineEdit::textChanged, this, [this](const QString &url) {
        if (d->isSyncing)
            return;
        std::vector<EditedRow> rows;
        for (const QueryRow &row : queryRows(url))
            rows.push_back({{row.name, row.value}, row.hasValue ? 1 : 0});
        d->query->rows().setRows(std::move(rows));
        updateTitles();
    });
    connect(d->address, &QLineEdit::textChanged, this, edited);
    connect(d->method, &QComboBox::currentTextChanged, this, edited);
    connect(&d->query->rows(), &RequestRowsModel::changed, this, &RequestEditor::onQueryChanged);
    connect(&d->headers->rows(), &RequestRowsModel::changed, this, edited);
    connect(&d->assertions->rows(), &RequestRowsModel::changed, this, edited);
    connect(d->body, &RequestBodyPage::changed, this, edited);
    connect(d->body, &RequestBodyPage::kindChosen, this, &RequestEditor::onKindChosen);
    connect(d->options, &RequestOptionsPage::changed, this, edited);
}

// Of a row of the query, the origin says whether it was written with "=" though it has no value.
void RequestEditor::onQueryChanged()
{
    std::vector<QueryRow> rows;
    for (const EditedRow &row : d->query->rows().edited())
        rows.push_back({row.cells[0], row.cells[1], row.origin != 0 || !row.cells[1].isEmpty()});
    d->isSyncing = true;
    d->address->setText(withQueryRows(d->address->text(), rows));
    d->isSyncing = false;
    updateTitles();
}

void RequestEditor::onKindChosen(BodyKind kind)
{
    // A Content-Type that spoke of the kind before would be a lie about this one.
    http::Headers all = headers();
    std::erase_if(all, [](const http::Header &header) {
        return header.name.compare("Content-Type", Qt::CaseInsensitive) == 0;
    });
    static constexpr std::pair<BodyKind, const char *> types[] = {
        {BodyKind::Json, "application/json"},
        {BodyKind::Form, "application/x-www-form-urlencoded"},
        {BodyKind::Multipart, "multipart/form-data; boundary=claimcheck-parts"},
        {BodyKind::Text, "text/plain; charset=utf-8"},
        {BodyKind::File, "application/octet-stream"}};
    for (const auto &[of, type] : types) {
        if (of == kind)
            all.push_back({"Content-Type", type});
    }
    setHeaders(all);
    const QString method = d->method->currentText();
    if (kind != BodyKind::None && (method == u"GET" || method == u"HEAD"))
        d->method->setCurrentText(QStringLiteral("POST"));
    updateTitles();
}

void RequestEditor::updateTitles()
{
    const auto counted = [](const QString &title, size_t count) {
        return count == 0 ? title : tr("%1 (%2)").arg(title).arg(count);
    };
    d->pages->setTabText(0, counted(tr("Query"), d->query->rows().edited().size()));
    d->pages->setTabText(1, counted(tr("Headers"), d->headers->rows().edited().size()));
    d->pages->setTabText(2, d->body->kind() == BodyKind::None ? tr("Body") : tr("Body ●"));
    d->pages->setTabText(3, tr("Options"));
    d->pages->setTabText(4, counted(tr("Assertions"), d->assertions->rows().edited().size()));
}

http::Headers RequestEditor::headers() const
{
    http::Headers list;
    for (const EditedRow &row : d->headers->rows().edited())
        list.push_back({row.cells[0].toUtf8(), row.cells[1].toUtf8()});
    return list;
}

void RequestEditor::setHeaders(const http::Headers &headers)
{
    std::vector<EditedRow> rows;
    for (const http::Header &header : headers)
        rows.push_back({{QString::fromUtf8(header.name), QString::fromUtf8(header.value)}, 0});
    d->headers->rows().setRows(std::move(rows));
}

void RequestEditor::setSpec(const RequestSpec &spec)
{
    d->isLoading = true;
    d->loaded = spec;
    d->method->setCurrentText(QString::fromUtf8(spec.method));
    d->address->setText(QString::fromUtf8(spec.url));
    d->address->setCursorPosition(0);
    setHeaders(spec.headers);
    d->body->setBody(spec.body);
    d->options->setSpec(spec);
    std::vector<EditedRow> rows;
    for (const QByteArray &assertion : spec.assertions)
        rows.push_back({{QString::fromUtf8(assertion)}, 0});
    d->assertions->rows().setRows(std::move(rows));
    d->isLoading = false;
    updateTitles();
}

RequestSpec RequestEditor::spec() const
{
    RequestSpec spec = d->loaded;
    const QString method = d->method->currentText().trimmed();
    if (method != QString::fromUtf8(spec.method))
        spec.method = method.toUpper().toUtf8();
    if (d->address->text() != QString::fromUtf8(spec.url))
        spec.url = d->address->text().trimmed().toUtf8();
    spec.headers = headers();
    spec.body = d->body->body();
    d->options->apply(spec);
    spec.assertions.clear();
    for (const EditedRow &row : d->assertions->rows().edited())
        spec.assertions.push_back(row.cells[0].toUtf8());
    return spec;
}

void RequestEditor::setScope(const RequestScope &scope)
{
    d->address->setScope(scope);
    d->query->setScope(scope);
    d->headers->setScope(scope);
    d->assertions->setScope(scope);
    d->body->setScope(scope);
    d->options->setScope(scope);
}

void RequestEditor::setFixedProfile(bool on)
{
    d->options->setFixedProfile(on);
    if (on)
        d->address->setPlaceholderText(tr("A path on the profile's server, such as /me, or a whole address"));
}

void RequestEditor::setBusy(bool busy)
{
    const bool hadFocus = d->send->hasFocus() || d->cancel->hasFocus();
    d->send->setVisible(!busy);
    d->cancel->setVisible(busy);
    if (hadFocus)
        (busy ? d->cancel : d->send)->setFocus();
}

void RequestEditor::setAssertionResults(const std::vector<requests::AssertionResult> &results)
{
    std::vector<RequestRowsModel::Mark> marks;
    for (const requests::AssertionResult &result : results) {
        if (result.error)
            marks.push_back(
                {QStringLiteral("warning"), describe(*result.error).message, result.error->detail});
        else if (result.passed)
            marks.push_back({QStringLiteral("good"), tr("Passed"), result.actual});
        else
            marks.push_back(
                {QStringLiteral("bad"), tr("Failed: it is %1").arg(result.actual), result.actual});
    }
    d->assertions->rows().setMarks(std::move(marks));
}

void RequestEditor::setMenuButton(QWidget *button)
{
    d->line->addWidget(button);
}

void RequestEditor::focusCredential()
{
    d->pages->setCurrentWidget(d->options);
    d->options->focusCredential();
}

void RequestEditor::focusMethod()
{
    d->method->setFocus(Qt::OtherFocusReason);
    d->method->lineEdit()->selectAll();
}

void RequestEditor::focusAddress()
{
    d->address->setFocus();
    d->address->selectAll();
}

} // namespace claimcheck::ui
