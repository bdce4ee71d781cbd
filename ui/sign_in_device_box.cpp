#include "sign_in_device_box.h"

#include "icons.h"
#include "inspect/verdict.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/qr_view.h"
#include "widgets/visible_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr qsizetype longestCode = 64;

QFont codeFont()
{
    QFont font = monoFont();
    font.setPointSizeF(headlineFont().pointSizeF() * 1.6);
    font.setWeight(QFont::DemiBold);
    font.setLetterSpacing(QFont::PercentageSpacing, 108);
    return font;
}

} // namespace

SignInDeviceBox::SignInDeviceBox(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_link(plainFact(this))
    , m_code(plainFact(this))
    , m_copy(new QPushButton(icon(u"copy"), tr("Copy code"), this))
    , m_left(plainLabel({}, this))
    , m_qr(new QrView(this))
    , m_tick(new QTimer(this))
{
    setObjectName(QStringLiteral("signInDeviceBox"));
    m_link->setObjectName(QStringLiteral("signInDeviceLink"));
    m_link->setFont(monoFont());
    m_code->setObjectName(QStringLiteral("signInUserCode"));
    m_code->setFont(codeFont());
    m_code->setWordWrap(false);
    m_copy->setObjectName(QStringLiteral("signInCopyCode"));
    m_copy->setAutoDefault(false);
    m_left->setObjectName(QStringLiteral("signInDeviceLeft"));
    m_left->setForegroundRole(QPalette::PlaceholderText);
    m_qr->setObjectName(QStringLiteral("signInQr"));

    auto *words = new QVBoxLayout;
    words->setSpacing(grid);
    words->addWidget(plainLabel(tr("On another device open"), this));
    words->addWidget(m_link);
    words->addSpacing(2 * grid);
    words->addWidget(plainLabel(tr("and enter the code"), this));
    words->addWidget(m_code);
    words->addSpacing(grid);
    words->addWidget(m_copy, 0, Qt::AlignLeft);
    words->addStretch();
    words->addWidget(m_left);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4 * grid);
    row->addLayout(words, 1);
    row->addWidget(m_qr, 0, Qt::AlignTop);
    hide();

    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_code->text());
        m_copy->setText(tr("Copied"));
    });
    m_tick->setInterval(1000);
    connect(m_tick, &QTimer::timeout, this, &SignInDeviceBox::updateTime);
}

void SignInDeviceBox::setCode(const login::DeviceCode &code)
{
    const QUrl &whole =
        code.verificationUriComplete.isEmpty() ? code.verificationUri : code.verificationUriComplete;
    m_link->setText(code.verificationUri.toString(QUrl::FullyEncoded));
    m_code->setText(visibleText(code.userCode, longestCode));
    m_code->setAccessibleName(tr("Code to enter"));
    m_copy->setText(tr("Copy code"));
    m_qr->setText(whole.toEncoded());
    m_end = code.expiresAt;
    updateTime();
    show();
}

void SignInDeviceBox::clear()
{
    m_code->clear();
    m_qr->clear();
    hide();
}

void SignInDeviceBox::updateTime()
{
    const auto left = std::chrono::ceil<std::chrono::seconds>(m_end - m_clock.now()).count();
    m_left->setText(left > 0 ? tr("%1 left").arg(inspect::durationText(left)) : tr("The code has expired"));
}

void SignInDeviceBox::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_tick->start();
}

void SignInDeviceBox::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick->stop();
}

} // namespace claimcheck::ui
