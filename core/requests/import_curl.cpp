#include "curl_request.h"
#include "shell_words.h"

#include <QCoreApplication>

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

const CurlOption *findLetter(char letter)
{
    for (const CurlOption &option : curlOptions()) {
        if (option.letter == letter)
            return &option;
    }
    return nullptr;
}

/// By its name, or by a beginning that only one option has.
const CurlOption *findOption(QByteArrayView name)
{
    const CurlOption *found = nullptr;
    int count = 0;
    for (const CurlOption &option : curlOptions()) {
        if (option.name == name)
            return &option;
        if (!option.name.startsWith(name))
            continue;
        found = &option;
        ++count;
    }
    return count == 1 ? found : nullptr;
}

/// The words after "curl": one request, or several with --next.
class CurlCommand final {
public:
    CurlCommand(ImportBuilder &out, QByteArrayList arguments)
        : m_out(out), m_words(std::move(arguments)), m_request(out)
    {
    }

    Result<Done> run()
    {
        for (; m_at < m_words.size(); ++m_at) {
            const QByteArray word = m_words[m_at];
            if (m_plain || !word.startsWith('-') || word == "-")
                m_request->addUrl(word);
            else if (word == "--")
                m_plain = true;
            else if (const auto done = word.startsWith("--") ? longOption(word) : letters(word); !done)
                return done.error();
        }
        return m_request->finish();
    }

private:
    Result<Done> longOption(const QByteArray &word)
    {
        const CurlOption *option = findOption(QByteArrayView(word).sliced(2));
        if (!option) {
            const bool isNegated = word.startsWith("--no-");
            if (!isNegated)
                m_out.leaveOut(
                    m_request->where(),
                    words("The option %1 is not known and was left out.").arg(QString::fromUtf8(word)));
            return Done{};
        }
        return apply(*option, QString::fromUtf8(word), option->hasValue ? next() : QByteArray());
    }

    /// "-sSLXPOST": switches, and the last of them may have its value at once.
    Result<Done> letters(const QByteArray &word)
    {
        for (qsizetype i = 1; i < word.size(); ++i) {
            const CurlOption *option = findLetter(word[i]);
            const QString name = u'-' + QString(QLatin1Char(word[i]));
            if (!option) {
                m_out.leaveOut(m_request->where(),
                               words("The option %1 is not known and was left out.").arg(name));
                continue;
            }
            const bool hasRest = option->hasValue && i + 1 < word.size();
            const QByteArray value = !option->hasValue ? QByteArray() : hasRest ? word.mid(i + 1) : next();
            if (const auto done = apply(*option, name, value); !done)
                return done.error();
            if (option->hasValue)
                break;
        }
        return Done{};
    }

    Result<Done> apply(const CurlOption &option, const QString &name, const QByteArray &value)
    {
        if (option.effect != CurlEffect::Next) {
            m_request->apply(option.effect, name, value);
            return Done{};
        }
        const auto done = m_request->finish();
        m_request.emplace(m_out);
        return done;
    }

    QByteArray next() { return m_words.value(++m_at); }

    ImportBuilder &m_out;
    QByteArrayList m_words;
    qsizetype m_at = 0;
    bool m_plain = false;
    std::optional<CurlRequest> m_request;
};

/// Where "curl" stands: after a prompt, assignments, or sudo.
qsizetype curlWord(const QByteArrayList &words)
{
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QByteArray &word = words[i];
        if (word == "curl" || word.endsWith("/curl") || word == "curl.exe")
            return i;
        const bool mayPrecede = word == "$" || word == "%" || word == "sudo" || word == "time" ||
                                word == "exec" || (word.contains('=') && !word.startsWith('-'));
        if (!mayPrecede)
            return -1;
    }
    return -1;
}

} // namespace

Result<Import> importCurl(QByteArrayView text)
{
    if (text.size() > maxImportBytes)
        return Error{ErrorCode::ImportTooLarge, words("The command"), words("it is larger than 100 MB")};
    const auto commands = shellCommands(text);
    if (!commands)
        return commands.error();
    ImportBuilder out;
    out.noteBraces(text, {});
    bool found = false;
    for (const ShellCommand &command : *commands) {
        const qsizetype curl = curlWord(command.words);
        if (curl < 0)
            continue;
        found = true;
        if (const auto done = CurlCommand(out, command.words.mid(curl + 1)).run(); !done)
            return done.error();
        for (const QString &what : command.leftOut)
            out.leaveOut({}, what);
    }
    if (!found)
        return Error{ErrorCode::ImportUnreadable, words("The text"), words("there is no curl command in it")};
    return out.take();
}

} // namespace claimcheck::requests
