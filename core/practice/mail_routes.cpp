#include "html.h"
#include "outbox.h"
#include "purpose_tokens.h"
#include "router.h"
#include "routes.h"
#include "system_pages.h"
#include "tokens.h"
#include "used_once.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr char type[] = "mail+jwt";
constexpr std::chrono::minutes lifetime{30};

Response linkRefused(PurposeTokens::Refused why)
{
    return why == PurposeTokens::Refused::Expired
               ? errorResponse(410, "link_expired", "This link has expired. Ask for another mail.")
               : errorResponse(400, "link_invalid", "This is no link of this server.");
}

bool looksLikeAddress(const QString &text)
{
    const qsizetype at = text.indexOf(u'@');
    return at > 0 && at == text.lastIndexOf(u'@') && at < text.size() - 1 && text.size() <= 254 &&
           std::none_of(text.begin(), text.end(), [](QChar c) { return c <= u' '; });
}

/// Puts a mail with a link into the outbox. The link's token binds the user and the address, so that it
/// confirms nothing else.
Response askForMail(const Services &services, const Fields &fields)
{
    const QString email = fields.text("email");
    if (!looksLikeAddress(email))
        return errorResponse(400, "invalid_request", "The body needs a username and an email.");
    const auto account = services.accounts.findByName(fields.text("username"));
    if (!account)
        return failureResponse(account.error());
    if (*account) {
        const auto token =
            services.purposeTokens.make(type, {{"sub", (*account)->id}, {"email", email}}, lifetime);
        if (!token)
            return failureResponse(token.error());
        const QString link = QString::fromLatin1(services.tokens.issuer() + "/purpose/mail?token=" + *token);
        auto sent = services.outbox.add({email, u"Confirm your e-mail address"_s, link},
                                        services.clock.now() + lifetime);
        if (!sent)
            return failureResponse(sent.error());
    }
    // The same answer for a name of nobody.
    json::Writer writer;
    writer.beginObject();
    writer.member("message", QByteArrayView("If there is such a user, a mail is in the outbox."));
    writer.member("outbox", QByteArrayView("/outbox"));
    writer.endObject();
    return jsonResponse(202, writer.take());
}

/// Opening the link does nothing yet: mail programs open links to look at them.
Response showLink(const Services &services, const Request &request)
{
    const QByteArray token = queryFields(request).value("token");
    const auto checked = services.purposeTokens.check(type, token);
    if (!checked)
        return failureResponse(checked.error());
    if (const auto *refused = std::get_if<PurposeTokens::Refused>(&*checked))
        return linkRefused(*refused);
    const QString email = std::get<jose::VerifiedToken>(*checked).claims().find("email").toString();
    return htmlPage(200, u"Confirm your e-mail address"_s,
                    "<p>Is <strong>" + escaped(email) + "</strong> yours?</p>\n" +
                        formTo(u"/purpose/mail/confirm"_s, hiddenField("token", token), u"Confirm"_s));
}

Response confirm(const Services &services, const Fields &fields)
{
    const auto checked = services.purposeTokens.check(type, fields.value("token"));
    if (!checked)
        return failureResponse(checked.error());
    if (const auto *refused = std::get_if<PurposeTokens::Refused>(&*checked))
        return linkRefused(*refused);
    const json::Value claims = std::get<jose::VerifiedToken>(*checked).claims();
    const auto use =
        services.usedOnce.use(u"mail"_s, claims.find("jti").toString(), services.clock.now() + lifetime);
    if (!use)
        return failureResponse(use.error());
    if (*use == UsedOnce::Answer::Again)
        return errorResponse(410, "link_used", "This link was used before.");
    const QString email = claims.find("email").toString();
    if (auto set = services.accounts.setEmail(claims.find("sub").toString(), email); !set)
        return failureResponse(set.error());
    json::Writer writer;
    writer.beginObject();
    writer.member("sub", claims.find("sub").toString());
    writer.member("email", email);
    writer.member("message", QByteArrayView("The address is confirmed."));
    writer.endObject();
    return jsonResponse(200, writer.take());
}

Response outboxPage(const Services &services)
{
    const auto mails = services.outbox.list();
    if (!mails)
        return failureResponse(mails.error());
    std::vector<std::vector<QByteArray>> rows;
    for (const Mail &mail : *mails)
        rows.push_back({escaped(mail.recipient), escaped(mail.subject),
                        "<a href=\"" + escaped(mail.link) + "\">Open the link</a>"});
    return htmlPage(200, u"Outbox"_s,
                    "<p>Mails that this server would have sent. None ever leaves it.</p>\n" +
                        tableOf({u"To"_s, u"Subject"_s, u"Link"_s}, rows));
}

Response outboxJson(const Services &services)
{
    const auto mails = services.outbox.list();
    if (!mails)
        return failureResponse(mails.error());
    json::Writer writer;
    writer.beginObject();
    writer.name("mails");
    writer.beginArray();
    for (const Mail &mail : *mails) {
        writer.beginObject();
        writer.member("to", mail.recipient);
        writer.member("subject", mail.subject);
        writer.member("link", mail.link);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return jsonResponse(200, writer.take());
}

} // namespace

void addMailRoutes(Router &router, const Services &services)
{
    router.add("POST", u"/purpose/mail"_s, post(nullptr, [services](const Request &, const Fields &fields) {
                   return askForMail(services, fields);
               }));
    router.add("GET", u"/purpose/mail"_s,
               [services](const Request &request) { return showLink(services, request); });
    router.add("POST", u"/purpose/mail/confirm"_s,
               post(nullptr,
                    [services](const Request &, const Fields &fields) { return confirm(services, fields); }));
    router.add("GET", u"/outbox"_s, [services](const Request &) { return outboxPage(services); });
    router.add("GET", u"/practice/outbox"_s, [services](const Request &) { return outboxJson(services); });
}

} // namespace claimcheck::practice
