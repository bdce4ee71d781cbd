#include "base/random.h"
#include "jose/key_export.h"
#include "jose/signing.h"
#include "keys.h"
#include "support/jose_tools.h"

#include <QRandomGenerator>

using namespace jose_tools;
using namespace Qt::StringLiterals;
using second_opinion::bytes;
using second_opinion::damaged;
using second_opinion::Keys;
using second_opinion::KeyWish;
using second_opinion::Party;

namespace {

/// What both sides know: jwcrypto 1.1 has no Ed25519 and Ed448 as "alg" names, latchset's jose no OKP keys
/// and no ES256K.
struct Shared {
    const char *party;
    const char *algorithm;
    KeyType keyType;
    const char *curve;

    [[nodiscard]] KeyWish key() const
    {
        return {keyType, curve, keyType == KeyType::Rsa ? 2048 : keyType == KeyType::Oct ? 512 : 0};
    }
};

constexpr Shared shared[] = {
    {"jwcrypto", "HS256", KeyType::Oct, ""},
    {"jwcrypto", "HS384", KeyType::Oct, ""},
    {"jwcrypto", "HS512", KeyType::Oct, ""},
    {"jwcrypto", "RS256", KeyType::Rsa, ""},
    {"jwcrypto", "RS384", KeyType::Rsa, ""},
    {"jwcrypto", "RS512", KeyType::Rsa, ""},
    {"jwcrypto", "PS256", KeyType::Rsa, ""},
    {"jwcrypto", "PS384", KeyType::Rsa, ""},
    {"jwcrypto", "PS512", KeyType::Rsa, ""},
    {"jwcrypto", "ES256", KeyType::Ec, "P-256"},
    {"jwcrypto", "ES384", KeyType::Ec, "P-384"},
    {"jwcrypto", "ES512", KeyType::Ec, "P-521"},
    {"jwcrypto", "ES256K", KeyType::Ec, "secp256k1"},
    {"jwcrypto", "EdDSA", KeyType::Okp, "Ed25519"},
    {"jwcrypto", "EdDSA", KeyType::Okp, "Ed448"},
    {"jose", "HS256", KeyType::Oct, ""},
    {"jose", "HS384", KeyType::Oct, ""},
    {"jose", "HS512", KeyType::Oct, ""},
    {"jose", "RS256", KeyType::Rsa, ""},
    {"jose", "RS384", KeyType::Rsa, ""},
    {"jose", "RS512", KeyType::Rsa, ""},
    {"jose", "PS256", KeyType::Rsa, ""},
    {"jose", "PS384", KeyType::Rsa, ""},
    {"jose", "PS512", KeyType::Rsa, ""},
    {"jose", "ES256", KeyType::Ec, "P-256"},
    {"jose", "ES384", KeyType::Ec, "P-384"},
    {"jose", "ES512", KeyType::Ec, "P-521"},
};

constexpr int rounds = 8;

QByteArray randomPayload()
{
    return *randomBytes(QRandomGenerator::global()->bounded(0, 2000));
}

QJsonObject protectedHeader(const Shared &row)
{
    return {{u"alg"_s, QString::fromLatin1(row.algorithm)}, {u"kid"_s, u"ключ"_s}};
}

} // namespace

/// Other implementations sign what we verify, and verify what we sign; with one bit changed, both say no.
class TestSecondSigning : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_party.problem().isEmpty())
            QSKIP(qPrintable(m_party.problem()));
    }

    void cleanupTestCase()
    {
        qInfo("Second opinion on signatures: %d tokens of theirs, %d of ours, %d keys, %d answers.", m_theirs,
              m_ours, m_keys.made(), m_party.answers());
    }

    void agrees_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < std::size(shared); ++i)
            QTest::addRow("%s %s %s", shared[i].party, shared[i].algorithm, shared[i].curve)
                << static_cast<int>(i);
    }

    void agrees()
    {
        QFETCH(int, index);
        const Shared &row = shared[index];
        for (int round = 0; round < rounds; ++round) {
            theySign(row, round);
            if (QTest::currentTestFailed())
                return;
            weSign(row, round);
            if (QTest::currentTestFailed())
                return;
        }
    }

private:
    QJsonObject ask(const Shared &row, const QString &what, QJsonObject request)
    {
        request.insert(u"by"_s, QString::fromLatin1(row.party));
        request.insert(u"do"_s, what);
        return m_party.ask(request);
    }

    void theySign(const Shared &row, int round)
    {
        const QJsonObject jwk = m_keys.theirs(row.party, row.key(), round);
        const Key ours = key(second_opinion::text(jwk));
        QVERIFY(ours.isPrivate());
        QCOMPARE(*thumbprint(ours),
                 ask(row, u"thumbprint"_s, {{u"jwk"_s, jwk}}).value(u"thumbprint").toString().toLatin1());

        const QByteArray payload = randomPayload();
        const bool compact = round % 2 == 0;
        const QJsonObject answer = ask(row, u"sign"_s,
                                       {{u"jwk"_s, jwk},
                                        {u"protected"_s, protectedHeader(row)},
                                        {u"payload"_s, QString::fromLatin1(encoded(payload))},
                                        {u"compact"_s, compact}});
        const QByteArray token = answer.value(u"token").toString().toUtf8();
        QVERIFY2(!token.isEmpty(), qPrintable(answer.value(u"error").toString()));
        const KeySet set = only(ours.type() == KeyType::Oct ? ours : *publicKeyOf(ours));
        QCOMPARE(tried(token, set, {row.algorithm}), "match");
        QCOMPARE(ParsedToken::parse(token).part(PartId::Payload).bytes, payload);
        ++m_theirs;
        if (compact) {
            for (const qsizetype part : {1, 2})
                QVERIFY(tried(damaged(token, part), set, {row.algorithm}).startsWith("mismatch"));
        }
    }

    void weSign(const Shared &row, int round)
    {
        const Key key = m_keys.ours(row.key(), round);
        const QJsonObject jwk = Keys::shown(key);
        QCOMPARE(ask(row, u"thumbprint"_s, {{u"jwk"_s, jwk}}).value(u"thumbprint").toString().toLatin1(),
                 *thumbprint(key));

        const Algorithm &algorithm = *findAlgorithm(row.algorithm);
        const QByteArray payload = randomPayload();
        const QByteArray header = second_opinion::text(protectedHeader(row));
        const bool compact = round % 2 == 0;
        const Result<QByteArray> token =
            compact ? signCompact(header, payload, key, algorithm)
                    : signJson(payload, {Signer{key, &algorithm, header, QByteArray()}});
        QVERIFY(token);
        const auto verify = [&](const QByteArray &text) {
            return ask(row, u"verify"_s,
                       {{u"jwk"_s, jwk},
                        {u"token"_s, QString::fromUtf8(text)},
                        {u"alg"_s, QString::fromLatin1(row.algorithm)}});
        };
        const QJsonObject answer = verify(*token);
        QVERIFY2(!answer.contains(u"error"), qPrintable(answer.value(u"error").toString()));
        QCOMPARE(bytes(answer, "payload"_L1), payload);
        ++m_ours;
        if (compact) {
            for (const qsizetype part : {1, 2})
                QVERIFY(verify(damaged(*token, part)).contains(u"error"));
        }
        // The private key that we write is the one that they then sign with.
        if (round == 0) {
            const QJsonObject theirs = ask(row, u"sign"_s,
                                           {{u"jwk"_s, Keys::shownPrivate(key)},
                                            {u"protected"_s, protectedHeader(row)},
                                            {u"payload"_s, QString::fromLatin1(encoded(payload))},
                                            {u"compact"_s, true}});
            QCOMPARE(tried(theirs.value(u"token").toString().toUtf8(), only(key), {row.algorithm}), "match");
        }
    }

    Party m_party;
    Keys m_keys{m_party};
    int m_theirs = 0, m_ours = 0;
};

QTEST_GUILESS_MAIN(TestSecondSigning)
#include "tst_second_signing.moc"
