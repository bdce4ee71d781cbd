#include "own_key.h"

#include "background.h"
#include "clipboard.h"
#include "inspect/key_story.h"
#include "jose/key_export.h"
#include "key_choice.h"
#include "widgets/plain_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int clipboardSeconds = 30;
constexpr int rsaBits = 2048;

Result<jose::Key> makeKey(const jose::Algorithm &algorithm)
{
    const bool isRsa = algorithm.keyType == jose::KeyType::Rsa;
    const int bits = isRsa ? rsaBits : algorithm.keyType == jose::KeyType::Oct ? algorithm.minimumKeyBits : 0;
    return jose::generateKey(algorithm.keyType, QByteArray(algorithm.curve), bits);
}

} // namespace

OwnKey::OwnKey(QWidget *parent)
    : QWidget(parent)
    , m_clipboard(new Clipboard(this))
    , m_choice(new KeyChoice(KeyChoice::Use::Own, this))
    , m_made(new QWidget(this))
    , m_words(plainFact(m_made))
    , m_copyPublic(new QPushButton(tr("Copy public JWK"), m_made))
    , m_generate(new QPushButton(tr("&Generate a key"), this))
{
    m_words->setObjectName(QStringLiteral("generatedKey"));
    m_copyPublic->setObjectName(QStringLiteral("copyPublicKey"));
    m_generate->setObjectName(QStringLiteral("generateKey"));
    m_generate->setAccessibleDescription(tr("A fresh key that fits the algorithm; it is kept nowhere"));
    auto *copyPrivate = new QPushButton(tr("Copy private JWK"), m_made);
    copyPrivate->setObjectName(QStringLiteral("copyPrivateKey"));
    copyPrivate->setAccessibleDescription(tr("The clipboard is cleared after a while"));
    auto *other = new QPushButton(tr("Use another key"), m_made);
    other->setObjectName(QStringLiteral("useAnotherKey"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_copyPublic, copyPrivate, other})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *made = new QVBoxLayout(m_made);
    made->setContentsMargins(0, 0, 0, 0);
    made->setSpacing(8);
    made->addWidget(m_words);
    made->addLayout(buttons);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_choice, 1);
    row->addWidget(m_made, 1);
    row->addWidget(m_generate, 0, Qt::AlignTop);
    connect(m_choice, &KeyChoice::submitted, this, &OwnKey::submitted);
    connect(m_generate, &QPushButton::clicked, this, &OwnKey::generate);
    connect(m_copyPublic, &QPushButton::clicked, this, &OwnKey::copyPublic);
    connect(copyPrivate, &QPushButton::clicked, this, &OwnKey::copyPrivate);
    connect(other, &QPushButton::clicked, this, [this] {
        show_(std::nullopt);
        m_choice->setFocus();
    });
    show_(std::nullopt);
}

void OwnKey::setAlgorithm(const jose::Algorithm *algorithm)
{
    if (algorithm == m_algorithm)
        return;
    m_algorithm = algorithm;
    m_generate->setEnabled(algorithm);
}

void OwnKey::generate()
{
    if (!m_algorithm)
        return;
    m_generate->setEnabled(false);
    inBackground(
        this, [algorithm = m_algorithm] { return makeKey(*algorithm); },
        [this, number = ++m_number](const Result<jose::Key> &key) {
            if (number != m_number)
                return;
            m_generate->setEnabled(m_algorithm);
            if (!key)
                return Q_EMIT failed(key.error());
            show_(*key);
            Q_EMIT generated();
        });
}

void OwnKey::get(const KeysDone &done)
{
    if (!m_key)
        return m_choice->get(this, done);
    jose::KeySet keys;
    keys.keys = {*m_key};
    done(keys);
}

void OwnKey::wipe()
{
    ++m_number;
    m_generate->setEnabled(m_algorithm);
    m_choice->wipe();
    show_(std::nullopt);
}

void OwnKey::show_(const std::optional<jose::Key> &key)
{
    m_key = key;
    m_made->setVisible(key.has_value());
    m_choice->setVisible(!key);
    m_generate->setVisible(!key);
    if (!key)
        return;
    m_words->setText(tr("A key made here (%1), which is kept nowhere.").arg(inspect::keyWords(*key)));
    m_copyPublic->setVisible(key->type() != jose::KeyType::Oct);
}

void OwnKey::copyPublic()
{
    if (const auto jwk = jose::publicJwk(*m_key))
        m_clipboard->copyText(QString::fromUtf8(*jwk));
}

void OwnKey::copyPrivate()
{
    const auto jwk = jose::privateJwk(*m_key);
    if (!jwk)
        return Q_EMIT failed(jwk.error());
    m_clipboard->copySecret(jwk->reveal().toByteArray(), clipboardSeconds);
}

} // namespace claimcheck::ui
