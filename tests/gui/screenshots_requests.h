#pragma once

#include "app/composition.h"
#include "screenshots_inspector.h"
#include "screenshots_tools.h"
#include "support/test_server.h"
#include "ui/body_tokens.h"
#include "ui/body_view.h"
#include "ui/environment_chooser.h"
#include "ui/main_window.h"
#include "ui/request_panel.h"
#include "ui/request_tabs.h"
#include "ui/ui_settings.h"

#include <QClipboard>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>
#include <QTreeView>

/// The request pages in the whole window: a folder of requests, what is composed and sent, what was sent, and
/// what each page says before there is anything.
namespace pictures {

/// A window of its own on a collection of its own, whose server is on this machine.
class RequestDesk final {
public:
    RequestDesk(const QString &pictures, const Clock &clock) : m_clock(clock), m_pictures(pictures)
    {
        require(QDir(m_root.path()).mkdir(u"things"_s), "no folder");
        m_collection.setPath(m_root.filePath(u"things"_s));
        answers();
        write(u"things.http"_s, collectionText());
        const QByteArray origin = m_server.origin();
        write(u"http-client.env.json"_s, "{\"dev\": {\"host\": \"" + origin + "\"}, \"live\": {\"host\": \"" +
                                             origin + "\", \"$production\": true}}");
    }

    void takeAll()
    {
        takeEmptyStates();
        ui::UiSettings(m_config.path()).setLayout(u"collectionFolder"_s, m_collection.path().toUtf8());
        open();
        takeEditor();
        takeAnswers();
        takeQuestions();
        takeTools();
    }

private:
    [[nodiscard]] ui::MainWindow &window() { return *m_window; }
    [[nodiscard]] Photographer &photographer() { return *m_photographer; }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier)
    {
        QTest::keyClick(&window(), key, modifiers);
    }
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_collection.filePath(name));
        require(file.open(QIODevice::WriteOnly) && file.write(text) == text.size(), "no file");
    }
    [[nodiscard]] static QByteArray collectionText()
    {
        return "@page = 2\n\n### All things\nGET {{host}}/v1/things?page={{page}}&sort=-created&with=owner\n"
               "Accept: application/json\nX-Request-Id: {{$uuid}}\n\n"
               "### Make a thing\n# @assert status == 201\n# @assert time < 60000\n# @assert json /name == "
               "\"A lamp\"\n"
               "POST {{host}}/v1/things\nContent-Type: application/json\n\n"
               "{\n  \"name\": \"A lamp\",\n  \"price\": 12.50,\n  \"tags\": [\"new\", \"{{page}}\"]\n}\n\n"
               "### Delete a thing\n# @assert status == 204\nDELETE {{host}}/v1/things/7\n\n"
               "### \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D: \xD7\x9B\xD7\x9C "
               "\xD7\x94\xD7\x93\xD7\x91\xD7\xA8\xD7\x99\xD7\x9D"
               " and a title that goes on for rather longer than any list at the left is wide\n"
               "GET {{host}}/v1/" +
               QByteArray("a-rather-long-part-of-a-path/").repeated(8) +
               "\n"
               "X-Name: \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D\n\n"
               "### Sign in\nPOST {{host}}/login\nContent-Type: application/x-www-form-urlencoded\n\n"
               "user=alice&password={{keychain:things-password}}\n\n"
               "### Send a picture\nPOST {{host}}/v1/pictures\nContent-Type: multipart/form-data; "
               "boundary=b\n\n"
               "--b\nContent-Disposition: form-data; name=\"title\"\n\nA lamp\n--b\n"
               "Content-Disposition: form-data; name=\"file\"; filename=\"lamp.png\"\n"
               "Content-Type: image/png\n\n< lamp.png\n--b--\n";
    }
    void answers()
    {
        using test::Answer;
        QByteArray list = "{\"page\":2,\"access_token\":\"" + idToken() + "\",\"next\":null,\"items\":[";
        for (int i = 0; i < 40; ++i)
            list += QByteArray(i > 0 ? "," : "") + "{\"id\":" + QByteArray::number(1000 + i) +
                    ",\"name\":\"A thing with a name\",\"owner\":\"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D "
                    "\xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D\",\"price\":12.50,\"tags\":[\"new\",\"blue\"],"
                    "\"active\":true}";
        m_server.when("/v1/things", Answer::json(list + "]}"));
        Answer denied = Answer::json("{\"detail\":\"Sign in first\"}", 401);
        denied.headers.push_back({"WWW-Authenticate", "Bearer realm=\"things\""});
        m_server.when("/v1/things/7", denied);
        m_server.when("/login", Answer::json("{\"ok\":true}"));
    }
    void open()
    {
        m_photographer.reset();
        m_window.reset();
        m_services.reset();
        m_services.emplace(m_config.path(), m_clock);
        m_services->openHistory([](const Error &) { require(false, "no history"); });
        m_window = std::make_unique<ui::MainWindow>(
            ui::Services{m_services->clock, m_services->profiles, m_services->sessions, m_services->keychain,
                         m_services->sender, m_services->history(), m_config.path(),
                         QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM)});
        window().resize(1280, 800);
        window().show();
        window().activateWindow();
        require(QTest::qWaitForWindowActive(&window()), "no window");
        m_photographer.emplace(m_pictures, window());
        // After the first paint the folder is opened, and the keychain is looked at.
        turnUntil([&] { return !get<QLabel>(window(), "keychainState").text().isEmpty(); }, "no state");
    }
    void pick(int row)
    {
        auto &tree = get<QTreeView>(window(), "collectionTree");
        const auto rows = [&] { return tree.model()->rowCount(tree.model()->index(0, 0)); };
        turnUntil([&] { return rows() > row; }, "no collection");
        const QModelIndex entry = tree.model()->index(row, 0, tree.model()->index(0, 0));
        tree.scrollTo(entry);
        QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualRect(entry).center());
    }
    [[nodiscard]] QWidget &panel() { return *get<ui::RequestTabs>(window(), "requestTabs").current(); }
    /// Turns the event loop until it is so. QTest::qWait looks only every 10 ms, and the times in the
    /// pictures would be its own.
    template <class Condition>
    static void turnUntil(Condition isSo, const char *what)
    {
        QEventLoop loop;
        QTimer turn, patience;
        QObject::connect(&turn, &QTimer::timeout, &loop, [&loop, &isSo] {
            if (isSo())
                loop.quit();
        });
        QObject::connect(&patience, &QTimer::timeout, &loop, [what] { qFatal("%s", what); });
        turn.start(0);
        patience.start(60'000);
        loop.exec();
    }
    /// Until the answer is there and was looked through for tokens, which a worker does.
    void send()
    {
        ui::RequestPanel &sender = *get<ui::RequestTabs>(window(), "requestTabs").current();
        auto &tokens = get<ui::BodyTokens>(sender, "responseTokens");
        bool isSent = false, isLookedThrough = false;
        QObject whileSending;
        QObject::connect(&sender, &ui::RequestPanel::sent, &whileSending, [&isSent] { isSent = true; });
        QObject::connect(&tokens, &ui::BodyTokens::looked, &whileSending, [&] { isLookedThrough = isSent; });
        key(Qt::Key_Return);
        turnUntil([&] { return isLookedThrough; }, "no answer");
    }
    void chooseView(int which)
    {
        auto &view = get<QComboBox>(panel(), "responseView");
        view.setCurrentIndex(which);
        Q_EMIT view.activated(which);
        const auto &body = get<ui::BodyView>(panel(), "responseText");
        turnUntil([&] { return body.isComplete(); }, "no body");
    }

    void takeEmptyStates()
    {
        open();
        key(Qt::Key_H);
        photographer().take(u"requests-none-history"_s);
        key(Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        photographer().take(u"requests-none-network"_s);
        key(Qt::Key_T);
        photographer().take(u"requests-new"_s);
        key(Qt::Key_W);
        photographer().take(u"requests-none"_s);
    }
    void takeEditor()
    {
        require(get<ui::EnvironmentChooser>(window(), "environmentChooser").chooseByName(u"dev"_s), "no dev");
        pick(0);
        photographer().take(u"requests-editor-query"_s);
        auto &pages = get<QTabWidget>(panel(), "requestCompose");
        for (int page = 1; page < pages.count(); ++page) {
            pages.setCurrentIndex(page);
            photographer().take(u"requests-editor-page%1"_s.arg(page));
        }
        pick(1);
        for (int page = 0; page < pages.count(); ++page) {
            pages.setCurrentIndex(page);
            photographer().take(u"requests-editor-post%1"_s.arg(page));
        }
        pages.setCurrentIndex(2);
        for (const auto &[row, name] :
             {std::pair(4, "form"), std::pair(5, "multipart"), std::pair(3, "long")}) {
            pick(row);
            photographer().take(u"requests-editor-"_s + QString::fromLatin1(name));
        }
    }
    void takeAnswers()
    {
        pick(0);
        send();
        photographer().take(u"requests-answer-json"_s);
        chooseView(1);
        photographer().take(u"requests-answer-text"_s);
        chooseView(2);
        photographer().take(u"requests-answer-hex"_s);
        pick(2);
        send();
        photographer().take(u"requests-denied"_s);
    }
    void takeQuestions()
    {
        require(get<ui::EnvironmentChooser>(window(), "environmentChooser").chooseByName(u"live"_s),
                "no live");
        pick(1);
        key(Qt::Key_Return);
        photographer().take(u"requests-production"_s);
        QTest::keyClick(&get<QWidget>(panel(), "questionAnswer0"), Qt::Key_Escape);
        require(get<ui::EnvironmentChooser>(window(), "environmentChooser").chooseByName(u"dev"_s), "no dev");
        key(Qt::Key_T);
        QTest::keyClicks(&get<QLineEdit>(panel(), "requestUrl"), u"{{host}}/v1/nothing/{{unknown}}"_s);
        key(Qt::Key_S);
        photographer().take(u"requests-save"_s);
        key(Qt::Key_Return);
        photographer().take(u"requests-no-value"_s);
        for (QAction *action : get<QMenu>(window(), "collectionMenu").actions()) {
            if (action->text() == u"Run all files"_s)
                action->trigger();
        }
        turnUntil([&] { return !get<QWidget>(window(), "suiteProgress").isVisible(); }, "no report");
        photographer().take(u"requests-suite"_s);
    }
    void takeTools()
    {
        for (const auto &[modifiers, table, name] :
             {std::tuple(Qt::KeyboardModifiers(Qt::ControlModifier), "historyTable", "history"),
              std::tuple(Qt::ControlModifier | Qt::ShiftModifier, "networkLogTable", "network")}) {
            key(Qt::Key_H, modifiers);
            get<QTableView>(window(), table).selectRow(0);
            photographer().take(u"requests-"_s + QString::fromLatin1(name));
        }
        key(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        auto &import = get<QDialog>(window(), "importDialog");
        photographer().take(u"requests-import-empty"_s, import);
        get<QPlainTextEdit>(import, "importText")
            .setPlainText(u"curl 'https://api.example/v1/things?page=2' -H 'Authorization: Bearer "
                          "ghp_0123456789abcdefghijABCDEFGHIJ012345' -H 'Accept: application/json' \\\n"
                          "  --data-raw '{\"name\":\"A lamp\"}' --cert-status --limit-rate 5k"_s);
        turnUntil([&] { return get<QPushButton>(import, "importWrite").isEnabled(); }, "no import");
        photographer().take(u"requests-import"_s, import);
        import.reject();
    }

    const Clock &m_clock;
    const QString m_pictures;
    QTemporaryDir m_config, m_root;
    QDir m_collection;
    test::TestServer m_server;
    std::optional<app::Composition> m_services;
    std::unique_ptr<ui::MainWindow> m_window;
    std::optional<Photographer> m_photographer;
};

} // namespace pictures
