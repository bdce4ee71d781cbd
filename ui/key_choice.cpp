#include "key_choice.h"

#include "icons.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/secret_field.h"
#include "widgets/visible_text.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr qsizetype longestSuggestion = 2000;

QWidget *rowOf(std::initializer_list<QWidget *> widgets)
{
    auto *page = new QWidget;
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QWidget *widget : widgets)
        row->addWidget(widget, widget == *widgets.begin() ? 1 : 0);
    row->setAlignment(Qt::AlignTop);
    return page;
}

} // namespace

KeyChoice::KeyChoice(Use use, QWidget *parent)
    : QWidget(parent)
    , m_source(new QComboBox(this))
    , m_pages(new QStackedWidget(this))
    , m_secret(new SecretField)
    , m_encoding(new QComboBox)
    , m_path(new QLineEdit)
    , m_pasted(new QPlainTextEdit)
    , m_profile(new QLabel)
    , m_password(new SecretField(this))
    , m_passwordLabel(plainLabel(tr("&Password of the key:"), this))
{
    m_source->setObjectName(QStringLiteral("keySource"));
    m_source->setAccessibleName(tr("Where the key comes from"));
    addSource(tr("A secret"), Source::Secret, secretPage());
    addSource(tr("A key file"), Source::File, filePage());
    addSource(tr("A pasted key or JWK Set"), Source::Pasted, pastePage());
    if (use == Use::Verify) {
        addSource(tr("A JWK Set's address"), Source::SetAddress,
                  m_address = remotePage(RemoteKeysPage::Kind::SetAddress));
        addSource(tr("An issuer (discovery)"), Source::Issuer,
                  m_issuer = remotePage(RemoteKeysPage::Kind::Issuer));
    }
    m_pages->addWidget(m_pageOf[static_cast<int>(Source::Profile)] = profilePage());
    m_pages->addWidget(m_pageOf[static_cast<int>(Source::Carried)] = carriedPage());
    m_pages->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    m_password->setObjectName(QStringLiteral("keyPassword"));
    m_password->setAccessibleName(tr("Password of the key"));
    m_passwordLabel->setBuddy(m_password);
    m_passwordLabel->hide();
    m_password->hide();

    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    column->addWidget(m_pages);
    auto *password = new QHBoxLayout;
    password->setSpacing(8);
    password->addWidget(m_passwordLabel);
    password->addWidget(m_password, 1);
    column->addLayout(password);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_source, 0, Qt::AlignTop);
    row->addLayout(column, 1);
    connect(m_source, &QComboBox::currentIndexChanged, this, &KeyChoice::showPage);
    connect(m_password, &QLineEdit::returnPressed, this, &KeyChoice::submitted);
    showPage();
}

void KeyChoice::addSource(const QString &text, Source source, QWidget *page)
{
    m_source->addItem(text, static_cast<int>(source));
    m_pages->addWidget(page);
    m_pageOf.insert(static_cast<int>(source), page);
}

/// A source that is there for some tokens and profiles only.
void KeyChoice::offer(Source source, const QString &text, bool on)
{
    const int at = m_source->findData(static_cast<int>(source));
    if (on && at < 0)
        m_source->addItem(text, static_cast<int>(source));
    else if (!on && at >= 0)
        m_source->removeItem(at);
}

void KeyChoice::showPage()
{
    QWidget *page = m_pageOf.value(static_cast<int>(source()));
    // Only the page that is shown has a say in the height.
    for (int i = 0; i < m_pages->count(); ++i)
        m_pages->widget(i)->setSizePolicy(
            QSizePolicy::Expanding, m_pages->widget(i) == page ? QSizePolicy::Maximum : QSizePolicy::Ignored);
    m_pages->setCurrentWidget(page);
    m_pages->updateGeometry();
    m_password->clear();
    m_password->hide();
    m_passwordLabel->hide();
    Q_EMIT changed();
}

RemoteKeysPage *KeyChoice::remotePage(RemoteKeysPage::Kind kind)
{
    auto *page = new RemoteKeysPage(kind);
    connect(page, &RemoteKeysPage::changed, this, &KeyChoice::changed);
    connect(page, &RemoteKeysPage::submitted, this, &KeyChoice::submitted);
    connect(page, &RemoteKeysPage::asking, this, &KeyChoice::asking);
    return page;
}

QWidget *KeyChoice::secretPage()
{
    m_secret->setObjectName(QStringLiteral("verifySecret"));
    m_secret->setAccessibleName(tr("Secret"));
    m_secret->setPlaceholderText(tr("The secret that signs (HS256, HS384, HS512)"));
    m_encoding->setObjectName(QStringLiteral("secretEncoding"));
    m_encoding->setAccessibleName(tr("How the secret is written"));
    m_encoding->addItem(tr("Text"), static_cast<int>(jose::SecretEncoding::Text));
    m_encoding->addItem(tr("Base64"), static_cast<int>(jose::SecretEncoding::Base64));
    m_encoding->addItem(tr("Base64url"), static_cast<int>(jose::SecretEncoding::Base64url));
    m_encoding->addItem(tr("Hex"), static_cast<int>(jose::SecretEncoding::Hex));
    connect(m_secret, &QLineEdit::textEdited, this, &KeyChoice::changed);
    connect(m_encoding, &QComboBox::currentIndexChanged, this, &KeyChoice::changed);
    connect(m_secret, &QLineEdit::returnPressed, this, &KeyChoice::submitted);
    return rowOf({m_secret, m_encoding});
}

QWidget *KeyChoice::filePage()
{
    m_path->setObjectName(QStringLiteral("keyFilePath"));
    m_path->setAccessibleName(tr("Key file"));
    m_path->setPlaceholderText(tr("PEM, JWK or JWK Set"));
    auto *choose = new QPushButton(tr("Choose…"));
    choose->setObjectName(QStringLiteral("chooseKeyFile"));
    choose->setAccessibleName(tr("Choose a key file"));
    connect(choose, &QPushButton::clicked, this, &KeyChoice::chooseFile);
    connect(m_path, &QLineEdit::textEdited, this, &KeyChoice::changed);
    connect(m_path, &QLineEdit::returnPressed, this, &KeyChoice::submitted);
    return rowOf({m_path, choose});
}

QWidget *KeyChoice::pastePage()
{
    m_pasted->setObjectName(QStringLiteral("pastedKeys"));
    m_pasted->setAccessibleName(tr("Pasted key or JWK Set"));
    m_pasted->setPlaceholderText(tr("{\"keys\": […]}, one JWK, or -----BEGIN PUBLIC KEY-----"));
    m_pasted->setFont(monoFont());
    m_pasted->setTabChangesFocus(true);
    m_pasted->setFixedHeight(6 * m_pasted->fontMetrics().lineSpacing() + 12);
    connect(m_pasted, &QPlainTextEdit::textChanged, this, &KeyChoice::changed);
    return rowOf({m_pasted});
}

QWidget *KeyChoice::profilePage()
{
    m_profile->setObjectName(QStringLiteral("profileKeys"));
    m_profile->setTextFormat(Qt::PlainText);
    m_profile->setWordWrap(true);
    return rowOf({m_profile});
}

QWidget *KeyChoice::carriedPage()
{
    QLabel *note = plainFact(this);
    note->setObjectName(QStringLiteral("carriedNote"));
    note->setText(
        tr("The token brings its own key. A match then says that nothing was damaged, and nothing about "
           "who made the token: anybody can put a key of his own there."));
    return rowOf({note});
}

KeyChoice::Source KeyChoice::source() const
{
    return static_cast<Source>(m_source->currentData().toInt());
}

void KeyChoice::setSource(Source source)
{
    m_source->setCurrentIndex(m_source->findData(static_cast<int>(source)));
}

void KeyChoice::setFetcher(const QString &address, TokenPanel::KeyFetcher fetch)
{
    m_fetch = std::move(fetch);
    offer(Source::Profile, tr("The profile's keys"), bool(m_fetch));
    m_fetchedFrom = QUrl(address);
    m_profile->setText(tr("Verifying asks %1.").arg(visibleText(address, 300)));
}

void KeyChoice::setToken(const jose::ParsedToken *token)
{
    m_carried.clear();
    if (!m_issuer)
        return;
    const json::Value issuer = token ? token->claims().find("iss") : json::Value();
    m_issuer->setSuggestion(issuer.toString().left(longestSuggestion));
    const json::Value jwk = token && token->header().isValid() ? token->header().find("jwk") : json::Value();
    if (jwk.isObject())
        m_carried = jwk.raw().toByteArray();
    offer(Source::Carried, tr("The key in the token (proves nothing)"), !m_carried.isEmpty());
}

bool KeyChoice::isRemote() const
{
    const Source from = source();
    return from == Source::SetAddress || from == Source::Issuer || from == Source::Profile;
}

void KeyChoice::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a key file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Keys (*.pem *.key *.pub *.crt *.cer *.json *.jwk *.jwks)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_path->setText(path);
        Q_EMIT changed();
    });
    dialog->open();
}

void KeyChoice::get(QObject *context, const KeysDone &done)
{
    switch (source()) {
    case Source::Secret: {
        const auto encoding = static_cast<jose::SecretEncoding>(m_encoding->currentData().toInt());
        return m_secret->text().isEmpty() ? done(Error{ErrorCode::KeyMissing})
                                          : done(jose::importSecret(m_secret->secret(), encoding));
    }
    case Source::File:
        return done(fromFile());
    case Source::Pasted:
        return done(fromPaste());
    case Source::SetAddress:
        return m_address->get(context, done);
    case Source::Issuer:
        return m_issuer->get(context, done);
    case Source::Profile:
        Q_EMIT asking(m_fetchedFrom);
        return m_fetch(context, done);
    case Source::Carried: {
        Result<jose::KeySet> keys = jose::importKeys(m_carried, tr("The token's header"));
        if (keys)
            keys->source = jose::KeySource::CarriedByToken;
        return done(keys);
    }
    }
}

Result<jose::KeySet> KeyChoice::fromText(const QByteArray &text, const QString &subject)
{
    const Secret password = m_password->secret();
    const Result<jose::KeySet> keys =
        jose::importKeys(text, subject, password.isEmpty() ? nullptr : &password);
    if (!keys &&
        (keys.error().code == ErrorCode::KeyEncrypted || keys.error().code == ErrorCode::KeyPasswordWrong)) {
        m_passwordLabel->show();
        m_password->show();
        m_password->setFocus();
        m_password->selectAll();
    }
    return keys;
}

Result<jose::KeySet> KeyChoice::fromFile()
{
    const QString path = m_path->text().trimmed();
    if (path.isEmpty())
        return Error{ErrorCode::KeyMissing};
    const QString name = QFileInfo(path).fileName();
    // A pipe or a device would never end.
    if (!QFileInfo(path).isFile())
        return Error{ErrorCode::FileUnreadable, name, tr("it is not a file")};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, name, file.errorString()};
    if (file.size() > largestFile)
        return Error{ErrorCode::InputTooLarge, name};
    const QByteArray text = file.readAll();
    return fromText(text, name);
}

Result<jose::KeySet> KeyChoice::fromPaste()
{
    const QByteArray text = m_pasted->toPlainText().toUtf8();
    if (text.trimmed().isEmpty())
        return Error{ErrorCode::KeyMissing};
    return fromText(text, tr("The pasted text"));
}

void KeyChoice::wipe()
{
    m_secret->clear();
    m_password->clear();
    m_pasted->clear();
}

} // namespace claimcheck::ui
