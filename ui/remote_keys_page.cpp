#include "remote_keys_page.h"

#include "oauth/key_discovery.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

/// Lives as long as the fetch, or its context.
class Fetch final : public QObject {
public:
    Fetch(QObject *context, oauth::Asking asking) : QObject(context), m_keys(m_client, std::move(asking)) {}

    void start(RemoteKeysPage::Kind kind, const QString &address, const KeysDone &done)
    {
        const auto finish = [this, done](const Result<jose::KeySet> &keys) {
            deleteLater(); // first: whoever is told may end the context
            done(keys);
        };
        if (kind == RemoteKeysPage::Kind::Issuer)
            m_keys.discover(address, finish);
        else
            m_keys.fetch(QUrl(address, QUrl::StrictMode), finish);
    }

private:
    http::Client m_client;
    oauth::KeyFetch m_keys;
};

} // namespace

RemoteKeysPage::RemoteKeysPage(Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_address(new QLineEdit(this))
    , m_suggested(new QPushButton(tr("Use the token's iss"), this))
    , m_note(plainFact(this))
{
    const bool issuer = kind == Kind::Issuer;
    m_address->setObjectName(issuer ? QStringLiteral("keyIssuer") : QStringLiteral("keySetAddress"));
    m_address->setAccessibleName(issuer ? tr("Issuer") : tr("Address of the JWK Set"));
    m_address->setPlaceholderText(issuer ? tr("https://idp.example/realms/acme")
                                         : tr("https://idp.example/.well-known/jwks.json"));
    m_suggested->setObjectName(issuer ? QStringLiteral("useTokenIssuer") : QString());
    m_suggested->setAccessibleDescription(tr("Fills in what the token says; nothing is fetched yet"));
    m_suggested->hide();
    m_note->setObjectName(issuer ? QStringLiteral("issuerNote") : QStringLiteral("keySetNote"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_address, 1);
    row->addWidget(m_suggested);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_note);
    describe();

    connect(m_address, &QLineEdit::textChanged, this, [this] {
        describe();
        Q_EMIT changed();
    });
    connect(m_address, &QLineEdit::returnPressed, this, &RemoteKeysPage::submitted);
    connect(m_suggested, &QPushButton::clicked, this, [this] {
        m_address->setText(m_suggestion);
        m_address->setFocus();
    });
}

void RemoteKeysPage::setSuggestion(const QString &address)
{
    m_suggestion = address;
    m_suggested->setVisible(!address.isEmpty());
}

void RemoteKeysPage::describe()
{
    const QString address = m_address->text().trimmed();
    if (address.isEmpty())
        return m_note->setText(
            m_kind == Kind::Issuer
                ? tr("The issuer's metadata names its keys. Nothing is fetched until you verify.")
                : tr("Nothing is fetched until you verify."));
    if (m_kind == Kind::Issuer) {
        const Result<std::vector<QUrl>> addresses = oauth::metadataAddresses(address);
        return m_note->setText(
            !addresses
                ? tr("This is no issuer: an https address without a query is expected.")
                : tr("Verifying asks %1 first.").arg(visibleText(addresses->front().toDisplayString(), 300)));
    }
    const QUrl url(address, QUrl::StrictMode);
    m_note->setText(http::Origin::of(url)
                        ? tr("Verifying asks %1.").arg(visibleText(url.toDisplayString(), 300))
                        : tr("This is no address: one that begins with https:// is expected."));
}

void RemoteKeysPage::get(QObject *context, const KeysDone &done)
{
    const QString address = m_address->text().trimmed();
    if (address.isEmpty())
        return done(Error{ErrorCode::KeyMissing});
    auto *fetch = new Fetch(context, [this](const QUrl &url) { Q_EMIT asking(url); });
    fetch->start(m_kind, address, done);
}

} // namespace claimcheck::ui
