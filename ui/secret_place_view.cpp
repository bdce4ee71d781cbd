#include "secret_place_view.h"

#include "icons.h"
#include "inspect/verdict.h"
#include "profile_settings_view.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;

/// "login" of "/org/freedesktop/secrets/collection/login/12".
QString collectionOf(const QString &item)
{
    return item.section(u'/', -2, -2);
}

QString attributesText(const credentials::SecretAttributes &attributes)
{
    QStringList shown;
    for (auto it = attributes.cbegin(); it != attributes.cend(); ++it)
        shown << visibleText(it.key() + QStringLiteral(" = ") + it.value(), 200);
    return shown.join(u'\n');
}

} // namespace

SecretPlaceView::SecretPlaceView(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_rows(new QFormLayout(this))
    , m_where(plainFact(this))
    , m_backEnd(plainFact(this))
    , m_collection(plainFact(this))
    , m_attributes(plainFact(this))
    , m_seen(plainFact(this))
    , m_again(new QPushButton(icon(u"search"), tr("Look again"), this))
{
    setObjectName(QStringLiteral("secretPlace"));
    m_again->setObjectName(QStringLiteral("secretLookAgain"));
    m_again->setAutoDefault(false);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(4 * grid);
    m_rows->setVerticalSpacing(grid);
    m_rows->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    struct Row {
        QString name;
        QLabel *field;
        const char *objectName;
    };
    for (const auto &[name, field, objectName] :
         {Row{tr("Secret"), m_where, "detailsWhere"}, Row{tr("Back end"), m_backEnd, "secretBackEnd"},
          Row{tr("Collection"), m_collection, "secretCollection"},
          Row{tr("Attributes"), m_attributes, "secretAttributes"},
          Row{tr("Last seen"), m_seen, "secretSeen"}}) {
        field->setObjectName(QString::fromLatin1(objectName));
        addPlainRow(m_rows, name, field);
        styleAsKey(static_cast<QLabel *>(m_rows->labelForField(field)));
    }
    m_rows->addRow(QString(), m_again);
    m_again->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_again, &QPushButton::clicked, this, &SecretPlaceView::look);
    hide();
}

SecretPlaceView::~SecretPlaceView() = default;

void SecretPlaceView::setPlace(Place place, const QString &itemId)
{
    if (place == m_place && itemId == m_itemId)
        return;
    m_place = place;
    m_itemId = itemId;
    m_seenAt.reset();
    m_service.reset();
    m_where->setText(place == Place::Keychain ? tr("In the keychain")
                                              : tr("In memory, until Claimcheck quits"));
    for (QWidget *field : {static_cast<QWidget *>(m_backEnd), static_cast<QWidget *>(m_collection),
                           static_cast<QWidget *>(m_attributes), static_cast<QWidget *>(m_seen),
                           static_cast<QWidget *>(m_again)})
        m_rows->setRowVisible(field, false);
    setVisible(place != Place::None);
    if (place == Place::Keychain && isVisible())
        look();
}

// Nobody is asked for a page that nobody sees.
void SecretPlaceView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_place == Place::Keychain && !m_service)
        look();
}

void SecretPlaceView::look()
{
    m_service = std::make_unique<credentials::SecretService>();
    m_service->probe([this](const Result<credentials::SecretServiceView> &view) { onService(view); });
}

void SecretPlaceView::onService(const Result<credentials::SecretServiceView> &view)
{
    if (!view)
        return fail(view.error());
    m_backEnd->setText(view->owner.isEmpty() ? tr("None (org.freedesktop.secrets)")
                       : view->kind == credentials::SecretServiceView::Kind::GnomeKeyring
                           ? tr("gnome-keyring, as the Secret Service (org.freedesktop.secrets)")
                           : tr("The Secret Service (org.freedesktop.secrets)"));
    m_rows->setRowVisible(m_backEnd, true);
    m_rows->setRowVisible(m_again, true);
    m_service->search(
        {{QStringLiteral("server"), QStringLiteral("claimcheck")}, {QStringLiteral("user"), m_itemId}},
        [this](const Result<credentials::SecretItems> &items) { onItems(items); });
}

void SecretPlaceView::onItems(const Result<credentials::SecretItems> &items)
{
    if (!items)
        return fail(items.error());
    if (items->isEmpty())
        return fail(Error{ErrorCode::KeychainEntryMissing, tr("this profile")});
    const bool isLocked = items->unlocked.isEmpty();
    const QString item = isLocked ? items->locked.front() : items->unlocked.front();
    m_service->readAttributes(
        item, [this, item, isLocked](const Result<credentials::SecretAttributes> &attributes) {
            show_(attributes, item, isLocked);
        });
}

void SecretPlaceView::show_(const Result<credentials::SecretAttributes> &attributes, const QString &item,
                            bool isLocked)
{
    if (!attributes)
        return fail(attributes.error());
    const QString collection = visibleText(collectionOf(item), 200);
    m_collection->setText(isLocked ? tr("%1, locked").arg(collection) : tr("%1, unlocked").arg(collection));
    m_attributes->setText(attributesText(*attributes));
    for (QLabel *field : {m_collection, m_attributes, m_seen})
        m_rows->setRowVisible(field, true);
    m_seenAt = m_clock.now();
    tick();
}

void SecretPlaceView::fail(const Error &error)
{
    m_seenAt.reset();
    m_seen->setText(visibleText(describe(error).message, 500));
    m_rows->setRowVisible(m_seen, true);
    m_rows->setRowVisible(m_again, true);
}

void SecretPlaceView::tick()
{
    if (!m_seenAt)
        return;
    const QString text = m_clock.now() - *m_seenAt < std::chrono::seconds(2)
                             ? tr("Just now")
                             : inspect::relativeText(*m_seenAt, m_clock.now());
    if (m_seen->text() != text)
        m_seen->setText(text);
}

} // namespace claimcheck::ui
