#include "topics.h"

#include "storage.h"

#include <algorithm>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

/// Rows of a statement, each a text and a moment.
Result<Done> writeRows(const Result<Storage::Answer> &found, const char *table,
                       const std::vector<const char *> &texts, json::Writer &writer)
{
    if (!found)
        return found.error();
    writer.name(table);
    writer.beginArray();
    for (const QVariantList &row : found->rows) {
        writer.beginObject();
        for (size_t i = 0; i < texts.size(); ++i)
            writer.member(texts[i], row[static_cast<qsizetype>(i)].toString());
        writeTime(writer, "expires_at", storedTime(row.back()));
        writer.endObject();
    }
    writer.endArray();
    return Done{};
}

} // namespace

const std::vector<Topic> &topics()
{
    static const std::vector<Topic> all = {
        {{.id = "purpose",
          .title = "Tokens for one purpose",
          .transport = "purpose",
          .holds = "A link from a mail, a link to a file, or the token of a picture of letters.",
          .stores = "The ids of those that were used, until they would have expired anyway; how many wrong "
                    "passwords came in a row.",
          .checks = "Verifies the signature, the times and the type; then writes the id down, unless it is "
                    "there already.",
          .revoking = "By using it. Else it ends within minutes.",
          .restart = "Nothing, as long as the secret and the table of used ids are kept.",
          .second = "The same secret, and the same table of used ids."},
         "/purpose"},
        {{.id = "cors",
          .title = "Pages of other origins",
          .transport = "cors",
          .holds = "Whatever a page's script sends, and what the browser adds by itself.",
          .stores = "Nothing.",
          .checks = "Answers everybody. Its headers say whose pages may read the answer, and the browser "
                    "sees to that.",
          .revoking = "By other headers: from the next answer on.",
          .restart = "Nothing.",
          .second = "The same list of origins."},
         "/cors"},
    };
    return all;
}

const Topic *findTopic(const QByteArray &id)
{
    const auto &all = topics();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Topic &topic) { return id == topic.about.id; });
    return found == all.end() ? nullptr : &*found;
}

Result<Done> writeInside(const Topic &topic, Storage &storage, const Account &account, json::Writer &writer)
{
    if (QByteArrayView(topic.about.id) != QByteArrayView("purpose"))
        return Done{};
    if (!account.email.isEmpty()) {
        writer.name("user");
        writer.beginArray();
        writer.beginObject();
        writer.member("id", account.id);
        writer.member("email", account.email);
        writer.endObject();
        writer.endArray();
    }
    if (auto written = writeRows(storage.run(u"SELECT purpose, id, expires_at FROM used_once"
                                             " ORDER BY rowid DESC LIMIT 100"_s),
                                 "used_once", {"purpose", "id"}, writer);
        !written)
        return written;
    return writeRows(storage.run(u"SELECT username, count, expires_at FROM wrong_password"
                                 " WHERE username = ?"_s,
                                 {account.username}),
                     "wrong_password", {"username", "count"}, writer);
}

} // namespace claimcheck::practice
