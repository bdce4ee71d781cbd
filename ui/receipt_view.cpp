#include "receipt_view.h"

#include "icons.h"
#include "widgets/elided_label.h"
#include "widgets/plain_label.h"

#include <QGridLayout>
#include <QHash>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;

QString stepText(const QByteArray &step)
{
    static const QHash<QByteArray, const char *> texts = {
        {"everywhere", QT_TR_NOOP("End the other sign-ins")},
        {"revoke-refresh", QT_TR_NOOP("Revoke the refresh token")},
        {"revoke-access", QT_TR_NOOP("Revoke the access token")},
        {"prove-revoked", QT_TR_NOOP("Prove that it is revoked")},
        {"end-session", QT_TR_NOOP("End the server's session")},
        {"delete", QT_TR_NOOP("Delete from the keychain")},
        {"read-back", QT_TR_NOOP("Read back: nothing is left")},
        {"cookies", QT_TR_NOOP("Clear cookies")},
    };
    const char *text = texts.value(step);
    return text ? ReceiptView::tr(text) : QString::fromUtf8(step);
}

struct Look {
    const char16_t *icon;
    QString word;
};

Look lookOf(login::ReceiptStep::Outcome outcome)
{
    switch (outcome) {
    case login::ReceiptStep::Outcome::Done:
        return {u"good", ReceiptView::tr("Done")};
    case login::ReceiptStep::Outcome::Failed:
        return {u"bad", ReceiptView::tr("Failed")};
    case login::ReceiptStep::Outcome::NotOffered:
        break;
    }
    return {u"neutral", ReceiptView::tr("Not offered")};
}

} // namespace

ReceiptView::ReceiptView(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("receipt"));
    setAccessibleName(tr("Sign-out receipt"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(3 * grid);
    m_grid->setVerticalSpacing(grid);
    m_grid->setColumnStretch(3, 1);
    hide();
}

void ReceiptView::setReceipt(const login::Receipt &receipt)
{
    clear();
    int row = 0;
    for (const login::ReceiptStep &step : receipt.steps) {
        const Look look = lookOf(step.outcome);
        QLabel *mark = plainLabel({}, this);
        mark->setPixmap(icon(look.icon).pixmap(QSize(4 * grid, 4 * grid), devicePixelRatioF()));
        QLabel *what = plainLabel(stepText(step.step), this);
        QLabel *word = plainLabel(look.word, this);
        auto *detail = new ElidedLabel(this);
        detail->setText(step.detail);
        int column = 0;
        for (QWidget *cell : {static_cast<QWidget *>(mark), static_cast<QWidget *>(what),
                              static_cast<QWidget *>(word), static_cast<QWidget *>(detail)})
            m_grid->addWidget(cell, row, column++);
        ++row;
    }
    setAccessibleDescription(receipt.nothingLeft() ? tr("Nothing is left in the keychain")
                                                   : tr("Something is left in the keychain"));
    show();
}

void ReceiptView::clear()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    hide();
}

} // namespace claimcheck::ui
