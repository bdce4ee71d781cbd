#include "claim_detail.h"

#include "models/claims_model.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {
constexpr int shownRows = 2;
}

ClaimDetail::ClaimDetail(QWidget *parent)
    : QWidget(parent), m_title(plainFact(this)), m_value(new JsonView(this)), m_times(plainFact(this))
{
    m_title->setObjectName(QStringLiteral("claimMeaning"));
    m_times->setObjectName(QStringLiteral("claimTimes"));
    m_value->setObjectName(QStringLiteral("claimValue"));
    m_value->setAccessibleName(tr("Whole value of the chosen claim"));
    m_value->setPartName(tr("value"));
    m_value->setFixedHeight(shownRows * m_value->rowHeight() + 12);
    for (QLabel *label : {m_title, m_times}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_value);
    column->addWidget(m_times);
    hide();
}

void ClaimDetail::show_(const ClaimsModel &model, int row)
{
    const inspect::Row *claim = model.claim(row);
    setVisible(claim);
    if (!claim)
        return;
    const inspect::Detail *detail = model.detail(row);
    const QString name = visibleText(detail ? detail->label : claim->name, 200);
    if (detail)
        m_title->setText(detail->meaning.isEmpty() ? tr("%1, in %2").arg(name, visibleText(claim->name, 200))
                                                   : tr("%1: %2").arg(name, detail->meaning));
    else if (claim->meaning.isEmpty())
        m_title->setText(tr("%1: not a registered name, so its meaning is the issuer's own.").arg(name));
    else
        m_title->setText(tr("%1: %2 (%3)").arg(name, claim->meaning, claim->standard));
    m_value->setText(model.wholeValue(row).toUtf8());
    m_times->setVisible(!detail && claim->time);
    if (claim->time)
        m_times->setText(
            tr("Local: %1 · UTC: %2")
                .arg(dateText(*claim->time, ZoneChoice::Local), dateText(*claim->time, ZoneChoice::Utc)));
}

} // namespace claimcheck::ui
