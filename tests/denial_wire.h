#pragma once

#include "login/recipe.h"
#include "oauth_tools.h"
#include "requests/denial_case.h"
#include "requests/denial_remedy.h"
#include "support/http_call.h"

#include <QLocale>

/// What the rows of tst_denial_wire are made of: a real server with a named fault, a client with a profile
/// and a request, and a person who does what an action asks for.
namespace denial_wire {

using namespace oauth_tools;
using namespace claimcheck::requests;
using claimcheck::test::HttpCall;
using Kind = DenialAction::Kind;

/// A compact JWT with these claims and a signature that nobody checks.
inline QByteArray jwt(const QByteArray &claims)
{
    const auto part = [](const QByteArray &text) {
        return text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    return part(R"({"alg":"RS256"})") + '.' + part(claims) + ".c2ln";
}

inline qint64 secondsOf(TimePoint time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

inline QByteArray httpDate(TimePoint time)
{
    return QLocale::c()
        .toString(QDateTime::fromSecsSinceEpoch(secondsOf(time), Qt::UTC),
                  u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s)
        .toLatin1();
}

/// One client: a profile, a request, and what a person would do.
class Scene {
public:
    /// Of a static token unless it is another recipe; `url` is the profile's server.
    explicit Scene(const QUrl &url, const QString &recipe = u"static-token"_s) : computer(url, recipe)
    {
        computer.clock.set(SystemClock().now());
        sessions = computer.process();
        profileId = computer.id;
        request.url = url;
        request.timeout = 60s;
        if (isOAuth(kindOf(profile())))
            set(u"client_id"_s, u"claimcheck"_s);
    }
    Scene(const Scene &) = delete;
    Scene &operator=(const Scene &) = delete;

    [[nodiscard]] login::Profile profile() const { return *computer.profiles.byId(profileId); }
    void set(const QString &key, const QString &value) { set({{key, value}}); }
    /// Several that belong together.
    void set(const std::vector<std::pair<QString, QString>> &settings)
    {
        Profile changed = profile();
        for (const auto &[key, value] : settings) {
            if (!setField(changed, key, value))
                qFatal("cannot set %s", qPrintable(key));
        }
        if (!computer.profiles.update(changed))
            qFatal("the profile cannot be changed");
    }
    /// Another environment: a profile with a name and a server of its own, signed in with this token.
    void addProfile(const QString &name, const QUrl &url, const QByteArray &token)
    {
        Profile other;
        other.name = name;
        other.recipe = u"static-token"_s;
        other.url = url;
        const auto added = computer.profiles.add(other);
        Q_ASSERT(added);
        const QString own = std::exchange(profileId, added->id);
        const QByteArray before = std::exchange(pasted, token);
        if (signIn() != "none")
            qFatal("no sign-in");
        profileId = own;
        pasted = before;
    }

    /// The code of what came of it.
    QByteArray signIn()
    {
        const auto kind = kindOf(profile());
        SignInOptions options{.user = u"alice"_s, .password = Secret("wonderland"_qba)};
        if (kind == Recipe::Kind::Static)
            options.password = Secret(pasted);
        Run run(*sessions, profileId, std::move(options));
        run.onLink = [this](const SignInEvent &event) {
            visit(Provider::shared().approve(event.link), &m_browser);
        };
        return run.code();
    }
    void send()
    {
        refreshed = false;
        if (profileId.isEmpty()) {
            http::Client client;
            HttpCall call(client, request, credentials);
            answer = call.code().isEmpty() ? Result<http::Response>(call.response())
                                           : Result<http::Response>(call.error());
            return;
        }
        Wait<Result<login::Answer>> wait([this](QObject *context, auto done) {
            return sessions->send(profileId, request, context, done);
        });
        if (wait.code() == "none")
            refreshed = wait.value()->refreshed;
        answer = wait.code() == "none" ? Result<http::Response>(wait.value()->response)
                                       : Result<http::Response>(wait.value().error());
    }
    [[nodiscard]] std::vector<DenialCause> causes() const
    {
        return explainDenial(denialFacts({request, answer, profileId, refreshed, atHand},
                                         {computer.profiles, *sessions, computer.clock.now()}));
    }
    /// What a window does when the button is pressed; the code of a sign-in or refresh that failed.
    QByteArray perform(const DenialAction &action)
    {
        const auto own = computer.profiles.byId(profileId);
        const Remedy remedy = remedyFor(action, request, own);
        if (remedy.request)
            request = *remedy.request;
        if (!remedy.settings.empty())
            set(remedy.settings);
        switch (remedy.then) {
        case Remedy::Then::Send:
            computer.clock.advance(remedy.wait);
            if (elapse)
                elapse(remedy.wait);
            return "none";
        case Remedy::Then::FillIn: // it is the person who sends it
            filledIn = true;
            return "none";
        case Remedy::Then::Refresh:
            return refresh(*sessions, computer).code();
        case Remedy::Then::SignIn:
            return signIn();
        case Remedy::Then::UseProfile:
            if (const auto other = computer.profiles.byName(remedy.profile))
                profileId = other->id;
            else
                profileId = computer.id; // the person chooses the one that there is
            return "none";
        case Remedy::Then::Look:
            profileId.clear();
            return "none";
        case Remedy::Then::AskPerson:
            if (person)
                person();
            if (!remedy.asked.isEmpty()) // each with the value that the person gives for it, then a sign-in
                return give(remedy.asked) ? signIn() : "nobody answers"_qba;
            return person ? "none" : "nobody answers";
        case Remedy::Then::Nothing:
            break;
        }
        return "nothing";
    }

    [[nodiscard]] bool give(const QStringList &keys)
    {
        std::vector<std::pair<QString, QString>> settings;
        for (const QString &key : keys) {
            if (!given.contains(key))
                return false;
            settings.emplace_back(key, given.value(key));
        }
        set(settings);
        return true;
    }

    Computer computer;
    std::unique_ptr<Sessions> sessions;
    QString profileId; // chosen for the request; empty: none
    QString atHand;    // the environment's, where the request says that none goes along
    http::Request request;
    std::vector<http::Credential> credentials = {}; // of a request without a profile
    QByteArray pasted = "good";                     // what the person gives at a sign-in with a static token
    std::function<void()> person;                   // what only they know
    QMap<QString, QString> given;                   // values of settings that only they know
    std::function<void(std::chrono::seconds)> elapse;
    Result<http::Response> answer = Error{ErrorCode::Cancelled};
    bool refreshed = false;
    bool filledIn = false; // and not sent
    std::vector<std::shared_ptr<void>> servers;

private:
    QObject m_browser;
};
using ScenePtr = std::shared_ptr<Scene>;

/// A server of this thread that the scene keeps alive.
inline TestServer &serverOf(const ScenePtr &scene, const std::shared_ptr<TestServer> &server)
{
    scene->servers.push_back(server);
    return *server;
}

/// A scene with a server that answers so; signed in with the token "good".
inline std::pair<ScenePtr, std::shared_ptr<TestServer>>
served(const std::function<ServerAnswer(const SeenRequest &)> &answer, const QByteArray &target = "/things")
{
    auto server = std::make_shared<TestServer>();
    server->answerWith(answer);
    auto scene = std::make_shared<Scene>(server->url());
    scene->servers.push_back(server);
    scene->request.url = server->url(target);
    if (scene->signIn() != "none")
        qFatal("no sign-in");
    return {scene, server};
}

inline ServerAnswer fine()
{
    return ServerAnswer::json(R"({"ok":true,"sub":"42"})");
}
inline ServerAnswer refusal(int status, const QByteArray &challenge = {}, const QByteArray &body = "{}")
{
    ServerAnswer answer = ServerAnswer::json(body, status);
    if (!challenge.isEmpty())
        answer.headers.push_back({"WWW-Authenticate", challenge});
    return answer;
}

/// One named fault: what the likeliest cause is, what can be done, and whether the next call then succeeds.
struct Row {
    const char *name;
    const char *id;
    Kind action;
    enum class Mended {
        Yes,
        ByTheServer, // by whoever runs it: nothing is offered
        ByThePerson, // the request is filled in only, for another server: a person sends it
    } mended;
    ScenePtr (*make)();
};
/// denial_wire_network.cpp, denial_wire_tls.cpp, denial_wire_credential.cpp, denial_wire_provider.cpp,
/// denial_wire_answer.cpp, denial_wire_cookies.cpp.
[[nodiscard]] std::vector<Row> networkRows();
[[nodiscard]] std::vector<Row> tlsRows();
[[nodiscard]] std::vector<Row> cookieRows();
[[nodiscard]] std::vector<Row> credentialRows();
[[nodiscard]] std::vector<Row> providerRows();
[[nodiscard]] std::vector<Row> answerRows();
/// A server that wants a client certificate. With TLS 1.3 the client may see no more than a closed
/// connection.
[[nodiscard]] ScenePtr noClientCertificate();

} // namespace denial_wire
