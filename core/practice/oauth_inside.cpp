#include "oauth_inside.h"

#include "oauth_provider.h"
#include "storage.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "oauth",
    .title = "OAuth 2 and OpenID Connect",
    .transport = "bearer",
    .holds =
        "An access token that says what this client may do for the user, a refresh token, and an ID Token "
        "that says who signed in. The password stays with the browser and the provider.",
    .stores = "A grant for each permission, with a fingerprint of each code and refresh token and the ids of "
              "access tokens; what the user allowed; and the browser's own session.",
    .checks =
        "Verifies the signature, the times and the audience, then looks up whether the grant still stands.",
    .revoking = "The client or the user ends the grant, and all that came from it goes with it.",
    .restart = "Nothing, as long as the keys and the tables are kept.",
    .second =
        "The provider's public keys for what a token says, and its introspection endpoint (RFC 7662) for "
        "whether it still stands.",
};

enum class Kind { Text, Moment, Flag };
struct Column {
    const char *name;
    Kind kind;
};
struct Table {
    const char *name;
    const char *from; // with the user's id as its one value
    std::vector<Column> columns;
};

/// The columns of each are selected in this order.
const std::vector<Table> &tables()
{
    using enum Kind;
    static const std::vector<Table> all = {
        {"oauth_session",
         "oauth_session WHERE user_id = ?",
         {{"id", Text}, {"sid", Text}, {"authenticated_at", Moment}, {"expires_at", Moment}}},
        {"oauth_consent",
         "oauth_consent WHERE user_id = ?",
         {{"client_id", Text}, {"scope", Text}, {"expires_at", Moment}}},
        {"oauth_grant",
         "oauth_grant WHERE user_id = ?",
         {{"id", Text},
          {"client_id", Text},
          {"sid", Text},
          {"scope", Text},
          {"resource", Text},
          {"jkt", Text},
          {"expires_at", Moment}}},
        {"oauth_code",
         "oauth_code WHERE grant_id IN (SELECT id FROM oauth_grant WHERE user_id = ?)",
         {{"id", Text}, {"grant_id", Text}, {"challenge", Text}, {"used", Flag}, {"expires_at", Moment}}},
        {"oauth_refresh",
         "oauth_refresh WHERE grant_id IN (SELECT id FROM oauth_grant WHERE user_id = ?)",
         {{"id", Text}, {"grant_id", Text}, {"rotated", Flag}}},
        {"oauth_access",
         "oauth_access WHERE grant_id IN (SELECT id FROM oauth_grant WHERE user_id = ?)",
         {{"id", Text},
          {"grant_id", Text},
          {"scope", Text},
          {"audience", Text},
          {"jkt", Text},
          {"expires_at", Moment}}},
        {"oauth_device",
         "oauth_device WHERE user_id = ?",
         {{"client_id", Text}, {"scope", Text}, {"state", Text}, {"expires_at", Moment}}},
    };
    return all;
}

void writeCell(json::Writer &writer, const Column &column, const QVariant &value)
{
    switch (column.kind) {
    case Kind::Text:
        return writer.member(column.name, value.toString());
    case Kind::Moment:
        return writeTime(writer, column.name, storedTime(value));
    case Kind::Flag:
        writer.name(column.name);
        return writer.boolean(value.toBool());
    }
}

Result<Done> writeTable(Storage &storage, const Table &table, const QString &userId, json::Writer &writer)
{
    QStringList names;
    for (const Column &column : table.columns)
        names << QString::fromLatin1(column.name);
    // Names of tables and columns are those above; what comes from outside is bound.
    const auto found = storage.run(u"SELECT %1 FROM %2 ORDER BY rowid LIMIT 100"_s.arg(
                                       names.join(u", "_s), QString::fromLatin1(table.from)),
                                   {userId});
    if (!found)
        return found.error();
    writer.name(table.name);
    writer.beginArray();
    for (const QVariantList &row : found->rows) {
        writer.beginObject();
        for (size_t i = 0; i < table.columns.size(); ++i)
            writeCell(writer, table.columns[i], row[static_cast<qsizetype>(i)]);
        writer.endObject();
    }
    writer.endArray();
    return Done{};
}

} // namespace

const System::About &about()
{
    return facts;
}

Result<Done> writeInside(Provider &provider, const QString &userId, json::Writer &writer)
{
    for (const Table &table : tables()) {
        if (auto written = writeTable(provider.storage, table, userId, writer); !written)
            return written;
    }
    return Done{};
}

} // namespace claimcheck::practice::provider
