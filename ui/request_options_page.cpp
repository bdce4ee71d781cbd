#include "request_options_page.h"

#include "icons.h"
#include "login/profile_store.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

using requests::CredentialChoice;

namespace {

constexpr int grid = 4;
constexpr int longestTimeout = 24 * 60 * 60 * 1000;
constexpr int noTimeout = -1; // the program's own bound

enum Credential { OfEnvironment, None, Another };

} // namespace

RequestOptionsPage::RequestOptionsPage(login::ProfileStore &profiles, QWidget *parent)
    : QWidget(parent)
    , m_profiles(profiles)
    , m_credential(new QComboBox(this))
    , m_credentialWords(plainLabel({}, this))
    , m_timeout(new QSpinBox(this))
    , m_redirects(new QComboBox(this))
    , m_connection(new QComboBox(this))
    , m_own(new QWidget(this))
{
    setObjectName(QStringLiteral("requestOptions"));
    m_credential->setObjectName(QStringLiteral("requestCredential"));
    m_credential->setAccessibleName(tr("Credential"));
    m_credentialWords->setObjectName(QStringLiteral("requestCredentialWords"));
    m_credentialWords->setForegroundRole(QPalette::PlaceholderText);
    m_timeout->setObjectName(QStringLiteral("requestTimeout"));
    m_timeout->setAccessibleName(tr("Timeout"));
    m_timeout->setRange(noTimeout, longestTimeout);
    m_timeout->setSpecialValueText(tr("30 s of silence"));
    m_timeout->setSingleStep(1000);
    m_timeout->setSuffix(tr(" ms"));
    m_redirects->setObjectName(QStringLiteral("requestRedirects"));
    m_redirects->setAccessibleName(tr("Redirects"));
    m_redirects->addItem(tr("Follow; the credential stays at home"),
                         static_cast<int>(http::RedirectPolicy::Follow));
    m_redirects->addItem(tr("Follow within the server only"),
                         static_cast<int>(http::RedirectPolicy::SameOrigin));
    m_redirects->addItem(tr("Do not follow"), static_cast<int>(http::RedirectPolicy::None));
    m_connection->setObjectName(QStringLiteral("requestConnection"));
    m_connection->setAccessibleName(tr("TLS and proxy"));
    m_connection->addItem(tr("Those of the profile"));
    m_connection->addItem(tr("Of this request alone"));

    auto *own = new QFormLayout(m_own);
    own->setContentsMargins(0, 0, 0, 0);
    own->setSpacing(2 * grid);
    addPlainRow(own, tr("CA certificates"), pathField(m_ca, "requestCaFile", tr("File of CA certificates")));
    addPlainRow(own, tr("Client certificate"),
                pathField(m_certificate, "requestClientCertificate", tr("File of the client certificate")));
    addPlainRow(own, tr("Its key"), pathField(m_key, "requestClientKey", tr("File of the client's key")));
    m_proxy = new QLineEdit(m_own);
    m_proxy->setObjectName(QStringLiteral("requestProxy"));
    m_proxy->setAccessibleName(tr("Proxy"));
    m_proxy->setPlaceholderText(tr("The system's; or none, http://host:port, socks5://host:port"));
    connect(m_proxy, &QLineEdit::textEdited, this, &RequestOptionsPage::changed);
    addPlainRow(own, tr("Proxy"), m_proxy);

    auto *content = new QWidget(this);
    auto *form = new QFormLayout(content);
    form->setContentsMargins(0, 2 * grid, 2 * grid, 2 * grid);
    form->setHorizontalSpacing(3 * grid);
    form->setVerticalSpacing(2 * grid);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    addPlainRow(form, tr("Credential"), m_credential);
    form->addRow(new QWidget(content), m_credentialWords);
    addPlainRow(form, tr("Timeout"), m_timeout);
    addPlainRow(form, tr("Redirects"), m_redirects);
    addPlainRow(form, tr("TLS and proxy"), m_connection);
    form->addRow(m_own);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll);

    for (QComboBox *box : {m_credential, m_redirects, m_connection}) {
        connect(box, &QComboBox::activated, this, [this] {
            updateWords();
            Q_EMIT changed();
        });
    }
    connect(m_timeout, &QSpinBox::valueChanged, this, &RequestOptionsPage::changed);
    connect(&profiles, &login::ProfileStore::changed, this, [this] { loadProfiles(credential()); });
    loadProfiles({});
}

QWidget *RequestOptionsPage::pathField(QLineEdit *&field, const char *name, const QString &accessibleName)
{
    auto *box = new QWidget(m_own);
    field = new QLineEdit(box);
    field->setObjectName(QString::fromLatin1(name));
    field->setAccessibleName(accessibleName);
    field->setPlaceholderText(tr("A path of a PEM file"));
    field->setMinimumWidth(80 * grid);
    auto *choose = new QToolButton(box);
    choose->setIcon(icon(u"file"));
    choose->setAccessibleName(tr("Choose: %1").arg(accessibleName));
    choose->setToolTip(tr("Choose a file"));
    connect(field, &QLineEdit::textEdited, this, &RequestOptionsPage::changed);
    connect(choose, &QToolButton::clicked, this, [this, field] {
        auto *dialog = new QFileDialog(this, tr("Choose a PEM file"), m_scope.folder);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, this, [this, field](const QString &path) {
            field->setText(path);
            Q_EMIT changed();
        });
        dialog->open();
    });
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid);
    row->addWidget(field, 1);
    row->addWidget(choose);
    return box;
}

void RequestOptionsPage::loadProfiles(const CredentialChoice &choice)
{
    const QSignalBlocker blocker(m_credential);
    m_credential->clear();
    m_credential->addItem(m_isFixed ? tr("This profile's") : tr("The environment's"), OfEnvironment);
    m_credential->addItem(tr("None"), None);
    QStringList names;
    for (const login::Profile &profile : m_profiles.profiles())
        names << profile.name;
    // A file may name a profile that is not on this machine: it stays.
    const QString chosen = QString::fromUtf8(choice.profile);
    if (choice.from == CredentialChoice::From::Another && !names.contains(chosen))
        names << chosen;
    for (const QString &name : std::as_const(names)) {
        m_credential->addItem(tr("Profile %1").arg(visibleText(name, 60)), Another);
        m_credential->setItemData(m_credential->count() - 1, name, Qt::UserRole + 1);
    }
    int index = choice.from == CredentialChoice::From::None ? 1 : 0;
    if (choice.from == CredentialChoice::From::Another)
        index = m_credential->findData(chosen, Qt::UserRole + 1);
    m_credential->setCurrentIndex(index);
    updateWords();
}

CredentialChoice RequestOptionsPage::credential() const
{
    switch (m_credential->currentData().toInt()) {
    case None:
        return {CredentialChoice::From::None, {}};
    case Another:
        return {CredentialChoice::From::Another,
                m_credential->currentData(Qt::UserRole + 1).toString().toUtf8()};
    default:
        return {};
    }
}

void RequestOptionsPage::setSpec(const requests::RequestSpec &spec)
{
    m_loaded = spec;
    loadProfiles(spec.credential);
    const QSignalBlocker blocker(m_timeout);
    m_timeout->setValue(
        spec.timeout ? static_cast<int>(std::min<qint64>(spec.timeout->count(), longestTimeout)) : noTimeout);
    m_redirects->setCurrentIndex(m_redirects->findData(static_cast<int>(spec.redirects)));
    const http::ConnectionSettings own = spec.connection.value_or(http::ConnectionSettings());
    m_connection->setCurrentIndex(spec.connection ? 1 : 0);
    m_ca->setText(own.caFile);
    m_certificate->setText(own.clientCertificate);
    m_key->setText(own.clientKey);
    m_proxy->setText(own.proxy);
    updateWords();
}

void RequestOptionsPage::apply(requests::RequestSpec &spec) const
{
    spec.credential = credential();
    if (m_timeout->value() == noTimeout)
        spec.timeout.reset();
    else if (!m_loaded.timeout ||
             std::min<qint64>(m_loaded.timeout->count(), longestTimeout) != m_timeout->value())
        spec.timeout = std::chrono::milliseconds(m_timeout->value());
    spec.redirects = static_cast<http::RedirectPolicy>(m_redirects->currentData().toInt());
    if (m_connection->currentIndex() == 0) {
        spec.connection.reset();
        return;
    }
    if (!spec.connection)
        spec.connection.emplace();
    spec.connection->caFile = m_ca->text();
    spec.connection->clientCertificate = m_certificate->text();
    spec.connection->clientKey = m_key->text();
    spec.connection->proxy = m_proxy->text();
}

void RequestOptionsPage::setScope(const RequestScope &scope)
{
    m_scope = scope;
    updateWords();
}

void RequestOptionsPage::focusCredential()
{
    m_credential->setFocus(Qt::OtherFocusReason);
}

void RequestOptionsPage::setFixedProfile(bool on)
{
    m_isFixed = on;
    loadProfiles(credential());
}

void RequestOptionsPage::updateWords()
{
    m_own->setVisible(m_connection->currentIndex() == 1);
    switch (m_credential->currentData().toInt()) {
    case None:
        return m_credentialWords->setText(
            tr("Nothing of a profile goes along: no token, no cookies, and no client certificate unless the "
               "request itself names a secret ({{profile:…}}, {{keychain:…}})."));
    case Another:
        return m_credentialWords->setText(
            tr("Its credential, cookies and TLS are used in every environment."));
    default:
        m_credentialWords->setText(m_scope.profileName.isEmpty()
                                       ? tr("The chosen environment names no profile: nothing is added.")
                                       : tr("That of the profile %1, where its leash allows.")
                                             .arg(visibleText(m_scope.profileName, 60)));
    }
}

} // namespace claimcheck::ui
