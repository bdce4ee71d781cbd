#include "profile_look_form.h"

#include "environment_look.h"
#include "profile_settings_view.h"
#include "widgets/plain_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHash>
#include <QLineEdit>
#include <QPainter>
#include <QSignalBlocker>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int fieldWidth = 60 * grid;

QIcon swatch(const QString &colour)
{
    QPixmap pixmap(3 * grid, 3 * grid);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(environmentLookOf(QStringLiteral("dev"), colour).text);
    painter.drawEllipse(pixmap.rect());
    return QIcon(pixmap);
}

QString colourWord(const QString &colour)
{
    static const QHash<QString, const char *> words = {
        {QStringLiteral("red"), QT_TR_NOOP("Red")},       {QStringLiteral("orange"), QT_TR_NOOP("Orange")},
        {QStringLiteral("yellow"), QT_TR_NOOP("Yellow")}, {QStringLiteral("green"), QT_TR_NOOP("Green")},
        {QStringLiteral("blue"), QT_TR_NOOP("Blue")},     {QStringLiteral("violet"), QT_TR_NOOP("Violet")},
        {QStringLiteral("grey"), QT_TR_NOOP("Grey")},
    };
    return ProfileLookForm::tr(words.value(colour));
}

} // namespace

ProfileLookForm::ProfileLookForm(QWidget *parent)
    : QWidget(parent)
    , m_group(new QLineEdit(this))
    , m_environment(new QComboBox(this))
    , m_colour(new QComboBox(this))
{
    setObjectName(QStringLiteral("profileLook"));
    m_group->setObjectName(QStringLiteral("profileGroup"));
    m_group->setAccessibleName(tr("Group"));
    m_group->setPlaceholderText(tr("Of profiles that belong together"));
    m_group->setMaxLength(64);
    m_environment->setObjectName(QStringLiteral("profileEnvironment"));
    m_environment->setAccessibleName(tr("Environment"));
    m_environment->addItem(tr("None"), QString());
    for (const QString &name : login::profileEnvironments())
        m_environment->addItem(name, name);
    m_colour->setObjectName(QStringLiteral("profileColour"));
    m_colour->setAccessibleName(tr("Colour"));
    m_colour->addItem(tr("The environment's"), QString());
    for (const QString &name : login::profileColours())
        m_colour->addItem(swatch(name), colourWord(name), name);

    auto *rows = new QFormLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(4 * grid);
    rows->setVerticalSpacing(grid);
    for (const auto &[name, field] : {std::pair<QString, QWidget *>{tr("group"), m_group},
                                      {tr("environment"), m_environment},
                                      {tr("colour"), m_colour}}) {
        field->setFixedWidth(fieldWidth);
        addPlainRow(rows, name, field);
        styleAsKey(static_cast<QLabel *>(rows->labelForField(field)));
    }
    connect(m_group, &QLineEdit::editingFinished, this, [this] {
        if (m_group->isModified())
            Q_EMIT chosen(QStringLiteral("group"), m_group->text().trimmed());
        m_group->setModified(false);
    });
    connect(m_environment, &QComboBox::activated, this, [this] {
        Q_EMIT chosen(QStringLiteral("environment"), m_environment->currentData().toString());
    });
    connect(m_colour, &QComboBox::activated, this,
            [this] { Q_EMIT chosen(QStringLiteral("colour"), m_colour->currentData().toString()); });
}

void ProfileLookForm::setProfile(const std::optional<login::Profile> &profile)
{
    setEnabled(profile.has_value());
    if (!profile)
        return;
    if (!m_group->hasFocus())
        m_group->setText(profile->group);
    m_environment->setCurrentIndex(m_environment->findData(profile->environment));
    m_colour->setCurrentIndex(m_colour->findData(profile->colour));
}

} // namespace claimcheck::ui
