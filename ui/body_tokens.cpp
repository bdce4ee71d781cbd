#include "body_tokens.h"

#include "background.h"
#include "body_decoder.h"
#include "icons.h"
#include "inspect/token_name.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace claimcheck::ui {

namespace {

constexpr size_t mostButtons = 3;
constexpr size_t mostListed = 50;

QString nameOf(const inspect::Found &found)
{
    if (!found.label.isEmpty())
        return visibleText(QString::fromUtf8(found.label), 40);
    return visibleText(inspect::tokenName(found.token, BodyTokens::tr("token")), 40);
}

/// The begin of a body, as UTF-8 where it is text.
QByteArray beginningOf(const std::shared_ptr<const requests::Overflow> &body, const QByteArray &contentType)
{
    if (!body)
        return {};
    auto bytes = body->read(0, BodyTokens::mostLookedAt);
    if (!bytes)
        return {};
    const Charset charset = charsetOf(*bytes, contentType);
    if (charset.isUtf8())
        return *std::move(bytes);
    BodyDecoder decoder(body, charset);
    const auto read = decoder.readOn(BodyTokens::mostLookedAt);
    const auto text = decoder.text()->read(0, decoder.text()->size());
    return read && text && decoder.isKnown() && !decoder.hasError() ? *text : *bytes;
}

} // namespace

BodyTokens::BodyTokens(QWidget *parent)
    : QWidget(parent), m_title(plainLabel({}, this)), m_row(new QHBoxLayout(this))
{
    setObjectName(QStringLiteral("responseTokens"));
    m_title->setObjectName(QStringLiteral("responseTokensTitle"));
    m_title->setForegroundRole(QPalette::PlaceholderText);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    m_row->addWidget(m_title);
    m_row->addStretch(1);
    hide();
}

void BodyTokens::clear()
{
    ++m_number;
    show_({});
}

void BodyTokens::look(const QByteArray &headers, std::shared_ptr<const requests::Overflow> body,
                      const QByteArray &contentType)
{
    inBackground(
        this,
        [headers, body = std::move(body), contentType] {
            auto found = inspect::findTokens(headers);
            // A whole text that is no token may be read as one opaque one: that is for pasted text.
            const QByteArray text = beginningOf(body, contentType);
            for (inspect::Found &one : inspect::findTokens(text)) {
                if (one.span.begin > 0 || one.span.end < text.size() || one.token.count('.') >= 2)
                    found.push_back(std::move(one));
            }
            std::vector<inspect::Found> unique;
            for (inspect::Found &one : found) {
                const bool known =
                    std::any_of(unique.begin(), unique.end(),
                                [&one](const inspect::Found &other) { return other.token == one.token; });
                if (!known && unique.size() < mostListed)
                    unique.push_back(std::move(one));
            }
            return unique;
        },
        [this, number = ++m_number](const std::vector<inspect::Found> &found) {
            if (number != m_number)
                return;
            show_(found);
            Q_EMIT looked();
        });
}

void BodyTokens::show_(std::vector<inspect::Found> found)
{
    for (QWidget *button : m_buttons)
        delete button;
    m_buttons.clear();
    m_found = std::move(found);
    setVisible(!m_found.empty());
    if (m_found.empty())
        return;
    m_title->setText(m_found.size() == 1
                         ? tr("One token in this answer")
                         : tr("%n tokens in this answer", nullptr, static_cast<int>(m_found.size())));
    const auto add = [this](const QString &text, const QString &help) {
        auto *button = new QToolButton(this);
        button->setText(QString(text).replace(u'&', QStringLiteral("&&")));
        button->setAccessibleName(help);
        button->setToolTip(plainToolTip(help));
        button->setFocusPolicy(Qt::StrongFocus);
        button->setIcon(icon(u"token"));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_row->insertWidget(m_row->count() - 1, button);
        m_buttons.push_back(button);
        return button;
    };
    const size_t shown = m_found.size() > mostButtons ? mostButtons - 1 : m_found.size();
    for (size_t i = 0; i < shown; ++i) {
        const QString name = nameOf(m_found[i]);
        QToolButton *button = add(name, tr("Inspect %1").arg(name));
        button->setObjectName(QStringLiteral("responseToken%1").arg(i + 1));
        connect(button, &QToolButton::clicked, this,
                [this, name, token = m_found[i].token] { Q_EMIT chosen(token, name); });
    }
    if (shown == m_found.size())
        return;
    QToolButton *more = add(tr("More"), tr("More tokens in this answer"));
    more->setObjectName(QStringLiteral("responseTokensMore"));
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    for (size_t i = shown; i < m_found.size(); ++i) {
        const QString name = nameOf(m_found[i]);
        menu->addAction(QString(name).replace(u'&', QStringLiteral("&&")), this,
                        [this, name, token = m_found[i].token] { Q_EMIT chosen(token, name); });
    }
    more->setMenu(menu);
}

} // namespace claimcheck::ui
