#include "settings_dialog.h"

#include "widgets/plain_label.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace claimcheck::ui {

SettingsDialog::SettingsDialog(UiSettings &settings, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));

    auto *local = new QRadioButton(tr("&Local time"), this);
    local->setObjectName(QStringLiteral("timesLocal"));
    auto *utc = new QRadioButton(tr("&UTC"), this);
    utc->setObjectName(QStringLiteral("timesUtc"));
    (settings.times() == ZoneChoice::Utc ? utc : local)->setChecked(true);
    auto *times = new QVBoxLayout;
    times->setSpacing(4);
    times->addWidget(local);
    times->addWidget(utc);

    auto *seconds = new QSpinBox(this);
    seconds->setObjectName(QStringLiteral("clipboardSeconds"));
    seconds->setAccessibleName(tr("Seconds until a copied secret leaves the clipboard"));
    seconds->setRange(5, 600);
    seconds->setSuffix(tr(" s"));
    seconds->setValue(settings.clipboardSeconds());

    QLabel *theme = plainLabel(tr("Follows the system, light or dark"), this);
    theme->setForegroundRole(QPalette::PlaceholderText);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(16);
    addPlainRow(form, tr("Show times in"), times);
    addPlainRow(form, tr("Clear copied &secrets after"), seconds);
    addPlainRow(form, tr("Theme"), theme);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(form);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetFixedSize);

    connect(utc, &QRadioButton::toggled, this, [this, &settings](bool on) {
        settings.setTimes(on ? ZoneChoice::Utc : ZoneChoice::Local);
        Q_EMIT changed();
    });
    connect(seconds, &QSpinBox::valueChanged, this, [this, &settings](int value) {
        settings.setClipboardSeconds(value);
        Q_EMIT changed();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace claimcheck::ui
