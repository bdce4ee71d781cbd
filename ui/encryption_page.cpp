#include "encryption_page.h"

#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QFormLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

QString bytesText(qsizetype bytes)
{
    //: A size: "%1" is a number.
    return EncryptionPage::tr("%1 bytes").arg(QLocale().toString(bytes));
}

QString parameterText(const jose::ParsedEncryption &token, QByteArrayView name, size_t recipient)
{
    const json::Value value = token.parameter(name, recipient);
    if (!value.isValid())
        return {};
    return visibleText(value.isString() ? value.toString() : QString::fromUtf8(value.raw().toByteArray()),
                       200);
}

QString recipientText(const jose::ParsedEncryption &token, size_t index)
{
    QStringList words;
    const QString algorithm = parameterText(token, "alg", index);
    words << (algorithm.isEmpty() ? EncryptionPage::tr("no algorithm named") : algorithm);
    if (const QString key = parameterText(token, "kid", index); !key.isEmpty())
        words << EncryptionPage::tr("key %1").arg(key);
    const jose::Part &wrapped = token.recipients()[index].encryptedKey;
    words << (wrapped.bytes.isEmpty()
                  ? EncryptionPage::tr("no encrypted key: the content's key is shared or agreed")
                  : EncryptionPage::tr("encrypted key of %1").arg(bytesText(wrapped.bytes.size())));
    return words.join(QStringLiteral(" · "));
}

} // namespace

EncryptionPage::EncryptionPage(QWidget *parent)
    : QWidget(parent), m_sentence(plainFact(this)), m_facts(new QFormLayout)
{
    m_sentence->setObjectName(QStringLiteral("encryptedSentence"));
    m_facts->setContentsMargins(0, 0, 0, 0);
    m_facts->setHorizontalSpacing(16);
    m_facts->setVerticalSpacing(4);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(12);
    column->addWidget(m_sentence);
    column->addLayout(m_facts);
    column->addStretch(1);
}

void EncryptionPage::addFact(const QString &label, const QString &text)
{
    auto *fact = plainFact(this);
    fact->setText(text);
    addPlainRow(m_facts, label, fact);
    m_facts->itemAt(m_facts->rowCount() - 1, QFormLayout::LabelRole)
        ->widget()
        ->setForegroundRole(QPalette::PlaceholderText);
}

void EncryptionPage::setReport(const inspect::Report &report)
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    if (!report.encryption)
        return;
    const jose::ParsedEncryption &token = *report.encryption;
    const bool opened = !report.layers.empty();
    m_sentence->setText(opened ? tr("The content was decrypted: it is shown as the next layer.")
                               : tr("The content is encrypted: without the key, nobody can read the claims. "
                                    "The header is readable by everybody. Verify (Ctrl+3) decrypts with a "
                                    "key."));
    addFact(tr("Content encryption"), parameterText(token, "enc", 0));
    const size_t count = token.recipients().size();
    for (size_t i = 0; i < count; ++i)
        addFact(count == 1 ? tr("Recipient") : tr("Recipient %1").arg(i + 1), recipientText(token, i));
    addFact(tr("Initialization vector"), bytesText(token.initializationVector().bytes.size()));
    addFact(tr("Ciphertext"), bytesText(token.ciphertext().bytes.size()));
    addFact(tr("Authentication tag"), bytesText(token.tag().bytes.size()));
    QStringList shared;
    for (const inspect::Row &row : report.sharedHeader)
        shared << visibleText(row.name, 100);
    if (!shared.isEmpty())
        addFact(tr("Shared header, not protected"), shared.join(QStringLiteral(", ")));
}

} // namespace claimcheck::ui
