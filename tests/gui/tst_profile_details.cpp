#include "login/profile_store.h"
#include "oauth_tools.h"
#include "ui/details_panel.h"
#include "ui/environment_look.h"
#include "ui/models/sidebar_model.h"
#include "ui/sidebar.h"
#include "ui/widgets/environment_badge.h"
#include "window_input.h"

#include <QSignalSpy>
#include <QTreeView>

using namespace harness;
using oauth_tools::Provider;
using oauth_tools::visit;
using sessions_tools::FaultStore;
using sessions_tools::InfoWait;

namespace {

/// Somebody who is signed in at the practice provider, and the page that says so.
struct Desk {
    explicit Desk(const QMap<QString, QString> &settings = {})
    {
        login::Profile profile;
        profile.name = u"acme"_s;
        profile.recipe = u"oidc"_s;
        profile.url = QUrl(Provider::shared().practice.url());
        profile.settings = settings;
        if (!profile.settings.contains(u"client_id"_s))
            profile.settings.insert(u"client_id"_s, u"claimcheck"_s);
        id = profiles.add(*login::validated(profile))->id;
        panel.setOpenLink([this](const QUrl &link) {
            opened += link;
            return Result<Done>(Done{});
        });
        panel.setProfile(id);
        panel.resize(900, 900);
        panel.show();
    }
    [[nodiscard]] bool signIn()
    {
        InfoWait wait([this](QObject *context, auto done) {
            return sessions.signIn(id, {}, context, done, [this](const login::SignInEvent &event) {
                if (!event.link.isEmpty())
                    QTimer::singleShot(0, &browser, [this, event] {
                        visit(Provider::shared().approve(event.link), &browser);
                    });
            });
        });
        return wait.code() == "none";
    }
    void set(const QString &key, const QString &value)
    {
        auto profile = *profiles.byId(id);
        if (!login::setField(profile, key, value) || !profiles.update(profile))
            qFatal("not set");
    }

    QTemporaryDir folder;
    SystemClock clock;
    login::ProfileStore profiles{folder.path()};
    FaultStore keychain;
    login::Sessions sessions{profiles, keychain, clock, folder.filePath(u"locks"_s)};
    QString id;
    QList<QUrl> opened;
    ui::DetailsPanel panel{profiles, sessions, clock};
    QObject browser;
};

QStringList rowsOf(const ui::SidebarModel &model)
{
    QStringList rows;
    const QModelIndex parent = model.index(ui::SidebarModel::Profiles, 0);
    for (int row = 0; row < model.rowCount(parent); ++row)
        rows << model.index(row, 0, parent).data().toString();
    return rows;
}

} // namespace

/// What the page of a profile says of its session, and how its environment is marked.
class ProfileDetailsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { Provider::shared().practice.clearFaults(); }

    void saysWhatTheSessionHolds()
    {
        Desk desk({{u"scope"_s, u"openid profile offline_access notes:read"_s}});
        QVERIFY(desk.signIn());
        QTRY_VERIFY(find<QWidget>(desk.panel, "sessionFacts")->isVisible());
        QVERIFY(label(desk.panel, "tokenState_access").endsWith(u" left"));
        QCOMPARE(label(desk.panel, "tokenMarks_access"), u"JWT"_s);
        QVERIFY(label(desk.panel, "tokenMarks_refresh").startsWith(u"Refreshed by itself"));
        QVERIFY(label(desk.panel, "tokenState_id").endsWith(u" left"));
        QVERIFY(!find<QWidget>(desk.panel, "tokenState_cookies")->isVisible());
        QCOMPARE(label(desk.panel, "detailsScope"), u"openid profile offline_access notes:read"_s);
        QCOMPARE(find<QWidget>(desk.panel, "detailsPerson")->accessibleName(), u"alice"_s);
        QCOMPARE(label(desk.panel, "detailsWhere"), u"In the keychain"_s);
        const QSignalSpy inspected(&desk.panel, &ui::DetailsPanel::inspectRequested);
        click(desk.panel, "inspectIdToken");
        QCOMPARE(inspected.size(), 1);
        QCOMPARE(inspected[0][0].toByteArray(),
                 desk.sessions.idTokenToLookAt(desk.id).reveal().toByteArray());
        QCOMPARE(inspected[0][1].toString(), u"ID Token, acme"_s);
    }

    void marksABoundToken()
    {
        Desk desk({{u"client_id"_s, u"practice-dpop"_s}, {u"dpop"_s, u"on"_s}});
        QVERIFY(desk.signIn());
        QTRY_COMPARE(label(desk.panel, "tokenMarks_access"), u"JWT · DPoP: bound to a key of this session"_s);
    }

    void showsTheNotesOfTheSignIn()
    {
        QVERIFY(Provider::shared().practice.setFault("no-refresh-token"));
        Desk desk({{u"scope"_s, u"openid offline_access"_s}});
        QVERIFY(desk.signIn());
        QTRY_VERIFY(desk.panel.findChild<QLabel *>(u"sessionNote"_s));
        QVERIFY(label(desk.panel, "sessionNote").startsWith(u"No refresh token came"));
        QVERIFY(label(desk.panel, "tokenState_refresh").startsWith(u"None: "));
    }

    /// The session at the provider is ended in the browser too, and the receipt says so.
    void endsTheSessionInTheBrowser()
    {
        Desk desk;
        QVERIFY(desk.signIn());
        click(desk.panel, "detailsSignOut");
        QTRY_VERIFY(find<QWidget>(desk.panel, "receipt")->isVisible());
        QCOMPARE(desk.opened.size(), 1);
        QCOMPARE(desk.opened.front().host(), u"127.0.0.1"_s);
        QVERIFY(!find<QWidget>(desk.panel, "sessionFacts")->isVisible());
        QVERIFY(!find<QWidget>(desk.panel, "secretPlace")->isVisible());
        QCOMPARE(message(desk.panel, "detailsMessage"), QString());
    }

    /// A keychain that cannot be written spends no token: the session is as it was, and the page says why.
    void saysWhyItWasNotRefreshed()
    {
        Desk desk;
        QVERIFY(desk.signIn());
        desk.keychain.failWrites = ErrorCode::KeychainWriteFailed;
        desk.panel.refreshNow();
        QTRY_VERIFY(!message(desk.panel, "detailsMessage").isEmpty());
        QVERIFY(desk.sessions.info(desk.id).stored);
    }

    /// A locked keychain: one button, which asks for it again, and nothing is lost.
    void offersToUnlock()
    {
        Desk desk;
        QVERIFY(desk.signIn());
        login::Sessions later(desk.profiles, desk.keychain, desk.clock, desk.folder.filePath(u"locks"_s));
        ui::DetailsPanel panel(desk.profiles, later, desk.clock);
        desk.keychain.failReads = ErrorCode::KeychainPromptDismissed;
        panel.setProfile(desk.id);
        panel.show();
        panel.load();
        QTRY_VERIFY(message(panel, "detailsMessage").startsWith(u"The keychain stayed locked"));
        auto *unlock = find<QAbstractButton>(*find<QWidget>(panel, "detailsMessage"), "inlineBarAction");
        QCOMPARE(unlock->text(), u"Unlock"_s);
        desk.keychain.failReads.reset();
        unlock->click();
        QTRY_COMPARE(later.info(desk.id).state, login::SessionState::SignedIn);
        QTRY_VERIFY(find<QWidget>(panel, "sessionFacts")->isVisible());
        QCOMPARE(message(panel, "detailsMessage"), QString());
    }

    void changesGroupEnvironmentAndColour()
    {
        Desk desk;
        type(desk.panel, "profileGroup", u"acme corp"_s);
        QTest::keyClick(find<QLineEdit>(desk.panel, "profileGroup"), Qt::Key_Return);
        choose(desk.panel, "profileEnvironment", u"prod"_s);
        choose(desk.panel, "profileColour", u"violet"_s);
        const auto profile = desk.profiles.byId(desk.id);
        QCOMPARE(profile->group, u"acme corp"_s);
        QCOMPARE(profile->environment, u"prod"_s);
        QCOMPARE(profile->colour, u"violet"_s);
    }

    void sidebarGroupsProfiles()
    {
        Desk desk;
        desk.set(u"name"_s, u"acme live"_s);
        for (const char *name : {"lonely", "acme next", "zebra", "acme box"}) {
            login::Profile profile;
            profile.name = QString::fromLatin1(name);
            profile.recipe = u"practice"_s;
            profile.url = QUrl(u"http://127.0.0.1:1"_s);
            if (profile.name != u"lonely")
                profile.group = profile.name == u"zebra" ? u"zoo"_s : u"acme"_s;
            profile.environment = profile.name == u"acme box"    ? u"dev"_s
                                  : profile.name == u"acme next" ? u"staging"_s
                                                                 : QString();
            QVERIFY(desk.profiles.add(*login::validated(profile)));
        }
        ui::SidebarModel model(desk.profiles, desk.sessions, desk.clock);
        QCOMPARE(rowsOf(model), QStringList({u"acme live"_s, u"lonely"_s, u"acme"_s, u"acme box"_s,
                                             u"acme next"_s, u"zoo"_s, u"zebra"_s}));
        const QPersistentModelIndex chosen = model.indexOf({ui::Selection::Kind::Profile, desk.id});
        desk.set(u"group"_s, u"acme"_s);
        desk.set(u"environment"_s, u"prod"_s);
        model.reloadProfiles();
        QCOMPARE(rowsOf(model), QStringList({u"lonely"_s, u"acme"_s, u"acme box"_s, u"acme next"_s,
                                             u"acme live"_s, u"zoo"_s, u"zebra"_s}));
        const QModelIndex live = model.indexOf({ui::Selection::Kind::Profile, desk.id});
        QCOMPARE(live.data(Qt::AccessibleTextRole).toString(), u"acme live, prod"_s);
        QCOMPARE(live.data(ui::SidebarModel::EnvironmentRole).toString(), u"prod"_s);
        // A group's title is nothing to choose.
        const QModelIndex title = model.index(1, 0, model.index(ui::SidebarModel::Profiles, 0));
        QCOMPARE(title.data().toString(), u"acme"_s);
        QVERIFY(!title.flags().testFlag(Qt::ItemIsEnabled));
    }

    /// What is chosen stays so when its row moves below another group.
    void theChoiceMovesAlong()
    {
        Desk desk;
        ui::Sidebar sidebar(desk.profiles, desk.sessions, desk.clock);
        sidebar.show();
        sidebar.select({ui::Selection::Kind::Profile, desk.id});
        const QSignalSpy selected(&sidebar, &ui::Sidebar::selected);
        desk.set(u"group"_s, u"zoo"_s);
        QCOMPARE(sidebar.current().id, desk.id);
        QCOMPARE(selected.size(), 0);
    }

    /// WCAG AA in both themes, for every colour.
    void badgesCanBeRead_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void badgesCanBeRead()
    {
        QFETCH(bool, dark);
        const QPalette before = QApplication::palette();
        QApplication::setPalette(QPalette(dark ? Qt::black : Qt::white));
        const auto luminance = [](const QColor &colour) {
            const auto part = [](qreal value) {
                return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
            };
            return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) +
                   0.0722 * part(colour.blueF());
        };
        for (const QString &colour : login::profileColours()) {
            const auto look = ui::environmentLookOf(u"prod"_s, colour);
            const qreal a = luminance(look.text), b = luminance(look.fill);
            const qreal contrast = (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
            QVERIFY2(contrast >= 4.5, qPrintable(u"%1: %2"_s.arg(colour).arg(contrast)));
        }
        QApplication::setPalette(before);
    }

    void productionSaysSo()
    {
        ui::EnvironmentBadge badge;
        login::Profile profile;
        badge.setProfile(profile);
        QVERIFY(badge.isHidden());
        profile.environment = u"prod"_s;
        badge.setProfile(profile);
        QVERIFY(!badge.isHidden());
        QCOMPARE(badge.text(), u"prod"_s);
        QCOMPARE(badge.accessibleName(), u"Production"_s);
    }
};

QTEST_MAIN(ProfileDetailsTest)
#include "tst_profile_details.moc"
