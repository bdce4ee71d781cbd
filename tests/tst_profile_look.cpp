#include "login/profile_json.h"
#include "login/session.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::login;
using namespace Qt::StringLiterals;

/// Group, environment and colour: settings that only people read.
class TestProfileLook final : public QObject {
    Q_OBJECT

    static Profile acme()
    {
        Profile profile;
        profile.id = u"id-of-acme"_s;
        profile.name = u"acme prod"_s;
        profile.recipe = u"oidc"_s;
        profile.url = QUrl(u"https://api.acme.example"_s);
        return profile;
    }
    static QString fieldOf(const Profile &profile, const QString &key)
    {
        for (const auto &[name, value] : allFields(profile)) {
            if (name == key)
                return value;
        }
        return u"(not shown)"_s;
    }

private Q_SLOTS:
    void setsAndShows_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const char *key, const QString &value,
                            const char *code = "none") {
            QTest::newRow(name) << QString::fromLatin1(key) << value << QByteArray(code);
        };
        row("group", "group", u"acme"_s);
        row("group-with-spaces", "group", u"acme corp, inc."_s);
        row("group-of-two-lines", "group", u"ac\nme"_s, "ProfileFieldInvalid");
        row("group-that-turns-text", "group", u"ac\u202eme"_s, "ProfileFieldInvalid");
        row("group-of-64", "group", QString(64, u'a'));
        row("group-of-65", "group", QString(65, u'a'), "ProfileFieldInvalid");
        row("group-with-a-space-behind", "group", u"acme "_s, "ProfileFieldInvalid");
        for (const QString &name : profileEnvironments())
            row(qPrintable(name), "environment", name);
        row("production", "environment", u"production"_s, "ProfileFieldInvalid");
        row("environment-in-capitals", "environment", u"PROD"_s, "ProfileFieldInvalid");
        for (const QString &name : profileColours())
            row(qPrintable(name), "colour", name);
        row("colour-in-numbers", "colour", u"#ff0000"_s, "ProfileFieldInvalid");
    }
    void setsAndShows()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QByteArray, code);
        Profile profile = acme();
        const auto set = setField(profile, key, value);
        QCOMPARE(set ? QByteArray("none") : codeName(set.error().code), code);
        QCOMPARE(fieldOf(profile, key), set ? value : QString());
        QVERIFY(setField(profile, key, {}));
        QCOMPARE(fieldOf(profile, key), QString());
    }

    void staysInTheFile()
    {
        Profile profile = acme();
        QVERIFY(setField(profile, u"group"_s, u"acme"_s));
        QVERIFY(setField(profile, u"environment"_s, u"prod"_s));
        QVERIFY(setField(profile, u"colour"_s, u"violet"_s));
        const auto read = profilesFromJson(profilesToJson({profile}));
        QVERIFY(read);
        QCOMPARE(read->front().group, u"acme"_s);
        QCOMPARE(read->front().environment, u"prod"_s);
        QCOMPARE(read->front().colour, u"violet"_s);
    }

    /// Whoever has none of them keeps the file that older versions wrote.
    void leavesAFileWithoutThemAsItIs()
    {
        const QByteArray text = profilesToJson({acme()});
        for (const char *name : {"group", "environment", "colour"})
            QVERIFY(!text.contains(name));
        const auto read = profilesFromJson(text);
        QVERIFY(read);
        QCOMPARE(read->front().environment, QString());
    }

    void refusesAnotherTypeInTheFile()
    {
        QByteArray text = profilesToJson({acme()});
        text.replace("\"settings\"", "\"environment\":1,\"settings\"");
        const auto read = profilesFromJson(text);
        QVERIFY(!read);
        QCOMPARE(codeName(read.error().code), QByteArray("JsonTypeMismatch"));
        QCOMPARE(read.error().subject, u"environment"_s);
    }

    /// Another colour is no other server: nobody has to sign in again.
    void doesNotChangeTheLeash()
    {
        Profile profile = acme();
        Session session;
        session.leash = leashOf(profile);
        session.endpoints = endpointsOf(profile);
        QVERIFY(setField(profile, u"group"_s, u"other"_s));
        QVERIFY(setField(profile, u"environment"_s, u"prod"_s));
        QVERIFY(setField(profile, u"colour"_s, u"red"_s));
        QVERIFY(checkLeash(session, profile));
    }
};

QTEST_GUILESS_MAIN(TestProfileLook)
#include "tst_profile_look.moc"
