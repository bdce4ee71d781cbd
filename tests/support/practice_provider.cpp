#include "practice_provider.h"

#include "free_port.h"
#include "page_person.h"

#include "practice/oauth_provider.h"
#include "practice/server.h"
#include "practice/storage.h"

#include <QFile>

#include <openssl/crypto.h>

namespace claimcheck::test {
using namespace Qt::StringLiterals;

PracticeProvider::PracticeProvider()
{
    // OpenSSL frees a thread's own state when the thread is gone altogether, which is a little after
    // QThread's wait() returns: a program that ends right then would leak it.
    QObject::connect(&m_thread, &QThread::finished, &m_thread, &OPENSSL_thread_stop, Qt::DirectConnection);
}

PracticeProvider::~PracticeProvider()
{
    if (!m_thread.isRunning())
        return;
    // Its sockets and its database belong to the thread, so they go in it.
    QMetaObject::invokeMethod(
        m_context.get(), [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

bool PracticeProvider::start(const Settings &settings)
{
    m_context = std::make_unique<QObject>();
    m_context->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_context.get(),
        [this, &settings] {
            practice::Options options;
            options.database = settings.database;
            // A database remembers its port: one that nobody else is given until it starts again.
            if (settings.database.isEmpty())
                options.port = quint16(0);
            else if (!QFile::exists(settings.database))
                options.port = freePort();
            options.accessLifetime = settings.accessLifetime;
            options.deviceInterval = settings.deviceInterval;
            auto server = practice::Server::start(options, m_clock);
            if (server)
                m_server = *std::move(server);
            else
                m_problem = describe(server.error()).message;
        },
        Qt::BlockingQueuedConnection);
    if (m_server)
        m_url = QString::fromLatin1(m_server->baseUrl());
    return m_server != nullptr;
}

void PracticeProvider::inServer(const std::function<void(practice::Server &)> &work)
{
    QMetaObject::invokeMethod(
        m_context.get(), [this, &work] { work(*m_server); }, Qt::BlockingQueuedConnection);
}

bool PracticeProvider::setFault(const QByteArray &name)
{
    clearFaults();
    return addFault(name);
}

bool PracticeProvider::addFault(const QByteArray &name)
{
    bool known = false;
    inServer([&](practice::Server &server) { known = bool(server.provider().faults.turnOn(name)); });
    return known;
}

void PracticeProvider::clearFaults()
{
    inServer([](practice::Server &server) { server.provider().faults.clear(); });
}

QUrl PracticeProvider::approve(const QUrl &authorizationUrl, const Person &person)
{
    return finish(authorizationUrl, person, "allow");
}

QUrl PracticeProvider::decline(const QUrl &authorizationUrl, const Person &person)
{
    forgetConsents();
    return finish(authorizationUrl, person, "deny");
}

bool PracticeProvider::answerDevice(const QUrl &verificationUri, Answer answer, const Person &person)
{
    PageBrowser browser;
    // The code with a sign-in, then the question whether that is the person's own device.
    const auto page = answerPages(browser, verificationUri, person.username.toUtf8(),
                                  person.password.toUtf8(), answer == Answer::Allow ? "allow" : "deny");
    if (page.answer.status != 200 || !page.forms().empty()) {
        m_problem = QString::fromUtf8(QByteArray::number(page.answer.status) + ' ' + page.answer.body);
        return false;
    }
    return true;
}

void PracticeProvider::forgetConsents()
{
    inServer([](practice::Server &server) {
        (void)server.provider().storage.run(u"DELETE FROM oauth_consent"_s);
    });
}

QUrl PracticeProvider::finish(const QUrl &url, const Person &person, const QByteArray &decision)
{
    PageBrowser browser;
    const auto page = answerPages(browser, url, person.username.toUtf8(), person.password.toUtf8(), decision);
    if (!page.left)
        m_problem = QString::fromUtf8(QByteArray::number(page.answer.status) + ' ' + page.answer.body);
    return page.left.value_or(QUrl());
}

} // namespace claimcheck::test
