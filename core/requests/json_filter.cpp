#include "json_filter.h"

#include <QCoreApplication>

#include <charconv>

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

constexpr size_t mostSteps = 100;

} // namespace

class JsonFilter::Reader final {
public:
    explicit Reader(QByteArrayView text) : m_text(text) {}

    Result<JsonFilter> read()
    {
        if (m_text.isEmpty() || m_text.startsWith('/'))
            return pointer();
        if (m_text.startsWith('$'))
            m_at = 1;
        else if (!m_text.startsWith('.') && !m_text.startsWith('[') && !name())
            return wrong(words("a name was expected"));
        while (m_at < m_text.size()) {
            if (m_out.m_steps.size() >= mostSteps)
                return wrong(words("it has too many steps"));
            if (!step())
                return wrong(words(m_expected));
        }
        return std::move(m_out);
    }

private:
    Result<JsonFilter> pointer()
    {
        for (qsizetype i = 0; i < m_text.size(); ++i) {
            const bool isEscape = m_text[i] == '~';
            if (isEscape && (i + 1 == m_text.size() || (m_text[i + 1] != '0' && m_text[i + 1] != '1'))) {
                m_at = i;
                return wrong(words("~ must be followed by 0 or 1"));
            }
        }
        m_out.m_pointer = m_text.toByteArray();
        return std::move(m_out);
    }

    Error wrong(const QString &why) const
    {
        return {ErrorCode::FilterInvalid,
                QString::fromUtf8(m_text.first(std::min<qsizetype>(m_text.size(), 200))), why, m_at};
    }

    bool step()
    {
        if (m_text[m_at] == '[')
            return bracket();
        m_expected = QT_TRANSLATE_NOOP("Requests", "a . or [ was expected");
        if (m_text[m_at] != '.')
            return false;
        ++m_at;
        if (m_at < m_text.size() && m_text[m_at] == '.') {
            ++m_at;
            m_out.m_steps.push_back({Step::Kind::Descend});
            if (m_at < m_text.size() && m_text[m_at] == '[')
                return bracket();
        }
        m_expected = QT_TRANSLATE_NOOP("Requests", "a name was expected");
        return name();
    }

    bool name()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '.' && m_text[m_at] != '[' && m_text[m_at] != ' ')
            ++m_at;
        const QByteArrayView name = m_text.sliced(begin, m_at - begin);
        if (name == "*")
            m_out.m_steps.push_back({Step::Kind::All});
        else
            m_out.m_steps.push_back({Step::Kind::Name, name.toByteArray()});
        return !name.isEmpty();
    }

    bool bracket()
    {
        m_expected =
            QT_TRANSLATE_NOOP("Requests", "a number, * or a quoted name was expected in the brackets");
        const qsizetype begin = ++m_at;
        if (begin < m_text.size() && (m_text[begin] == '\'' || m_text[begin] == '"'))
            return quotedName(m_text[begin]);
        const qsizetype close = m_text.indexOf(']', begin);
        if (close < 0)
            return false;
        const QByteArrayView inner = m_text.sliced(begin, close - begin).trimmed();
        Step step{Step::Kind::All};
        if (inner != "*") {
            step.kind = Step::Kind::Index;
            const auto read = std::from_chars(inner.begin(), inner.end(), step.index);
            if (inner.isEmpty() || read.ec != std::errc() || read.ptr != inner.end())
                return false;
        }
        m_out.m_steps.push_back(step);
        m_at = close + 1;
        return true;
    }

    bool quotedName(char quote)
    {
        QByteArray name;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            name += m_text[m_at];
        }
        if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != ']')
            return false;
        m_at += 2;
        m_out.m_steps.push_back({Step::Kind::Name, name});
        return true;
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    const char *m_expected = "";
    JsonFilter m_out;
};

Result<JsonFilter> JsonFilter::parse(QByteArrayView text)
{
    return Reader(text.trimmed()).read();
}

std::vector<json::Value> JsonFilter::select(json::Value root) const
{
    if (m_pointer) {
        const json::Value found = root.at(*m_pointer);
        return found.isValid() ? std::vector{found} : std::vector<json::Value>();
    }
    const auto children = [](json::Value value) {
        std::vector<json::Value> out = value.elements();
        for (const json::Member &member : value.members())
            out.push_back(member.value);
        return out;
    };
    std::vector<json::Value> now = {root};
    for (const Step &step : m_steps) {
        std::vector<json::Value> next;
        const auto add = [&next](json::Value value) {
            if (value.isValid() && next.size() < maxResults)
                next.push_back(value);
        };
        for (const json::Value &value : now) {
            switch (step.kind) {
            case Step::Kind::Name:
                add(value.find(step.name));
                break;
            case Step::Kind::Index: {
                if (!value.isArray() || value.size() == 0)
                    break;
                const qint64 index = step.index < 0 ? step.index + value.size() : step.index;
                if (index >= 0 && index < value.size())
                    add(value.at('/' + QByteArray::number(index)));
                break;
            }
            case Step::Kind::All:
                for (const json::Value &child : children(value))
                    add(child);
                break;
            case Step::Kind::Descend: {
                // In document order, without recursion.
                std::vector<json::Value> open = {value};
                while (!open.empty() && next.size() < maxResults) {
                    const json::Value top = open.back();
                    open.pop_back();
                    add(top);
                    const auto below = children(top);
                    open.insert(open.end(), below.rbegin(), below.rend());
                }
                break;
            }
            }
        }
        now = std::move(next);
    }
    return now;
}

} // namespace claimcheck::requests
