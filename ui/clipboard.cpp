#include "clipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <chrono>
#include <memory>

namespace claimcheck::ui {

using namespace std::chrono_literals;

Clipboard::Clipboard(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &Clipboard::tick);
}

Clipboard::~Clipboard()
{
    m_timer.stop();
    if (qGuiApp && holdsOurs())
        QGuiApplication::clipboard()->clear();
}

void Clipboard::copyText(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

void Clipboard::copySecret(const QByteArray &secret, int seconds)
{
    auto mime = std::make_unique<QMimeData>();
    mime->setText(QString::fromUtf8(secret));
    // What Klipper, CopyQ and others look for, so that the secret does not stay in their history.
    mime->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    m_ours = mime.get();
    QGuiApplication::clipboard()->setMimeData(mime.release());
    m_timer.stop();
    if (seconds <= 0)
        return;
    m_deadline.setRemainingTime(std::chrono::seconds(seconds));
    m_timer.start();
    Q_EMIT secondsLeft(seconds);
}

void Clipboard::clearSecret()
{
    m_timer.stop();
    if (holdsOurs())
        QGuiApplication::clipboard()->clear();
    m_ours.clear();
    Q_EMIT secondsLeft(0);
}

void Clipboard::tick()
{
    if (m_deadline.hasExpired() || !holdsOurs())
        return clearSecret();
    Q_EMIT secondsLeft(static_cast<int>((m_deadline.remainingTime() + 999) / 1000));
}

bool Clipboard::holdsOurs() const
{
    // The very object that was set, for as long as nobody copies anything else.
    return m_ours && QGuiApplication::clipboard()->mimeData() == m_ours;
}

} // namespace claimcheck::ui
