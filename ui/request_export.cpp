#include "request_export.h"

#include "clipboard.h"
#include "icons.h"
#include "login/profile_store.h"
#include "requests/export.h"

#include <QMenu>

namespace claimcheck::ui {

RequestExport::RequestExport(login::ProfileStore &profiles, login::Sessions &sessions,
                             std::function<requests::RequestSpec()> spec, std::function<RequestScope()> scope,
                             QWidget *parent)
    : QToolButton(parent)
    , m_profiles(profiles)
    , m_sessions(sessions)
    , m_spec(std::move(spec))
    , m_scope(std::move(scope))
    , m_clipboard(new Clipboard(this))
{
    setObjectName(QStringLiteral("requestExport"));
    setIcon(ui::icon(u"more"));
    setAutoRaise(true);
    setToolTip(tr("The request for other tools"));
    setAccessibleName(tr("Copy the request for other tools"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("requestExportMenu"));
    menu->addAction(ui::icon(u"copy"), tr("Copy as cURL"), this, [this] { copy(Kind::Curl); });
    menu->addAction(tr("Copy as Python (requests)"), this, [this] { copy(Kind::Python); });
    menu->addAction(tr("Copy as .http"), this, [this] { copy(Kind::Http); });
    menu->addSeparator();
    QAction *secret = menu->addAction(ui::icon(u"key"), tr("Copy as cURL with the real secret"), this,
                                      &RequestExport::copyWithSecret);
    connect(menu, &QMenu::aboutToShow, this,
            [this, secret] { secret->setEnabled(!profileName().isEmpty()); });
    setMenu(menu);
    connect(m_clipboard, &Clipboard::secondsLeft, this, [this](int seconds) {
        Q_EMIT said(seconds > 0 ? tr("The secret is on the clipboard for %1 s more.").arg(seconds)
                                : tr("The secret was taken off the clipboard."));
    });
}

QString RequestExport::profileName() const
{
    const requests::CredentialChoice choice = m_spec().credential;
    switch (choice.from) {
    case requests::CredentialChoice::From::None:
        return {};
    case requests::CredentialChoice::From::Another:
        return QString::fromUtf8(choice.profile);
    case requests::CredentialChoice::From::Profile:
        break;
    }
    return m_scope().profileName;
}

Result<QByteArray> RequestExport::text(Kind kind, const std::optional<http::Header> &revealed) const
{
    const requests::RequestSpec spec = m_spec();
    if (kind == Kind::Http)
        return requests::exportHttp(spec);
    const RequestScope scope = m_scope();
    const auto prepared = requests::prepare(spec, *scope.expander, scope.folder);
    if (!prepared)
        return prepared.error();
    const requests::ExportSecrets secrets{
        .profile = profileName().toUtf8(), .revealed = {}, .revealedHeader = revealed};
    return kind == Kind::Curl ? requests::exportCurl(*prepared, secrets)
                              : requests::exportPython(*prepared, secrets);
}

void RequestExport::copy(Kind kind)
{
    const auto made = text(kind, {});
    if (!made)
        return Q_EMIT failed(made.error());
    m_clipboard->copyText(QString::fromUtf8(*made));
    Q_EMIT said(profileName().isEmpty() || kind == Kind::Http
                    ? tr("Copied. No secret is in it.")
                    : tr("Copied. No secret is in it: “claimcheck header” yields it when it runs."));
}

void RequestExport::copyWithSecret()
{
    const auto profile = m_profiles.byName(profileName());
    if (!profile)
        return Q_EMIT failed({ErrorCode::ProfileNotFound, profileName()});
    m_waiter =
        m_sessions.credential(profile->id, {}, this, [this](const Result<http::Credential> &credential) {
            const auto waiter = std::move(m_waiter);
            if (!credential)
                return Q_EMIT failed(credential.error());
            const QByteArray secret = credential->secret.reveal().toByteArray();
            const http::Header header{credential->headerName, credential->scheme.isEmpty()
                                                                  ? secret
                                                                  : credential->scheme + ' ' + secret};
            const auto made = text(Kind::Curl, header);
            if (!made)
                return Q_EMIT failed(made.error());
            m_clipboard->copySecret(*made, m_seconds);
        });
}

} // namespace claimcheck::ui
