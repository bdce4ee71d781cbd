#pragma once

#include "support/test_server.h"
#include "ui/collection_book.h"
#include "ui/collection_panel.h"
#include "ui/environment_chooser.h"
#include "ui/request_panel.h"
#include "ui/ui_settings.h"
#include "window_harness.h"

#include <QDir>
#include <QMenu>
#include <QTabWidget>
#include <QTemporaryDir>

namespace harness {

using test::Answer;

inline const QByteArray apiText = "@path = /me\n"
                                  "\n"
                                  "### Who am I\n"
                                  "# keep this comment\n"
                                  "GET {{host}}{{path}}\n"
                                  "Accept: */*\n"
                                  "\n"
                                  "### Write\n"
                                  "# @assert status == 201\n"
                                  "# @assert time < 60000\n"
                                  "POST {{host}}/notes\n"
                                  "Content-Type: application/json\n"
                                  "\n"
                                  "{\"text\": \"hello\"}\n";

/// A folder of requests in the whole window, by mouse and keyboard, against a server.
class RequestDesk {
protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QTemporaryDir> m_collection;
    std::unique_ptr<test::TestServer> m_server;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }
    QString path(const QString &name) const { return m_collection->filePath(name); }
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QByteArray read(const QString &name)
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QTreeView &tree() { return *find<QTreeView>(window(), "collectionTree"); }
    QTabWidget &tabs() { return *find<QTabWidget>(window(), "requestTabWidget"); }
    ui::RequestPanel &panel() { return *qobject_cast<ui::RequestPanel *>(tabs().currentWidget()); }
    QModelIndex entry(int row) { return tree().model()->index(row, 0, tree().model()->index(0, 0)); }
    void pick(int row)
    {
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, {}, tree().visualRect(entry(row)).center());
    }
    QString question(const char *name) { return label(*find<QWidget>(window(), name), "questionText"); }
    void answer(const QWidget &root, const char *question, int which)
    {
        auto *bar = find<QWidget>(root, question);
        QTRY_VERIFY(bar->isVisible());
        click(*bar, qPrintable(u"questionAnswer%1"_s.arg(which)));
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier)
    {
        QTest::keyClick(&window(), static_cast<Qt::Key>(key), modifiers);
    }
    void appendToUrl(const QString &text)
    {
        auto *url = find<QLineEdit>(panel(), "requestUrl");
        url->setFocus();
        url->end(false);
        QTest::keyClicks(url, text);
    }
    ui::EnvironmentChooser &chooser()
    {
        return *find<ui::EnvironmentChooser>(window(), "environmentChooser");
    }
    void addProfile(const QString &name, const QString &environment)
    {
        login::Profile profile;
        profile.name = name;
        profile.recipe = u"oidc"_s;
        profile.url = QUrl(u"https://auth.example"_s);
        profile.settings.insert(u"client_id"_s, u"claimcheck"_s);
        profile.environment = environment;
        const auto checked = login::validated(profile);
        QVERIFY(checked && m_desktop->services.profiles.add(*checked));
    }
    void openFile(const QString &file)
    {
        Q_EMIT window().findChild<ui::CollectionPanel *>()->chosen({file, 0}, true);
    }
    /// A folder below, with an environment file of its own; the window is opened anew.
    void writeOther(const QByteArray &environments)
    {
        QVERIFY(QDir(m_collection->path()).mkdir(u"other"_s));
        write(u"other/http-client.env.json"_s, environments);
        write(u"other/b.http"_s, "DELETE {{host}}/notes\n");
        m_desktop.reset();
        open();
        QCOMPARE(tree().model()->rowCount(), 2);
    }
    void runAll()
    {
        for (QAction *action : find<QMenu>(window(), "collectionMenu")->actions()) {
            if (action->text() == u"Run all files"_s)
                action->trigger();
        }
    }
    void open()
    {
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
        QTRY_VERIFY(tree().model()->rowCount() > 0);
    }
    void setUp()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_collection = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<test::TestServer>();
        m_server->when("/me", Answer::json("{\"username\":\"alice\"}"));
        m_server->when("/notes", Answer::json("{\"id\":7}", 201));
        write(u"api.http"_s, apiText);
        const QByteArray origin = m_server->origin();
        write(u"http-client.env.json"_s, "{\"dev\": {\"host\": \"" + origin + "\"}, \"live\": {\"host\": \"" +
                                             origin + "\", \"$production\": true}}");
        // As if it had been opened before: that is remembered.
        ui::UiSettings(m_folder->path()).setLayout(u"collectionFolder"_s, m_collection->path().toUtf8());
        open();
    }
    void tearDown()
    {
        m_desktop.reset();
        m_server.reset();
    }
};

} // namespace harness
