#pragma once

#include "requests/history.h"

#include "import_samples.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <memory>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

inline const TimePoint start(std::chrono::milliseconds(1'800'000'000'000));

inline http::Request sent(const QByteArray &path)
{
    return {.method = "POST",
            .url = QUrl(u"https://u:p@api.example"_s + QString::fromUtf8(path)),
            .headers = {{"Authorization", "Bearer s3cret-value"}, {"X-One", "1"}},
            .body = R"({"password":"s3cret-value","note":")" + test::importToken + "\"}"};
}

inline http::Response answer()
{
    http::Response response;
    response.status = 200;
    response.headers = {{"Content-Type", "application/json"},
                        {"Set-Cookie", "sid=s3cret-value; Path=/\nb=s3cret-value"}};
    response.body = R"({"access_token":"s3cret-value","token_type":"Bearer"})";
    response.timing.totalMs = 12;
    return response;
}

inline HistoryEntry entryFor(const QByteArray &path, TimePoint at = start)
{
    RequestSpec spec{.title = "T",
                     .method = "POST",
                     .url = "https://api.example" + path,
                     .headers = {{"Authorization", "Bearer s3cret-value"}, {"X-Ref", "{{keychain:k}}"}}};
    spec.body.kind = BodyKind::Json;
    spec.body.text = sent(path).body;
    return historyEntry(spec, u"profile-1"_s, at, sent(path), answer());
}

class TestRequestsHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void storesAndFinds();
    void holdsNoSecret();
    void canBeSentAgain();
    void hidesWhatStandsBesideReferences();
    void keepsNoSpecOfALargeBody();
    void staysWithinItsBounds();
    void forgetsForGood();
    void keepsADamagedFileAside_data();
    void keepsADamagedFileAside();
    void isSetAsideByOneOfMany();
    void findsDamageWhenItAdds();
    void leavesALockedFileWhereItIs();
    void leavesTheFileWhereItIsWhenTheDiskIsFull();
    void opensAgainAfterDamageThatCouldNotBeSetAside();
    void writesNothingWhenItIsOpened();
    void saysWhenItCannotBeMade();
    void exportsHar();
    void exportsWhereAnAnswerLeads();
    void logsTheNetwork();

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(u"history.sqlite"_s); }
    [[nodiscard]] Result<History> open(History::Bounds bounds = {})
    {
        return History::open(path(), m_clock, bounds);
    }
    [[nodiscard]] QStringList setAside() const
    {
        return QDir(m_dir->path()).entryList({u"*.damaged-*"_s}, QDir::Files | QDir::Hidden);
    }
    /// Overwrites everything but the schema.
    void damage();
    std::unique_ptr<QTemporaryDir> m_dir;
    FixedClock m_clock{start};
};
