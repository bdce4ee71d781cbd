#include "base/base64url.h"

#include <QRandomGenerator>
#include <QTest>

using namespace claimcheck;

namespace {

const QByteArray alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// "Base64Padding@4x2 Base64Length@3x1": all that was noticed, in order.
QByteArray summary(const std::vector<base64url::Deviation> &deviations)
{
    QByteArrayList parts;
    for (const auto &d : deviations)
        parts << codeName(d.code) + '@' + QByteArray::number(d.offset) + 'x' + QByteArray::number(d.count);
    return parts.join(' ');
}

} // namespace

class TestBase64url : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodesAndDecodes_data();
    void encodesAndDecodes();
    void agreesWithQtOnEveryLength();
    void namesDeviations_data();
    void namesDeviations();
    void acceptsOneSpellingOnly();
    void acceptsEachCharacterWhereItBelongs();
    void acceptsNothingElseInRandomText();
    void decodesTextThatDoesNotEndInNul();
};

void TestBase64url::encodesAndDecodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &text) {
        QTest::newRow(name) << bytes << text;
    };
    row("rfc4648-10 empty", "", "");
    row("rfc4648-10 f", "f", "Zg");
    row("rfc4648-10 fo", "fo", "Zm8");
    row("rfc4648-10 foo", "foo", "Zm9v");
    row("rfc4648-10 foob", "foob", "Zm9vYg");
    row("rfc4648-10 fooba", "fooba", "Zm9vYmE");
    row("rfc4648-10 foobar", "foobar", "Zm9vYmFy");
    row("rfc7515-C", QByteArray::fromHex("03ecffe0c1"), "A-z_4ME");
    row("all ones", QByteArray::fromHex("ffffff"), "____");
    row("62", QByteArray::fromHex("fbefbe"), "----");
    row("zeros", QByteArray(3, '\0'), "AAAA");
    row("one zero", QByteArray(1, '\0'), "AA");
    row("header", R"({"alg":"HS256"})", "eyJhbGciOiJIUzI1NiJ9");
}

void TestBase64url::encodesAndDecodes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(base64url::encode(bytes), text);
    const auto decoded = base64url::decode(text);
    QVERIFY(decoded);
    QCOMPARE(*decoded, bytes);
    const auto leniently = base64url::decodeLeniently(text);
    QVERIFY(leniently.isCanonical());
    QCOMPARE(leniently.bytes, bytes);
}

void TestBase64url::agreesWithQtOnEveryLength()
{
    QByteArray bytes;
    for (int length = 0; length <= 600; ++length) {
        const QByteArray text =
            bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        QCOMPARE(base64url::encode(bytes), text);
        const auto decoded = base64url::decode(text);
        QVERIFY(decoded);
        QCOMPARE(*decoded, bytes);
        bytes += static_cast<char>(length * 167 + 13);
    }
}

void TestBase64url::namesDeviations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const QByteArray &text, const char *expected,
                        const QByteArray &bytes) {
        QTest::newRow(name) << text << QByteArray(expected) << bytes;
    };
    row("one pad", "Zm8=", "Base64Padding@3x1", "fo");
    row("two pads", "Zg==", "Base64Padding@2x2", "f");
    row("too many pads", "Zm9v====", "Base64Padding@4x4", "foo");
    row("only pads", "==", "Base64Padding@0x2", "");
    row("pad before a line break", "Zm8=\n", "Base64Padding@3x1 Base64ForeignCharacter@4x1", "fo");
    row("equals sign inside", "Zm=8", "Base64ForeignCharacter@2x1", "fo");
    row("plus", "--+-", "Base64Alphabet@2x1", QByteArray::fromHex("fbefbe"));
    row("slash", "/___", "Base64Alphabet@0x1", QByteArray::fromHex("ffffff"));
    row("both, padded", "+/+/Zg==", "Base64Alphabet@0x4 Base64Padding@6x2",
        QByteArray::fromHex("fbffbf") + "f");
    row("trailing bits, two characters", "Zh", "Base64TrailingBits@1x1", "f");
    row("trailing bits, highest", "Zo", "Base64TrailingBits@1x1", "f");
    row("trailing bits, three characters", "Zm9", "Base64TrailingBits@2x1", "fo");
    row("trailing bits, lowest of three", "Zm-", "Base64TrailingBits@2x1", "fo");
    row("trailing bits and padding", "Zm9=", "Base64TrailingBits@2x1 Base64Padding@3x1", "fo");
    row("length 1", "Z", "Base64Length@0x1", "");
    row("length 5", "Zm9vY", "Base64Length@4x1", "foo");
    row("length 5, padded", "Zm9vY===", "Base64Length@4x1 Base64Padding@5x3", "foo");
    row("space inside", "Zm 9v", "Base64ForeignCharacter@2x1", "foo");
    row("line wraps", "Zm9v\r\nYmFy\r\n", "Base64ForeignCharacter@4x4", "foobar");
    row("leading space", " Zm9v", "Base64ForeignCharacter@0x1", "foo");
    row("full stop", "Zm9v.YmFy", "Base64ForeignCharacter@4x1", "foobar");
    row("NUL", QByteArray("Zm\0009v", 5), "Base64ForeignCharacter@2x1", "foo");
    row("high bytes",
        "Zm\xC3\xA9"
        "9v",
        "Base64ForeignCharacter@2x2", "foo");
    row("percent escape", "Zg%3D%3D", "Base64ForeignCharacter@2x2 Base64TrailingBits@7x1",
        QByteArray::fromHex("660dc3dc"));
    row("foreign character hides the length", "Zm9v!Y", "Base64ForeignCharacter@4x1 Base64Length@5x1", "foo");
    row("everything",
        "Zm 9+Zh==", "Base64ForeignCharacter@2x1 Base64Alphabet@4x1 Base64TrailingBits@6x1 Base64Padding@7x2",
        QByteArray::fromHex("666f7e66"));
    row("far behind", QByteArray(4000, 'A') + "AA=A", "Base64ForeignCharacter@4002x1",
        QByteArray(3002, '\0'));
}

void TestBase64url::namesDeviations()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, bytes);
    const auto decoded = base64url::decodeLeniently(text);
    QCOMPARE(summary(decoded.deviations), expected);
    QCOMPARE(decoded.bytes.toHex(), bytes.toHex());

    const auto strict = base64url::decode(text);
    QVERIFY(!strict);
    QCOMPARE(strict.error().code, decoded.deviations.front().code);
    QCOMPARE(strict.error().offset, decoded.deviations.front().offset);
}

/// RFC 4648 section 3.5: of all texts of two and of three characters, those with zero bits at the end, no
/// others.
void TestBase64url::acceptsOneSpellingOnly()
{
    int accepted = 0;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const char both[] = {static_cast<char>(first), static_cast<char>(second)};
            const QByteArrayView text(both, 2);
            const auto decoded = base64url::decode(text);
            if (decoded)
                QCOMPARE(base64url::encode(*decoded), text);
            accepted += decoded ? 1 : 0;
        }
    }
    QCOMPARE(accepted, 256);

    accepted = 0;
    for (const char first : alphabet) {
        for (const char second : alphabet) {
            for (const char third : alphabet) {
                const char all[] = {first, second, third};
                accepted += base64url::decode(QByteArrayView(all, 3)) ? 1 : 0;
            }
        }
    }
    QCOMPARE(accepted, 65536);
}

void TestBase64url::acceptsEachCharacterWhereItBelongs()
{
    for (int place = 0; place < 8; ++place) {
        for (int c = 0; c < 256; ++c) {
            QByteArray text = "AAAAAAAA";
            text[place] = static_cast<char>(c);
            QCOMPARE(bool(base64url::decode(text)), alphabet.contains(static_cast<char>(c)));
        }
    }
}

void TestBase64url::acceptsNothingElseInRandomText()
{
    QRandomGenerator random(20260131);
    const QByteArray letters = alphabet + "+/= \n.";
    int accepted = 0;
    for (int i = 0; i < 100000; ++i) {
        QByteArray text(random.bounded(10), '\0');
        for (char &c : text)
            c = letters[random.bounded(int(letters.size()))];
        const auto decoded = base64url::decodeLeniently(text);
        QCOMPARE(decoded.isCanonical(), base64url::encode(decoded.bytes) == text);
        QVERIFY(std::is_sorted(decoded.deviations.begin(), decoded.deviations.end(),
                               [](const auto &a, const auto &b) { return a.offset < b.offset; }));
        accepted += decoded.isCanonical() ? 1 : 0;
    }
    QVERIFY(accepted > 10000 && accepted < 90000);
}

void TestBase64url::decodesTextThatDoesNotEndInNul()
{
    const QByteArray longer(24, 'A');
    for (qsizetype length = 0; length < longer.size(); ++length) {
        const auto decoded = base64url::decode(QByteArrayView(longer).first(length));
        QCOMPARE(bool(decoded), length % 4 != 1);
        if (decoded)
            QCOMPARE(decoded->size(), length * 6 / 8);
        else
            QCOMPARE(decoded.error().code, ErrorCode::Base64Length);
    }
}

QTEST_APPLESS_MAIN(TestBase64url)
#include "tst_base64url.moc"
