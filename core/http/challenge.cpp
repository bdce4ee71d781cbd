#include "challenge.h"

#include "header_rules.h"

#include <algorithm>

namespace claimcheck::http {

namespace {

constexpr size_t mostChallenges = 16;
constexpr size_t mostParameters = 32;

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

bool isTokenCharacter(char c)
{
    return isToken({&c, 1});
}

/// token68 of RFC 9110 section 11.2, but for the "=" at its end.
bool isToken68Character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           QByteArrayView("-._~+/").contains(c);
}

/// Reads left to right, each character once but for a token68 that turns out to be a name.
class Reader {
public:
    explicit Reader(QByteArrayView text) : m_text(text) {}

    std::vector<Challenge> read()
    {
        for (;;) {
            skip([](char c) { return isSpace(c) || c == ','; });
            const QByteArrayView word = take(isTokenCharacter);
            if (word.isEmpty())
                return std::move(m_challenges);
            if (!(isAtEquals() ? readParameter(word) : readScheme(word)))
                return std::move(m_challenges);
        }
    }

private:
    [[nodiscard]] bool isAtEnd() const { return m_at == m_text.size(); }

    template <class Test>
    void skip(Test wanted)
    {
        while (!isAtEnd() && wanted(m_text[m_at]))
            ++m_at;
    }
    template <class Test>
    QByteArrayView take(Test wanted)
    {
        const qsizetype begin = m_at;
        skip(wanted);
        return m_text.sliced(begin, m_at - begin);
    }
    /// Whether the word before is a parameter's name; there may be white space around the "=" (RFC 9110
    /// section 11.2).
    bool isAtEquals()
    {
        const qsizetype begin = m_at;
        skip(isSpace);
        if (!isAtEnd() && m_text[m_at] == '=')
            return true;
        m_at = begin;
        return false;
    }
    bool readScheme(QByteArrayView name)
    {
        if (m_challenges.size() == mostChallenges)
            return false;
        Challenge challenge;
        challenge.scheme = name.toByteArray();
        const bool hasSpace = !take(isSpace).isEmpty();
        if (hasSpace)
            challenge.token68 = takeToken68();
        m_challenges.push_back(std::move(challenge));
        return true;
    }
    /// Only what ends the challenge is a token68; else it was the name of a parameter.
    QByteArray takeToken68()
    {
        const qsizetype begin = m_at;
        skip(isToken68Character);
        if (m_at > begin)
            skip([](char c) { return c == '='; });
        const QByteArrayView text = m_text.sliced(begin, m_at - begin);
        skip(isSpace);
        if (isAtEnd() || m_text[m_at] == ',')
            return text.toByteArray();
        m_at = begin;
        return {};
    }
    bool readParameter(QByteArrayView name)
    {
        ++m_at; // "="
        skip(isSpace);
        QByteArray value;
        if (!isAtEnd() && m_text[m_at] == '"') {
            if (!readQuoted(value))
                return false;
        } else {
            // A token, or what some servers send without quotes: an address, words of base64.
            value = take([](char c) { return !isSpace(c) && c != ',' && c != '"'; }).toByteArray();
        }
        if (m_challenges.empty())
            m_challenges.emplace_back();
        auto &parameters = m_challenges.back().parameters;
        if (parameters.size() < mostParameters)
            parameters.emplace_back(name.toByteArray().toLower(), std::move(value));
        return true;
    }
    /// False for a string without an end.
    bool readQuoted(QByteArray &value)
    {
        for (++m_at; !isAtEnd(); ++m_at) {
            if (m_text[m_at] == '"') {
                ++m_at;
                return true;
            }
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            value += m_text[m_at];
        }
        return false;
    }
    QByteArrayView m_text;
    qsizetype m_at = 0;
    std::vector<Challenge> m_challenges;
};

} // namespace

bool Challenge::is(QByteArrayView name) const
{
    return scheme.compare(name, Qt::CaseInsensitive) == 0;
}

std::optional<QByteArray> Challenge::parameter(QByteArrayView name) const
{
    const auto found = std::find_if(parameters.begin(), parameters.end(), [name](const auto &parameter) {
        return parameter.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Challenge> readChallenges(QByteArrayView value)
{
    return Reader(value).read();
}

} // namespace claimcheck::http
