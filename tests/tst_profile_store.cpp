#include "login/profile_json.h"
#include "login/profile_store.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace claimcheck;
using namespace claimcheck::login;
using namespace Qt::StringLiterals;

namespace {

Profile practiceProfile(const QString &name)
{
    Profile profile;
    profile.name = name;
    profile.recipe = u"practice"_s;
    profile.url = QUrl(u"http://127.0.0.1:8000"_s);
    return profile;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
}

void put(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

template <class T>
QByteArray codeOf(const Result<T> &result)
{
    return result ? QByteArray("none") : codeName(result.error().code);
}

mode_t modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_mode & 07777 : 0;
}

} // namespace

class TestProfileStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void missingFileIsNoProfile();
    void doesNotWaitForAPipe();
    void keepsEverything();
    void fileIsForThisUserAlone();
    void addRefuses_data();
    void addRefuses();
    void updateAndRemove();
    void twoStoresDoNotUndoEachOther();
    void settingThePersonTouchesNothingElse();
    void unreadableFileIsKeptAside_data();
    void unreadableFileIsKeptAside();
    void newerSchemaIsLeftAlone();
    void unwritableFolderIsSaid();
    void changedMayChangeInTurn();
    void leftoverOfAKilledWriterGoes();
    void linkedFileStaysALink();
};

void TestProfileStore::missingFileIsNoProfile()
{
    const QTemporaryDir dir;
    ProfileStore store(dir.filePath(u"config"_s));
    QVERIFY(store.load());
    QVERIFY(store.profiles().empty());
    QVERIFY(!QFile::exists(dir.filePath(u"config"_s))); // reading makes nothing
}

void TestProfileStore::doesNotWaitForAPipe()
{
    QTemporaryDir dir;
    QCOMPARE(::mkfifo(QFile::encodeName(dir.filePath(u"profiles.json"_s)).constData(), 0600), 0);
    ProfileStore store(dir.path());
    const auto loaded = store.load();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::FileUnreadable);
}

void TestProfileStore::keepsEverything()
{
    const QTemporaryDir dir;
    Profile profile = practiceProfile(u"Ä \"quoted\" <b>"_s);
    profile.user = u"alice@example.test"_s;
    profile.settings = {{u"login.path"_s, u"/x?y=z"_s}, {u"login.header.X-App"_s, u"1"_s}};
    profile.secretFields = {u"login.header.apikey"_s};
    profile.connection = {u"/ca.pem"_s, u"/cert.pem"_s, u"/key.pem"_s, u"http://127.0.0.1:3128"_s, true};
    profile.person = Person{u"https://issuer.test"_s, u"42"_s, u"alice"_s};
    {
        ProfileStore store(dir.path());
        const auto added = store.add(profile);
        QVERIFY(added);
        QVERIFY(added->id.size() >= 20);
        profile.id = added->id;
    }
    ProfileStore store(dir.path());
    QVERIFY(store.load());
    const auto read = store.byName(profile.name);
    QVERIFY(read);
    QCOMPARE(profilesToJson({*read}), profilesToJson({profile}));
    QCOMPARE(read->settings, profile.settings);
    QCOMPARE(read->secretFields, profile.secretFields);
    QVERIFY(read->connection == profile.connection);
    QCOMPARE(read->person->subject, u"42"_s);
    QVERIFY(store.byId(profile.id));
}

void TestProfileStore::fileIsForThisUserAlone()
{
    const QTemporaryDir dir;
    const QString folder = dir.filePath(u"a/b/claimcheck"_s);
    const mode_t old = ::umask(0);
    ProfileStore store(folder);
    const auto added = store.add(practiceProfile(u"one"_s));
    ::umask(old);
    QVERIFY(added);
    QCOMPARE(modeOf(folder), mode_t(0700));
    QCOMPARE(modeOf(folder + u"/profiles.json"_s), mode_t(0600));
    QCOMPARE(modeOf(folder + u"/profiles.lock"_s), mode_t(0600));
}

void TestProfileStore::addRefuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("code");
    const QString url = u"http://127.0.0.1:8000"_s;
    QTest::newRow("passing") << u"new"_s << u"practice"_s << url << "none"_qba;
    QTest::newRow("same-name") << u"there"_s << u"practice"_s << url << "ProfileExists"_qba;
    QTest::newRow("empty-name") << u""_s << u"practice"_s << url << "ProfileNameInvalid"_qba;
    QTest::newRow("dash-name") << u"-x"_s << u"practice"_s << url << "ProfileNameInvalid"_qba;
    QTest::newRow("line-end-name") << u"a\nb"_s << u"practice"_s << url << "ProfileNameInvalid"_qba;
    QTest::newRow("bidi-name") << u"a\u202eb"_s << u"practice"_s << url << "ProfileNameInvalid"_qba;
    QTest::newRow("long-name") << QString(65, u'a') << u"practice"_s << url << "ProfileNameInvalid"_qba;
    QTest::newRow("unknown-recipe") << u"new"_s << u"nope"_s << url << "RecipeUnknown"_qba;
    QTest::newRow("no-url") << u"new"_s << u"practice"_s << u""_s << "UrlInvalid"_qba;
    QTest::newRow("plain-http") << u"new"_s << u"practice"_s << u"http://example.test"_s << "UrlInsecure"_qba;
    QTest::newRow("user-info") << u"new"_s << u"practice"_s << u"https://a:b@example.test"_s
                               << "UrlHasUserInfo"_qba;
    QTest::newRow("query") << u"new"_s << u"practice"_s << u"https://example.test/?a=b"_s
                           << "ProfileFieldInvalid"_qba;
}

void TestProfileStore::addRefuses()
{
    QFETCH(const QString, name);
    QFETCH(const QString, recipe);
    QFETCH(const QString, url);
    QFETCH(const QByteArray, code);
    const QTemporaryDir dir;
    ProfileStore store(dir.path());
    QVERIFY(store.add(practiceProfile(u"there"_s)));
    Profile profile = practiceProfile(name);
    profile.recipe = recipe;
    profile.url = QUrl(url);
    QCOMPARE(codeOf(store.add(profile)), code);
    QCOMPARE(store.profiles().size(), code == "none" ? size_t(2) : size_t(1));
}

void TestProfileStore::updateAndRemove()
{
    const QTemporaryDir dir;
    ProfileStore store(dir.path());
    QSignalSpy changed(&store, &ProfileStore::changed);
    auto one = store.add(practiceProfile(u"one"_s));
    QVERIFY(one && store.add(practiceProfile(u"two"_s)));
    QCOMPARE(changed.count(), 2);
    one->name = u"two"_s;
    QCOMPARE(codeOf(store.update(*one)), "ProfileExists"_qba);
    one->name = u"renamed"_s;
    QVERIFY(store.update(*one));
    QCOMPARE(changed.count(), 3);
    QVERIFY(!store.byName(u"one"_s));
    QVERIFY(store.remove(one->id));
    QCOMPARE(changed.count(), 4);
    QCOMPARE(codeOf(store.remove(one->id)), "ProfileNotFound"_qba);
    QCOMPARE(codeOf(store.update(*one)), "ProfileNotFound"_qba);
    QVERIFY(store.load());
    QCOMPARE(changed.count(), 4); // nothing else changed
}

void TestProfileStore::twoStoresDoNotUndoEachOther()
{
    const QTemporaryDir dir;
    ProfileStore desktop(dir.path());
    ProfileStore cli(dir.path());
    QVERIFY(desktop.add(practiceProfile(u"one"_s)));
    QVERIFY(cli.add(practiceProfile(u"two"_s)));
    QVERIFY(desktop.add(practiceProfile(u"three"_s)));
    QCOMPARE(desktop.profiles().size(), size_t(3));
    QCOMPARE(codeOf(desktop.add(practiceProfile(u"two"_s))), "ProfileExists"_qba);
}

void TestProfileStore::settingThePersonTouchesNothingElse()
{
    const QTemporaryDir dir;
    ProfileStore desktop(dir.path());
    const auto added = desktop.add(practiceProfile(u"one"_s));
    QVERIFY(added);
    ProfileStore cli(dir.path());
    QVERIFY(cli.load());
    Profile edited = *added;
    edited.url = QUrl(u"https://example.test"_s);
    QVERIFY(cli.update(edited));
    QVERIFY(desktop.setPerson(added->id, Person{u"i"_s, u"s"_s, u"n"_s}));
    QVERIFY(cli.load());
    QCOMPARE(cli.byId(added->id)->url, edited.url);
    QCOMPARE(cli.byId(added->id)->person->subject, u"s"_s);
    QVERIFY(desktop.setPerson(added->id, std::nullopt));
    QVERIFY(!desktop.byId(added->id)->person);
    QCOMPARE(codeOf(desktop.setPerson(u"nobody"_s, std::nullopt)), "ProfileNotFound"_qba);
}

void TestProfileStore::unreadableFileIsKeptAside_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray profile = R"({"id":"i","name":"n","recipe":"practice","url":"https://a.test"})";
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("half") << R"({"version":1,"profiles":[{"id")"_qba;
    QTest::newRow("not-json") << "hello"_qba;
    QTest::newRow("array") << "[]"_qba;
    QTest::newRow("no-version") << R"({"profiles":[]})"_qba;
    QTest::newRow("version-text") << R"({"version":"1","profiles":[]})"_qba;
    QTest::newRow("version-zero") << R"({"version":0,"profiles":[]})"_qba;
    QTest::newRow("no-profiles") << R"({"version":1})"_qba;
    QTest::newRow("no-id") << R"({"version":1,"profiles":[{"name":"n","recipe":"r","url":"u"}]})"_qba;
    QTest::newRow("id-number")
        << R"({"version":1,"profiles":[{"id":1,"name":"n","recipe":"r","url":"u"}]})"_qba;
    QTest::newRow("same-id-twice") << R"({"version":1,"profiles":[)" + profile + ',' + profile + "]}";
    QTest::newRow("duplicate-member")
        << R"({"version":1,"profiles":[{"id":"i","name":"n","url":"https://a.test","url":"https://b.test","recipe":"r"}]})"_qba;
    QTest::newRow("settings-array")
        << R"({"version":1,"profiles":[{"id":"i","name":"n","recipe":"r","url":"u","settings":[]}]})"_qba;
}

void TestProfileStore::unreadableFileIsKeptAside()
{
    QFETCH(const QByteArray, text);
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"profiles.json"_s);
    put(path, text);
    ProfileStore store(dir.path());
    const auto loaded = store.load();
    QCOMPARE(codeOf(loaded), "ProfilesUnreadable"_qba);
    QVERIFY(loaded.error().subject.startsWith(path + u".unreadable-"_s));
    QCOMPARE(contents(loaded.error().subject), text);
    QVERIFY(!QFile::exists(path));
    // Said once; then it goes on, and what was kept stays.
    QVERIFY(store.load());
    QVERIFY(store.add(practiceProfile(u"one"_s)));
    QCOMPARE(contents(loaded.error().subject), text);
}

void TestProfileStore::newerSchemaIsLeftAlone()
{
    const QTemporaryDir dir;
    const QByteArray text = R"({"version":2,"profiles":{"anything":true}})";
    put(dir.filePath(u"profiles.json"_s), text);
    ProfileStore store(dir.path());
    QCOMPARE(codeOf(store.load()), "ProfilesTooNew"_qba);
    QCOMPARE(codeOf(store.load()), "ProfilesTooNew"_qba);
    QCOMPARE(codeOf(store.add(practiceProfile(u"one"_s))), "ProfilesTooNew"_qba);
    QCOMPARE(codeOf(store.remove(u"x"_s)), "ProfilesTooNew"_qba);
    QCOMPARE(contents(dir.filePath(u"profiles.json"_s)), text);
}

void TestProfileStore::unwritableFolderIsSaid()
{
    const QTemporaryDir dir;
    put(dir.filePath(u"file"_s), "x");
    ProfileStore store(dir.filePath(u"file/config"_s)); // also root cannot make a folder below a file
    QCOMPARE(codeOf(store.add(practiceProfile(u"one"_s))), "ProfilesWriteFailed"_qba);
    QVERIFY(store.profiles().empty());
}

void TestProfileStore::changedMayChangeInTurn()
{
    const QTemporaryDir dir;
    ProfileStore store(dir.path());
    connect(&store, &ProfileStore::changed, &store, [&store] {
        if (store.profiles().size() == 1)
            QVERIFY(store.add(practiceProfile(u"second"_s)));
    });
    QVERIFY(store.add(practiceProfile(u"first"_s)));
    QCOMPARE(store.profiles().size(), size_t(2));
}

void TestProfileStore::leftoverOfAKilledWriterGoes()
{
    const QTemporaryDir dir;
    put(dir.filePath(u"profiles.json.new"_s), "half");
    put(dir.filePath(u"profiles.json.backup"_s), "a person's own");
    ProfileStore store(dir.path());
    QVERIFY(store.load());
    QVERIFY(store.profiles().empty());
    QVERIFY(store.add(practiceProfile(u"one"_s)));
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files),
             QStringList({u"profiles.json"_s, u"profiles.json.backup"_s, u"profiles.lock"_s}));
}

void TestProfileStore::linkedFileStaysALink()
{
    const QTemporaryDir dir;
    const QTemporaryDir elsewhere;
    const QString real = elsewhere.filePath(u"mine.json"_s);
    put(real, R"({"version":1,"profiles":[]})");
    QVERIFY(QFile::link(real, dir.filePath(u"profiles.json"_s)));
    ProfileStore store(dir.path());
    QVERIFY(store.add(practiceProfile(u"one"_s)));
    QVERIFY(QFileInfo(dir.filePath(u"profiles.json"_s)).isSymLink());
    QVERIFY(contents(real).contains("\"one\""));
}

QTEST_GUILESS_MAIN(TestProfileStore)
#include "tst_profile_store.moc"
