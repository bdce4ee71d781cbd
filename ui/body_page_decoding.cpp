#include "background.h"
#include "body_decoder.h"
#include "body_image.h"
#include "body_page.h"
#include "body_view.h"
#include "error_words.h"
#include "widgets/inline_bar.h"

#include <QComboBox>

/// Text in another charset than UTF-8, also while it comes.
namespace claimcheck::ui {

namespace {

constexpr qint64 decodingHead = 64 * 1024;
constexpr qint64 decodedAtOnce = 512 * 1024; // some milliseconds
constexpr qint64 oneStep = 4 * 1024 * 1024;

} // namespace

bool BodyPage::findCharset()
{
    const auto head = m_body->read(0, decodingHead);
    if (!head || mayBeginAMark(*head))
        return false;
    m_knowsCharset = true;
    if (!imageFormat(*head).isEmpty())
        return true;
    m_charset = charsetOf(*head, m_type);
    if (m_charset.isUtf8() && m_charset.from != Charset::From::Mark) // which is taken off
        return true;
    m_decoder = std::make_shared<BodyDecoder>(m_body, m_charset);
    if (m_decoder->isKnown()) {
        m_decoded = m_decoder->text();
    } else {
        m_view = View::Hex;
        m_choice->setCurrentIndex(m_choice->findData(static_cast<int>(m_view)));
        m_bar->show_(InlineBar::Kind::Info, m_decoder->end().problem);
    }
    return true;
}

bool BodyPage::isWellUnderWay() const
{
    if (!m_decoder || !m_decoder->isKnown() || m_decoder->failure())
        return false;
    const auto head = m_body->read(0, decodingHead);
    return head && m_decoder->charset() == charsetOf(*head, m_type) &&
           (m_isDecoding || m_body->size() - m_decoder->readSoFar() > decodedAtOnce);
}

void BodyPage::decodeOn()
{
    if (!m_decoder || m_isDecoding || !m_decoder->isKnown() || m_decoder->isComplete() ||
        m_decoder->failure())
        return;
    if (m_body->size() - m_decoder->readSoFar() <= decodedAtOnce) {
        if (const auto read = m_decoder->readOn(decodedAtOnce); !read)
            showError(read.error());
        return;
    }
    m_isDecoding = true;
    inBackground(
        this, [decoder = m_decoder] { return decoder->readOn(oneStep); },
        [this, decoder = m_decoder](const Result<Done> &read) {
            if (decoder != m_decoder)
                return; // another body by now
            m_isDecoding = false;
            if (!read)
                showError(read.error());
            decodeOn();
            m_text->bodyGrown();
            updateFacts();
            if (!m_growing)
                onDecoded();
        });
}

void BodyPage::decode()
{
    const auto head = m_body->read(0, decodingHead);
    if (!head || !imageFormat(*head).isEmpty())
        return;
    m_charset = charsetOf(*head, m_type);
    if (m_charset.isUtf8() && m_charset.from != Charset::From::Mark) {
        m_decoder = nullptr;
        return;
    }
    if (!m_decoder || m_decoder->charset() != m_charset)
        m_decoder = std::make_shared<BodyDecoder>(m_body, m_charset);
    decodeOn();
    if (m_isDecoding) {
        m_fitsLater = true;
        m_undecoded = tr("The text is being decoded from %1.").arg(charsetText(m_charset));
        return;
    }
    const Decoded decoded = m_decoder->end();
    m_decoded = decoded.text;
    m_undecoded = decoded.problem;
    if (!m_wasRead || m_decoder->failure() || m_decoder->hasError() || !m_decoder->endsInALetter())
        return;
    // It broke off: what the person has read stays.
    m_decoded = m_decoder->text();
    m_undecoded = tr("The text ends in the middle of a letter.");
}

void BodyPage::onDecoded()
{
    if (!m_decoder || m_isDecoding || !(m_decoder->isComplete() || m_decoder->failure()))
        return;
    if (!m_fitsLater) {                                     // events, or hex: they stay as they are
        if (m_decoder->hasError() && !m_decoder->failure()) // which was said
            m_bar->show_(InlineBar::Kind::Info,
                         tr("Some of the answer cannot be decoded as %1.").arg(charsetText(m_charset)));
        return updateFacts();
    }
    m_fitsLater = false;
    decode();
    showFitting();
}

} // namespace claimcheck::ui
