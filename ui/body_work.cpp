#include "body_work.h"

#include <QSaveFile>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr qint64 piece = 1024 * 1024;
constexpr int indentStep = 2;
constexpr int deepestIndent = 40;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Lays JSON out byte by byte.
class Pretty {
public:
    explicit Pretty(requests::Overflow &out) : m_out(out) { m_buffer.reserve(piece + 1024); }

    [[nodiscard]] Result<Done> write(QByteArrayView text)
    {
        for (const char c : text) {
            byte(c);
            if (m_buffer.size() >= piece) {
                if (const auto written = flush(); !written)
                    return written;
            }
        }
        return Done{};
    }
    [[nodiscard]] Result<Done> flush()
    {
        const auto written = m_out.append(m_buffer);
        m_buffer.resize(0);
        return written;
    }

private:
    void byte(char c)
    {
        if (m_inString) {
            m_buffer += c;
            m_inString = m_escaped || c != '"';
            m_escaped = !m_escaped && c == '\\';
            return;
        }
        if (isSpace(c)) {
            m_spaced = true;
            return;
        }
        const bool closes = c == '}' || c == ']';
        if (closes) {
            m_depth = std::max(0, m_depth - 1);
            if (!m_opened)
                newLine();
        } else if (m_opened || m_separated) {
            newLine();
        } else if (m_spaced && m_word && c != ',' && c != ':') {
            m_buffer += ' '; // not JSON: words stay apart
        }
        m_opened = m_separated = m_spaced = m_word = false;
        m_buffer += c;
        switch (c) {
        case '{':
        case '[':
            ++m_depth;
            m_opened = true;
            break;
        case ',':
            m_separated = true;
            break;
        case ':':
            m_buffer += ' ';
            break;
        case '"':
            m_inString = true;
            break;
        default:
            m_word = true;
        }
    }
    void newLine()
    {
        m_buffer += '\n';
        m_buffer.append(static_cast<qsizetype>(std::min(m_depth, deepestIndent)) * indentStep, ' ');
    }

    requests::Overflow &m_out;
    QByteArray m_buffer;
    int m_depth = 0;
    bool m_inString = false, m_escaped = false;
    bool m_opened = false, m_separated = false; // the last byte was a bracket, a comma
    bool m_spaced = false, m_word = false;
};

} // namespace

Result<std::shared_ptr<const requests::Overflow>> prettyJson(const requests::Overflow &body,
                                                             const StopFlag &stop)
{
    auto out = std::make_shared<requests::Overflow>();
    Pretty pretty(*out);
    const qint64 size = body.size();
    for (qint64 at = 0; at < size; at += piece) {
        if (*stop)
            return Error{ErrorCode::Cancelled};
        const auto bytes = body.read(at, std::min(piece, size - at));
        if (!bytes)
            return bytes.error();
        if (const auto written = pretty.write(*bytes); !written)
            return written.error();
    }
    if (const auto written = pretty.flush(); !written)
        return written.error();
    return std::shared_ptr<const requests::Overflow>(std::move(out));
}

Result<Filtered> filterJson(const requests::Overflow &body, const QByteArray &filter)
{
    const auto parsed = requests::JsonFilter::parse(filter);
    if (!parsed)
        return parsed.error();
    if (body.size() > mostFiltered)
        return Error{ErrorCode::InputTooLarge, QString(), QString::number(mostFiltered)};
    auto bytes = body.read(0, body.size());
    if (!bytes)
        return bytes.error();
    const auto document = json::Document::parse(std::move(bytes).value());
    if (!document)
        return document.error();
    const std::vector<json::Value> chosen = parsed->select(document->root());
    auto out = std::make_shared<requests::Overflow>();
    if (chosen.size() == 1) {
        if (const auto kept = out->append(chosen.front().raw()); !kept)
            return kept.error();
        return Filtered{std::move(out), 1};
    }
    QByteArray text("[");
    for (size_t i = 0; i < chosen.size(); ++i) {
        if (i > 0)
            text += ',';
        text += chosen[i].raw();
        if (text.size() < piece)
            continue;
        if (const auto kept = out->append(text); !kept)
            return kept.error();
        text.resize(0);
    }
    text += ']';
    if (const auto kept = out->append(text); !kept)
        return kept.error();
    return Filtered{std::move(out), chosen.size()};
}

Result<Done> saveBody(const requests::Overflow &body, const QString &path, const StopFlag &stop,
                      const std::function<void(qint64)> &progress)
{
    QSaveFile file(path);
    const auto unwritable = [&] { return Error{ErrorCode::FileUnwritable, path, file.errorString()}; };
    if (!file.open(QIODevice::WriteOnly))
        return unwritable();
    const qint64 size = body.size();
    for (qint64 at = 0; at < size; at += piece) {
        if (*stop)
            return Error{ErrorCode::Cancelled};
        const auto bytes = body.read(at, std::min(piece, size - at));
        if (!bytes)
            return bytes.error();
        if (file.write(*bytes) != bytes->size())
            return unwritable();
        progress(at + bytes->size());
    }
    if (!file.commit())
        return unwritable();
    return Done{};
}

} // namespace claimcheck::ui
