#include "key_format.h"

#include "base/json_writer.h"
#include "invocation.h"
#include "jose/key_export.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

struct FormatRow {
    KeyFormat format;
    const char *name;
};
constexpr FormatRow formats[] = {{KeyFormat::Pem, "pem"}, {KeyFormat::Jwk, "jwk"}, {KeyFormat::Jwks, "jwks"}};

Result<Secret> secretly(const Result<QByteArray> &text)
{
    return text ? Result<Secret>(Secret(QByteArrayView(*text))) : text.error();
}

Result<Secret> jwk(const jose::Key &key)
{
    return key.isPrivate() ? jose::privateJwk(key) : secretly(jose::publicJwk(key));
}

Result<Secret> pem(const jose::Key &key)
{
    return key.isPrivate() ? jose::privatePem(key) : secretly(jose::publicPem(key));
}

/// All keys one after the other, with what stands around and between them.
Result<Secret> joined(const std::vector<jose::Key> &keys, Result<Secret> (*write)(const jose::Key &),
                      const char *before, const char *between, const char *after)
{
    QByteArray text = before;
    for (const jose::Key &key : keys) {
        const auto written = write(key);
        if (!written)
            return written.error();
        text += &key == &keys.front() ? "" : between;
        text += written->reveal();
    }
    text += after;
    Secret result{QByteArrayView(text)};
    wipe(text);
    return result;
}

Result<Secret> pemJson(const Secret &text)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("pem", text.reveal());
    writer.endObject();
    return Secret(QByteArrayView(writer.take() + '\n'));
}

} // namespace

Result<KeyFormat> readKeyFormat(const Invocation &run, KeyFormat otherwise)
{
    const auto name = run.value(u"to"_s);
    if (!name)
        return otherwise;
    for (const FormatRow &row : formats) {
        if (*name == QLatin1String(row.name))
            return row.format;
    }
    return Error{
        ErrorCode::UsageInvalid, {}, QCoreApplication::translate("Cli", "--to takes pem, jwk or jwks.")};
}

Result<Secret> formatted(const std::vector<jose::Key> &keys, KeyFormat format, bool json)
{
    switch (format) {
    case KeyFormat::Pem: {
        auto text = joined(keys, pem, "", "", "");
        return text && json ? pemJson(*text) : text;
    }
    case KeyFormat::Jwk:
        if (keys.size() != 1)
            return Error{
                ErrorCode::UsageInvalid,
                {},
                QCoreApplication::translate("Cli", "There is more than one key: --to jwks takes them all.")};
        return joined(keys, jwk, "", "", "\n");
    case KeyFormat::Jwks:
        break;
    }
    return joined(keys, jwk, "{\"keys\":[", ",", "]}\n");
}

} // namespace claimcheck::app
