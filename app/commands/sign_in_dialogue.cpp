#include "sign_in_dialogue.h"

#include "app/browser.h"
#include "invocation.h"
#include "login/qr_code.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <unistd.h>

namespace claimcheck::app {

namespace {

using login::SignInEvent;
using login::SignInStep;

QString say(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

/// Two rows of modules in one line of half blocks, light on dark, with the quiet zone that cameras need.
QString qrText(const login::QrCode &code)
{
    constexpr int quiet = 2;
    QString text;
    for (int row = -quiet; row < code.size() + quiet; row += 2) {
        for (int column = -quiet; column < code.size() + quiet; ++column) {
            const bool above = !code.isDark(column, row);
            const bool below = !code.isDark(column, row + 1);
            text += above ? (below ? QChar(0x2588) : QChar(0x2580)) : (below ? QChar(0x2584) : QChar(u' '));
        }
        text += u'\n';
    }
    return text;
}

} // namespace

SignInDialogue::SignInDialogue(Invocation &run, Browser browser) : m_run(run), m_browser(browser) {}

SignInDialogue::~SignInDialogue() = default;

void SignInDialogue::on(const SignInEvent &event)
{
    if (event.state == SignInEvent::State::NeedsAnswer)
        return onOrigins(event);
    if (event.isRenewed)
        return onRenewed(event.link);
    if (event.step == SignInStep::Browser && !event.link.isEmpty())
        return onLink(event);
    if (event.device)
        return onDevice(*event.device);
    if (event.state == SignInEvent::State::Running && !event.detail.isEmpty())
        m_run.note(login::signInStepText(event.step) + QStringLiteral(": ") + visible(event.detail));
}

void SignInDialogue::end()
{
    m_typed.reset();
    m_signIn = nullptr;
}

void SignInDialogue::onLink(const SignInEvent &event)
{
    const QString link = QString::fromLatin1(event.link.toEncoded());
    if (m_browser == Browser::Open) {
        const auto opened = openInBrowser(event.link);
        m_isOpened = bool(opened);
        if (opened)
            m_run.note(say("The sign-in goes on in the browser. If no page opened, open this link:"));
        else
            m_run.note(describe(opened.error()).message + u' ' + say("Open this link in a browser:"));
    } else {
        m_run.note(say("Open this link in a browser:"));
    }
    m_run.note(link);
    if (!m_run.mayPrompt())
        return;
    m_run.note(
        say("If the browser is on another machine, copy the address that it ends at and paste it here."));
    listenForPaste();
}

// Where a browser was started, it came in time.
void SignInDialogue::onRenewed(const QUrl &link)
{
    if (m_isOpened)
        return;
    m_run.note(say("The link has expired. If you did not open it yet, open this one:"));
    m_run.note(QString::fromLatin1(link.toEncoded()));
}

void SignInDialogue::onDevice(const login::DeviceCode &code)
{
    const QString address = QString::fromLatin1(code.verificationUri.toEncoded());
    m_run.note(say("On another device open %1 and enter the code %2").arg(address, visible(code.userCode)));
    const QUrl &whole =
        code.verificationUriComplete.isEmpty() ? code.verificationUri : code.verificationUriComplete;
    const auto qr = login::QrCode::of(whole.toEncoded());
    if (qr && ::isatty(STDERR_FILENO))
        m_run.note(qrText(*qr));
}

void SignInDialogue::onOrigins(const SignInEvent &event)
{
    QStringList shown;
    for (const QString &origin : event.origins)
        shown << visible(origin);
    if (!event.detail.isEmpty())
        m_run.note(event.detail);
    const QString question = say("The server's metadata leads to %1 too. Is that right? (yes or no)")
                                 .arg(shown.join(QStringLiteral(", ")));
    const auto answer = m_run.mayPrompt() ? promptLine(question) : Result<QString>(Error{});
    const QString word = answer ? answer->trimmed().toLower() : QString();
    if (m_signIn)
        m_signIn->confirmOrigins(word == u"y" || word == u"yes" || word == say("yes"));
}

void SignInDialogue::listenForPaste()
{
    if (m_typed || !::isatty(STDIN_FILENO))
        return;
    m_typed = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    connect(m_typed.get(), &QSocketNotifier::activated, this, &SignInDialogue::onTyped);
}

void SignInDialogue::onTyped()
{
    char buffer[4096];
    const auto count = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (count <= 0 || m_line.size() > 16 * 1024)
        return m_typed->setEnabled(false);
    m_line.append(buffer, count);
    const qsizetype end = m_line.indexOf('\n');
    if (end < 0)
        return;
    const QString address = QString::fromUtf8(m_line.first(end)).trimmed();
    m_line.clear();
    if (address.isEmpty() || !m_signIn)
        return;
    if (const auto taken = m_signIn->takeRedirect(address); !taken)
        m_run.note(describe(taken.error()).message);
}

} // namespace claimcheck::app
