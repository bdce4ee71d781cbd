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

/// Vectors whose verdict is not the one of the RFCs, or not of this project.
constexpr Exception skipped[] = {
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
        qInfo("Wycheproof JWS: %d of %d vectors ran (%d accepted, %d refused); %d skipped; %d of algorithms "
              "out of scope, "
              "each refused.",
              m_ran, m_total, m_accepted, m_ran - m_accepted, m_skipped, m_outOfScope);
        QVERIFY(m_total > 0);
        QCOMPARE(m_ran + m_skipped + m_outOfScope, m_total);
        QCOMPARE(m_failures.join(u'\n'), QString());
    }

private:
    void runGroup(const QJsonObject &group)
    {
        const QJsonObject jwk = group.value(group.contains(u"public") ? u"public" : u"private").toObject();
        const Result<KeySet> keys = importKeys(QJsonDocument(jwk).toJson(), QStringLiteral("wycheproof"));
        for (const QJsonValue &test : group.value(u"tests").toArray()) {
            ++m_total;
            runTest(test.toObject(), jwk, keys);
        }
    }

    void runTest(const QJsonObject &test, const QJsonObject &jwk, const Result<KeySet> &keys)
    {
        const int id = test.value(u"tcId").toInt();
        const QByteArray token = test.value(u"jws").toString().toUtf8();
        if (const Exception *row = findException(std::begin(skipped), std::end(skipped), id)) {
            ++m_skipped;
            qInfo("Wycheproof %d skipped: %s.", id, row->reason);
            return;
        }
        const bool matches =
            keys && checkSignature(ParsedToken::parse(token), *keys).outcome == SignatureOutcome::Match;
        bool expected = test.value(u"result").toString() == u"valid";
        if (const Exception *row =
                findException(std::begin(refusedAlthoughValid), std::end(refusedAlthoughValid), id)) {
            qInfo("Wycheproof %d is \"valid\" and refused: %s.", id, row->reason);
            expected = false;
        }
        const QByteArray algorithm = jwk.value(u"alg").toString().toUtf8();
        const QByteArray named = ParsedToken::parse(token).algorithm();
        // Where neither the key nor the token names one of ours, the vector says nothing about this verifier.
        const bool inScope = findAlgorithm(algorithm) ||
                             (!algorithm.startsWith("PS") && findAlgorithm(named)) || algorithm.isEmpty() ||
                             algorithm == "ES521";
        if (!inScope) {
            ++m_outOfScope;
            expected = false;
        } else {
            ++m_ran;
            m_accepted += matches;
        }
        if (matches != expected)
            m_failures << QStringLiteral("%1 (%2): %3")
                              .arg(id)
                              .arg(test.value(u"comment").toString(),
                                   matches ? QStringLiteral("accepted") : QStringLiteral("refused"));
    }

    int m_total = 0;
    int m_ran = 0;
    int m_accepted = 0;
    int m_skipped = 0;
    int m_outOfScope = 0;
    QStringList m_failures;
};

QTEST_APPLESS_MAIN(TestWycheproof)
#include "tst_wycheproof.moc"
