#include "help.h"

#include "base/error.h"
#include "inspect/findings_help.h"
#include "terminal.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return *text ? QCoreApplication::translate("Cli", text) : QString();
}

QString optionText(const Option &option)
{
    const QString name = QString::fromLatin1(option.name);
    const QString letter = option.letter ? u'-' + QString::fromLatin1(option.letter) + u", "_s : QString();
    const QString dashed = letter + (name.size() == 1 ? u"-"_s : u"--"_s) + name;
    return option.value ? dashed + u' ' + QString::fromUtf8(option.value) : dashed;
}

/// Breaks `text` between words so that lines stay within the terminal; further lines begin with `indent`
/// spaces.
QString wrapped(const QString &text, qsizetype indent = 0)
{
    const qsizetype width = std::max<qsizetype>(terminalWidth() - indent, 24);
    QString result;
    qsizetype used = 0;
    for (const QString &word : text.split(u' ')) {
        if (used > 0 && used + 1 + word.size() > width) {
            result += u'\n' + QString(indent, u' ');
            used = 0;
        } else if (used > 0) {
            result += u' ';
            ++used;
        }
        result += word;
        used += word.size();
    }
    return result;
}

/// Names at the left, their explanations wrapped at the right.
QString explained(std::vector<QStringList> rows)
{
    qsizetype widest = 0;
    for (const QStringList &row : rows)
        widest = std::max(widest, row[0].size());
    for (QStringList &row : rows)
        row[1] = wrapped(row[1], widest + 4);
    return table(rows, QStringLiteral("  "));
}

QString optionTable(const std::vector<Option> &options)
{
    std::vector<QStringList> rows;
    for (const Option &option : options)
        rows.push_back({optionText(option), translated(option.help)});
    return explained(std::move(rows));
}

const char *examples()
{
    return "claimcheck profile add prod --url https://api.example --user alice\n"
           "claimcheck login prod\n"
           "claimcheck request prod GET /me\n"
           "claimcheck token prod | claimcheck inspect -\n"
           "claimcheck verify @token.txt --key public.pem --aud https://api.example\n"
           "claimcheck scan access.log --redact";
}

const char *exitCodes()
{
    return QT_TRANSLATE_NOOP(
        "Cli", "0  yes, done\n"
               "1  the answer is no: a check failed, the sign-in was refused, no token was found\n"
               "2  wrong usage, or a part that is not available yet\n"
               "3  could not be done: network, TLS, keychain, file or key");
}

QString indented(const QString &text)
{
    return u"  "_s + QString(text).replace(u"\n"_s, u"\n  "_s);
}

QString roff(QString text)
{
    text.replace(u"\\"_s, u"\\e"_s).replace(u"-"_s, u"\\-"_s).replace(u"…"_s, u"..."_s);
    // A line that begins with a dot or a quote would be read as a request.
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) {
        if (line.startsWith(u'.') || line.startsWith(u'\''))
            line.prepend(u"\\&");
    }
    return lines.join(u'\n');
}

QString roffOptions(const std::vector<Option> &options)
{
    QString page;
    for (const Option &option : options)
        page +=
            QStringLiteral(".TP\n.B %1\n%2\n").arg(roff(optionText(option)), roff(translated(option.help)));
    return page;
}

} // namespace

QString generalHelp()
{
    std::vector<QStringList> rows;
    for (const Command &command : allCommands())
        rows.push_back({QLatin1String(command.name),
                        command.run ? translated(command.summary)
                                    : QCoreApplication::translate("Cli", "%1 (not available yet)")
                                          .arg(translated(command.summary))});
    return wrapped(QCoreApplication::translate("Cli",
                                               "Claimcheck signs in to servers, keeps the token in the "
                                               "keychain, attaches it where it belongs, and "
                                               "inspects any token.")) +
           u"\n\n"_s +
           QCoreApplication::translate("Cli", "Usage:\n  claimcheck                     starts the desktop\n"
                                              "  claimcheck COMMAND [options]\n\n") +
           QCoreApplication::translate("Cli", "Commands:\n") + explained(std::move(rows)) + u'\n' +
           QCoreApplication::translate("Cli", "Examples:\n") + indented(QString::fromLatin1(examples())) +
           u"\n\n"_s + QCoreApplication::translate("Cli", "Options of every command:\n") +
           optionTable(commonOptions()) + u'\n' + QCoreApplication::translate("Cli", "Exit codes:\n") +
           indented(translated(exitCodes())) + u"\n\n"_s +
           QCoreApplication::translate("Cli", "claimcheck COMMAND --help tells more.\n");
}

QString commandHelp(const Command &command)
{
    QString help = translated(command.summary) + u"\n\n"_s + QCoreApplication::translate("Cli", "Usage:\n");
    for (const QString &line : QString::fromUtf8(command.usage).split(u'\n'))
        help += u"  claimcheck "_s + line + u'\n';
    if (!command.run)
        help += u'\n' + QCoreApplication::translate("Cli", "Not available yet.") + u'\n';
    if (*command.details) {
        for (const QString &paragraph : translated(command.details).split(u'\n'))
            help += u'\n' + wrapped(paragraph) + u'\n';
    }
    if (!command.options.empty())
        help += u'\n' + QCoreApplication::translate("Cli", "Options:\n") + optionTable(command.options);
    return help + u'\n' + QCoreApplication::translate("Cli", "Options of every command:\n") +
           optionTable(commonOptions());
}

std::optional<QString> findingsHelp(const QString &id)
{
    if (!id.isEmpty()) {
        const auto rule = inspect::ruleHelp(id.toLatin1());
        if (!rule)
            return std::nullopt;
        QString text = u"%1 (%2)\n\n"_s.arg(id, QString::fromLatin1(inspect::severityName(rule->severity))) +
                       wrapped(rule->sentence) + u"\n\n"_s + wrapped(rule->help) + u'\n';
        return rule->reference.isEmpty() ? text : text + u'\n' + rule->reference + u'\n';
    }
    QString text =
        wrapped(QCoreApplication::translate(
            "Cli", "What the inspector notices. An error is something that a verifier must refuse, a "
                   "warning weakens the token, a note informs. claimcheck help findings ID tells more.")) +
        u'\n';
    QString area;
    std::vector<QStringList> rows;
    const auto flush = [&] {
        if (!rows.empty())
            text += u'\n' + area + u'\n' + explained(std::exchange(rows, {}));
    };
    for (const inspect::RuleHelp &rule : inspect::rulesHelp()) {
        if (rule.area != area) {
            flush();
            area = rule.area;
        }
        rows.push_back({QString::fromLatin1(rule.id),
                        QString::fromLatin1(inspect::severityName(rule.severity)) + u": "_s + rule.sentence});
    }
    flush();
    return text;
}

QString manPage()
{
    QString page =
        QStringLiteral(".TH CLAIMCHECK 1 \"\" \"claimcheck " CLAIMCHECK_VERSION "\"\n"
                       ".SH NAME\nclaimcheck \\- sign in, keep tokens in the keychain, and inspect them\n"
                       ".SH SYNOPSIS\n.nf\nclaimcheck\nclaimcheck COMMAND [options]\n.fi\n"
                       ".SH DESCRIPTION\n");
    page += roff(QCoreApplication::translate(
                "Cli",
                "Claimcheck signs in to a server, keeps the token in the system's keychain, attaches it to "
                "requests that go "
                "where it belongs, and tells what any token says. Without arguments it starts the desktop. "
                "Secrets are "
                "never arguments: they come from standard input, a file descriptor, a file or a prompt.")) +
            u'\n';
    page += u".SH \"OPTIONS OF EVERY COMMAND\"\n"_s + roffOptions(commonOptions());
    page += u".SH COMMANDS\n"_s;
    for (const Command &command : allCommands()) {
        page += QStringLiteral(".SS %1\n.nf\n").arg(QLatin1String(command.name));
        for (const QString &line : QString::fromUtf8(command.usage).split(u'\n'))
            page += roff(u"claimcheck "_s + line) + u'\n';
        page += u".fi\n.PP\n"_s + roff(translated(command.summary)) + u'\n';
        if (!command.run)
            page += u".PP\n"_s +
                    roff(QCoreApplication::translate(
                        "Cli", "Not available yet: exits with 2 and NotYetAvailable.")) +
                    u'\n';
        if (*command.details)
            page += u".PP\n"_s + roff(translated(command.details)).replace(u"\n"_s, u"\n.PP\n"_s) + u'\n';
        page += roffOptions(command.options);
    }
    page += u".SH FINDINGS\n"_s +
            roff(QCoreApplication::translate("Cli", "What inspect notices, by the id that --json gives.")) +
            u'\n';
    for (const inspect::RuleHelp &rule : inspect::rulesHelp())
        page += QStringLiteral(".TP\n.BR %1 \" (%2)\"\n")
                    .arg(QLatin1String(rule.id), QLatin1String(inspect::severityName(rule.severity))) +
                roff(rule.sentence) + u' ' + roff(rule.help) + u'\n';
    page += u".SH EXAMPLES\n.nf\n"_s + roff(QString::fromLatin1(examples())) + u"\n.fi\n"_s;
    page += u".SH \"EXIT STATUS\"\n.nf\n"_s + roff(translated(exitCodes())) + u"\n.fi\n"_s;
    page += u".SH \"ERROR CODES\"\n"_s +
            roff(QCoreApplication::translate("Cli", "With --json an error is one object on standard error, "
                                                    "with one of these codes. They are also the "
                                                    "codes of failed checks.")) +
            u'\n';
    for (const ErrorCode code : allErrorCodes())
        page += QStringLiteral(".TP\n.BR %1 \" (exit %2)\"\n%3\n")
                    .arg(QLatin1String(codeName(code)), QString::number(static_cast<int>(exitClass(code))),
                         roff(codeMeaning(code)));
    page += u".SH FILES\n.TP\n.I $XDG_CONFIG_HOME/claimcheck/profiles.json\n"_s +
            roff(QCoreApplication::translate(
                "Cli", "The profiles. No secret is in it: those are in the keychain.")) +
            u'\n';
    page += u".TP\n.I $XDG_STATE_HOME/claimcheck/locks/\n"_s +
            roff(QCoreApplication::translate(
                "Cli", "Empty lock files, so that only one program at a time refreshes a profile.")) +
            u'\n';
    page += u".SH ENVIRONMENT\n.TP\n.B NO_COLOR\n"_s +
            roff(QCoreApplication::translate("Cli", "No colours when it is set.")) + u'\n';
    return page;
}

} // namespace claimcheck::app
