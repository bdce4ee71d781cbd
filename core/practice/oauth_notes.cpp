#include "notes.h"
#include "oauth_access.h"
#include "oauth_endpoints.h"
#include "oauth_provider.h"

#include "base/json_writer.h"

namespace claimcheck::practice::provider {

/// What a third-party app may do for a person: the same notes as at /notes, but with the provider's access
/// tokens, Bearer or DPoP.
Response listSharedNotes(Provider &provider, const Request &request)
{
    const auto access = authorizeAccess(provider, request, "notes:read");
    if (!access)
        return access.refusal();
    const auto notes = provider.notes.list(access->userId);
    if (!notes)
        return failureResponse(notes.error());
    json::Writer writer;
    writer.beginObject();
    writer.name("notes");
    writer.beginArray();
    for (const Note &note : *notes)
        writeNote(writer, note);
    writer.endArray();
    writer.endObject();
    return jsonResponse(200, writer.take());
}

Response addSharedNote(Provider &provider, const Request &request)
{
    const auto access = authorizeAccess(provider, request, "notes:write");
    if (!access)
        return access.refusal();
    // A client that acts for itself has no notes.
    if (access->userId.isEmpty())
        return refuse(403, "access_denied", "The access token is nobody's.");
    const auto body = readJsonObject(request);
    if (const auto *refused = std::get_if<Response>(&body))
        return *refused;
    const json::Value field = std::get<json::Document>(body).root().find("text");
    const QString text = field.toString();
    if (!field.isString() || text.isEmpty() || text.size() > Notes::maxLength)
        return refuse(400, "invalid_request", "The body needs the string text, with 1 to 4096 characters.");
    const auto note = provider.notes.add(access->userId, text);
    if (!note)
        return failureResponse(note.error());
    json::Writer writer;
    writeNote(writer, *note);
    return jsonResponse(201, writer.take());
}

} // namespace claimcheck::practice::provider
