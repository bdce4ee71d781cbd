#include "key_text.h"

#include "base/json_writer.h"
#include "jose/key_export.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

struct Digest {
    const char *member;
    const char *label;
    const char *name; // OpenSSL's
};
constexpr Digest digests[] = {
    {"sha256", "SHA-256", "SHA256"}, {"sha384", "SHA-384", "SHA384"}, {"sha512", "SHA-512", "SHA512"}};

void textOrNull(json::Writer &writer, QByteArrayView name, const QByteArray &text)
{
    writer.name(name);
    text.isEmpty() ? writer.null() : writer.string(QByteArrayView(text));
}

QString sizeText(const jose::Key &key)
{
    if (!key.curve().isEmpty())
        return QString::fromLatin1(key.curve());
    return QCoreApplication::translate("Cli", "%n bits", nullptr, key.bits());
}

QString kindText(const jose::Key &key)
{
    if (key.type() == jose::KeyType::Oct)
        return QCoreApplication::translate("Cli", "secret");
    return key.isPrivate() ? QCoreApplication::translate("Cli", "private")
                           : QCoreApplication::translate("Cli", "public");
}

} // namespace

const char *keyTypeName(jose::KeyType type)
{
    switch (type) {
    case jose::KeyType::Rsa:
        return "RSA";
    case jose::KeyType::Ec:
        return "EC";
    case jose::KeyType::Okp:
        return "OKP";
    case jose::KeyType::Oct:
        break;
    }
    return "oct";
}

void writeThumbprints(json::Writer &writer, const jose::Key &key)
{
    writer.beginObject();
    for (const Digest &digest : digests) {
        const auto print = jose::thumbprint(key, digest.name);
        textOrNull(writer, digest.member, print ? *print : QByteArray());
    }
    writer.endObject();
}

void writeKey(json::Writer &writer, const jose::Key &key, KeyMembers members)
{
    writer.beginObject();
    writer.member("kty", QByteArrayView(keyTypeName(key.type())));
    textOrNull(writer, "crv", key.curve());
    writer.name("bits");
    writer.integer(key.bits());
    textOrNull(writer, "kid", key.metadata().kid);
    if (members == KeyMembers::All) {
        textOrNull(writer, "alg", key.metadata().alg);
        textOrNull(writer, "use", key.metadata().use);
    }
    writer.name("private");
    writer.boolean(key.isPrivate());
    writer.name("thumbprints");
    writeThumbprints(writer, key);
    writer.endObject();
}

QString keyText(const jose::Key &key)
{
    const jose::KeyMetadata &metadata = key.metadata();
    std::vector<QStringList> rows;
    for (const auto &[label, value] :
         {std::pair{"kid", &metadata.kid}, {"alg", &metadata.alg}, {"use", &metadata.use}}) {
        if (!value->isEmpty())
            rows.push_back({QLatin1String(label), visible(QString::fromUtf8(*value))});
    }
    if (!metadata.keyOps.empty()) {
        QStringList operations;
        for (const QByteArray &operation : metadata.keyOps)
            operations += visible(QString::fromUtf8(operation));
        rows.push_back({u"key_ops"_s, operations.join(u", "_s)});
    }
    for (const Digest &digest : digests) {
        if (const auto print = jose::thumbprint(key, digest.name))
            rows.push_back({QLatin1String(digest.label), QString::fromLatin1(*print)});
    }
    // RFC 7518 sections 3.3 and 4.2. How long a secret must be depends on its algorithm.
    constexpr int leastRsaBits = 2048;
    const QString weakness =
        key.type() == jose::KeyType::Rsa && key.bits() < leastRsaBits
            ? u", "_s + tinted(QCoreApplication::translate("Cli", "too short to be safe"), Tint::Warning)
            : QString();
    return QStringLiteral("%1 %2, %3%4\n")
               .arg(QLatin1String(keyTypeName(key.type())), sizeText(key), kindText(key), weakness) +
           table(rows, QStringLiteral("  "));
}

QByteArray keySetJson(const jose::KeySet &keys)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("keys");
    writer.beginArray();
    for (const jose::Key &key : keys.keys)
        writeKey(writer, key, KeyMembers::All);
    writer.endArray();
    writer.name("rejected");
    writer.beginArray();
    for (const Error &error : keys.rejected) {
        writer.beginObject();
        writer.member("subject", error.subject);
        writer.member("code", QByteArrayView(codeName(error.code)));
        writer.member("message", describe(error).message);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

QString keySetText(const jose::KeySet &keys)
{
    QStringList blocks;
    for (const jose::Key &key : keys.keys)
        blocks += keyText(key);
    std::vector<QStringList> rows;
    for (const Error &error : keys.rejected)
        rows.push_back(
            {visible(error.subject), visible(describe(error).message), QLatin1String(codeName(error.code))});
    if (!rows.empty())
        blocks += tinted(QCoreApplication::translate("Cli", "Keys that cannot be used"), Tint::Warning) +
                  u'\n' + table(rows, QStringLiteral("  "));
    if (blocks.isEmpty())
        blocks += QCoreApplication::translate("Cli", "There is no key in it.") + u'\n';
    return blocks.join(u'\n');
}

} // namespace claimcheck::app
