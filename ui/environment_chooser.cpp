#include "environment_chooser.h"

#include "login/profile_store.h"
#include "theme.h"
#include "widgets/visible_text.h"

#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace claimcheck::ui {

using Kind = ChosenEnvironment::Kind;

namespace {

constexpr int grid = 4;
constexpr int longestName = 28;

} // namespace

EnvironmentChooser::EnvironmentChooser(login::ProfileStore &profiles, QWidget *parent)
    : QToolButton(parent), m_profiles(profiles)
{
    setObjectName(QStringLiteral("environmentChooser"));
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("environmentMenu"));
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &EnvironmentChooser::fillMenu);
    connect(&profiles, &login::ProfileStore::changed, this, [this] {
        if (m_chosen.kind == Kind::Profile && !m_profiles.byId(m_chosen.name))
            m_chosen = {};
        update_();
        Q_EMIT environmentChanged(); // the profile behind it may be another one now
    });
    update_();
}

void EnvironmentChooser::setEnvironments(const requests::Environments &environments)
{
    QByteArray profileBefore = environment().profile;
    m_all = environments.all();
    // Another folder's, of the same name, is another choice: it may name other servers.
    if (environments.folder() != m_folder) {
        if (m_chosen.kind == Kind::Environment)
            m_chosenIn.insert_or_assign(m_folder, Remembered{std::exchange(m_chosen, {}), profileBefore});
        else
            m_chosenIn.erase(m_folder);
        m_folder = environments.folder();
        const auto known = m_chosenIn.find(m_folder);
        if (known != m_chosenIn.end() && m_chosen.kind == Kind::None) {
            m_chosen = known->second.chosen;
            profileBefore = known->second.profile;
        }
    }
    // And so is one that names somebody else's credential now.
    const bool isThere = std::any_of(m_all.begin(), m_all.end(), [&](const requests::Environment &one) {
        return QString::fromUtf8(one.name) == m_chosen.name && one.profile == profileBefore;
    });
    if (m_chosen.kind == Kind::Environment && !isThere)
        m_chosen = {};
    update_();
    Q_EMIT environmentChanged();
}

void EnvironmentChooser::choose(const ChosenEnvironment &chosen)
{
    if (chosen == m_chosen)
        return;
    m_chosen = chosen;
    update_();
    Q_EMIT environmentChanged();
}

bool EnvironmentChooser::chooseByName(const QString &name)
{
    for (const requests::Environment &one : m_all) {
        if (QString::fromUtf8(one.name) == name) {
            choose({Kind::Environment, name});
            return true;
        }
    }
    const auto profile = m_profiles.byName(name);
    if (profile)
        choose({Kind::Profile, profile->id});
    return profile.has_value();
}

requests::Environment EnvironmentChooser::environment() const
{
    const QByteArray name = m_chosen.name.toUtf8();
    for (const requests::Environment &one : m_all) {
        if (m_chosen.kind == Kind::Environment && one.name == name)
            return one;
    }
    return {};
}

std::optional<login::Profile> EnvironmentChooser::profile() const
{
    switch (m_chosen.kind) {
    case Kind::None:
        return std::nullopt;
    case Kind::Profile:
        return m_profiles.byId(m_chosen.name);
    case Kind::Environment:
        return m_profiles.byName(QString::fromUtf8(environment().profile));
    }
    Q_UNREACHABLE();
}

QString EnvironmentChooser::production() const
{
    const requests::Environment chosenOne = environment();
    if (chosenOne.isProduction)
        return QString::fromUtf8(chosenOne.name);
    const auto behind = profile();
    return behind && behind->environment == u"prod" ? behind->environment : QString();
}

QString EnvironmentChooser::words() const
{
    if (m_chosen.kind == Kind::None)
        return tr("No environment");
    if (m_chosen.kind == Kind::Environment)
        return visibleText(m_chosen.name, longestName);
    const auto behind = profile();
    return behind ? visibleText(behind->name, longestName) : tr("No environment");
}

void EnvironmentChooser::update_()
{
    setText(words());
    const QString word = production();
    const auto behind = profile();
    const QString who = behind ? tr("Its profile is %1: variables, credential, cookies and TLS are switched "
                                    "together.")
                                     .arg(visibleText(behind->name, 60))
                               : tr("No profile: no credential is added.");
    setAccessibleName(word.isEmpty() ? tr("Environment: %1").arg(words())
                                     : tr("Environment: %1, production").arg(words()));
    setToolTip(plainToolTip(word.isEmpty() ? who : tr("Production: what happens here is real. %1").arg(who)));
    updateGeometry();
    update();
}

void EnvironmentChooser::fillMenu()
{
    QMenu *menu = this->menu();
    menu->clear();
    const auto add = [this, menu](const QString &text, const ChosenEnvironment &chosen) {
        QAction *action = menu->addAction(QString(text).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(chosen == m_chosen);
        connect(action, &QAction::triggered, this, [this, chosen] { choose(chosen); });
    };
    add(tr("No environment"), {});
    if (!m_all.empty())
        menu->addSection(tr("Environments of the collection"));
    for (const requests::Environment &one : m_all) {
        const QString name = visibleText(QString::fromUtf8(one.name), longestName);
        const QString profileName = visibleText(QString::fromUtf8(one.profile), longestName);
        const QString label = profileName.isEmpty() ? name : tr("%1 (profile %2)").arg(name, profileName);
        add(one.isProduction ? tr("%1: production").arg(label) : label,
            {Kind::Environment, QString::fromUtf8(one.name)});
    }
    if (!m_profiles.profiles().empty())
        menu->addSection(tr("Profiles alone"));
    for (const login::Profile &one : m_profiles.profiles()) {
        const QString name = visibleText(one.name, longestName);
        add(one.environment == u"prod" ? tr("%1: production").arg(name) : name, {Kind::Profile, one.id});
    }
}

EnvironmentLook EnvironmentChooser::look() const
{
    const auto behind = profile();
    const QString colour = behind ? behind->colour : QString();
    if (!production().isEmpty())
        return environmentLookOf(QStringLiteral("prod"), colour);
    return behind ? environmentLookOf(behind->environment, colour) : EnvironmentLook();
}

/// The name, and the environment's word where the name does not say it already.
QString EnvironmentChooser::shownText() const
{
    const QString word = production().isEmpty() ? look().word : visibleText(production(), longestName);
    return word.isEmpty() || word == words() ? words() : tr("%1 · %2").arg(words(), word);
}

QSize EnvironmentChooser::sizeHint() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return {QFontMetrics(bold).horizontalAdvance(shownText()) + 10 * grid,
            QToolButton::sizeHint().height() + grid};
}

void EnvironmentChooser::paintEvent(QPaintEvent *)
{
    const EnvironmentLook mark = look();
    const bool isMarked = !mark.word.isEmpty();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? palette().color(QPalette::Highlight) : colours().border);
    painter.setBrush(isMarked       ? mark.fill
                     : underMouse() ? palette().color(QPalette::Midlight)
                                    : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    QFont weight = font();
    if (mark.isProduction)
        weight.setWeight(QFont::DemiBold);
    painter.setFont(weight);
    const QColor ink = isMarked ? mark.text : palette().color(QPalette::Text);
    painter.setPen(ink);
    const QRect room = rect().adjusted(3 * grid, 0, -6 * grid, 0);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(shownText(), Qt::ElideRight, room.width()));
    // A small arrow: there is more to choose.
    const QPointF at(rect().right() - 3.5 * grid, rect().center().y() + 1);
    painter.setPen(QPen(ink, 1.4));
    painter.drawPolyline(QPolygonF({at + QPointF(-3.5, -2), at + QPointF(0, 1.5), at + QPointF(3.5, -2)}));
}

} // namespace claimcheck::ui
