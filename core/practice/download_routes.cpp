#include "purpose_tokens.h"
#include "router.h"
#include "routes.h"
#include "system_pages.h"
#include "tokens.h"
#include "used_once.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr char type[] = "download+jwt";
constexpr std::chrono::seconds lifetime{60};

struct File {
    const char *name;
    const char *type;
    const char *text;
};
constexpr File files[] = {
    {"report.txt", "text/plain; charset=utf-8", "Nothing happened, and it was written down.\n"},
    {"numbers.csv", "text/csv; charset=utf-8", "month,number\nJanuary,1\nFebruary,2\n"},
};

const File *findFile(const QByteArray &name)
{
    for (const File &file : files) {
        if (name == file.name)
            return &file;
    }
    return nullptr;
}

/// A link that holds all there is to know: which file, and until when. Whoever has it may download, so it is
/// short-lived and good for one use.
Response makeLink(const Services &services, const Fields &fields)
{
    const File *file = findFile(fields.value("file"));
    if (!file)
        return errorResponse(404, "not_found", "There are the files report.txt and numbers.csv.");
    const auto token =
        services.purposeTokens.make(type, {{"file", QString::fromLatin1(file->name)}}, lifetime);
    if (!token)
        return failureResponse(token.error());
    json::Writer writer;
    writer.beginObject();
    writer.member("link", services.tokens.issuer() + "/purpose/download?token=" + *token);
    writer.name("expires_in");
    writer.integer(lifetime.count());
    writer.endObject();
    return jsonResponse(201, writer.take());
}

Response download(const Services &services, const Request &request)
{
    const auto checked = services.purposeTokens.check(type, queryFields(request).value("token"));
    if (!checked)
        return failureResponse(checked.error());
    if (const auto *refused = std::get_if<PurposeTokens::Refused>(&*checked)) {
        return *refused == PurposeTokens::Refused::Expired
                   ? errorResponse(410, "link_expired", "This link has expired.")
                   : errorResponse(400, "link_invalid", "This is no link of this server.");
    }
    const json::Value claims = std::get<jose::VerifiedToken>(*checked).claims();
    const auto use =
        services.usedOnce.use(u"download"_s, claims.find("jti").toString(), services.clock.now() + lifetime);
    if (!use)
        return failureResponse(use.error());
    if (*use == UsedOnce::Answer::Again)
        return errorResponse(410, "link_used", "This link was used before.");
    const File *file = findFile(claims.find("file").toUtf8());
    if (!file)
        return errorResponse(404, "not_found", "This file does not exist any more.");
    return {.status = 200,
            .headers = {{"Content-Type", file->type},
                        {"Content-Disposition", "attachment; filename=\"" + QByteArray(file->name) + '"'}},
            .body = file->text};
}

} // namespace

void addDownloadRoutes(Router &router, const Services &services)
{
    router.add("POST", u"/purpose/download"_s,
               post(nullptr, [services](const Request &, const Fields &fields) {
                   return makeLink(services, fields);
               }));
    router.add("GET", u"/purpose/download"_s,
               [services](const Request &request) { return download(services, request); });
}

} // namespace claimcheck::practice
