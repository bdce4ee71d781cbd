#include "copy_corner.h"

#include "icons.h"
#include "widgets/plain_label.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace claimcheck::ui {

CopyCorner::CopyCorner(QWidget *parent) : QWidget(parent), m_countdown(plainLabel({}, this))
{
    m_countdown->setObjectName(QStringLiteral("clipboardCountdown"));
    m_countdown->setForegroundRole(QPalette::PlaceholderText);
    auto *copyToken = new QToolButton(this);
    copyToken->setObjectName(QStringLiteral("copyToken"));
    copyToken->setIcon(icon(u"copy"));
    copyToken->setText(tr("Copy token"));
    copyToken->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    copyToken->setAutoRaise(true);
    copyToken->setFocusPolicy(Qt::StrongFocus);
    copyToken->setAccessibleDescription(tr("The clipboard is cleared after a while"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 4);
    row->setSpacing(8);
    row->addWidget(m_countdown);
    row->addWidget(copyToken);
    connect(copyToken, &QToolButton::clicked, this, &CopyCorner::copyRequested);
}

void CopyCorner::showCountdown(int seconds)
{
    m_countdown->setText(seconds > 0 ? tr("Copied: the clipboard is cleared in %1 s").arg(seconds)
                                     : QString());
}

} // namespace claimcheck::ui
