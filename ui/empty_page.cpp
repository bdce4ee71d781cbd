#include "empty_page.h"

#include "base/json_writer.h"
#include "icons.h"
#include "jose/key_import.h"
#include "jose/signing.h"
#include "theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int iconSize = 48;
constexpr int textWidth = 440;
constexpr QByteArrayView exampleSecret = "an-example-secret-that-is-long-enough";
constexpr qint64 exampleSeconds = 300;

QLabel *centred(QWidget *parent, const QString &text)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignHCenter);
    label->setFixedWidth(textWidth);
    label->setMinimumHeight(label->heightForWidth(textWidth)); // an aligned label is not asked for it
    return label;
}

} // namespace

EmptyPage::EmptyPage(QWidget *parent) : QWidget(parent), m_icon(new QLabel(this))
{
    m_icon->setAlignment(Qt::AlignHCenter);
    m_icon->setTextFormat(Qt::PlainText);
    auto *title = centred(this, tr("Paste a token"));
    title->setFont(headlineFont());
    auto *text = centred(this, tr("A JWT, an Authorization header, a cURL line or a token response: what it "
                                  "says and when it expires "
                                  "is read on this machine. Nothing is sent, and nothing is stored."));
    text->setForegroundRole(QPalette::PlaceholderText);

    auto *paste = new QPushButton(icon(u"paste"), tr("Paste"), this);
    paste->setObjectName(QStringLiteral("emptyPaste"));
    paste->setToolTip(tr("Paste (Ctrl+V)"));
    paste->setDefault(true);
    auto *example = new QPushButton(tr("Show an example"), this);
    example->setObjectName(QStringLiteral("emptyExample"));
    auto *practice = new QPushButton(tr("Try the practice server"), this);
    practice->setObjectName(QStringLiteral("emptyPractice"));
    practice->setToolTip(tr("Starts a sign-in server on this machine, to try everything without an account"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(paste);
    buttons->addWidget(example);
    buttons->addWidget(practice);
    buttons->addStretch();

    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addWidget(text, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    column->addLayout(buttons);
    column->addStretch(3);
    connect(paste, &QPushButton::clicked, this, &EmptyPage::pasteRequested);
    connect(example, &QPushButton::clicked, this, &EmptyPage::exampleRequested);
    connect(practice, &QPushButton::clicked, this, &EmptyPage::practiceRequested);
    updateIcon();
}

void EmptyPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
}

void EmptyPage::updateIcon()
{
    m_icon->setPixmap(icon(u"token").pixmap(QSize(iconSize, iconSize), devicePixelRatioF(), QIcon::Disabled));
}

QByteArray exampleToken(TimePoint now)
{
    const qint64 seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    json::Writer claims;
    claims.beginObject();
    claims.member("iss", QByteArrayView("https://issuer.example"));
    claims.member("sub", QByteArrayView("alice"));
    claims.member("aud", QByteArrayView("https://api.example"));
    claims.member("scope", QByteArrayView("notes.read notes.write"));
    claims.name("iat");
    claims.integer(seconds);
    claims.name("exp");
    claims.integer(seconds + exampleSeconds);
    claims.member("hint", QByteArrayView("Verify this with the secret: " + exampleSecret.toByteArray()));
    claims.endObject();
    const Result<jose::KeySet> keys = jose::importSecret(Secret(exampleSecret), jose::SecretEncoding::Text);
    if (!keys)
        return {};
    const Result<QByteArray> token =
        jose::signCompact(QByteArrayLiteral(R"({"alg":"HS256","typ":"JWT"})"), claims.take(),
                          keys->keys.front(), *jose::findAlgorithm("HS256"));
    return token ? *token : QByteArray();
}

} // namespace claimcheck::ui
