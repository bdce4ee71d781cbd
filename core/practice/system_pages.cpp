#include "system_pages.h"

#include "html.h"

#include <QDateTime>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

QByteArray moment(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC)
        .toString(Qt::ISODate)
        .toLatin1();
}

QByteArray factsTable(const System::About &about)
{
    const auto row = [](const char *name, const char *text) {
        return std::vector<QByteArray>{"<strong>" + QByteArray(name) + "</strong>", escaped(text)};
    };
    return tableOf({}, {row("The client holds", about.holds), row("The server stores", about.stores),
                        row("Each request", about.checks), row("Taking it back", about.revoking),
                        row("A restart changes", about.restart), row("A second server needs", about.second)});
}

Result<QByteArray> deviceTable(System &system, const Identity &identity, const QByteArray &csrf)
{
    const auto list = system.devices(identity.userId);
    if (!list)
        return list.error();
    if (!*list)
        return QByteArray();
    std::vector<std::vector<QByteArray>> rows;
    for (const Device &device : **list) {
        const bool own = device.handle == identity.handle;
        const QByteArray end =
            own ? QByteArray("this one")
                : formTo(system.prefix() + "/devices/end"_L1,
                         hiddenField("csrf_token", csrf) + hiddenField("handle", device.handle.toUtf8()),
                         u"Sign out there"_s);
        rows.push_back({escaped(device.name), escaped(device.address), moment(device.signedInAt),
                        moment(device.seenAt), end});
    }
    return "<h2>Devices</h2>\n" +
           tableOf({u"Name"_s, u"Address"_s, u"Signed in"_s, u"Last seen"_s, u""_s}, rows) +
           formTo(system.prefix() + "/devices/end-others"_L1, hiddenField("csrf_token", csrf),
                  u"Sign out all others"_s);
}

} // namespace

QByteArray signInForm(const QString &path)
{
    return formTo(path,
                  inputField(u"User"_s, "username") + inputField(u"Password"_s, "password", "password") +
                      inputField(u"Device"_s, "device", "text", "browser"),
                  u"Sign in"_s);
}

Response systemPage(const Services &, System &system, const Request &request)
{
    QByteArray body = factsTable(system.about());
    const bool byCookie = QByteArrayView(system.about().transport) == QByteArrayView("cookie");
    const auto identified = byCookie
                                ? system.identify(request)
                                : Result<System::Identified>(System::Identified(Response{.status = 401}));
    if (!identified)
        return failureResponse(identified.error());
    if (const auto *who = std::get_if<Identity>(&*identified)) {
        const QByteArray csrf = who->csrf;
        const auto devices = deviceTable(system, *who, csrf);
        if (!devices)
            return failureResponse(devices.error());
        body += "<p>Signed in as <strong>" + escaped(who->username) + "</strong>, role " +
                escaped(who->role) + ".</p>\n" +
                formTo(system.prefix() + "/logout"_L1, hiddenField("csrf_token", csrf), u"Sign out"_s) +
                formTo(system.prefix() + "/notes"_L1,
                       hiddenField("csrf_token", csrf) + inputField(u"Note"_s, "text"), u"Keep this note"_s) +
                *devices;
    } else {
        body += signInForm(system.prefix() + "/login"_L1);
    }
    return htmlPage(200, QString::fromLatin1(system.about().title), body);
}

Handler post(const System *system, const PostWork &work)
{
    return [system, work](const Request &request) {
        const auto fields = bodyFields(request);
        if (const auto *refused = std::get_if<Response>(&fields))
            return *refused;
        const auto &given = std::get<Fields>(fields);
        Response response = work(request, given);
        return given.isForm() ? answerPage(system, std::move(response)) : response;
    };
}

Response answerPage(const System *system, Response response)
{
    const bool byCookie = system && QByteArrayView(system->about().transport) == QByteArrayView("cookie");
    if (response.status >= 200 && response.status < 300 && byCookie) {
        Response back = seeOther(system->prefix());
        for (const auto &[name, value] : response.headers) {
            if (name == "Set-Cookie")
                back.setHeader(name, value);
        }
        return back;
    }
    QByteArray body;
    const auto document = json::Document::parse(response.body);
    if (document) {
        const json::Value root = document->root();
        body += "<p>" + escaped(root.find("message").toString()) + "</p>\n";
        if (root.find("captcha_image").isString()) {
            body += "<p><img alt=\"Six letters\" src=\"" + escaped(root.find("captcha_image").toString()) +
                    "\"></p>\n" +
                    formTo(system->prefix() + "/login"_L1,
                           hiddenField("captcha_token", root.find("captcha_token").toUtf8()) +
                               inputField(u"User"_s, "username") +
                               inputField(u"Password"_s, "password", "password") +
                               inputField(u"Letters of the picture"_s, "captcha_answer"),
                           u"Sign in"_s);
        }
        if (response.status < 300) {
            body += "<p>A program gets this JSON, and sends the token with each request:</p>\n<pre>" +
                    escaped(response.body) + "</pre>\n";
        }
        if (const json::Value token = root.find("access_token"); token.isString() && system)
            body += "<pre>GET " + escaped(system->prefix()) +
                    "/me\nAuthorization: " + escaped(root.find("token_type").toUtf8()) + ' ' +
                    escaped(token.toUtf8()) + "</pre>\n";
    }
    if (system)
        body += "<p><a href=\"" + escaped(system->prefix()) + "\">Back</a></p>\n";
    return htmlPage(response.status == 204 ? 200 : response.status,
                    response.status < 300 ? u"Done"_s : u"Refused"_s, body);
}

} // namespace claimcheck::practice
