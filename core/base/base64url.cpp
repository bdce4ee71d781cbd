#include "base64url.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace claimcheck::base64url {

namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr quint32 bad = 0x8000'0000;

/// One table for each of four characters: its six bits where they belong in 24, or `bad`.
using Tables = std::array<std::array<quint32, 256>, 4>;

constexpr Tables makeTables()
{
    Tables tables{};
    for (size_t place = 0; place < 4; ++place) {
        tables[place].fill(bad);
        for (quint32 value = 0; value < 64; ++value)
            tables[place][static_cast<unsigned char>(alphabet[value])] = value << (18 - 6 * place);
    }
    return tables;
}

constexpr Tables tables = makeTables();

quint32 lookUp(size_t place, char c)
{
    return tables[place][static_cast<unsigned char>(c)];
}

void putThree(char *out, quint32 bits)
{
    out[0] = static_cast<char>(bits >> 16);
    out[1] = static_cast<char>(bits >> 8);
    out[2] = static_cast<char>(bits);
}

/// Decodes canonical text into `out`; false at the first thing that is not canonical, without saying which.
bool decodeCanonical(QByteArrayView text, char *out)
{
    const char *in = text.data();
    const char *const wholeEnd = in + text.size() / 4 * 4;
    quint32 seen = 0;
    for (; in != wholeEnd; in += 4, out += 3) {
        const quint32 bits = lookUp(0, in[0]) | lookUp(1, in[1]) | lookUp(2, in[2]) | lookUp(3, in[3]);
        seen |= bits;
        putThree(out, bits);
    }
    const qsizetype rest = text.size() % 4;
    if (rest == 1 || (seen & bad))
        return false;
    if (rest == 0)
        return true;
    const quint32 bits = lookUp(0, in[0]) | lookUp(1, in[1]) | (rest == 3 ? lookUp(2, in[2]) : 0);
    if (bits & (bad | (rest == 3 ? 0xFFu : 0xFFFFu)))
        return false;
    out[0] = static_cast<char>(bits >> 16);
    if (rest == 3)
        out[1] = static_cast<char>(bits >> 8);
    return true;
}

/// The six bits of a character of either alphabet, or -1.
int sixBits(char c)
{
    if (c == '+')
        return 62;
    if (c == '/')
        return 63;
    const quint32 bits = lookUp(3, c);
    return bits == bad ? -1 : static_cast<int>(bits);
}

QString offsetDetail(qsizetype offset)
{
    return QCoreApplication::translate("Base64url", "at character %1").arg(offset);
}

} // namespace

QByteArray encode(QByteArrayView bytes)
{
    const qsizetype rest = bytes.size() % 3;
    QByteArray text(bytes.size() / 3 * 4 + (rest ? rest + 1 : 0), Qt::Uninitialized);
    const auto *in = reinterpret_cast<const unsigned char *>(bytes.data());
    const auto *const wholeEnd = in + (bytes.size() - rest);
    char *out = text.data();
    for (; in != wholeEnd; in += 3, out += 4) {
        const quint32 bits = static_cast<quint32>(in[0] << 16 | in[1] << 8 | in[2]);
        out[0] = alphabet[bits >> 18];
        out[1] = alphabet[bits >> 12 & 63];
        out[2] = alphabet[bits >> 6 & 63];
        out[3] = alphabet[bits & 63];
    }
    if (rest) {
        const quint32 bits = static_cast<quint32>(in[0] << 16 | (rest == 2 ? in[1] << 8 : 0));
        out[0] = alphabet[bits >> 18];
        out[1] = alphabet[bits >> 12 & 63];
        if (rest == 2)
            out[2] = alphabet[bits >> 6 & 63];
    }
    return text;
}

Result<QByteArray> decode(QByteArrayView text)
{
    QByteArray bytes(text.size() / 4 * 3 + std::max<qsizetype>(text.size() % 4 - 1, 0), Qt::Uninitialized);
    if (decodeCanonical(text, bytes.data()))
        return bytes;
    const Deviation first = decodeLeniently(text).deviations.front();
    return Error{first.code, QCoreApplication::translate("Base64url", "The text"), offsetDetail(first.offset),
                 first.offset};
}

Decoded decodeLeniently(QByteArrayView text)
{
    Decoded decoded;
    decoded.bytes = QByteArray(text.size() / 4 * 3 + 3, Qt::Uninitialized);
    if (decodeCanonical(text, decoded.bytes.data())) {
        decoded.bytes.truncate(text.size() / 4 * 3 + std::max<qsizetype>(text.size() % 4 - 1, 0));
        return decoded;
    }

    const auto note = [&decoded](ErrorCode code, qsizetype offset) {
        auto &list = decoded.deviations;
        const auto known =
            std::find_if(list.begin(), list.end(), [code](const Deviation &d) { return d.code == code; });
        if (known == list.end())
            list.push_back({code, offset});
        else
            ++known->count;
    };
    // An = is padding only where nothing that could be data comes after it.
    qsizetype dataEnd = text.size();
    while (dataEnd > 0 && sixBits(text[dataEnd - 1]) < 0)
        --dataEnd;

    char *out = decoded.bytes.data();
    quint32 bits = 0;
    qsizetype used = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const int value = sixBits(c);
        if (value < 0) {
            note(c == '=' && i >= dataEnd ? ErrorCode::Base64Padding : ErrorCode::Base64ForeignCharacter, i);
            continue;
        }
        if (c == '+' || c == '/')
            note(ErrorCode::Base64Alphabet, i);
        bits = bits << 6 | static_cast<quint32>(value);
        if (++used % 4 == 0) {
            putThree(out, bits);
            out += 3;
            bits = 0;
        }
    }
    const qsizetype rest = used % 4;
    if (rest == 1)
        note(ErrorCode::Base64Length, dataEnd - 1);
    if (rest >= 2) {
        *out++ = static_cast<char>(bits >> (rest == 2 ? 4 : 10));
        if (rest == 3)
            *out++ = static_cast<char>(bits >> 2);
        if (bits & (rest == 2 ? 0xFu : 0x3u))
            note(ErrorCode::Base64TrailingBits, dataEnd - 1);
    }
    decoded.bytes.truncate(out - decoded.bytes.constData());
    std::stable_sort(decoded.deviations.begin(), decoded.deviations.end(),
                     [](const Deviation &a, const Deviation &b) { return a.offset < b.offset; });
    return decoded;
}

} // namespace claimcheck::base64url
