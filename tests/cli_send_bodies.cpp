// What of curl's options makes a body.

#include "tst_cli_send.h"

void TestCliSend::sendsBodies_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    const QString file = write("up.json", "{\"from\":\n\"disk\"}\n");
    const QByteArray form = "application/x-www-form-urlencoded", bytes = "application/octet-stream";
    QTest::newRow("JSON") << QStringList{u"-d"_s, u"{\"a\":1}"_s} << "/echo"_qba
                          << "application/json"_qba
                          << "{\"a\":1}"_qba;
    QTest::newRow("text") << QStringList{u"--data"_s, u"{{not}} a template"_s} << "/echo"_qba << bytes
                          << "{{not}} a template"_qba;
    QTest::newRow("no include") << QStringList{u"--data"_s, u"< /etc/hostname"_s} << "/echo"_qba << bytes
                                << "< /etc/hostname"_qba;
    QTest::newRow("file") << QStringList{u"--data"_s, u'@' + file} << "/echo"_qba
                          << "application/json"_qba
                          << "{\"from\":\n\"disk\"}\n"_qba;
    QTest::newRow("standard input") << QStringList{u"--data"_s, u"-"_s} << "/echo"_qba << bytes
                                    << "from the pipe"_qba;
    QTest::newRow("raw") << QStringList{u"--data-raw"_s, u"@"_s + file} << "/echo"_qba << bytes
                         << "@" + file.toUtf8();
    QTest::newRow("several") << QStringList{u"-d"_s, u"a=1"_s, u"-d"_s, u"b=2"_s} << "/echo"_qba << form
                             << "a=1&b=2"_qba;
    QTest::newRow("urlencoded") << QStringList{u"--data-urlencode"_s, u"q=a b&c"_s, u"--data-urlencode"_s,
                                               u"=x/y"_s}
                                << "/echo"_qba << form << "q=a%20b%26c&x%2Fy"_qba;
    QTest::newRow("query") << QStringList{u"-G"_s, u"-d"_s, u"a=1"_s, u"--data-urlencode"_s, u"q=a b"_s}
                           << "/echo?a=1&q=a%20b"_qba
                           << ""_qba
                           << ""_qba;
    QTest::newRow("upload") << QStringList{u"-T"_s, file} << "/echo"_qba
                            << "application/json"_qba
                            << "{\"from\":\n\"disk\"}\n"_qba;
    QTest::newRow("type of one's own")
        << QStringList{u"-d"_s, u"{}"_s, u"-H"_s, u"content-type: a/b"_s} << "/echo"_qba
        << "a/b"_qba
        << "{}"_qba;
    QTest::newRow("form") << QStringList{u"-F"_s,
                                         u"text=\"a;b\""_s,
                                         u"-F"_s,
                                         u"file=@"_s + file + u";type=a/b;filename=other"_s,
                                         u"-F"_s,
                                         u"content=<"_s + file,
                                         u"--form-string"_s,
                                         u"s=@x;y"_s}
                          << "/echo"_qba
                          << "multipart/form-data; boundary=BOUNDARY"_qba
                          << "--BOUNDARY\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na;b\r\n"
                             "--BOUNDARY\r\nContent-Disposition: form-data; name=\"file\"; "
                             "filename=\"other\"\r\nContent-Type: a/b\r\n\r\n{\"from\":\n\"disk\"}\n\r\n"
                             "--BOUNDARY\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n"
                             "{\"from\":\n\"disk\"}\n\r\n"
                             "--BOUNDARY\r\nContent-Disposition: form-data; name=\"s\"\r\n\r\n@x;y\r\n"
                             "--BOUNDARY--\r\n"_qba;
}

void TestCliSend::sendsBodies()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    const CliRun result = request(QStringList{u"POST"_s, u"/echo"_s} + options, "from the pipe");
    QVERIFY2(result.exitCode == 0, result.errors);
    const SeenRequest &seen = m_server.requests().front();
    QByteArray seenType = seen.header("Content-Type"), seenBody = seen.body;
    if (const qsizetype at = seenType.indexOf("boundary="); at >= 0) {
        const QByteArray boundary = seenType.mid(at + 9);
        QVERIFY(boundary.size() > 16);
        seenType.replace(boundary, "BOUNDARY");
        seenBody.replace(boundary, "BOUNDARY");
    }
    QCOMPARE(seen.target, target);
    if (!type.isEmpty())
        QCOMPARE(seenType, type);
    QCOMPARE(seenBody, body);
    QCOMPARE(seen.header("Authorization"), "Bearer another-opaque-token"_qba);
}

void TestCliSend::refusesBodiesThatCannotBeMixed()
{
    for (const QStringList &options :
         {QStringList{u"-d"_s, u"x"_s, u"-F"_s, u"a=b"_s},
          QStringList{u"-T"_s, u"/etc/hostname"_s, u"-d"_s, u"x"_s}, QStringList{u"-F"_s, u"nothing"_s},
          QStringList{u"-F"_s, u"a=b;colour=red"_s}, QStringList{u"-G"_s, u"-F"_s, u"a=b"_s}})
        QCOMPARE(request(QStringList{u"POST"_s, u"/echo"_s} + options).exitCode, 2);
    QCOMPARE(request({u"POST"_s, u"/echo"_s, u"-d"_s, u"@/no/such/file"_s}).exitCode, 3);
    QVERIFY(m_server.requests().empty());
}
