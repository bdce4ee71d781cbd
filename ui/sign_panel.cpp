#include "sign_panel.h"

#include "base/json_writer.h"
#include "error_words.h"
#include "jose/signing.h"
#include "own_key.h"
#include "theme.h"
#include "widgets/edit_band.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTextCursor>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int margin = 12;
constexpr std::chrono::hours sampleLifetime{1};

} // namespace

SignPanel::SignPanel(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_headerEditor(new QPlainTextEdit)
    , m_payloadEditor(new QPlainTextEdit)
    , m_algorithm(new QComboBox(this))
    , m_key(new OwnKey(this))
    , m_sign(new QPushButton(tr("&Sign and inspect"), this))
    , m_bar(new InlineBar(this))
{
    setObjectName(QStringLiteral("signPanel"));
    m_algorithm->setObjectName(QStringLiteral("signAlgorithm"));
    m_algorithm->setPlaceholderText(tr("None that is known"));
    for (const jose::Algorithm *row : jose::allAlgorithms())
        m_algorithm->addItem(QString::fromLatin1(row->name), QByteArray(row->name));
    m_sign->setObjectName(QStringLiteral("signButton"));
    m_sign->setAccessibleDescription(tr("Makes a new token and opens it in the inspector"));
    m_bar->setObjectName(QStringLiteral("signMessage"));

    auto *parts = new QSplitter(Qt::Horizontal, this);
    parts->setObjectName(QStringLiteral("signSplitter"));
    parts->setChildrenCollapsible(false);
    parts->setHandleWidth(margin);
    parts->addWidget(makeEditor(m_headerEditor, "signHeader", tr("&Header")));
    parts->addWidget(makeEditor(m_payloadEditor, "signPayload", tr("&Payload")));
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 3);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    auto *algorithmRow = new QHBoxLayout;
    algorithmRow->setSpacing(8);
    algorithmRow->addWidget(m_algorithm);
    algorithmRow->addStretch(1);
    algorithmRow->addWidget(m_sign);
    QLabel *algorithmLabel = plainLabel(tr("Al&gorithm:"), this);
    algorithmLabel->setBuddy(m_algorithm);
    addPlainRow(form, tr("Key:"), m_key);
    form->addRow(algorithmLabel, algorithmRow);
    auto *below = new QVBoxLayout;
    below->setContentsMargins(margin, margin, margin, margin);
    below->setSpacing(margin);
    below->addWidget(parts, 1);
    below->addWidget(m_bar);
    below->addLayout(form);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBand());
    column->addLayout(below, 1);

    connect(m_headerEditor, &QPlainTextEdit::textChanged, this, &SignPanel::onHeaderEdited);
    connect(m_payloadEditor, &QPlainTextEdit::textChanged, this,
            [this] { m_payload.edit(m_payloadEditor->toPlainText()); });
    connect(m_algorithm, &QComboBox::activated, this,
            [this] { setAlgorithm(m_algorithm->currentData().toByteArray()); });
    connect(m_sign, &QPushButton::clicked, this, &SignPanel::sign);
    connect(m_key, &OwnKey::submitted, this, &SignPanel::sign);
    connect(m_key, &OwnKey::failed, this, &SignPanel::showError);
    onHeaderEdited();
}

QWidget *SignPanel::makeBand()
{
    auto *samples = new QPushButton;
    samples->setObjectName(QStringLiteral("signSamples"));
    samples->setText(tr("Sample token"));
    samples->setAccessibleDescription(tr("A header, a payload and a fresh key for an algorithm"));
    auto *menu = new QMenu(samples);
    for (const jose::Algorithm *row : jose::allAlgorithms())
        menu->addAction(QString::fromLatin1(row->name), this, [this, row] { startSample(*row); });
    samples->setMenu(menu);
    auto *band =
        new EditBand(tr("Editing: this makes a new token. Nothing here is verified, and the token that you "
                        "looked at stays as it is."),
                     this);
    band->setObjectName(QStringLiteral("editBand"));
    band->addWidget(samples);
    return band;
}

QWidget *SignPanel::makeEditor(QPlainTextEdit *editor, const char *name, const QString &title)
{
    editor->setObjectName(QString::fromLatin1(name));
    editor->setAccessibleName(QString(title).remove(u'&'));
    editor->setFont(monoFont());
    editor->setTabChangesFocus(true);
    editor->setMinimumHeight(96);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    QLabel *label = plainLabel(title, page);
    label->setBuddy(editor);
    column->addWidget(label);
    column->addWidget(editor, 1);
    return page;
}

bool SignPanel::isEmpty() const
{
    return m_header.bytes().isEmpty() && m_payload.bytes().isEmpty();
}

void SignPanel::setToken(const jose::ParsedToken &token)
{
    m_key->wipe();
    m_bar->clear();
    const QByteArray &header = token.part(jose::PartId::Header).bytes;
    const QByteArray &payload = token.part(jose::PartId::Payload).bytes;
    if (header.size() > largestPart || payload.size() > largestPart) {
        setParts({}, {});
        return showError({ErrorCode::InputTooLarge, tr("The token")});
    }
    setParts(header, payload);
}

void SignPanel::startSample(const jose::Algorithm &algorithm)
{
    const auto seconds = [](TimePoint time) {
        return QByteArray::number(
            static_cast<qint64>(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()));
    };
    const TimePoint now = m_clock.now();
    m_bar->clear();
    setParts(QByteArray("{\"alg\":\"") + algorithm.name + "\",\"typ\":\"JWT\"}",
             "{\n  \"iss\": \"https://issuer.example\",\n  \"sub\": \"alice\",\n  \"aud\": "
             "\"https://api.example\",\n"
             "  \"iat\": " +
                 seconds(now) + ",\n  \"exp\": " + seconds(now + sampleLifetime) + "\n}");
    m_key->wipe();
    m_key->generate();
}

void SignPanel::setParts(const QByteArray &header, const QByteArray &payload)
{
    // The bytes first: the editors' signals then find nothing that was edited.
    m_header = EditedBytes(header);
    m_payload = EditedBytes(payload);
    m_headerEditor->setPlainText(m_header.shown());
    m_payloadEditor->setPlainText(m_payload.shown());
    onHeaderEdited();
}

void SignPanel::onHeaderEdited()
{
    m_header.edit(m_headerEditor->toPlainText());
    const jose::Algorithm *row = algorithm();
    m_algorithm->setCurrentIndex(row ? m_algorithm->findData(QByteArray(row->name)) : -1);
    m_key->setAlgorithm(row);
}

const jose::Algorithm *SignPanel::algorithm() const
{
    const auto header = json::Document::parse(m_header.bytes());
    return header ? jose::findAlgorithm(header->root().find("alg").toUtf8()) : nullptr;
}

/// Replaces the value of the header's alg, and nothing else.
void SignPanel::setAlgorithm(const QByteArray &name)
{
    QByteArray bytes = m_header.bytes();
    const auto header = json::Document::parse(bytes);
    if (!header || !header->root().isObject()) {
        bytes = "{\"alg\":" + json::quoted(name) + "}";
    } else if (const json::Value value = header->root().find("alg"); value.isValid()) {
        bytes.replace(value.span().begin, value.span().size(), json::quoted(name));
    } else {
        const QByteArray member = "\"alg\":" + json::quoted(name) + (header->root().size() > 0 ? "," : "");
        bytes.insert(header->root().span().begin + 1, member);
    }
    // As an edit, so that it can be undone.
    QTextCursor cursor(m_headerEditor->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(EditedBytes(bytes).shown());
}

void SignPanel::sign()
{
    m_bar->clear();
    m_key->get([this](const Result<jose::KeySet> &keys) { onKeys(keys); });
}

void SignPanel::onKeys(const Result<jose::KeySet> &keys)
{
    if (!keys)
        return showError(keys.error());
    if (auto header = json::Document::parse(m_header.bytes()); !header) {
        Error error = header.error();
        error.subject = tr("The header");
        return showError(error);
    } else if (!algorithm()) {
        const QString name = header->root().find("alg").toString();
        return showError({ErrorCode::AlgorithmUnsupported, name.isEmpty() ? QStringLiteral("alg") : name});
    }
    if (keys->keys.size() != 1)
        return showError({keys->keys.empty() ? ErrorCode::KeyMissing : ErrorCode::KeyAmbiguous});
    const auto token =
        jose::signCompact(m_header.bytes(), m_payload.bytes(), keys->keys.front(), *algorithm());
    if (!token)
        return showError(token.error());
    Q_EMIT tokenSigned(*token);
}

void SignPanel::showError(const Error &error)
{
    m_bar->show_(InlineBar::Kind::Error, sentences(error), codeText(error));
}

} // namespace claimcheck::ui
