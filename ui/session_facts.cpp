#include "session_facts.h"

#include "icons.h"
#include "inspect/verdict.h"
#include "profile_settings_view.h"
#include "session_look.h"
#include "widgets/elided_label.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int nameWidth = 108; // with its mark as wide as the key of any fact

QString timeText(const std::optional<TimePoint> &end, TimePoint now)
{
    if (!end)
        return SessionFacts::tr("No expiry known");
    const auto left = std::chrono::ceil<std::chrono::seconds>(*end - now).count();
    return left > 0 ? SessionFacts::tr("%1 left").arg(inspect::durationText(left))
                    : SessionFacts::tr("Expired %1").arg(inspect::relativeText(*end, now));
}

} // namespace

SessionFacts::SessionFacts(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
    , m_access(makeLine("access", tr("Access token"), 0))
    , m_refresh(makeLine("refresh", tr("Refresh token"), 1))
    , m_id(makeLine("id", tr("ID Token"), 2))
    , m_cookies(makeLine("cookies", tr("Cookies"), 3))
    , m_inspect(new QPushButton(icon(u"search"), tr("Inspect"), this))
    , m_facts(new QFormLayout)
    , m_person(new ElidedLabel(this))
    , m_scope(plainFact(this))
    , m_notes(new QVBoxLayout)
{
    setObjectName(QStringLiteral("sessionFacts"));
    m_inspect->setObjectName(QStringLiteral("inspectIdToken"));
    m_inspect->setAccessibleName(tr("Inspect the ID Token"));
    m_inspect->setAutoDefault(false);
    m_person->setObjectName(QStringLiteral("detailsPerson"));
    m_scope->setObjectName(QStringLiteral("detailsScope"));
    m_grid->setHorizontalSpacing(3 * grid);
    m_grid->setVerticalSpacing(grid);
    m_grid->setColumnStretch(5, 1);
    m_grid->setColumnMinimumWidth(1, nameWidth);
    m_grid->addWidget(m_inspect, 2, 4);
    m_facts->setHorizontalSpacing(4 * grid);
    m_facts->setVerticalSpacing(grid);
    addPlainRow(m_facts, tr("Signed in as"), m_person);
    addPlainRow(m_facts, tr("Scope"), m_scope);
    styleAsKey(static_cast<QLabel *>(m_facts->labelForField(m_person)));
    styleAsKey(static_cast<QLabel *>(m_facts->labelForField(m_scope)));
    m_notes->setSpacing(grid);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3 * grid);
    column->addLayout(m_facts);
    column->addLayout(m_grid);
    column->addLayout(m_notes);
    connect(m_inspect, &QPushButton::clicked, this, &SessionFacts::idTokenRequested);
    hide();
}

SessionFacts::Line SessionFacts::makeLine(const char *id, const QString &name, int row)
{
    Line line{plainLabel({}, this), plainLabel(name, this), plainFact(this), plainLabel({}, this)};
    line.state->setObjectName(QStringLiteral("tokenState_") + QString::fromLatin1(id));
    line.state->setWordWrap(false);
    line.state->setAccessibleName(name);
    line.marks->setObjectName(QStringLiteral("tokenMarks_") + QString::fromLatin1(id));
    line.marks->setForegroundRole(QPalette::PlaceholderText);
    line.mark->setFixedSize(4 * grid, 4 * grid);
    int column = 0;
    for (QLabel *cell : {line.mark, line.name, line.state, line.marks})
        m_grid->addWidget(cell, row, column++, Qt::AlignVCenter);
    return line;
}

void SessionFacts::setLine(Line &line, bool isThere, const std::optional<TimePoint> &end,
                           const QString &without, TimePoint now)
{
    const bool isOver = end && *end <= now;
    const QString text = isThere ? timeText(end, now) : without;
    if (line.state->text() != text)
        line.state->setText(text);
    const bool isShown = isThere || !without.isEmpty();
    for (QLabel *cell : {line.mark, line.name, line.state, line.marks})
        cell->setVisible(isShown);
    const QString wanted = !isThere ? QStringLiteral("neutral")
                           : isOver ? QStringLiteral("warning")
                                    : QStringLiteral("good");
    if (line.mark->accessibleName() != wanted) {
        line.mark->setAccessibleName(wanted);
        line.mark->setPixmap(icon(wanted).pixmap(QSize(4 * grid, 4 * grid), devicePixelRatioF()));
    }
}

void SessionFacts::setInfo(const login::SessionInfo &info, TimePoint now)
{
    m_info = info;
    setVisible(hasSession(info));
    if (isHidden())
        return;
    m_person->setText(info.person.name.isEmpty() ? info.person.subject : info.person.name);
    m_facts->setRowVisible(m_person, !m_person->text().isEmpty());
    m_scope->setText(visibleText(info.scope, 2000));
    m_facts->setRowVisible(m_scope, !info.scope.isEmpty());
    QStringList marks{info.accessIsJwt ? tr("JWT") : tr("opaque")};
    if (info.tokenType == "DPoP")
        marks << tr("DPoP: bound to a key of this session");
    m_access.marks->setText(marks.join(QStringLiteral(" · ")));
    m_refresh.marks->setText(info.canRefresh ? tr("Refreshed by itself, before the access token expires")
                                             : QString());
    m_inspect->setVisible(info.hasIdToken);

    for (QWidget *line : std::exchange(m_noteLines, {}))
        delete line;
    for (const QString &note : info.notes) {
        auto *line = new QWidget(this);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(2 * grid);
        QLabel *mark = plainLabel({}, line);
        mark->setPixmap(icon(u"info").pixmap(QSize(4 * grid, 4 * grid), devicePixelRatioF()));
        QLabel *text = plainFact(line);
        text->setObjectName(QStringLiteral("sessionNote"));
        text->setText(visibleText(note, 2000));
        row->addWidget(mark, 0, Qt::AlignTop);
        row->addWidget(text, 1);
        m_notes->addWidget(line);
        m_noteLines.push_back(line);
    }
    tick(now);
}

void SessionFacts::tick(TimePoint now)
{
    const login::SessionInfo &info = m_info;
    setLine(m_access, info.hasAccessToken, info.expiresAt, {}, now);
    setLine(m_refresh, info.hasRefreshToken, info.refreshExpiresAt,
            info.hasAccessToken && !info.canRefresh ? tr("None: the sign-in ends with the access token")
                                                    : QString(),
            now);
    setLine(m_id, info.hasIdToken, info.idExpiresAt, {}, now);
    setLine(m_cookies, info.isCookies, info.expiresAt, {}, now);
}

} // namespace claimcheck::ui
