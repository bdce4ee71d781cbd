#include "dynamic_variables.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <array>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

/// What a dynamic variable is made from: its words after the name, or those in its brackets.
struct Call {
    const QByteArray &name;
    QByteArrayList arguments;
    TimePoint now;
    const RandomSource &random;

    [[nodiscard]] Error wrong(const char *why) const
    {
        return {ErrorCode::VariableUnknown, QString::fromUtf8(name), QString::fromLatin1(why)};
    }
};

constexpr qint64 longestText = 10'000;

Result<quint64> randomBelow(const Call &call, quint64 bound)
{
    // Numbers of the last, incomplete round are thrown away, so that every result is as likely.
    const quint64 rest = bound == 0 ? 0 : (std::numeric_limits<quint64>::max() % bound + 1) % bound;
    while (true) {
        const auto bytes = call.random(8);
        if (!bytes)
            return bytes.error();
        quint64 number = 0;
        for (const char c : *bytes)
            number = number << 8 | static_cast<unsigned char>(c);
        if (bound == 0)
            return number;
        if (number <= std::numeric_limits<quint64>::max() - rest)
            return number % bound;
    }
}

Result<QByteArray> uuid(const Call &call)
{
    auto bytes = call.random(16);
    if (!bytes)
        return bytes.error();
    QByteArray b = *std::move(bytes);
    b[6] = static_cast<char>((b[6] & 0x0F) | 0x40); // RFC 9562 section 5.4
    b[8] = static_cast<char>((b[8] & 0x3F) | 0x80);
    QByteArray hex = b.toHex();
    for (const qsizetype at : {20, 16, 12, 8})
        hex.insert(at, '-');
    return hex;
}

Result<QByteArray> integerBetween(const Call &call, qint64 low, qint64 high)
{
    if (low >= high)
        return call.wrong("the first number is not below the second");
    const auto number = randomBelow(call, static_cast<quint64>(high) - static_cast<quint64>(low));
    if (!number)
        return number.error();
    return QByteArray::number(static_cast<qint64>(static_cast<quint64>(low) + *number));
}

/// From MIN to MAX, MAX not reached; 0 to 1000 without them.
Result<QByteArray> randomInt(const Call &call)
{
    if (call.arguments.isEmpty())
        return integerBetween(call, 0, 1001);
    bool lowOk = false, highOk = false;
    const qint64 low = call.arguments.value(0).toLongLong(&lowOk);
    const qint64 high = call.arguments.value(1).toLongLong(&highOk);
    if (call.arguments.size() != 2 || !lowOk || !highOk)
        return call.wrong("it takes two whole numbers");
    return integerBetween(call, low, high);
}

Result<QByteArray> randomLetters(const Call &call, QByteArrayView alphabet)
{
    bool ok = false;
    const qint64 count = call.arguments.isEmpty() ? 16 : call.arguments.value(0).toLongLong(&ok);
    if (!call.arguments.isEmpty() && (!ok || count < 1 || count > longestText))
        return call.wrong("it takes a length");
    QByteArray out;
    for (qint64 i = 0; i < count; ++i) {
        const auto index = randomBelow(call, static_cast<quint64>(alphabet.size()));
        if (!index)
            return index.error();
        out += alphabet[static_cast<qsizetype>(*index)];
    }
    return out;
}

constexpr QByteArrayView letters("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
constexpr QByteArrayView lettersAndDigits("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
constexpr QByteArrayView hexDigits("0123456789abcdef");

Result<QByteArray> email(const Call &call)
{
    const Call eight{call.name, {"8"}, call.now, call.random};
    const auto user = randomLetters(eight, letters);
    if (!user)
        return user.error();
    return user->toLower() + "@example.com";
}

/// The time, moved by "OFFSET UNIT" from argument `from` on (y M w d h m s ms), as REST Client has it.
Result<QDateTime> moment(const Call &call, qsizetype from)
{
    const QDateTime now =
        QDateTime::fromMSecsSinceEpoch(call.now.time_since_epoch().count(), QTimeZone::utc());
    if (call.arguments.size() <= from)
        return now;
    bool ok = false;
    const int offset = call.arguments.value(from).toInt(&ok);
    const QByteArray unit = call.arguments.value(from + 1);
    if (!ok || call.arguments.size() != from + 2 || std::abs(offset) > 1'000'000'000)
        return call.wrong("an offset is a whole number and a unit");
    if (unit == "y")
        return now.addYears(offset);
    if (unit == "M")
        return now.addMonths(offset);
    static const std::array<std::pair<QByteArray, qint64>, 6> units{
        {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
    for (const auto &[name, milliseconds] : units) {
        if (unit == name)
            return now.addMSecs(offset * milliseconds);
    }
    return call.wrong("the unit is none of y M w d h m s ms");
}

Result<QByteArray> formatted(const Call &call, const Result<QDateTime> &time, const QString &format)
{
    if (!time)
        return time.error();
    const QString text = QLocale::c().toString(*time, format);
    return text.isEmpty() ? Result<QByteArray>(call.wrong("the time cannot be written"))
                          : Result<QByteArray>(text.toUtf8());
}

const QString isoFormat = u"yyyy-MM-dd'T'HH:mm:ss.zzz'Z'"_s;

Result<QByteArray> timestamp(const Call &call)
{
    const auto time = moment(call, 0);
    if (!time)
        return time.error();
    return QByteArray::number(time->toSecsSinceEpoch());
}

Result<QByteArray> isoTimestamp(const Call &call)
{
    return formatted(call, moment(call, 0), isoFormat);
}

Result<QByteArray> dateTime(const Call &call)
{
    const QByteArray format = call.arguments.value(0);
    const auto time = moment(call, 1);
    if (format == "iso8601" || format.isEmpty())
        return formatted(call, time, isoFormat);
    if (format == "rfc1123")
        return formatted(call, time, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    // Day.js writes years and days in capitals, Qt in small letters.
    return formatted(call, time,
                     QString::fromUtf8(format).replace(u'Y', u'y').replace(u"DD"_s, u"dd"_s).left(100));
}

struct Dynamic {
    QByteArrayView name;
    Result<QByteArray> (*make)(const Call &);
};
constexpr std::array table{
    Dynamic{"$guid", uuid},
    Dynamic{"$uuid", uuid},
    Dynamic{"$random.uuid", uuid},
    Dynamic{"$randomUUID", uuid},
    Dynamic{"$timestamp", timestamp},
    Dynamic{"$isoTimestamp", isoTimestamp},
    Dynamic{"$datetime", dateTime},
    Dynamic{"$randomInt", randomInt},
    Dynamic{"$random.integer", randomInt},
    Dynamic{"$random.alphabetic", [](const Call &call) { return randomLetters(call, letters); }},
    Dynamic{"$random.alphanumeric", [](const Call &call) { return randomLetters(call, lettersAndDigits); }},
    Dynamic{"$random.hexadecimal", [](const Call &call) { return randomLetters(call, hexDigits); }},
    Dynamic{"$random.email", email},
};

qsizetype nameEnd(QByteArrayView name)
{
    qsizetype end = 0;
    while (end < name.size() && name[end] != ' ' && name[end] != '(')
        ++end;
    return end;
}

/// Words apart by spaces or, in brackets, commas; one in quotes may hold both.
QByteArrayList argumentsOf(QByteArrayView text)
{
    text = text.trimmed();
    if (text.startsWith('(') && text.endsWith(')'))
        text = text.sliced(1, text.size() - 2);
    QByteArrayList words;
    for (qsizetype i = 0; i < text.size();) {
        if (text[i] == ' ' || text[i] == ',') {
            ++i;
            continue;
        }
        const char quote = text[i] == '"' || text[i] == '\'' ? text[i] : '\0';
        qsizetype end = quote ? text.indexOf(quote, i + 1) : i;
        if (quote && end < 0)
            end = text.size();
        while (!quote && end < text.size() && text[end] != ' ' && text[end] != ',')
            ++end;
        words += text.sliced(quote ? i + 1 : i, end - (quote ? i + 1 : i)).toByteArray();
        i = quote ? end + 1 : end;
    }
    return words;
}

const Dynamic *find(QByteArrayView name)
{
    const QByteArrayView word = name.first(nameEnd(name));
    for (const Dynamic &dynamic : table) {
        if (dynamic.name == word)
            return &dynamic;
    }
    return nullptr;
}

} // namespace

bool isDynamic(QByteArrayView name)
{
    return find(name) != nullptr;
}

Result<QByteArray> dynamicValue(const QByteArray &name, TimePoint now, const RandomSource &random)
{
    const Call call{name, argumentsOf(QByteArrayView(name).sliced(nameEnd(name))), now, random};
    const Dynamic *dynamic = find(name);
    if (name.startsWith("$processEnv") || name.startsWith("$dotenv"))
        return call.wrong("a request cannot read the environment of this program");
    return dynamic ? dynamic->make(call) : Result<QByteArray>(call.wrong("it is not known"));
}

} // namespace claimcheck::requests
