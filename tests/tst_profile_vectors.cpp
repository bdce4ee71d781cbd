#include "jose/dpop.h"
#include "support/dpop_vectors.h"
#include "support/jose_vectors.h"
#include "support/sd_jwt_tools.h"
#include "support/sd_jwt_vectors.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace sd_jwt_tools;

namespace {

constexpr char folder[] = CLAIMCHECK_SOURCE_DIR "/../shared/vectors/";

/// A file of shared vectors; nothing when it is not beside the project.
std::optional<QJsonObject> shared(const char *name)
{
    QFile file(QString::fromUtf8(folder) + QLatin1String(name));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return QJsonDocument::fromJson(file.readAll()).object();
}

QByteArray compact(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

/// Members in any order, numbers as doubles: good enough to compare with what an RFC prints.
QJsonObject object(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

Expectations timeless(qint64 time)
{
    Expectations expected;
    expected.at = seconds(time);
    expected.audience = Ignored{};
    expected.expiration = Expectations::Expiration::Ignored;
    expected.notBefore = Expectations::NotBefore::Ignored;
    return expected;
}

/// Issuer, disclosures and key binding of a token whose binding says itself what it is for.
QByteArray verdict(const QByteArray &text, const KeySet &keys)
{
    const SdJwt token = parsed(text);
    qint64 time = 2000000000;
    KeyBindingExpectations binding;
    binding.required = token.keyBinding().has_value();
    if (token.keyBinding()) {
        const json::Value claims = token.keyBinding()->claims();
        time = claims.find("iat").toInteger().value_or(0);
        binding.audience = claims.find("aud").toUtf8();
        binding.nonce = claims.find("nonce").toUtf8();
    }
    const SdJwtValidation validation = inspectSdJwt(token, keys, timeless(time), binding);
    return validation.accepted() ? QByteArray("none") : codeName(validation.firstError()->code);
}

QByteArray proofVerdict(const QByteArray &proof, const DpopExpectations &expected)
{
    const Validation validation = inspectDpopProof(ParsedToken::parse(proof), expected);
    return validation.accepted() ? QByteArray("none") : codeName(validation.firstError()->code);
}

} // namespace

/// SD-JWTs of RFC 9901, proofs of RFC 9449 and claims of RFC 9068: those that the project has itself, and
/// those of the folder beside it.
class TestProfileVectors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithRfc9901()
    {
        const KeySet issuer = keys(rfc9901::issuerKey);
        const SdJwt issuedToken = parsed(rfc9901::issued);
        QCOMPARE(issuedToken.disclosures().size(), size_t(10));
        QCOMPARE(issuedToken.unmatchedDigests(), 0);
        QCOMPARE(verdict(rfc9901::issued, issuer), "none");

        const SdJwt presented = parsed(rfc9901::presented);
        QCOMPARE(presented.disclosures().size(), size_t(4));
        QCOMPARE(presented.unmatchedDigests(), 6);
        Expectations expected;
        expected.at = seconds(rfc9901::presentedAt);
        expected.issuer = QByteArray("https://issuer.example.com");
        expected.type = QByteArray("example+sd-jwt");
        KeyBindingExpectations binding;
        binding.required = true;
        binding.audience = QByteArray(rfc9901::verifier);
        binding.nonce = QByteArray(rfc9901::nonce);
        const SdJwtValidation validation = inspectSdJwt(presented, issuer, expected, binding);
        QVERIFY2(validation.accepted(), verdict(rfc9901::presented, issuer).constData());
        QCOMPARE(object(validation.processed.value()), object(rfc9901::processed));
        QVERIFY(*validation.keyBinding->signature.keySource == KeySource::Confirmed);
    }

    void agreesWithRfc9449()
    {
        const struct {
            const char *proof;
            qint64 at;
            DpopRequest request;
        } rows[] = {
            {rfc9449::fig5, 1562262616, {"POST", "https://server.example.com/token"}},
            {rfc9449::fig7, 1562265296, {"POST", "https://server.example.com/token"}},
            {rfc9449::fig13,
             1562262618,
             {"GET", "https://resource.example.org/protectedresource", QByteArray(rfc9449::accessToken)}},
        };
        for (const auto &row : rows) {
            DpopExpectations expected;
            expected.request = row.request;
            expected.at = seconds(row.at);
            QCOMPARE(proofVerdict(row.proof, expected), "KeyNotVouched");
            expected.thumbprint = QByteArray(rfc9449::jkt);
            QCOMPARE(proofVerdict(row.proof, expected), "none");
        }
    }

    void agreesWithTheSharedSdJwts()
    {
        const std::optional<QJsonObject> vectors = shared("sdjwt.json");
        if (!vectors) {
            QVERIFY2(qEnvironmentVariable("CI") != u"true", "In CI the vectors must be there.");
            QSKIP("12 SD-JWTs and 87 disclosures: the vectors are not beside the project.");
        }
        const KeySet issuer = keys(compact(vectors->value(u"issuerKey")));
        int tokens = 0;
        for (const QJsonValue &vector : vectors->value(u"tokens").toArray()) {
            const QByteArray place = vector[u"section"].toString().toUtf8() + ", line " +
                                     QByteArray::number(vector[u"line"].toInt());
            const QJsonValue token = vector[u"token"];
            QByteArray text = token.isObject() ? compact(token) : token.toString().toUtf8();
            // A bare Issuer-signed JWT is an SD-JWT without disclosures once it has its tilde.
            if (vector[u"kind"].toString() == u"jwt")
                text += '~';
            QCOMPARE(place + ": " + verdict(text, issuer), place + ": none");
            QCOMPARE(SdJwt::looksLikeOne(text), true);
            ++tokens;
        }
        int disclosures = 0;
        for (const QJsonValue &vector : vectors->value(u"disclosures").toArray()) {
            const QByteArray text = vector[u"disclosure"].toString().toUtf8();
            const QByteArray digest = vector[u"digest"].toString().toUtf8();
            const SdJwt property = parsed(issued(R"({"_sd":[")" + digest + R"("]})", {text}));
            const SdJwt element = parsed(issued(R"({"l":[{"...":")" + digest + R"("}]})", {text}));
            QCOMPARE(property.disclosures().front().digest, digest);
            QVERIFY2(property.processed() || element.processed(), text.constData());
            ++disclosures;
        }
        qInfo("SD-JWT: %d tokens and %d disclosures ran, all accepted.", tokens, disclosures);
        QCOMPARE(tokens, 12);
        QCOMPARE(disclosures, 87);
    }

    void agreesWithTheSharedVectors()
    {
        const std::optional<QJsonObject> vectors = shared("rfc-vectors.json");
        if (!vectors) {
            QVERIFY2(qEnvironmentVariable("CI") != u"true", "In CI the vectors must be there.");
            QSKIP("6 vectors (sd-jwt, sd-jwt+kb, dpop, claims): they are not beside the project.");
        }
        int ran = 0;
        for (const QJsonValue &value : vectors->value(u"vectors").toArray()) {
            const QJsonObject vector = value.toObject();
            const std::optional<QByteArray> code = judged(vector);
            if (!code)
                continue;
            const QByteArray id = vector.value(u"id").toString().toUtf8();
            QCOMPARE(vector.value(u"expect").toString(), QStringLiteral("valid"));
            QCOMPARE(id + ": " + *code, id + ": none");
            ++ran;
        }
        qInfo("RFC vectors: %d of sd-jwt, sd-jwt+kb, dpop and claims ran, all accepted.", ran);
        QCOMPARE(ran, 6);
    }

private:
    /// The code of the verdict, "none" when it is accepted; nothing for vectors of other kinds.
    static std::optional<QByteArray> judged(const QJsonObject &vector)
    {
        const QString kind = vector.value(u"kind").toString();
        const QByteArray token = vector.value(u"token").toString().toUtf8();
        const auto text = [&vector](QStringView name) { return vector.value(name).toString().toUtf8(); };
        if (kind == u"sd-jwt")
            return verdict(token, keys(compact(vector.value(u"key"))));
        if (kind == u"sd-jwt+kb") {
            const SdJwt presented = parsed(token);
            if (object(outcome(presented)) != vector.value(u"processed").toObject())
                return "another processed payload";
            if (!presented.keyBinding()->claims().find("sd_hash").equals(text(u"sd_hash")))
                return "another sd_hash";
            return verdict(token, keys(compact(vector.value(u"key"))));
        }
        if (kind == u"dpop") {
            DpopExpectations expected;
            expected.request = {text(u"htm"), text(u"htu")};
            if (vector.contains(u"access_token"))
                expected.request.accessToken = text(u"access_token");
            expected.at = seconds(vector.value(u"iat").toInteger());
            expected.thumbprint = text(u"jkt");
            return proofVerdict(token, expected);
        }
        if (kind == u"claims")
            return claimsVerdict(vector.value(u"header"), vector.value(u"claims"));
        return std::nullopt;
    }

    /// RFC 9068 prints header and claims of figure 2 without a signature: they are signed here.
    static QByteArray claimsVerdict(const QJsonValue &header, const QJsonValue &claims)
    {
        const Key own = key(rfc::a2Key);
        const QByteArray token = signedToken(compact(header), compact(claims), own, "RS256");
        Expectations expected;
        expected.at = seconds(claims[u"iat"].toInteger());
        expected.type = QByteArray("application/at+jwt");
        expected.issuer = claims[u"iss"].toString().toUtf8();
        expected.audience = claims[u"aud"].toString().toUtf8();
        expected.subject = claims[u"sub"].toString().toUtf8();
        expected.tokenId = claims[u"jti"].toString().toUtf8();
        expected.maxAge = std::chrono::seconds(0);
        return codeOf(jose::verify(ParsedToken::parse(token), only(own), expected));
    }
};

QTEST_APPLESS_MAIN(TestProfileVectors)
#include "tst_profile_vectors.moc"
