#pragma once

#include "sessions_tools.h"
#include "support/page_browser.h"
#include "support/practice_provider.h"

#include <QLoggingCategory>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

/// What the tests of signing in by OAuth share: a computer with a profile for the practice provider, and a
/// person who does what the sign-in asks for.
namespace oauth_tools {

using namespace sessions_tools;
using claimcheck::test::PracticeProvider;
using StepState = SignInEvent::State;

inline QByteArray codeOf(const Result<Done> &result)
{
    return result ? QByteArray("none") : codeName(result.error().code);
}

/// A browser's GET in this thread: the receiver that it asks lives here too.
inline void visit(const QUrl &url, QObject *owner, const QByteArray &method = "GET")
{
    auto *socket = new QTcpSocket(owner);
    QObject::connect(socket, &QTcpSocket::connected, socket, [socket, url, method] {
        socket->write(method + ' ' +
                      url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment) +
                      " HTTP/1.1\r\nHost: " + url.authority().toLatin1() + "\r\n\r\n");
    });
    socket->connectToHost(url.host(), quint16(url.port()));
}

/// True if somebody listens there now.
inline bool isOpen(const QUrl &url)
{
    QTcpSocket socket;
    socket.connectToHost(url.host(), quint16(url.port()));
    return socket.waitForConnected(2000);
}

/// A sign-in with a person beside it. What the person does is set before the first event comes.
class Run {
public:
    Run(Sessions &sessions, const QString &profileId, SignInOptions options = {}, bool isWatched = true)
        : wait([&](QObject *context, auto done) {
            auto started = sessions.signIn(
                profileId, std::move(options), context, done,
                isWatched ? SignInWatcher([this](const SignInEvent &event) { onEvent(event); })
                          : SignInWatcher());
            signIn = started.get();
            return started;
        })
    {
    }
    /// Of the browser; without it nobody opens the link.
    std::function<void(const SignInEvent &)> onLink;
    std::function<void(const DeviceCode &)> onDevice;
    bool yes = true;                 // to Confirm
    std::optional<ErrorCode> pasted; // of an address that was pasted and not taken

    [[nodiscard]] QByteArray code() { return wait.code(); }
    [[nodiscard]] const SessionInfo &info() { return *wait.value(); }
    [[nodiscard]] QString detail() { return wait.value().error().detail; }
    /// The names of the steps that got as far as this.
    [[nodiscard]] QList<SignInStep> steps(StepState state) const
    {
        QList<SignInStep> list;
        for (const SignInEvent &event : events) {
            if (event.state == state && !list.contains(event.step))
                list += event.step;
        }
        return list;
    }

    std::vector<SignInEvent> events;
    SignIn *signIn = nullptr;
    InfoWait wait;

private:
    void onEvent(const SignInEvent &event)
    {
        events.push_back(event);
        if (event.state == StepState::NeedsAnswer)
            signIn->confirmOrigins(yes);
        // Later, as a person does: what they do takes its time.
        if (!event.link.isEmpty() && onLink)
            QTimer::singleShot(0, &m_person, [this, event] { onLink(event); });
        if (event.device && onDevice)
            QTimer::singleShot(0, &m_person, [this, event] { onDevice(*event.device); });
    }
    QObject m_person;
};

/// A provider for a whole test program, with a browser in which the person has signed in before: making a
/// password's hash anew for each row would take the program's time.
class Provider {
public:
    [[nodiscard]] static Provider &shared()
    {
        static std::unique_ptr<Provider> provider;
        if (!provider) {
            provider.reset(new Provider);
            qAddPostRoutine([] { provider.reset(); }); // its thread ends with the application
        }
        return *provider;
    }
    /// The person allows everything: where the provider sends the browser then.
    [[nodiscard]] QUrl approve(const QUrl &link)
    {
        auto page = m_browser.open(link);
        for (int step = 0; step < 2 && !page.left; ++step) {
            auto forms = page.forms();
            if (forms.size() != 1)
                break;
            if (forms.front().has("username")) {
                forms.front().set("username", "alice");
                forms.front().set("password", "wonderland");
            } else {
                forms.front().set("decision", "allow");
            }
            page = m_browser.submit(forms.front());
        }
        lastPage = page.answer.body;
        return page.left.value_or(QUrl());
    }
    /// The page for the code of another device: "allow" or "deny". False: it took neither.
    [[nodiscard]] bool answerDevice(const QUrl &link, const QByteArray &decision)
    {
        auto page = m_browser.open(link);
        for (int step = 0; step < 2; ++step) {
            auto forms = page.forms();
            if (forms.size() != 1)
                return false;
            if (forms.front().has("username")) {
                forms.front().set("username", "alice");
                forms.front().set("password", "wonderland");
            }
            if (step == 1)
                forms.front().set("decision", decision);
            page = m_browser.submit(forms.front());
        }
        lastPage = page.answer.body;
        return page.answer.status == 200;
    }
    PracticeProvider practice;
    QByteArray lastPage;

private:
    Provider()
    {
        const bool started = practice.start();
        Q_ASSERT_X(started, "Provider", qPrintable(practice.problem()));
    }
    test::PageBrowser m_browser;
};

/// The tests' common ground: a fresh computer whose profile is for the shared provider.
class World {
public:
    explicit World(const QString &recipe = u"oidc"_s) : computer(QUrl(provider.url()), recipe)
    {
        provider.clearFaults();
        computer.clock.set(SystemClock().now());
        set(u"client_id"_s, u"claimcheck"_s);
        sessions = computer.process();
    }
    void set(const QString &key, const QString &value)
    {
        Profile profile = this->profile();
        const auto done = setField(profile, key, value);
        Q_ASSERT_X(done, "World::set", qPrintable(key));
        const auto updated = computer.profiles.update(profile);
        Q_ASSERT(updated);
    }
    [[nodiscard]] bool store(const QString &key, const QByteArray &secret)
    {
        Wait<Result<Done>> wait([&](QObject *context, auto done) {
            return sessions->setSecretField(computer.id, key, Secret(secret), context, done);
        });
        return wait.code() == "none";
    }
    [[nodiscard]] Profile profile() { return *computer.profiles.byId(computer.id); }
    /// A sign-in whose person allows everything in the browser.
    [[nodiscard]] std::unique_ptr<Run> run(SignInOptions options = {})
    {
        auto made = std::make_unique<Run>(*sessions, computer.id, std::move(options));
        made->onLink = [this](const SignInEvent &event) {
            redirect = Provider::shared().approve(event.link);
            visit(redirect, &browser);
        };
        return made;
    }

    PracticeProvider &provider = Provider::shared().practice;
    Computer computer;
    std::unique_ptr<Sessions> sessions;
    QUrl redirect;                 // that the provider sent the browser to
    QByteArray decision = "allow"; // at another device
    bool answered = false;         // the provider took it
    QObject browser;
};

} // namespace oauth_tools
