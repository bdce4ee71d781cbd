#include "sign_in_steps.h"

#include "icons.h"
#include "widgets/elided_label.h"
#include "widgets/plain_label.h"

#include <QEvent>
#include <QGridLayout>

namespace claimcheck::ui {

namespace {

using Kind = login::Recipe::Kind;
using State = login::SignInEvent::State;
using Step = login::SignInStep;

constexpr int grid = 4;

/// What a sign-in of a kind always does, beside the keychain at both ends.
std::vector<Step> usualSteps(Kind kind)
{
    switch (kind) {
    case Kind::Browser:
        return {Step::Discover, Step::Browser, Step::Ask, Step::IdToken};
    case Kind::Device:
        return {Step::Discover, Step::Device, Step::Ask};
    case Kind::ClientCredentials:
    case Kind::TokenExchange:
    case Kind::JwtBearer:
    case Kind::PasswordGrant:
        return {Step::Discover, Step::Ask};
    case Kind::Form:
        return {Step::Form, Step::Ask, Step::Person};
    case Kind::Password:
        return {Step::Ask, Step::Person};
    case Kind::Static:
        return {};
    }
    Q_UNREACHABLE();
}

struct Look {
    const char16_t *icon;
    QString word;
};

Look lookOf(std::optional<State> state)
{
    if (!state)
        return {u"state-off", {}};
    switch (*state) {
    case State::Running:
        return {u"state-half", SignInSteps::tr("Running")};
    case State::Done:
        return {u"good", SignInSteps::tr("Done")};
    case State::Skipped:
        return {u"neutral", SignInSteps::tr("Skipped")};
    case State::NeedsAnswer:
        return {u"warning", SignInSteps::tr("Needs an answer")};
    }
    Q_UNREACHABLE();
}

} // namespace

SignInSteps::SignInSteps(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("signInSteps"));
    setAccessibleName(tr("Steps of the sign-in"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * grid);
    m_grid->setVerticalSpacing(grid);
    m_grid->setColumnStretch(3, 1);
}

void SignInSteps::begin(Kind kind, login::StoreIn where)
{
    for (auto &[step, shown] : m_lines) {
        for (QWidget *cell : {static_cast<QWidget *>(shown.mark), static_cast<QWidget *>(shown.text),
                              static_cast<QWidget *>(shown.word), static_cast<QWidget *>(shown.detail)})
            delete cell;
    }
    m_lines.clear();
    if (where == login::StoreIn::Keychain)
        line(Step::Keychain);
    for (const Step step : usualSteps(kind))
        line(step);
    line(Step::Store);
    if (where == login::StoreIn::Memory)
        line(Step::Store).text->setText(tr("Keep it until Claimcheck quits"));
}

void SignInSteps::on(const login::SignInEvent &event)
{
    Line &shown = line(event.step);
    shown.state = event.state;
    shown.detail->setText(event.detail);
    updateMark(shown);
}

QString SignInSteps::current() const
{
    for (const auto &[step, shown] : m_lines) {
        if (shown.state == State::Running || shown.state == State::NeedsAnswer)
            return shown.text->text();
    }
    return {};
}

SignInSteps::Line &SignInSteps::line(Step step)
{
    const auto known = m_lines.find(step);
    if (known != m_lines.end())
        return known->second;
    Line made{plainLabel({}, this), plainLabel(login::signInStepText(step), this), plainLabel({}, this),
              new ElidedLabel(this), std::nullopt};
    const QString number = QString::number(static_cast<int>(step));
    made.text->setObjectName(QStringLiteral("signInStep") + number);
    made.word->setObjectName(QStringLiteral("signInStepState") + number);
    made.mark->setFixedSize(4 * grid, 4 * grid);
    made.word->setForegroundRole(QPalette::PlaceholderText);
    made.detail->setForegroundRole(QPalette::PlaceholderText);
    Line &added = m_lines.emplace(step, made).first->second;
    updateMark(added);
    layOut();
    return added;
}

// In the order of the steps, wherever a new one belongs.
void SignInSteps::layOut()
{
    int row = 0;
    for (const auto &[step, shown] : m_lines) {
        int column = 0;
        for (QWidget *cell : {static_cast<QWidget *>(shown.mark), static_cast<QWidget *>(shown.text),
                              static_cast<QWidget *>(shown.word), static_cast<QWidget *>(shown.detail)}) {
            m_grid->addWidget(cell, row, column++);
            cell->show();
        }
        ++row;
    }
}

void SignInSteps::updateMark(Line &shown)
{
    const Look look = lookOf(shown.state);
    shown.mark->setPixmap(icon(look.icon).pixmap(QSize(4 * grid, 4 * grid), devicePixelRatioF(),
                                                 shown.state ? QIcon::Normal : QIcon::Disabled));
    shown.word->setText(look.word);
    shown.text->setForegroundRole(shown.state ? QPalette::WindowText : QPalette::PlaceholderText);
    shown.text->setAccessibleDescription(look.word);
}

void SignInSteps::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        for (auto &[step, shown] : m_lines)
            updateMark(shown);
    }
}

} // namespace claimcheck::ui
