#include "key_choice.h"

#include "icons.h"
#include "theme.h"
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

KeyChoice::KeyChoice(QWidget *parent)
    : QWidget(parent)
    , m_source(new QComboBox(this))
    , m_pages(new QStackedWidget(this))
    , m_secret(new SecretField)
    , m_encoding(new QComboBox)
    , m_path(new QLineEdit)
    , m_pasted(new QPlainTextEdit)
    , m_profile(new QLabel)
{
    m_source->setObjectName(QStringLiteral("keySource"));
    m_source->setAccessibleName(tr("Where the key comes from"));
    m_source->addItem(tr("A secret"), static_cast<int>(Source::Secret));
    m_source->addItem(tr("A key file"), static_cast<int>(Source::File));
    m_source->addItem(tr("A pasted key or JWK Set"), static_cast<int>(Source::Pasted));
    m_pages->addWidget(secretPage());
    m_pages->addWidget(filePage());
    m_pages->addWidget(pastePage());
    m_pages->addWidget(profilePage());
    m_pages->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_source, 0, Qt::AlignTop);
    row->addWidget(m_pages, 1, Qt::AlignTop);
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] {
        m_pages->setCurrentIndex(static_cast<int>(source()));
        // Only the page that is shown has a say in the height.
        for (int i = 0; i < m_pages->count(); ++i)
            m_pages->widget(i)->setSizePolicy(QSizePolicy::Expanding, i == m_pages->currentIndex()
                                                                          ? QSizePolicy::Maximum
                                                                          : QSizePolicy::Ignored);
        m_pages->updateGeometry();
        Q_EMIT changed();
    });
    setSource(Source::Secret);
    for (int i = 1; i < m_pages->count(); ++i)
        m_pages->widget(i)->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
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

KeyChoice::Source KeyChoice::source() const
{
    return static_cast<Source>(m_source->currentData().toInt());
}

void KeyChoice::setSource(Source source)
{
    m_source->setCurrentIndex(m_source->findData(static_cast<int>(source)));
}

void KeyChoice::setFetcher(const QString &label, TokenPanel::KeyFetcher fetch)
{
    m_fetch = std::move(fetch);
    const int at = m_source->findData(static_cast<int>(Source::Profile));
    if (m_fetch && at < 0)
        m_source->addItem(tr("The profile's keys"), static_cast<int>(Source::Profile));
    else if (!m_fetch && at >= 0)
        m_source->removeItem(at);
    m_profile->setText(
        tr("The keys of %1 are fetched when you verify, and not before.").arg(visibleText(label, 200)));
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

void KeyChoice::get(QObject *context, const std::function<void(Result<jose::KeySet>)> &done) const
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
    case Source::Profile:
        return m_fetch(context, done);
    }
}

Result<jose::KeySet> KeyChoice::fromFile() const
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
    return jose::importKeys(text, name);
}

Result<jose::KeySet> KeyChoice::fromPaste() const
{
    const QByteArray text = m_pasted->toPlainText().toUtf8();
    if (text.trimmed().isEmpty())
        return Error{ErrorCode::KeyMissing};
    return jose::importKeys(text, tr("The pasted text"));
}

void KeyChoice::wipe()
{
    m_secret->clear();
    m_pasted->clear();
}

} // namespace claimcheck::ui
