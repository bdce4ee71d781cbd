#include "raw_page.h"

#include "theme.h"
#include "widgets/json_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>

namespace claimcheck::ui {

namespace {
enum Form { Text, Hex };
/// Beside each part's title: whether its bytes can be text.
constexpr int isTextRole = Qt::UserRole;
} // namespace

RawPage::RawPage(QWidget *parent)
    : QWidget(parent)
    , m_part(new QComboBox(this))
    , m_form(new QComboBox(this))
    , m_facts(new QLabel(this))
    , m_view(new JsonView(this))
{
    m_part->setObjectName(QStringLiteral("rawPart"));
    m_part->setAccessibleName(tr("Part of the token"));
    m_form->setObjectName(QStringLiteral("rawForm"));
    m_form->setAccessibleName(tr("Shown as"));
    m_form->addItem(tr("Text"), Text);
    m_form->addItem(tr("Hex"), Hex);
    m_facts->setObjectName(QStringLiteral("rawFacts"));
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_view->setObjectName(QStringLiteral("rawView"));
    m_view->setAccessibleName(tr("Decoded bytes, unchanged"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_part);
    row->addWidget(m_form);
    row->addWidget(m_facts, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_view, 1);
    connect(m_part, &QComboBox::currentIndexChanged, this, &RawPage::choosePart);
    connect(m_form, &QComboBox::currentIndexChanged, this, &RawPage::refresh);
}

void RawPage::setReport(const inspect::ReportPtr &report)
{
    const bool sameKind = m_report && report && m_report->text == report->text;
    m_report = report;
    const int part = sameKind ? m_part->currentIndex() : 1;
    {
        const QSignalBlocker quiet(m_part);
        fillParts();
        m_part->setCurrentIndex(qMin(part, m_part->count() - 1));
    }
    m_stale = true;
    if (isVisible())
        choosePart();
}

void RawPage::fillParts()
{
    m_part->clear();
    m_parts.clear();
    if (!m_report)
        return;
    const auto add = [this](const QString &title, const jose::Part &part, bool isText) {
        m_part->addItem(title, isText);
        m_parts.push_back(&part);
    };
    if (m_report->encryption) {
        const jose::ParsedEncryption &token = *m_report->encryption;
        add(tr("Header"), token.protectedHeader(), true);
        add(tr("Ciphertext"), token.ciphertext(), false);
        const size_t count = token.recipients().size();
        for (size_t i = 0; i < count; ++i)
            add(count == 1 ? tr("Encrypted key") : tr("Encrypted key %1").arg(i + 1),
                token.recipients()[i].encryptedKey, false);
        add(tr("Initialization vector"), token.initializationVector(), false);
        add(tr("Authentication tag"), token.tag(), false);
        return;
    }
    const std::vector<jose::TokenSignature> &signatures = m_report->token.signatures();
    const bool several = signatures.size() > 1;
    add(several ? tr("Header 1") : tr("Header"), m_report->token.part(jose::PartId::Header), true);
    add(tr("Payload"), m_report->token.part(jose::PartId::Payload), true);
    add(several ? tr("Signature 1") : tr("Signature"), m_report->token.part(jose::PartId::Signature), false);
    for (size_t i = 1; i < signatures.size(); ++i) {
        add(tr("Header %1").arg(i + 1), signatures[i].protectedHeader, true);
        add(tr("Signature %1").arg(i + 1), signatures[i].signature, false);
    }
}

void RawPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        choosePart();
}

void RawPage::choosePart()
{
    // A signature is never text.
    const int wanted = m_part->currentData(isTextRole).toBool() ? Text : Hex;
    if (m_form->currentIndex() == wanted)
        return refresh();
    m_form->setCurrentIndex(wanted);
}

void RawPage::refresh()
{
    m_stale = false;
    const auto index = static_cast<size_t>(qMax(0, m_part->currentIndex()));
    if (!m_report || index >= m_parts.size() || !m_parts[index]->present) {
        m_view->clear();
        return m_facts->setText(m_report ? tr("The token has no such part.") : QString());
    }
    const jose::Part &part = *m_parts[index];
    if (m_form->currentData().toInt() == Hex)
        m_view->setHex(part.bytes);
    else
        m_view->setPlainText(part.bytes);
    const QString size = QLocale().formattedDataSize(part.bytes.size(), 1, QLocale::DataSizeIecFormat);
    m_facts->setText(part.canonical ? tr("%1 from canonical base64url").arg(size)
                                    : tr("%1, decoded in spite of errors in the base64url").arg(size));
}

} // namespace claimcheck::ui
