#include "raw_page.h"

#include "theme.h"
#include "widgets/json_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

namespace claimcheck::ui {

namespace {
enum Form { Text, Hex };
}

RawPage::RawPage(QWidget *parent)
    : QWidget(parent)
    , m_part(new QComboBox(this))
    , m_form(new QComboBox(this))
    , m_facts(new QLabel(this))
    , m_view(new JsonView(this))
{
    m_part->setObjectName(QStringLiteral("rawPart"));
    m_part->setAccessibleName(tr("Part of the token"));
    m_part->addItem(tr("Header"), static_cast<int>(jose::PartId::Header));
    m_part->addItem(tr("Payload"), static_cast<int>(jose::PartId::Payload));
    m_part->addItem(tr("Signature"), static_cast<int>(jose::PartId::Signature));
    m_form->setObjectName(QStringLiteral("rawForm"));
    m_form->setAccessibleName(tr("Shown as"));
    m_form->addItem(tr("Text"), Text);
    m_form->addItem(tr("Hex"), Hex);
    m_facts->setObjectName(QStringLiteral("rawFacts"));
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_view->setObjectName(QStringLiteral("rawView"));
    m_view->setAccessibleName(tr("Decoded bytes, unchanged"));
    m_part->setCurrentIndex(1);

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
    m_report = report;
    m_stale = true;
    if (isVisible())
        refresh();
}

void RawPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        refresh();
}

void RawPage::choosePart()
{
    // A signature is never text.
    const bool signature = m_part->currentData().toInt() == static_cast<int>(jose::PartId::Signature);
    const int wanted = signature ? Hex : Text;
    if (m_form->currentIndex() == wanted)
        return refresh();
    m_form->setCurrentIndex(wanted);
}

void RawPage::refresh()
{
    m_stale = false;
    const auto id = static_cast<jose::PartId>(m_part->currentData().toInt());
    if (!m_report || !m_report->token.part(id).present) {
        m_view->clear();
        return m_facts->setText(m_report ? tr("The token has no such part.") : QString());
    }
    const jose::Part &part = m_report->token.part(id);
    if (m_form->currentData().toInt() == Hex)
        m_view->setHex(part.bytes);
    else
        m_view->setPlainText(part.bytes);
    const QString size = QLocale().formattedDataSize(part.bytes.size(), 1, QLocale::DataSizeIecFormat);
    m_facts->setText(part.canonical ? tr("%1 from canonical base64url").arg(size)
                                    : tr("%1, decoded in spite of errors in the base64url").arg(size));
}

} // namespace claimcheck::ui
