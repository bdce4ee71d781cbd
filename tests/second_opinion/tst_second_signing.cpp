#include "base/random.h"
#include "jose/key_export.h"
#include "jose/signing.h"
#include "party.h"
#include "support/jose_tools.h"

#include <QRandomGenerator>

#include <map>

using namespace jose_tools;
using namespace Qt::StringLiterals;
using second_opinion::bytes;
using second_opinion::damaged;
using second_opinion::object;
using second_opinion::Party;

namespace {

/// What both sides know: jwcrypto 1.1 has no Ed25519 and Ed448 as "alg" names, latchset's jose no OKP keys
/// and no ES256K.
struct Shared {
    const char *party;
    const char *algorithm;
    const char *keyType;
    const char *curve;
};

constexpr Shared shared[] = {
    {"jwcrypto", "HS256", "oct", ""},
    {"jwcrypto", "HS384", "oct", ""},
    {"jwcrypto", "HS512", "oct", ""},
    {"jwcrypto", "RS256", "RSA", ""},
    {"jwcrypto", "RS384", "RSA", ""},
    {"jwcrypto", "RS512", "RSA", ""},
    {"jwcrypto", "PS256", "RSA", ""},
    {"jwcrypto", "PS384", "RSA", ""},
    {"jwcrypto", "PS512", "RSA", ""},
    {"jwcrypto", "ES256", "EC", "P-256"},
    {"jwcrypto", "ES384", "EC", "P-384"},
    {"jwcrypto", "ES512", "EC", "P-521"},
    {"jwcrypto", "ES256K", "EC", "secp256k1"},
    {"jwcrypto", "EdDSA", "OKP", "Ed25519"},
    {"jwcrypto", "EdDSA", "OKP", "Ed448"},
    {"jose", "HS256", "oct", ""},
    {"jose", "HS384", "oct", ""},
    {"jose", "HS512", "oct", ""},
    {"jose", "RS256", "RSA", ""},
    {"jose", "RS384", "RSA", ""},
    {"jose", "RS512", "RSA", ""},
    {"jose", "PS256", "RSA", ""},
    {"jose", "PS384", "RSA", ""},
    {"jose", "PS512", "RSA", ""},
    {"jose", "ES256", "EC", "P-256"},
    {"jose", "ES384", "EC", "P-384"},
    {"jose", "ES512", "EC", "P-521"},
};

/// Making an RSA key costs more than all else: each party has two.
constexpr int rsaKeys = 2;
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
              m_ours, m_keys, m_party.answers());
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

    /// A private key of theirs, as they write it.
    QJsonObject theirKey(const Shared &row, int round)
    {
        const QString name = QString::fromLatin1(row.party) + QString::number(round % rsaKeys);
        const bool isRsa = qstrcmp(row.keyType, "RSA") == 0;
        if (isRsa && m_theirRsa.contains(name))
            return m_theirRsa.value(name);
        QJsonObject what{{u"kty"_s, QString::fromLatin1(row.keyType)}};
        const bool isJwcrypto = qstrcmp(row.party, "jwcrypto") == 0;
        if (*row.curve)
            what.insert(u"crv"_s, QString::fromLatin1(row.curve));
        else if (isRsa)
            what.insert(isJwcrypto ? u"size"_s : u"bits"_s, 2048);
        else
            what.insert(isJwcrypto ? u"size"_s : u"bytes"_s, isJwcrypto ? 512 : 64);
        const QJsonObject answer = ask(row, u"generate"_s, {{u"template"_s, what}});
        ++m_keys;
        const QJsonObject jwk = answer.value(u"jwk").toObject();
        if (isRsa)
            m_theirRsa.insert(name, jwk);
        return jwk;
    }

    /// A private key of ours.
    const Key &ourKey(const Shared &row, int round)
    {
        const bool isRsa = qstrcmp(row.keyType, "RSA") == 0;
        const QByteArray name = isRsa ? "RSA" + QByteArray::number(round % rsaKeys) : QByteArray("other");
        if (isRsa && m_ourKeys.count(name))
            return m_ourKeys.at(name);
        ++m_keys;
        Result<Key> key = isRsa                              ? generateKey(KeyType::Rsa, {}, 2048)
                          : qstrcmp(row.keyType, "oct") == 0 ? generateKey(KeyType::Oct, {}, 512)
                          : qstrcmp(row.keyType, "EC") == 0  ? generateKey(KeyType::Ec, row.curve)
                                                             : generateKey(KeyType::Okp, row.curve);
        return m_ourKeys.insert_or_assign(name, std::move(key).value()).first->second;
    }

    void theySign(const Shared &row, int round)
    {
        const QJsonObject jwk = theirKey(row, round);
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
        const Key &key = ourKey(row, round);
        const bool isSecret = key.type() == KeyType::Oct;
        const QJsonObject jwk =
            object(isSecret ? privateJwk(key)->reveal() : QByteArrayView(*publicJwk(key)));
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
                                           {{u"jwk"_s, object(privateJwk(key)->reveal())},
                                            {u"protected"_s, protectedHeader(row)},
                                            {u"payload"_s, QString::fromLatin1(encoded(payload))},
                                            {u"compact"_s, true}});
            QCOMPARE(tried(theirs.value(u"token").toString().toUtf8(), only(key), {row.algorithm}), "match");
        }
    }

    Party m_party;
    QHash<QString, QJsonObject> m_theirRsa;
    std::map<QByteArray, Key> m_ourKeys;
    int m_theirs = 0, m_ours = 0, m_keys = 0;
};

QTEST_GUILESS_MAIN(TestSecondSigning)
#include "tst_second_signing.moc"
