#include "ui_settings.h"

#include <QSettings>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int defaultClipboardSeconds = 30;

QVariant read(const QString &file, const QString &key, const QVariant &fallback = {})
{
    return QSettings(file, QSettings::IniFormat).value(key, fallback);
}

void write(const QString &file, const QString &key, const QVariant &value)
{
    QSettings(file, QSettings::IniFormat).setValue(key, value);
}

const QString timesKey = QStringLiteral("times");
const QString clipboardKey = QStringLiteral("clipboardSeconds");
const QString geometryKey = QStringLiteral("window/geometry");
const QString splitterKey = QStringLiteral("window/splitter");
const QString requestSplitterKey = QStringLiteral("window/requestSplitter");
const QString profileKey = QStringLiteral("window/profile");
const QString layoutGroup = QStringLiteral("layout/");
const QString pageKey = QStringLiteral("window/page");

} // namespace

UiSettings::UiSettings(const QString &folder) : m_file(folder + QStringLiteral("/window.ini")) {}

ZoneChoice UiSettings::times() const
{
    return read(m_file, timesKey).toString() == QStringLiteral("utc") ? ZoneChoice::Utc : ZoneChoice::Local;
}

void UiSettings::setTimes(ZoneChoice zone)
{
    write(m_file, timesKey, zone == ZoneChoice::Utc ? QStringLiteral("utc") : QStringLiteral("local"));
}

int UiSettings::clipboardSeconds() const
{
    return std::clamp(read(m_file, clipboardKey, defaultClipboardSeconds).toInt(), 5, 600);
}

void UiSettings::setClipboardSeconds(int seconds)
{
    write(m_file, clipboardKey, seconds);
}

QByteArray UiSettings::layout(const QString &part) const
{
    return read(m_file, layoutGroup + part).toByteArray();
}

void UiSettings::setLayout(const QString &part, const QByteArray &value)
{
    write(m_file, layoutGroup + part, value);
}

UiSettings::Window UiSettings::window() const
{
    const QSettings settings(m_file, QSettings::IniFormat);
    return {settings.value(geometryKey).toByteArray(), settings.value(splitterKey).toByteArray(),
            settings.value(requestSplitterKey).toByteArray(), settings.value(profileKey).toString(),
            settings.value(pageKey, 0).toInt()};
}

void UiSettings::saveWindow(const Window &window)
{
    QSettings settings(m_file, QSettings::IniFormat);
    settings.setValue(geometryKey, window.geometry);
    settings.setValue(splitterKey, window.splitter);
    settings.setValue(requestSplitterKey, window.requestSplitter);
    settings.setValue(profileKey, window.profileId);
    settings.setValue(pageKey, window.page);
}

} // namespace claimcheck::ui
