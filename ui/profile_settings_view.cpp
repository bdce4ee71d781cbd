#include "profile_settings_view.h"

#include "widgets/elided_label.h"
#include "widgets/plain_label.h"

#include <QFormLayout>

namespace claimcheck::ui {

namespace {
constexpr int grid = 4;
constexpr int keyWidth = 132;
} // namespace

ProfileSettingsView::ProfileSettingsView(QWidget *parent) : QWidget(parent), m_rows(new QFormLayout(this))
{
    setObjectName(QStringLiteral("profileSettings"));
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(4 * grid);
    m_rows->setVerticalSpacing(grid);
}

void ProfileSettingsView::setProfile(const std::optional<login::Profile> &profile)
{
    while (m_rows->rowCount() > 0)
        m_rows->removeRow(0);
    if (!profile)
        return;
    for (const auto &[key, value] : login::allFields(*profile)) {
        // These three are changed in place, above.
        const bool isAbove = key == u"group" || key == u"environment" || key == u"colour";
        if (value.isEmpty() || isAbove)
            continue;
        auto *shown = new ElidedLabel(this);
        shown->setText(value);
        QLabel *name = plainLabel(key, this);
        styleAsKey(name);
        m_rows->addRow(name, shown);
    }
}

void styleAsKey(QLabel *label)
{
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setMinimumWidth(keyWidth);
}

} // namespace claimcheck::ui
