#include "batch_key_show.h"

#include "base/json_writer.h"
#include "batch.h"
#include "batch_keys.h"
#include "invocation.h"
#include "key_text.h"

namespace claimcheck::app {

namespace {

constexpr Field showFields[] = {{"id", FieldKind::Any},
                                {"jwk", FieldKind::Object},
                                {"jwks", FieldKind::Object},
                                {"pem", FieldKind::Text}};

Result<SharedKeys> keysOf(const json::Value &line, BatchKeys &lineKeys)
{
    if (const auto checked = checkFields(line, showFields); !checked)
        return checked.error();
    auto keys = lineKeys.of(line);
    // Some keys of a set that cannot be used do not spoil the others.
    if (keys && (*keys)->keys.empty())
        return (*keys)->rejected.empty() ? Error{ErrorCode::KeyMissing} : (*keys)->rejected.front();
    return keys;
}

QByteArray answer(const json::Value &line, BatchKeys &lineKeys)
{
    const auto keys = keysOf(line, lineKeys);
    json::Writer writer;
    writer.beginObject();
    writer.name("id");
    writer.raw(rawId(line));
    writer.member("outcome", QByteArrayView(keys ? "accepted" : "refused"));
    writer.name("code");
    keys ? writer.null() : writer.string(QByteArrayView(codeName(keys.error().code)));
    writer.name("keys");
    writer.beginArray();
    if (keys) {
        for (const jose::Key &key : (*keys)->keys)
            writeKey(writer, key, KeyMembers::Contract);
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace

void runKeyShowBatch(Invocation &run)
{
    BatchKeys keys;
    runBatchCommand(run, answerObjects([&keys](const json::Value &line) { return answer(line, keys); }));
}

} // namespace claimcheck::app
