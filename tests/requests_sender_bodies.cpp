// Bodies that come and go piece by piece, and files that are sent.

#include "tst_requests_sender.h"

#include "support/patience.h"
#include "support/scripted_server.h"

#include <QDir>
#include <QFile>

using claimcheck::test::ScriptedServer;

void TestRequestsSender::bodiesArriveWhileTheyCome()
{
    ScriptedServer server;
    server.onRequest = [&server] { server.write("HTTP/1.1 200 OK\r\n\r\nfirst"); };
    QObject context;
    std::optional<Sent> result;
    std::shared_ptr<const Overflow> body;
    qint64 told = 0;
    const SendingPtr sending = m_sender->send(
        get(server.url().toEncoded()), &context, [&result](Sent sent) { result = std::move(sent); },
        {.begun =
             [&body](const http::Response &head, const auto &growing) {
                 QCOMPARE(head.status, 200);
                 body = growing;
             },
         .progress = [&told](const http::Progress &now) { told = now.received; }});
    QTRY_VERIFY(body && body->size() == 5);
    QTRY_COMPARE(told, 5);
    QVERIFY(!result);
    server.write(", second");
    QTRY_COMPARE(told, 13);
    server.close();
    QTRY_VERIFY(result);
    QCOMPARE(codeOf(*result), ""_qba);
    QCOMPARE(bodyOf(*result), "first, second"_qba);
}

void TestRequestsSender::cancellingKeepsWhatCame()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    ScriptedServer server;
    server.onRequest = [&server] { server.write("HTTP/1.1 200 OK\r\n\r\nfirst"); };
    QObject context;
    std::shared_ptr<const Overflow> body;
    bool isDone = false;
    SendingPtr sending =
        m_sender->send(get(server.url().toEncoded()), &context, [&isDone](const Sent &) { isDone = true; },
                       {.begun = [&body](const http::Response &, const auto &growing) { body = growing; }});
    QTRY_VERIFY(body && body->size() == 5);
    sending.reset();
    QTRY_COMPARE(server.socket()->state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(*body->read(0, 100), "first"_qba);
    QVERIFY(!isDone);
    const auto entries = history->search({});
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1u);
    QCOMPARE(entries->front().error, "Cancelled"_qba);
    QCOMPARE(entries->front().responseSize, 5);
}

void TestRequestsSender::anErrorKeepsWhatCame()
{
    ScriptedServer server;
    server.onRequest = [&server] {
        server.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst");
        server.close();
    };
    const Sent sent = send(get(server.url().toEncoded()));
    QCOMPARE(codeOf(sent), "ConnectionClosed"_qba);
    QCOMPARE(bodyOf(sent), "first"_qba);
}

void TestRequestsSender::tooLargeKeepsWhatFits()
{
    m_server->instead["/me"] = ServerAnswer::failing(ServerAnswer::Fault::Endless);
    Outbound out = get("{{base}}/me");
    out.maxBody = 20'000'000;
    const Sent sent = send(out);
    QCOMPARE(codeOf(sent), "ResponseTooLarge"_qba);
    QCOMPARE(sent.body->size(), 20'000'000);
    QVERIFY(sent.body->isOnDisk());
}

void TestRequestsSender::filesAreReadWhileTheyAreSent()
{
    QByteArray content(1'000'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < content.size(); ++i)
        content[i] = char(i * 13);
    QFile file(m_computer->dir.filePath(u"up.bin"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    Outbound out = get("{{base}}/me");
    out.spec.method = "POST";
    out.spec.headers = {{"Content-Type", "multipart/form-data; boundary=b"}};
    out.spec.body.kind = BodyKind::Multipart;
    out.spec.body.parts = {{.name = "f", .file = "up.bin", .fileName = "up.bin"},
                           {.name = "v", .value = "{{v}}"}};
    Sent sent = send(out);
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(m_server->requests()[0].body,
             "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"up.bin\"\r\n\r\n" + content +
                 "\r\n--b\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\nfilled in\r\n--b--\r\n");
    QVERIFY(sent.request.body.contains("< " + file.fileName().toUtf8() + '\n'));
    out.spec.body = {.kind = BodyKind::File, .file = "gone.bin"};
    QCOMPARE(codeOf(send(out)), "FileUnreadable"_qba);
    out.spec.body.file = "."; // a folder
    QCOMPARE(codeOf(send(out)), "FileUnreadable"_qba);
}

void TestRequestsSender::filesAreThoseOfTheFolder_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *text, bool isSent) {
        QTest::newRow(text) << QByteArray(text) << (isSent ? ""_qba : "FileUnreadable"_qba);
    };
    row("< in.txt", true);
    row("<@ in.txt", true);
    row("< ./sub/../in.txt", true);
    row("< {{name}}", true);
    row("< ../c/in.txt", true);
    row("< ../outside.txt", false);
    row("<@ ../outside.txt", false);
    row("< ../c2/in.txt", false);
    row("< link.txt", false);
    row("< up/outside.txt", false);
    row("< /etc/passwd", false);
    row("< {{above}}", false);
    // A value is text, even where it names a file of the folder.
    row("{{include}}", false);
    row("<{{rest}}", false);
    row("{{lines}}", false);
    row("before\n{{expanding}}", false);
    row("< {{two}}", false);
    row("x {{include}}", true);
}

void TestRequestsSender::filesAreThoseOfTheFolder()
{
    QFETCH(QByteArray, text);
    const QDir dir(m_computer->dir.path());
    QVERIFY(dir.mkpath(u"c/sub"_s) && dir.mkpath(u"c2"_s));
    for (const QString &name : {u"c/in.txt"_s, u"c2/in.txt"_s, u"outside.txt"_s}) {
        QFile file(dir.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("content") == 7);
    }
    QVERIFY(QFile::link(dir.filePath(u"outside.txt"_s), dir.filePath(u"c/link.txt"_s)));
    QVERIFY(QFile::link(dir.path(), dir.filePath(u"c/up"_s)));
    const Environment environment{.name = "e",
                                  .variables = {{"lines", "a\n< in.txt"}, {"two", "in.txt\n< in.txt"}}};
    const std::vector<FileVariable> variables = {{"name", "in.txt", 1},
                                                 {"above", "../outside.txt", 2},
                                                 {"include", "< in.txt", 3},
                                                 {"rest", " in.txt", 4},
                                                 {"expanding", "<@ in.txt", 5}};
    Outbound out{.spec = {.method = "POST", .url = m_server->origin() + "/me"},
                 .folder = dir.filePath(u"c"_s),
                 .expander = std::make_shared<Expander>(variables, environment, m_computer->clock, nullptr)};
    out.spec.headers = {{"Content-Type", "text/plain"}};
    out.spec.body = {.kind = BodyKind::Text, .text = text};
    const Sent sent = send(out);
    QTEST(codeOf(sent), "code");
    QCOMPARE(m_server->requests().size(), sent.answer ? 1u : 0u);
    const auto include = text.startsWith("< ") ? text.sliced(2) : QByteArray();
    if (include.isEmpty())
        return;
    // The same of a whole body and of a part.
    out.spec.body = {.kind = BodyKind::File, .file = include};
    QTEST(codeOf(send(out)), "code");
    out.spec.body = {.kind = BodyKind::Multipart, .parts = {{.name = "f", .file = include}}};
    QTEST(codeOf(send(out)), "code");
    // What was typed by the one who sends it belongs to no folder; a device is never read.
    out.folder.clear();
    out.spec.body = {.kind = BodyKind::File, .file = dir.filePath(u"outside.txt"_s).toUtf8()};
    QCOMPARE(codeOf(send(out)), ""_qba);
    out.spec.body = {.kind = BodyKind::File, .file = "/dev/null", .expandsFile = true};
    QCOMPARE(codeOf(send(out)), "FileUnreadable"_qba);
}
