#include "requests/collection.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

namespace {

/// Written as editors do: a new file in the old one's place.
bool replaceFile(const QString &path, const QByteArray &bytes)
{
    QFile fresh(path + u".new"_s);
    if (!fresh.open(QIODevice::WriteOnly) || fresh.write(bytes) != bytes.size())
        return false;
    fresh.close();
    QFile::remove(path);
    return fresh.rename(path);
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const QByteArray one = "GET https://a.example\n"_qba;

} // namespace

class TestRequestsCollection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsFiles();
    void refusesWhatIsNoFolder();
    void savesAtOnceOrNotAtAll();
    void keepsWhatOthersWrote();
    void seesChangesFromOutside();
    void findsTheNearestEnvironments();

private:
    [[nodiscard]] QString path(const char *name) const { return m_dir->filePath(QString::fromLatin1(name)); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestRequestsCollection::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QDir dir(m_dir->path());
    for (const char *name : {"sub", ".git", "node_modules"})
        QVERIFY(dir.mkdir(QString::fromLatin1(name)));
    for (const char *name : {"b.http", "sub/a.REST", ".git/x.http", "node_modules/y.http", "notes.txt"})
        QVERIFY(replaceFile(path(name), one));
}

void TestRequestsCollection::listsFiles()
{
    QVERIFY(replaceFile(path("bad.http"), QByteArray("GET \0", 5)));
    QVERIFY(QFile::link(m_dir->path(), path("circle")));
    Collection collection;
    QVERIFY(collection.open(m_dir->path()));
    QStringList names;
    for (const CollectionFile *file : collection.files())
        names += file->name;
    QCOMPARE(names, (QStringList{u"b.http"_s, u"bad.http"_s, u"sub/a.REST"_s}));
    QCOMPARE(collection.file(path("b.http"))->file.entries().size(), 1u);
    QCOMPARE(codeName(collection.file(path("bad.http"))->problem->code), "HttpFileInvalid"_qba);
    QVERIFY(!collection.file(path("notes.txt")));
}

void TestRequestsCollection::refusesWhatIsNoFolder()
{
    Collection collection;
    const auto opened = collection.open(path("b.http"));
    QVERIFY(!opened);
    QCOMPARE(codeName(opened.error().code), "FileUnreadable"_qba);
}

void TestRequestsCollection::savesAtOnceOrNotAtAll()
{
    Collection collection;
    QVERIFY(collection.open(m_dir->path()));
    QSignalSpy list(&collection, &Collection::listChanged);
    HttpFile file = collection.file(path("b.http"))->file;
    QVERIFY(file.append({.url = "https://b.example"}));
    QVERIFY(collection.save(path("b.http"), file));
    QCOMPARE(bytesOf(path("b.http")), file.text());
    QVERIFY(collection.save(path("sub/new.http"), file));
    QCOMPARE(list.count(), 1);
    QCOMPARE(collection.files().size(), 3u);
    const auto nowhere = collection.save(path("gone/x.http"), file);
    QVERIFY(!nowhere);
    QCOMPARE(codeName(nowhere.error().code), "FileUnwritable"_qba);
}

void TestRequestsCollection::keepsWhatOthersWrote()
{
    Collection collection;
    QVERIFY(collection.open(m_dir->path()));
    const HttpFile file = collection.file(path("b.http"))->file;
    QVERIFY(replaceFile(path("b.http"), "# theirs\n"));
    const auto saved = collection.save(path("b.http"), file);
    QVERIFY(!saved);
    QCOMPARE(codeName(saved.error().code), "FileUnwritable"_qba);
    QCOMPARE(bytesOf(path("b.http")), "# theirs\n"_qba);
    // A file that was never read here is not overwritten either.
    QVERIFY(!collection.save(path("notes.txt"), file));
    QCOMPARE(bytesOf(path("notes.txt")), one);
}

void TestRequestsCollection::seesChangesFromOutside()
{
    Collection collection;
    QVERIFY(collection.open(m_dir->path()));
    QSignalSpy list(&collection, &Collection::listChanged);
    QSignalSpy changed(&collection, &Collection::fileChanged);
    QSignalSpy environments(&collection, &Collection::environmentsChanged);
    // Twice: a replaced file must be watched again.
    for (int i = 1; i <= 2; ++i) {
        QVERIFY(replaceFile(path("b.http"), one + QByteArray(i, '\n')));
        QTRY_COMPARE(changed.count(), i);
        QCOMPARE(changed.last().at(0).toString(), path("b.http"));
    }
    QVERIFY(replaceFile(path("sub/c.http"), one));
    QTRY_COMPARE(list.count(), 1);
    QVERIFY(QFile::remove(path("sub/c.http")));
    QTRY_COMPARE(list.count(), 2);
    QVERIFY(replaceFile(path("http-client.env.json"), "{}"));
    QTRY_COMPARE(environments.count(), 1);
    // What it saved itself is no change from outside.
    const int before = int(changed.count());
    QVERIFY(collection.save(path("b.http"), *HttpFile::parse(one)));
    QVERIFY(replaceFile(path("sub/d.http"), one));
    QTRY_COMPARE(list.count(), 3);
    QCOMPARE(changed.count(), before);
}

void TestRequestsCollection::findsTheNearestEnvironments()
{
    QVERIFY(replaceFile(path("http-client.env.json"), "{\"top\":{}}"));
    Collection collection;
    QVERIFY(collection.open(m_dir->path()));
    const auto nameOf = [&](const char *file) {
        const auto read = collection.environmentsFor(path(file));
        return !read ? codeName(read.error().code) : read->all().empty() ? "none"_qba : read->all()[0].name;
    };
    QCOMPARE(nameOf("sub/a.REST"), "top"_qba);
    QVERIFY(replaceFile(path("sub/http-client.private.env.json"), "{\"near\":{}}"));
    QCOMPARE(nameOf("sub/a.REST"), "near"_qba);
    QCOMPARE(nameOf("b.http"), "top"_qba);
    QVERIFY(replaceFile(path("http-client.env.json"), "{"));
    QCOMPARE(nameOf("b.http"), "JsonSyntax"_qba);
}

QTEST_GUILESS_MAIN(TestRequestsCollection)
#include "tst_requests_collection.moc"
