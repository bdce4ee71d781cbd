#include "decrypt_panel.h"

#include "error_words.h"
#include "inspect/finder.h"
#include "jose/decryption.h"
#include "key_choice.h"
#include "widgets/inline_bar.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr qsizetype largestShown = 1024 * 1024;
constexpr auto oldAlgorithm = "RSA1_5";

} // namespace

DecryptPanel::DecryptPanel(QWidget *parent)
    : QWidget(parent)
    , m_choice(new KeyChoice(KeyChoice::Use::Own, this))
    , m_allowOld(
          new QCheckBox(tr("Allow RSA1_5, which is old and can be broken where errors are told"), this))
    , m_decrypt(new QPushButton(tr("Decrypt"), this))
    , m_bar(new InlineBar(this))
    , m_hint(plainLabel(
          tr("This token is encrypted: without a key, only its header can be read. A private key opens "
             "RSA and ECDH, a secret opens A…KW and dir, a password (as a secret) opens PBES2."),
          this))
    , m_content(new JsonView(this))
{
    m_choice->setObjectName(QStringLiteral("decryptKey"));
    m_allowOld->setObjectName(QStringLiteral("allowRsa15"));
    m_decrypt->setObjectName(QStringLiteral("decryptButton"));
    m_bar->setObjectName(QStringLiteral("decryptOutcome"));
    m_hint->setObjectName(QStringLiteral("decryptHint"));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);
    m_content->setObjectName(QStringLiteral("decryptedContent"));
    m_content->setAccessibleName(tr("Decrypted content"));
    m_content->hide();

    auto *key = new QHBoxLayout;
    key->setSpacing(8);
    QLabel *label = plainLabel(tr("&Key:"), this);
    label->setBuddy(m_choice);
    key->addWidget(label, 0, Qt::AlignTop);
    key->addWidget(m_choice, 1);
    key->addWidget(m_decrypt, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(12);
    column->addLayout(key);
    column->addWidget(m_allowOld);
    column->addWidget(m_bar);
    column->addWidget(m_hint);
    column->addWidget(m_content, 1);
    column->addStretch(0);
    connect(m_decrypt, &QPushButton::clicked, this, &DecryptPanel::decrypt);
    connect(m_choice, &KeyChoice::submitted, this, &DecryptPanel::decrypt);
    connect(m_bar, &InlineBar::actionTriggered, this, [this] { Q_EMIT openRequested(m_inner); });
}

void DecryptPanel::setToken(const inspect::ReportPtr &report)
{
    m_report = report;
    m_choice->wipe();
    m_bar->clear();
    m_content->clear();
    m_content->hide();
    m_hint->show();
    m_inner.clear();
    m_allowOld->setChecked(false);
    m_allowOld->setVisible(report && report->encryption &&
                           report->encryption->parameter("alg").equals(oldAlgorithm));
}

void DecryptPanel::decrypt()
{
    if (m_report && m_report->encryption)
        m_choice->get(this, [this](const Result<jose::KeySet> &keys) { onKeys(keys); });
}

void DecryptPanel::onKeys(const Result<jose::KeySet> &keys)
{
    m_content->hide();
    m_hint->hide();
    if (!keys)
        return m_bar->show_(InlineBar::Kind::Error, sentences(keys.error()), codeText(keys.error()));
    jose::DecryptionPolicy policy;
    if (m_allowOld->isChecked())
        policy.algorithms = {oldAlgorithm};
    const Result<jose::Decrypted> content = jose::decrypt(*m_report->encryption, *keys, policy);
    if (!content)
        return m_bar->show_(InlineBar::Kind::Error, sentences(content.error()), codeText(content.error()));
    showContent(content->plaintext, content->algorithm, content->encryption);
    Q_EMIT decrypted(content->plaintext);
}

void DecryptPanel::showContent(const QByteArray &plaintext, const QByteArray &algorithm,
                               const QByteArray &encryption)
{
    const QByteArray trimmed = plaintext.trimmed();
    const std::vector<inspect::Found> found =
        inspect::findTokens(plaintext.first(qMin(plaintext.size(), largestShown)));
    const bool isToken =
        found.size() == 1 && inspect::isJose(found.front().kind) && found.front().token == trimmed;
    m_inner = isToken ? trimmed : QByteArray();
    const QString how =
        tr("Decrypted (%1, %2).").arg(QString::fromUtf8(algorithm), QString::fromUtf8(encryption));
    m_bar->show_(
        InlineBar::Kind::Success,
        isToken ? tr("%1 The content is a token of its own.").arg(how)
                : tr("%1 The content has %n bytes.", nullptr, static_cast<int>(plaintext.size())).arg(how),
        {}, isToken ? tr("Inspect it") : QString());
    m_content->setText(plaintext.first(qMin(plaintext.size(), largestShown)));
    m_content->show();
}

} // namespace claimcheck::ui
