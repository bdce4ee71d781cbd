#include "body_page.h"

#include "background.h"
#include "base/json.h"
#include "body_decoder.h"
#include "body_image.h"
#include "body_view.h"
#include "error_words.h"
#include "find_bar.h"
#include "icons.h"
#include "response_words.h"
#include "widgets/elided_label.h"
#include "widgets/inline_bar.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"

#include <QComboBox>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>

/// Which view shows the body. How the page is made, filter, search and saving are in
/// body_page_tools.cpp, decoding in body_page_decoding.cpp.
namespace claimcheck::ui {

namespace {

constexpr qint64 headSize = 64 * 1024;
constexpr qint64 mostLaidOutAtOnce = 16 * 1024 * 1024; // larger JSON is shown as it came at first

/// Without its parameters (RFC 9110 section 8.3.1).
QByteArray mediaType(const QByteArray &type)
{
    return type.split(';').first().trimmed().toLower();
}

bool isJsonType(const QByteArray &type)
{
    const QByteArray name = mediaType(type);
    return name.endsWith("/json") || name.endsWith("+json");
}

bool isTextType(const QByteArray &type)
{
    const QByteArray name = mediaType(type);
    return name.startsWith("text/") || isJsonType(type) || name.endsWith("xml");
}

bool isEventType(const QByteArray &type)
{
    const QByteArray name = mediaType(type);
    return name == "text/event-stream" || name.endsWith("ndjson") || name.endsWith("jsonl") ||
           name == "application/json-seq";
}

} // namespace

BodyPage::~BodyPage()
{
    stopWork();
    if (m_saving)
        *m_saving = true;
}

void BodyPage::stopWork()
{
    *m_stop = true;
    m_stop = std::make_shared<std::atomic_bool>(false);
    m_search->stop();
}

void BodyPage::clear()
{
    stopWork();
    m_body = m_prettyBody = m_decoded = nullptr;
    m_decoder = nullptr;
    m_isDecoding = m_knowsCharset = m_fitsLater = m_wasRead = false;
    m_charset = {};
    m_undecoded.clear();
    m_growing = false;
    m_bar->clear();
    m_json->clear();
    m_text->setBody(nullptr, BodyView::Form::Text);
    m_laid->setBody(nullptr, BodyView::Form::Text);
    m_none->clear();
    m_stack->setCurrentWidget(m_empty);
    updateFacts();
}

void BodyPage::begin(std::shared_ptr<const requests::Overflow> body, const QByteArray &contentType)
{
    clear();
    m_body = std::move(body);
    m_type = contentType;
    m_growing = true;
    m_view = View::Text;
    m_text->setFollowing(isEventType(contentType));
    m_stack->setCurrentWidget(m_text);
    grown();
    m_choice->setCurrentIndex(m_choice->findData(static_cast<int>(m_view)));
}

void BodyPage::grown()
{
    if (!m_body || !m_growing)
        return;
    if (!m_knowsCharset && findCharset()) {
        const bool followed = m_text->isFollowing();
        m_text->setBody(m_view == View::Hex ? m_body : text(),
                        m_view == View::Hex ? BodyView::Form::Hex : BodyView::Form::Text);
        m_text->setFollowing(followed);
    }
    decodeOn();
    m_text->bodyGrown();
    updateFacts();
}

void BodyPage::setBody(std::shared_ptr<const requests::Overflow> body, const QByteArray &contentType,
                       const QUrl &address)
{
    const bool wasShown = m_growing && body == m_body;
    m_address = address;
    m_type = contentType;
    if (wasShown && m_knowsCharset && (isEventType(contentType) || m_view == View::Hex || isWellUnderWay())) {
        // It stays where the person is.
        const bool followed = m_text->isFollowing();
        m_fitsLater = !isEventType(contentType) && m_view != View::Hex;
        m_wasRead = true;
        grown();
        m_growing = false;
        m_text->setFollowing(followed);
        onDecoded();
        return updateFacts();
    }
    const auto decoder = wasShown && !m_isDecoding ? m_decoder : nullptr;
    clear();
    m_body = std::move(body);
    if (!m_body || m_body->size() == 0) {
        m_none->setText(tr("The answer has no body."));
        return updateFacts();
    }
    m_decoder = decoder;
    m_wasRead = decoder != nullptr;
    decode();
    showFitting();
}

/// All of it is there, and decoded where it can be.
void BodyPage::showFitting()
{
    if (m_undecoded.isEmpty() && !m_decoded && isTextType(m_type)) {
        const auto head = m_body->read(0, headSize);
        if (head && imageFormat(*head).isEmpty() && !isText(*head))
            m_undecoded =
                tr("The answer cannot be decoded as %1. It is shown as bytes.").arg(charsetText(m_charset));
    }
    choose(fitting());
    const auto failure = m_decoder ? m_decoder->failure() : std::nullopt;
    if (!m_undecoded.isEmpty())
        m_bar->show_(failure ? InlineBar::Kind::Error : InlineBar::Kind::Info, m_undecoded,
                     failure ? codeText(*failure) : QString());
    if (const auto head = m_body->read(0, headSize);
        head && imageFormat(*head) == "svg" && mediaType(m_type) == "image/svg+xml")
        m_bar->offer(InlineBar::Kind::Info, tr("This is a drawing in SVG."), {}, tr("Draw the picture"),
                     [this] { choose(View::Image); });
}

BodyPage::View BodyPage::fitting() const
{
    if (!m_undecoded.isEmpty() && !m_decoded)
        return View::Hex;
    const auto head = text()->read(0, headSize);
    if (!head)
        return View::Hex;
    const QByteArray format = imageFormat(*head);
    if (!format.isEmpty() && format != "svg") // which is drawn only when it is asked for
        return View::Image;
    if (!isText(*head))
        return View::Hex;
    const QByteArray begin = head->left(256).trimmed();
    const bool looksSo = begin.startsWith('{') || begin.startsWith('[');
    if (isEventType(m_type) || !looksSo)
        return View::Text;
    if (text()->size() > mostFolded)
        return text()->size() <= mostLaidOutAtOnce ? View::Json : View::Text;
    if (isJsonType(m_type))
        return View::Json;
    const auto whole = text()->read(0, text()->size());
    return whole && json::Document::parse(*whole) ? View::Json : View::Text;
}

void BodyPage::choose(View view)
{
    m_view = view;
    m_choice->setCurrentIndex(m_choice->findData(static_cast<int>(view)));
    m_search->stop();
    m_bar->clear();
    m_filter->setVisible(view == View::Json);
    if (!m_body)
        return;
    switch (view) {
    case View::Json:
        if (m_filter->text().trimmed().isEmpty())
            showLaidOut();
        else
            setFilter();
        break;
    case View::Text:
    case View::Hex:
        if (view == View::Hex)
            m_text->setBody(m_body, BodyView::Form::Hex);
        else
            m_text->setBody(text(), BodyView::Form::Text);
        m_stack->setCurrentWidget(m_text);
        break;
    case View::Image:
        showImage();
        break;
    }
    updateFacts();
    search();
}

void BodyPage::showLaidOut()
{
    if (text()->size() <= mostFolded) {
        const auto whole = text()->read(0, text()->size());
        if (!whole)
            return showError(whole.error());
        m_json->setText(*whole);
        return m_stack->setCurrentWidget(m_json);
    }
    if (m_prettyBody) {
        if (m_laid->body() != m_prettyBody)
            m_laid->setBody(m_prettyBody, BodyView::Form::Text);
        return m_stack->setCurrentWidget(m_laid);
    }
    // As it came, until a worker has laid it out.
    m_text->setBody(text(), BodyView::Form::Text);
    m_stack->setCurrentWidget(m_text);
    m_bar->show_(InlineBar::Kind::Info, tr("The JSON is being laid out."));
    inBackground(
        this, [body = text(), stop = m_stop] { return prettyJson(*body, stop); },
        [this, stop = m_stop](const Result<std::shared_ptr<const requests::Overflow>> &made) {
            if (*stop)
                return;
            if (!made)
                return showError(made.error());
            m_prettyBody = *made;
            if (m_view != View::Json || !m_filter->text().trimmed().isEmpty())
                return;
            m_bar->clear();
            showLaidOut();
            updateFacts();
            search();
        });
}

void BodyPage::showImage()
{
    m_stack->setCurrentWidget(m_image);
    m_image->setImage({});
    m_pictureFacts.clear();
    const auto head = m_body->read(0, headSize);
    if (head && imageFormat(*head) == "svg" && mediaType(m_type) != "image/svg+xml")
        return showError({ErrorCode::FileUnreadable, tr("the picture"),
                          tr("An SVG is drawn only where the server calls it image/svg+xml.")});
    inBackground(
        this, [body = m_body] { return decodeImage(*body); },
        [this, stop = m_stop](const Result<DecodedImage> &decoded) {
            if (*stop || m_view != View::Image)
                return;
            if (!decoded)
                return showError(decoded.error());
            m_image->setImage(*decoded);
            m_pictureFacts = decoded->facts;
            updateFacts();
        });
}

void BodyPage::updateFacts()
{
    QStringList facts;
    if (m_body) {
        facts << (m_type.isEmpty() ? tr("no Content-Type") : QString::fromLatin1(m_type));
        if (m_growing)
            facts << tr("%1 so far").arg(sizeText(m_body->size()));
        else if (m_view == View::Image && !m_pictureFacts.isEmpty())
            facts << m_pictureFacts;
        if (m_decoded && m_view != View::Hex)
            facts << (m_decoder && m_decoder->failure() ? tr("read in part as %1") : tr("read as %1"))
                         .arg(charsetText(m_charset));
        if (m_body->isOnDisk())
            facts << tr("kept encrypted on disk until another answer comes");
    }
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    const bool any = m_body && m_body->size() > 0;
    m_choice->setEnabled(any);
    m_find->setEnabled(any && m_view != View::Image);
    m_save->setEnabled(any && !m_growing && !m_saving);
    m_filter->setVisible(any && m_view == View::Json);
}

void BodyPage::showError(const Error &error)
{
    m_bar->show_(InlineBar::Kind::Error, sentences(error), codeText(error));
}

void BodyPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_image->update();
}

} // namespace claimcheck::ui
