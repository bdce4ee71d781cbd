#pragma once

#include "login/profile_store.h"
#include "oauth_tools.h"
#include "ui/models/devices_model.h"
#include "ui/models/drift_model.h"
#include "ui/models/sign_in_card_model.h"
#include "ui/standing_page.h"
#include "window_input.h"

#include <QTableView>
#include <QTabWidget>

namespace harness {

/// Profiles, and the page that says where their sign-ins stand.
struct StandingDesk {
    StandingDesk() { page.resize(900, 600); }
    /// A profile of the practice provider, with the page showing it.
    QString addProvider(const QString &name = u"acme"_s)
    {
        return add(name, u"oidc"_s, QUrl(oauth_tools::Provider::shared().practice.url()),
                   {{u"client_id"_s, u"claimcheck"_s}});
    }
    QString add(const QString &name, const QString &recipe, const QUrl &url,
                const QMap<QString, QString> &settings = {})
    {
        login::Profile profile;
        profile.name = name;
        profile.recipe = recipe;
        profile.url = url;
        profile.settings = settings;
        return profiles.add(*login::validated(profile))->id;
    }
    [[nodiscard]] bool signIn(const QString &id)
    {
        const bool byPassword = profiles.byId(id)->recipe == u"practice";
        sessions_tools::InfoWait wait([&](QObject *context, auto done) {
            login::SignInOptions options;
            if (byPassword) {
                options.user = u"alice"_s;
                options.password = Secret("pass phrase"_qba);
            }
            return sessions.signIn(id, options, context, done, [this](const login::SignInEvent &event) {
                if (!event.link.isEmpty())
                    allowLater(event.link);
            });
        });
        return wait.code() == "none";
    }
    void show(const QString &id, int tab)
    {
        page.setProfile(id);
        page.show();
        find<QTabWidget>(page, "standingTabs")->setCurrentIndex(tab);
    }
    void allowLater(const QUrl &link)
    {
        QTimer::singleShot(0, &browser, [this, link] {
            oauth_tools::visit(oauth_tools::Provider::shared().approve(link), &browser);
        });
    }
    [[nodiscard]] bool isVisible(const char *name) const { return find<QWidget>(page, name)->isVisible(); }
    [[nodiscard]] bool isEnabled(const char *name) const { return find<QWidget>(page, name)->isEnabled(); }
    /// "Good pkce | Weak transport", as the rows are.
    [[nodiscard]] QStringList rows(const char *table, int first, int second) const
    {
        QStringList rows;
        const auto *model = find<QTableView>(page, table)->model();
        for (int row = 0; row < model->rowCount(); ++row)
            rows << model->index(row, first).data().toString() + u' ' +
                        model->index(row, second).data().toString();
        return rows;
    }
    [[nodiscard]] QStringList findings() const
    {
        return rows("signInCardTable", ui::SignInCardModel::State, ui::SignInCardModel::Check);
    }
    [[nodiscard]] QStringList drift() const
    {
        return rows("driftTable", ui::DriftModel::Change, ui::DriftModel::Claim);
    }
    void press(const char *bar) { click(*find<QWidget>(page, bar), "inlineBarAction"); }

    QTemporaryDir folder;
    SystemClock clock;
    login::ProfileStore profiles{folder.path()};
    sessions_tools::FaultStore keychain;
    login::Sessions sessions{profiles, keychain, clock, folder.filePath(u"locks"_s)};
    QList<QUrl> opened;
    bool browserStarts = true;
    ui::StandingPage page{profiles, sessions, clock, [this](const QUrl &link) {
                              opened += link;
                              return browserStarts
                                         ? Result<Done>(Done{})
                                         : Result<Done>(Error{ErrorCode::BrowserNotStarted, {}, {}});
                          }};
    QObject browser;
};

/// A server with a list of devices, and somebody who is signed in there.
struct DevicesDesk : StandingDesk {
    DevicesDesk()
    {
        server.instead["/devices"] = list(R"({"handle":"a","name":"This desk","this":true},
            {"handle":"b","name":"Firefox on \u202eLinux","seenAt":1795294457},{"handle":"c"})");
        server.instead["/devices/end"] = sessions_tools::ServerAnswer::json("", 204);
        server.instead["/devices/end-others"] = sessions_tools::ServerAnswer::json("", 204);
        id = add(u"devices"_s, u"practice"_s, server.url());
        if (!signIn(id))
            qFatal("no sign-in");
        show(id, 2);
    }
    static sessions_tools::ServerAnswer list(const QByteArray &devices)
    {
        return sessions_tools::ServerAnswer::json(R"({"devices":[)" + devices + "]}");
    }
    [[nodiscard]] QStringList shown() const
    {
        return rows("devicesTable", ui::DevicesModel::Device, ui::DevicesModel::Id);
    }
    void choose(int row)
    {
        auto *table = find<QTableView>(page, "devicesTable");
        table->setCurrentIndex(table->model()->index(row, 0));
    }
    sessions_tools::TokenServer server;
    QString id;
};

} // namespace harness
