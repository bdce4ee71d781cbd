#include "accounts.h"
#include "bearer.h"
#include "notes.h"
#include "router.h"
#include "routes.h"
#include "tokens.h"

#include "base/json_writer.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

/// Who the token says, as the server knows them now; the scope is the token's own.
Response me(const Services &services, const Request &request)
{
    const auto authorized = authorize(request, services.tokens);
    if (const auto *refused = std::get_if<Response>(&authorized))
        return *refused;
    const auto &access = std::get<Access>(authorized);
    const auto account = services.accounts.find(access.subject);
    if (!account)
        return failureResponse(account.error());
    if (!*account)
        return errorResponse(404, "not_found", "This user does not exist any more.");
    json::Writer writer;
    writer.beginObject();
    writer.member("sub", (*account)->id);
    writer.member("username", (*account)->username);
    writer.member("name", (*account)->name);
    writer.member("scope", access.scope);
    writer.endObject();
    return jsonResponse(200, writer.take());
}

Response listNotes(const Services &services, const Request &request)
{
    const auto authorized = authorize(request, services.tokens, "notes:read");
    if (const auto *refused = std::get_if<Response>(&authorized))
        return *refused;
    const auto notes = services.notes.list(std::get<Access>(authorized).subject);
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

Response addNote(const Services &services, const Request &request)
{
    const auto authorized = authorize(request, services.tokens, "notes:write");
    if (const auto *refused = std::get_if<Response>(&authorized))
        return *refused;
    const auto body = readJsonObject(request);
    if (const auto *refused = std::get_if<Response>(&body))
        return *refused;
    const json::Value field = std::get<json::Document>(body).root().find("text");
    const QString text = field.toString();
    if (!field.isString() || text.isEmpty() || text.size() > Notes::maxLength)
        return errorResponse(400, "invalid_request",
                             "The body needs the string text, with 1 to 4096 characters.");
    const auto note = services.notes.add(std::get<Access>(authorized).subject, text);
    if (!note)
        return failureResponse(note.error());
    json::Writer writer;
    writeNote(writer, *note);
    return jsonResponse(201, writer.take());
}

Response jwkSet(const Services &services)
{
    const auto keys = services.tokens.publicKeys();
    if (!keys)
        return failureResponse(keys.error());
    Response response = jsonResponse(200, *keys);
    response.setHeader("Cache-Control", "public, max-age=300");
    return response;
}

} // namespace

void addResourceRoutes(Router &router, const Services &services)
{
    router.add("GET", u"/me"_s, [services](const Request &request) { return me(services, request); });
    router.add("GET", u"/notes"_s,
               [services](const Request &request) { return listNotes(services, request); });
    router.add("POST", u"/notes"_s,
               [services](const Request &request) { return addNote(services, request); });
    router.add("GET", u"/.well-known/jwks.json"_s, [services](const Request &) { return jwkSet(services); });
}

} // namespace claimcheck::practice
