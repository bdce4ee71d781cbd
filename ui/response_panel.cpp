#include "response_panel.h"

#include "base/json.h"
#include "icons.h"
#include "theme.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHash>
#include <QLocale>
#include <QStackedWidget>
#include <QStringDecoder>
#include <QTabWidget>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
// Beyond this a body is not parsed just to find out whether it is JSON.
constexpr qsizetype longestGuess = 4 * 1024 * 1024;

/// The reason phrases of RFC 9110 section 15; a server's own may be anything, and HTTP/2 has none.
QString reasonPhrase(int status)
{
    static const QHash<int, const char *> phrases = {{200, "OK"},
                                                     {201, "Created"},
                                                     {202, "Accepted"},
                                                     {204, "No Content"},
                                                     {301, "Moved"},
                                                     {302, "Found"},
                                                     {303, "See Other"},
                                                     {304, "Not Modified"},
                                                     {307, "Temporary Redirect"},
                                                     {308, "Permanent Redirect"},
                                                     {400, "Bad Request"},
                                                     {401, "Unauthorized"},
                                                     {403, "Forbidden"},
                                                     {404, "Not Found"},
                                                     {405, "Method Not Allowed"},
                                                     {409, "Conflict"},
                                                     {410, "Gone"},
                                                     {415, "Unsupported Media Type"},
                                                     {422, "Unprocessable Content"},
                                                     {429, "Too Many Requests"},
                                                     {500, "Internal Server Error"},
                                                     {501, "Not Implemented"},
                                                     {502, "Bad Gateway"},
                                                     {503, "Service Unavailable"},
                                                     {504, "Gateway Timeout"}};
    return QString::fromLatin1(phrases.value(status, ""));
}

bool isText(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    return !decoder.hasError() && !text.contains(QChar(0));
}

} // namespace

ResponsePanel::ResponsePanel(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_icon(plainLabel({}, this))
    , m_status(plainLabel({}, this))
    , m_facts(plainLabel({}, this))
    , m_tabs(new QTabWidget(this))
    , m_view(new QComboBox(this))
    , m_body(new JsonView(this))
    , m_headers(new JsonView(this))
{
    setObjectName(QStringLiteral("responsePanel"));
    m_status->setObjectName(QStringLiteral("responseStatus"));
    m_status->setFont(headlineFont());
    m_facts->setObjectName(QStringLiteral("responseFacts"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_view->setObjectName(QStringLiteral("responseView"));
    m_view->setAccessibleName(tr("Show the body as"));
    m_view->addItems({tr("JSON"), tr("Text"), tr("Hex")});
    m_body->setObjectName(QStringLiteral("responseBody"));
    m_body->setAccessibleName(tr("Body of the answer"));
    m_headers->setObjectName(QStringLiteral("responseHeaders"));
    m_headers->setAccessibleName(tr("Headers of the answer, as Qt reports them"));
    m_tabs->setObjectName(QStringLiteral("responseTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_body, tr("Body"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->setTabToolTip(1, tr("As Qt reports them: repeated headers are joined"));
    m_tabs->setCornerWidget(m_view);

    QLabel *hint = plainLabel(tr("The answer appears here. Ctrl+Return sends the request."), this);
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);

    auto *answer = new QWidget(this);
    auto *head = new QHBoxLayout;
    head->setSpacing(2 * grid);
    head->addWidget(m_icon);
    head->addWidget(m_status);
    head->addSpacing(2 * grid);
    head->addWidget(m_facts, 1);
    auto *column = new QVBoxLayout(answer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * grid);
    column->addLayout(head);
    column->addWidget(m_tabs, 1);
    m_stack->addWidget(hint);
    m_stack->addWidget(answer);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(m_view, &QComboBox::currentIndexChanged, this,
            [this](int index) { showBody(static_cast<View>(index)); });
}

void ResponsePanel::setResponse(const http::Response &response, bool refreshed)
{
    m_bytes = response.body;
    m_shownStatus = response.status;
    m_status->setText(
        QStringLiteral("%1 %2").arg(response.status).arg(reasonPhrase(response.status)).trimmed());
    updateTint();
    QStringList facts = {QString::fromLatin1(response.httpVersion), tr("%1 ms").arg(response.timing.totalMs),
                         QLocale().formattedDataSize(response.body.size())};
    facts << (response.credentialSent ? tr("credential sent") : tr("no credential sent"));
    if (!response.redirects.empty())
        facts << tr("%n redirects", nullptr, static_cast<int>(response.redirects.size()));
    if (refreshed)
        facts << tr("the token was refreshed on the way");
    m_facts->setText(facts.join(QStringLiteral(" · ")));

    QByteArray headers;
    for (const http::Header &header : response.headers)
        headers += header.name + ": " + header.value + '\n';
    m_headers->setPlainText(headers);

    const bool json = m_bytes.size() <= longestGuess && json::Document::parse(m_bytes);
    const View view = json ? View::Json : isText(m_bytes) ? View::Text : View::Hex;
    m_view->setCurrentIndex(static_cast<int>(view));
    showBody(view);
    m_stack->setCurrentIndex(1);
}

// Colour alone says nothing: an icon and the number with its phrase stand beside it.
void ResponsePanel::updateTint()
{
    const bool refused = m_shownStatus >= 400;
    const bool redirect = m_shownStatus >= 300 && !refused;
    QPalette tinted = palette();
    tinted.setColor(QPalette::WindowText, refused    ? colours().bad
                                          : redirect ? colours().warning
                                                     : colours().good);
    m_status->setPalette(tinted);
    m_icon->setPixmap(icon(refused    ? u"bad"
                           : redirect ? u"warning"
                                      : u"good")
                          .pixmap(QSize(5 * grid, 5 * grid), devicePixelRatioF()));
}

void ResponsePanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateTint();
}

void ResponsePanel::clear()
{
    m_bytes.clear();
    m_stack->setCurrentIndex(0);
}

void ResponsePanel::showBody(View view)
{
    switch (view) {
    case View::Json:
        return m_body->setText(m_bytes);
    case View::Text:
        return m_body->setPlainText(m_bytes);
    case View::Hex:
        return m_body->setHex(m_bytes);
    }
}

} // namespace claimcheck::ui
