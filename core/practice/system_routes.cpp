#include "captcha.h"
#include "html.h"
#include "notes.h"
#include "router.h"
#include "system_pages.h"
#include "systems.h"

#include <QDateTime>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr int captchaAfter = 3; // wrong passwords in a row
constexpr qsizetype longestDeviceName = 80;

/// A wrong password, or one more thing to show first. With a captcha, which is drawn for this user name.
Response refuseSignIn(const Services &services, const QString &username, QByteArrayView error,
                      QByteArrayView message)
{
    const auto wrong = services.accounts.wrongPasswords(username);
    if (!wrong)
        return failureResponse(wrong.error());
    if (*wrong < captchaAfter)
        return errorResponse(401, error, message);
    const auto captcha = services.captcha.make(username);
    if (!captcha)
        return failureResponse(captcha.error());
    json::Writer writer;
    writer.beginObject();
    writer.member("error", error);
    writer.member("message", message);
    writer.member("captcha_token", captcha->token);
    writer.member("captcha_image", "data:image/png;base64," + captcha->png.toBase64());
    writer.endObject();
    return jsonResponse(401, writer.take());
}

/// Nothing: go on and look at the password.
std::optional<Response> refuseByCaptcha(const Services &services, const QString &username,
                                        const Fields &fields)
{
    const auto wrong = services.accounts.wrongPasswords(username);
    if (!wrong)
        return failureResponse(wrong.error());
    if (*wrong < captchaAfter || *wrong >= Accounts::attempts)
        return {};
    const auto solved =
        services.captcha.check(username, fields.value("captcha_token"), fields.text("captcha_answer"));
    if (!solved)
        return failureResponse(solved.error());
    if (*solved == Captcha::Answer::Right)
        return {};
    return refuseSignIn(services, username, "captcha_required",
                        "After three wrong passwords, the letters of the picture are needed too.");
}

QString deviceName(const Request &request, const Fields &fields)
{
    if (const auto given = fields.find("device"))
        return QString::fromUtf8(*given).left(longestDeviceName);
    const auto agents = request.values("User-Agent");
    return agents.empty() ? u"unnamed"_s : QString::fromUtf8(agents.front()).left(longestDeviceName);
}

Response logIn(const Services &services, System &system, const Request &request, const Fields &fields)
{
    const QString username = fields.text("username");
    if (!fields.find("username") || !fields.find("password"))
        return errorResponse(400, "invalid_request", "The body needs username and password.");
    if (auto refused = refuseByCaptcha(services, username, fields))
        return *refused;
    const auto answer = services.accounts.signIn(username, Secret(QByteArrayView(fields.value("password"))));
    if (!answer)
        return failureResponse(answer.error());
    if (const auto *locked = std::get_if<TooManyAttempts>(&*answer))
        return tooManyAttempts(locked->retryAfter);
    if (std::holds_alternative<WrongPassword>(*answer))
        return refuseSignIn(services, username, "invalid_credentials",
                            "The user name or the password is wrong.");

    const SignIn signIn{.account = std::get<Account>(*answer),
                        .request = request,
                        .fields = fields,
                        .device = deviceName(request, fields),
                        .address = request.address()};
    auto granted = system.signIn(signIn);
    if (!granted)
        return failureResponse(granted.error());
    granted->setHeader("X-Practice-System", system.id().toLatin1());
    return *granted;
}

/// A route for whoever is signed in.
using Work = std::function<Result<Response>(const Identity &)>;
Response signedIn(System &system, const Request &request, const Work &work)
{
    const auto identified = system.identify(request);
    if (!identified)
        return failureResponse(identified.error());
    if (const auto *refused = std::get_if<Response>(&*identified))
        return *refused;
    const auto answer = work(std::get<Identity>(*identified));
    return answer ? *answer : failureResponse(answer.error());
}

Response me(const System &system, const Identity &identity)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("system", system.id());
    writer.member("sub", identity.userId);
    writer.member("username", identity.username);
    writer.member("name", identity.name);
    writer.member("role", identity.role);
    writer.member("scope", identity.scope);
    if (!identity.handle.isEmpty())
        writer.member("handle", identity.handle);
    if (identity.expiresAt)
        writeTime(writer, "expiresAt", *identity.expiresAt);
    writer.endObject();
    return jsonResponse(200, writer.take());
}

Result<Response> devices(System &system, const Identity &identity)
{
    const auto list = system.devices(identity.userId);
    if (!list)
        return list.error();
    if (!*list)
        return notPossible("This system does not know where its users are signed in.");
    json::Writer writer;
    writer.beginObject();
    writer.name("devices");
    writer.beginArray();
    for (const Device &device : **list) {
        writer.beginObject();
        writer.member("handle", device.handle);
        writer.member("name", device.name);
        writer.member("address", device.address);
        writeTime(writer, "signedInAt", device.signedInAt);
        writeTime(writer, "seenAt", device.seenAt);
        writer.name("this");
        writer.boolean(device.handle == identity.handle);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return jsonResponse(200, writer.take());
}

Result<Response> notes(const Services &services, const Identity &identity)
{
    const auto list = services.notes.list(identity.userId);
    if (!list)
        return list.error();
    json::Writer writer;
    writer.beginObject();
    writer.name("notes");
    writer.beginArray();
    for (const Note &note : *list)
        writeNote(writer, note);
    writer.endArray();
    writer.endObject();
    return jsonResponse(200, writer.take());
}

Result<Response> addNote(const Services &services, const Fields &fields, const Identity &identity)
{
    if (!identity.scope.split(' ').contains("notes:write"))
        return errorResponse(403, "insufficient_scope", "This user may only read notes.");
    const QString text = fields.text("text");
    if (text.isEmpty() || text.size() > Notes::maxLength)
        return errorResponse(400, "invalid_request", "The body needs a text of 1 to 4096 characters.");
    const auto note = services.notes.add(identity.userId, text);
    if (!note)
        return note.error();
    json::Writer writer;
    writeNote(writer, *note);
    return jsonResponse(201, writer.take());
}

void addRoutesOf(Router &router, const Services &services, System &system)
{
    const QString at = system.prefix();
    System *const it = &system;
    router.add("GET", at,
               [services, it](const Request &request) { return systemPage(services, *it, request); });
    router.add("POST", at + "/login"_L1,
               post(it, [services, it](const Request &request, const Fields &fields) {
                   return logIn(services, *it, request, fields);
               }));
    router.add("GET", at + "/me"_L1, [it](const Request &request) {
        return signedIn(*it, request, [it](const Identity &who) { return me(*it, who); });
    });
    router.add("POST", at + "/refresh"_L1, [it](const Request &request) {
        const auto answer = it->refresh(request);
        return answer ? *answer : failureResponse(answer.error());
    });
    router.add("POST", at + "/logout"_L1, post(it, [it](const Request &request, const Fields &) {
                   return signedIn(*it, request,
                                   [&](const Identity &who) { return it->signOut(request, who); });
               }));
    router.add("GET", at + "/notes"_L1, [services, it](const Request &request) {
        return signedIn(*it, request, [&](const Identity &who) { return notes(services, who); });
    });
    router.add("POST", at + "/notes"_L1,
               post(it, [services, it](const Request &request, const Fields &fields) {
                   return signedIn(*it, request,
                                   [&](const Identity &who) { return addNote(services, fields, who); });
               }));
    router.add("GET", at + "/devices"_L1, [it](const Request &request) {
        return signedIn(*it, request, [it](const Identity &who) { return devices(*it, who); });
    });
    router.add("POST", at + "/devices/end"_L1, post(it, [it](const Request &request, const Fields &fields) {
                   return signedIn(*it, request, [&](const Identity &who) {
                       return it->endDevice(who, fields.text("handle"));
                   });
               }));
    router.add("POST", at + "/devices/end-others"_L1, post(it, [it](const Request &request, const Fields &) {
                   return signedIn(*it, request, [it](const Identity &who) { return it->endOthers(who); });
               }));
}

} // namespace

void addSystemRoutes(Router &router, const Services &services, Systems &systems)
{
    for (const auto &system : systems.all())
        addRoutesOf(router, services, *system);

    // The one door for all: each user has a system.
    router.add("POST", u"/signin"_s, [services, &systems](const Request &request) {
        const auto fields = bodyFields(request);
        if (const auto *refused = std::get_if<Response>(&fields))
            return *refused;
        const auto &given = std::get<Fields>(fields);
        const auto account = services.accounts.findByName(given.text("username"));
        if (!account)
            return failureResponse(account.error());
        // Names of nobody go the same way as others, so that the answer does not tell.
        System *system = *account ? systems.find((*account)->system) : nullptr;
        if (!system)
            system = systems.all().front().get();
        Response response = logIn(services, *system, request, given);
        return given.isForm() ? answerPage(system, std::move(response)) : response;
    });
}

} // namespace claimcheck::practice
