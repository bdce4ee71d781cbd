#include "base/random.h"
#include "jose/decryption.h"
#include "jose/encryption.h"
#include "jose/key_export.h"
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

/// What both sides know: jwcrypto 1.1 has no RSA-OAEP-384 and -512, latchset's jose no RSA-OAEP* and no OKP
/// keys. Each with every "enc".
struct Shared {
    const char *party;
    const char *algorithm;
    KeyType keyType;
    const char *curve = "";
};

constexpr Shared shared[] = {
    {"jwcrypto", "RSA1_5", KeyType::Rsa},
    {"jwcrypto", "RSA-OAEP", KeyType::Rsa},
    {"jwcrypto", "RSA-OAEP-256", KeyType::Rsa},
    {"jwcrypto", "A128KW", KeyType::Oct},
    {"jwcrypto", "A192KW", KeyType::Oct},
    {"jwcrypto", "A256KW", KeyType::Oct},
    {"jwcrypto", "A128GCMKW", KeyType::Oct},
    {"jwcrypto", "A192GCMKW", KeyType::Oct},
    {"jwcrypto", "A256GCMKW", KeyType::Oct},
    {"jwcrypto", "dir", KeyType::Oct},
    {"jwcrypto", "ECDH-ES", KeyType::Ec, "P-256"},
    {"jwcrypto", "ECDH-ES", KeyType::Ec, "P-384"},
    {"jwcrypto", "ECDH-ES", KeyType::Ec, "P-521"},
    {"jwcrypto", "ECDH-ES", KeyType::Okp, "X25519"},
    {"jwcrypto", "ECDH-ES", KeyType::Okp, "X448"},
    {"jwcrypto", "ECDH-ES+A128KW", KeyType::Ec, "P-256"},
    {"jwcrypto", "ECDH-ES+A192KW", KeyType::Okp, "X448"},
    {"jwcrypto", "ECDH-ES+A256KW", KeyType::Okp, "X25519"},
    {"jwcrypto", "ECDH-ES+A256KW", KeyType::Ec, "P-521"},
    {"jwcrypto", "PBES2-HS256+A128KW", KeyType::Oct},
    {"jwcrypto", "PBES2-HS384+A192KW", KeyType::Oct},
    {"jwcrypto", "PBES2-HS512+A256KW", KeyType::Oct},
    {"jose", "RSA1_5", KeyType::Rsa},
    {"jose", "A128KW", KeyType::Oct},
    {"jose", "A192KW", KeyType::Oct},
    {"jose", "A256KW", KeyType::Oct},
    {"jose", "A128GCMKW", KeyType::Oct},
    {"jose", "A192GCMKW", KeyType::Oct},
    {"jose", "A256GCMKW", KeyType::Oct},
    {"jose", "dir", KeyType::Oct},
    {"jose", "ECDH-ES", KeyType::Ec, "P-256"},
    {"jose", "ECDH-ES", KeyType::Ec, "P-521"},
    {"jose", "ECDH-ES+A128KW", KeyType::Ec, "P-384"},
    {"jose", "ECDH-ES+A192KW", KeyType::Ec, "P-256"},
    {"jose", "ECDH-ES+A256KW", KeyType::Ec, "P-521"},
    {"jose", "PBES2-HS256+A128KW", KeyType::Oct},
    {"jose", "PBES2-HS384+A192KW", KeyType::Oct},
    {"jose", "PBES2-HS512+A256KW", KeyType::Oct},
};

enum class Written { Compact, Json };

/// One token to be made.
struct Case {
    const Shared &row;
    const ContentEncryption &encryption;
    Written form;
    int round;

    [[nodiscard]] KeyWish key() const
    {
        const KeyManagementAlgorithm &algorithm = *findKeyManagement(row.algorithm);
        const int octets = algorithm.family == KeyManagement::Direct         ? encryption.keySize
                           : algorithm.family == KeyManagement::PasswordWrap ? 24
                                                                             : algorithm.wrapKeySize;
        return {row.keyType, row.curve,
                row.keyType == KeyType::Rsa   ? 2048
                : row.keyType == KeyType::Oct ? octets * 8
                                              : 0};
    }
    /// latchset's jose 11 answers nothing for what it compressed itself.
    [[nodiscard]] bool isCompressed() const { return round % 2 != 0 && qstrcmp(row.party, "jose") != 0; }
    [[nodiscard]] DecryptionPolicy policy() const
    {
        DecryptionPolicy policy;
        policy.algorithms = {row.algorithm};
        return policy;
    }
};

QByteArray randomPlaintext()
{
    return *randomBytes(QRandomGenerator::global()->bounded(1, 2000));
}

} // namespace

/// Other implementations encrypt what we decrypt, and decrypt what we encrypt; with one bit changed anywhere,
/// both say no.
class TestSecondEncryption : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_party.problem().isEmpty())
            QSKIP(qPrintable(m_party.problem()));
    }

    void cleanupTestCase()
    {
        qInfo("Second opinion on encryption: %d tokens of theirs, %d of ours, %d keys, %d answers.", m_theirs,
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
        int round = 0;
        for (const ContentEncryption *encryption : allContentEncryption()) {
            for (const Written form : {Written::Compact, Written::Json}) {
                const Case one{shared[index], *encryption, form, round / 2};
                theyEncrypt(one);
                // RSA1_5 is read where it is asked for, and never written.
                if (!QTest::currentTestFailed() && !findKeyManagement(one.row.algorithm)->onlyWhenNamed)
                    weEncrypt(one);
                if (QTest::currentTestFailed()) {
                    qWarning("with %s in form %d", encryption->name, static_cast<int>(form));
                    return;
                }
                ++round;
            }
        }
    }

private:
    QJsonObject ask(const Case &one, const QString &what, QJsonObject request)
    {
        request.insert(u"by"_s, QString::fromLatin1(one.row.party));
        request.insert(u"do"_s, what);
        return m_party.ask(request);
    }

    void theyEncrypt(const Case &one)
    {
        const QJsonObject jwk = m_keys.theirs(one.row.party, one.key(), one.round);
        const Key ours = key(second_opinion::text(jwk));
        QByteArray plaintext = randomPlaintext();
        QJsonObject header{{u"alg"_s, QString::fromLatin1(one.row.algorithm)},
                           {u"enc"_s, QString::fromLatin1(one.encryption.name)}};
        if (one.isCompressed())
            header.insert(u"zip"_s, u"DEF"_s);
        const QJsonObject answer = ask(one, u"encrypt"_s,
                                       {{u"jwk"_s, jwk},
                                        {u"protected"_s, header},
                                        {u"plaintext"_s, QString::fromLatin1(encoded(plaintext))},
                                        {u"compact"_s, one.form == Written::Compact}});
        const QByteArray token = answer.value(u"token").toString().toUtf8();
        QVERIFY2(!token.isEmpty(), qPrintable(answer.value(u"error").toString()));
        const Result<Decrypted> decrypted = decrypt(ParsedEncryption::parse(token), only(ours), one.policy());
        QCOMPARE(codeOf(decrypted), "none");
        QCOMPARE(decrypted->plaintext, plaintext);
        ++m_theirs;
        if (one.form == Written::Compact) {
            for (const qsizetype part : {2, 3, 4})
                QCOMPARE(
                    codeOf(decrypt(ParsedEncryption::parse(damaged(token, part)), only(ours), one.policy())),
                    "DecryptionFailed");
        }
    }

    void weEncrypt(const Case &one)
    {
        const Key ours = m_keys.ours(one.key(), one.round);
        const QByteArray plaintext = randomPlaintext();
        const EncryptionRecipient recipient{ours.type() == KeyType::Oct ? ours : *publicKeyOf(ours),
                                            findKeyManagement(one.row.algorithm), QByteArray()};
        const QByteArray header = one.isCompressed() ? R"({"zip":"DEF","kid":"ключ"})" : R"({"kid":"ключ"})";
        const Result<QByteArray> token = one.form == Written::Compact
                                             ? encryptCompact(header, plaintext, recipient, one.encryption)
                                             : encryptJson(header, plaintext, {recipient}, one.encryption);
        QCOMPARE(codeOf(token), "none");
        const auto theirAnswer = [&](const QByteArray &text) {
            return ask(one, u"decrypt"_s,
                       {{u"jwk"_s, Keys::shownPrivate(ours)},
                        {u"token"_s, QString::fromUtf8(text)},
                        {u"alg"_s, QString::fromLatin1(one.row.algorithm)},
                        {u"enc"_s, QString::fromLatin1(one.encryption.name)}});
        };
        const QJsonObject answer = theirAnswer(*token);
        QVERIFY2(!answer.contains(u"error"), qPrintable(answer.value(u"error").toString()));
        QCOMPARE(bytes(answer, "plaintext"_L1), plaintext);
        ++m_ours;
        if (one.form == Written::Compact && one.round == 0)
            QVERIFY(theirAnswer(damaged(*token, 4)).contains(u"error"));
    }

    Party m_party;
    Keys m_keys{m_party};
    int m_theirs = 0, m_ours = 0;
};

QTEST_GUILESS_MAIN(TestSecondEncryption)
#include "tst_second_encryption.moc"
