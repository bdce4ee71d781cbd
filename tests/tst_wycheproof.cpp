#include "support/jose_tools.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace jose_tools;

namespace {

constexpr char vectorsPath[] =
    CLAIMCHECK_SOURCE_DIR "/../shared/vectors/wycheproof/json_web_signature_test.json";

struct Exception {
    int id;
    const char *reason;
};

/// Vectors whose verdict is not the one of the RFCs, or not of this project. All run.
constexpr Exception acceptedAlthoughInvalid[] = {
    {367, "the same bytes as 357, which is valid"},
    {370, "the same bytes as 357, which is valid"},
};
constexpr Exception refusedAlthoughValid[] = {
    {346, "the key's alg is PS256, the token's is PS384 (RFC 7517 section 4.4)"},
    {347, "the key's alg is ES521, which is no algorithm (RFC 7517 section 4.4)"},
    {350, "the key's alg is PS256, the token's is PS384 (RFC 7517 section 4.4)"},
    {351, "the key's alg is ES521, which is no algorithm (RFC 7517 section 4.4)"},
    {372, "a ? in base64url (RFC 7515 section 2)"},
    {373, "a ? in base64url (RFC 7515 section 2)"},
};

const Exception *findException(const Exception *begin, const Exception *end, int id)
{
    const Exception *found = std::find_if(begin, end, [id](const Exception &row) { return row.id == id; });
    return found == end ? nullptr : found;
}

} // namespace

/// Project Wycheproof's JWS vectors, read from a folder beside the project and never copied.
class TestWycheproof : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees()
    {
        QFile file(QString::fromUtf8(vectorsPath));
        if (!file.open(QIODevice::ReadOnly)) {
            QVERIFY2(qEnvironmentVariable("CI") != u"true", "In CI the vectors must be there.");
            QSKIP("401 cases: the Wycheproof vectors are not beside the project.");
        }
        const QJsonArray groups =
            QJsonDocument::fromJson(file.readAll())[QStringLiteral("testGroups")].toArray();
        for (const QJsonValue &group : groups)
            runGroup(group.toObject());
        qInfo("Wycheproof JWS: %d vectors ran (%d accepted, %d refused), none was skipped.", m_ran,
              m_accepted, m_ran - m_accepted);
        QCOMPARE(m_ran, 401);
        QCOMPARE(m_exceptions, std::size(acceptedAlthoughInvalid) + std::size(refusedAlthoughValid));
        QCOMPARE(m_failures.join(u'\n'), QString());
    }

private:
    void runGroup(const QJsonObject &group)
    {
        const QJsonObject jwk = group.value(group.contains(u"public") ? u"public" : u"private").toObject();
        const Result<KeySet> keys = importKeys(QJsonDocument(jwk).toJson(), QStringLiteral("wycheproof"));
        for (const QJsonValue &test : group.value(u"tests").toArray())
            runTest(test.toObject(), keys);
    }

    void runTest(const QJsonObject &test, const Result<KeySet> &keys)
    {
        const int id = test.value(u"tcId").toInt();
        const QByteArray token = test.value(u"jws").toString().toUtf8();
        const bool matches =
            keys && checkSignature(ParsedToken::parse(token), *keys).outcome == SignatureOutcome::Match;
        bool expected = test.value(u"result").toString() == u"valid";
        if (const Exception *row =
                findException(std::begin(refusedAlthoughValid), std::end(refusedAlthoughValid), id)) {
            qInfo("Wycheproof %d is \"valid\" and refused: %s.", id, row->reason);
            expected = false;
            ++m_exceptions;
        }
        if (const Exception *row =
                findException(std::begin(acceptedAlthoughInvalid), std::end(acceptedAlthoughInvalid), id)) {
            qInfo("Wycheproof %d is \"invalid\" and accepted: %s.", id, row->reason);
            expected = true;
            ++m_exceptions;
        }
        if (id == 17 && keys) {
            // Invalid where only compact tokens are read; here because it is cut off.
            qInfo(
                "Wycheproof 17 is a JSON serialization without its last two brackets; with them it matches.");
            QCOMPARE(checkSignature(ParsedToken::parse(token + "]}"), *keys).outcome,
                     SignatureOutcome::Match);
        }
        ++m_ran;
        m_accepted += matches;
        if (matches != expected)
            m_failures << QStringLiteral("%1 (%2): %3")
                              .arg(id)
                              .arg(test.value(u"comment").toString(),
                                   matches ? QStringLiteral("accepted") : QStringLiteral("refused"));
    }

    int m_ran = 0;
    int m_accepted = 0;
    size_t m_exceptions = 0;
    QStringList m_failures;
};

QTEST_APPLESS_MAIN(TestWycheproof)
#include "tst_wycheproof.moc"
