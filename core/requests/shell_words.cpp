#include "shell_words.h"

#include <QCoreApplication>

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Up to `most` digits of a base from `at` on; nothing when there is none.
std::optional<char32_t> number(QByteArrayView text, qsizetype &at, int base, int most)
{
    char32_t value = 0;
    int count = 0;
    for (; count < most && at < text.size(); ++count, ++at) {
        const char c = text[at];
        const int digit = isDigit(c)                               ? c - '0'
                          : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                                   : 99;
        if (digit >= base)
            break;
        value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
    }
    return count ? std::optional(value) : std::nullopt;
}

class Splitter final {
public:
    explicit Splitter(QByteArrayView text) : m_text(text) {}

    Result<std::vector<ShellCommand>> split()
    {
        while (m_at < m_text.size()) {
            if (!readOne())
                return Error{ErrorCode::ImportUnreadable, words("The command"),
                             words("a quote is opened and not closed"), m_opened};
        }
        endCommand();
        return std::move(m_commands);
    }

private:
    [[nodiscard]] char at(qsizetype i) const { return i < m_text.size() ? m_text[i] : '\0'; }
    void add(QByteArrayView text)
    {
        m_word += text;
        m_hasWord = true;
    }

    /// False for a quote without its end.
    bool readOne()
    {
        const char c = m_text[m_at];
        switch (c) {
        case ' ':
        case '\t':
        case '\r':
            endWord();
            ++m_at;
            return true;
        case '\n':
        case ';':
        case '&':
        case '|':
            endCommand();
            if (c == '|' && at(m_at + 1) != '|')
                leaveOut(words("What the output is piped into was left out."));
            m_at += at(m_at + 1) == c && c != '\n' ? 2 : 1;
            return true;
        case '>':
        case '<':
            redirect();
            return true;
        case '#':
            if (m_hasWord)
                break;
            while (m_at < m_text.size() && m_text[m_at] != '\n')
                ++m_at;
            return true;
        case '\\':
            return escape();
        case '\'':
            return quoted();
        case '"':
            return doubleQuoted();
        case '$':
            return dollar(false);
        case '`':
            return command('`');
        default:
            break;
        }
        add(m_text.sliced(m_at++, 1));
        return true;
    }

    bool escape()
    {
        if (at(m_at + 1) == '\n')
            m_at += 2;
        else if (at(m_at + 1) == '\r' && at(m_at + 2) == '\n')
            m_at += 3;
        else if (m_at + 1 < m_text.size()) {
            add(m_text.sliced(m_at + 1, 1));
            m_at += 2;
        } else
            ++m_at;
        return true;
    }

    bool quoted()
    {
        m_opened = m_at;
        const qsizetype end = m_text.indexOf('\'', m_at + 1);
        if (end < 0)
            return false;
        add(m_text.sliced(m_at + 1, end - m_at - 1));
        m_at = end + 1;
        return true;
    }

    bool doubleQuoted()
    {
        const qsizetype opened = m_at++;
        add({});
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            const char c = m_text[m_at];
            const char following = at(m_at + 1);
            if (c == '\\' && following == '\n') {
                m_at += 2;
            } else if (c == '\\' &&
                       (following == '$' || following == '`' || following == '"' || following == '\\')) {
                add(m_text.sliced(m_at + 1, 1));
                m_at += 2;
            } else if (c == '$' ? !dollar(true) : c == '`' && !command('`')) {
                return false;
            } else if (c != '$' && c != '`') {
                add(m_text.sliced(m_at++, 1));
            }
        }
        m_opened = opened;
        return m_at++ < m_text.size();
    }

    /// A variable, a command, or $'…' outside of double quotes.
    bool dollar(bool inQuotes)
    {
        const char following = at(m_at + 1);
        if (following == '\'' && !inQuotes)
            return ansiQuoted();
        if (following == '"' && !inQuotes) {
            ++m_at;
            return doubleQuoted();
        }
        if (following == '(')
            return command(')');
        const bool braces = following == '{';
        qsizetype end = m_at + (braces ? 2 : 1);
        const qsizetype begin = end;
        while (end < m_text.size() && (isNameStart(m_text[end]) || (end > begin && isDigit(m_text[end]))))
            ++end;
        const QByteArrayView name = m_text.sliced(begin, end - begin);
        if (name.isEmpty()) {
            add(m_text.sliced(m_at++, 1));
            return true;
        }
        if (braces) {
            const qsizetype close = m_text.indexOf('}', end);
            m_opened = m_at;
            if (close < 0)
                return false;
            if (close > end)
                leaveOut(words("What ${…} does beyond naming a variable was left out."));
            end = close + 1;
        }
        add("{{" + name.toByteArray() + "}}");
        m_at = end;
        return true;
    }

    bool command(char close)
    {
        m_opened = m_at;
        const qsizetype begin = m_at + (close == ')' ? 2 : 1);
        qsizetype end = begin;
        for (int depth = 1; end < m_text.size(); ++end) {
            if (close == ')' && m_text[end] == '(')
                ++depth;
            if (m_text[end] == close && --depth == 0)
                break;
        }
        if (end >= m_text.size())
            return false;
        const QByteArray text = m_text.sliced(begin, end - begin).toByteArray().simplified();
        const QByteArrayList parts = text.split(' ');
        if (parts.size() == 3 && parts[0] == "claimcheck" && parts[1] == "token")
            add("{{profile:" + parts[2] + ".token}}");
        else if (parts.size() == 3 && parts[0] == "claimcheck" && parts[1] == "header")
            add("Authorization: Bearer {{profile:" + parts[2] + ".token}}");
        else {
            add("{{command}}");
            leaveOut(
                words("A command inside of the line is not run: its output is the variable {{command}}."));
        }
        m_at = end + 1;
        return true;
    }

    bool ansiQuoted()
    {
        m_opened = m_at;
        m_at += 2;
        add({});
        while (m_at < m_text.size() && m_text[m_at] != '\'') {
            if (m_text[m_at] != '\\' || m_at + 1 >= m_text.size()) {
                add(m_text.sliced(m_at++, 1));
                continue;
            }
            ++m_at;
            ansiEscape();
        }
        return m_at++ < m_text.size();
    }

    /// What follows the backslash in $'…' (bash's manual, "ANSI-C Quoting").
    void ansiEscape()
    {
        const char c = m_text[m_at];
        static constexpr QByteArrayView from("abefnrtvE"), to("\a\b\x1b\f\n\r\t\v\x1b");
        if (const qsizetype i = from.indexOf(c); i >= 0) {
            add(to.sliced(i, 1));
            ++m_at;
            return;
        }
        if (c == 'x' || c == 'u' || c == 'U') {
            qsizetype digits = m_at + 1;
            const auto value = number(m_text, digits, 16, c == 'x' ? 2 : c == 'u' ? 4 : 8);
            if (!value)
                return addEscaped(c);
            m_at = digits;
            if (c == 'x')
                add(QByteArray(1, static_cast<char>(*value)));
            else
                add(*value <= 0x10FFFF ? QString::fromUcs4(&*value, 1).toUtf8() : QByteArray());
            return;
        }
        if (c >= '0' && c <= '7') {
            const auto value = number(m_text, m_at, 8, 3);
            add(QByteArray(1, static_cast<char>(*value)));
            return;
        }
        if (c == 'c' && m_at + 1 < m_text.size()) {
            add(QByteArray(1, static_cast<char>(m_text[m_at + 1] & 0x1F)));
            m_at += 2;
            return;
        }
        if (c == '\\' || c == '\'' || c == '"' || c == '?') {
            add(m_text.sliced(m_at++, 1));
            return;
        }
        addEscaped(c);
    }
    void addEscaped(char c)
    {
        add("\\" + QByteArray(1, c));
        ++m_at;
    }

    void redirect()
    {
        // "2>": the number belongs to the redirection.
        if (m_hasWord && m_word.size() == 1 && isDigit(m_word[0])) {
            m_word.clear();
            m_hasWord = false;
        }
        endWord();
        while (at(m_at) == '>' || at(m_at) == '<' || at(m_at) == '&')
            ++m_at;
        m_dropsWord = true;
        leaveOut(words("A redirection of the shell was left out."));
    }

    void endWord()
    {
        if (m_hasWord && !m_dropsWord)
            m_command.words += m_word;
        if (m_hasWord)
            m_dropsWord = false;
        m_word.clear();
        m_hasWord = false;
    }
    void endCommand()
    {
        endWord();
        m_dropsWord = false;
        if (!m_command.words.isEmpty())
            m_commands.push_back(m_command);
        m_command = {};
    }
    void leaveOut(const QString &what)
    {
        if (m_hasWord || !m_command.words.isEmpty())
            m_command.leftOut.push_back(what);
        else if (!m_commands.empty())
            m_commands.back().leftOut.push_back(what);
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    qsizetype m_opened = 0;
    QByteArray m_word;
    bool m_hasWord = false;
    bool m_dropsWord = false;
    ShellCommand m_command;
    std::vector<ShellCommand> m_commands;
};

} // namespace

Result<std::vector<ShellCommand>> shellCommands(QByteArrayView text)
{
    return Splitter(text).split();
}

} // namespace claimcheck::requests
