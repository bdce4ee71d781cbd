#include "html_forms.h"

#include <algorithm>
#include <initializer_list>
#include <memory>

#include <libxml/HTMLparser.h>

namespace claimcheck::login {

namespace {

constexpr size_t mostForms = 50;
constexpr size_t mostFields = 200;
/// Of one tag. libxml2 compares each with all before it: a hundred thousand would keep it busy for minutes.
constexpr int mostAttributes = 1000;

QString attribute(xmlNode *node, const char *name)
{
    const std::unique_ptr<xmlChar, void (*)(void *)> value(
        xmlGetProp(node, reinterpret_cast<const xmlChar *>(name)), [](void *text) { xmlFree(text); });
    return value ? QString::fromUtf8(reinterpret_cast<const char *>(value.get())) : QString();
}

bool hasAttribute(xmlNode *node, const char *name)
{
    return xmlHasProp(node, reinterpret_cast<const xmlChar *>(name));
}

bool isElement(xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && qstricmp(reinterpret_cast<const char *>(node->name), name) == 0;
}

/// What a browser leaves out: what is disabled, has no name, or is sent only when it is pressed or ticked.
bool isSent(xmlNode *input, const QString &type)
{
    static const QStringList pressed = {QStringLiteral("submit"), QStringLiteral("button"),
                                        QStringLiteral("reset"), QStringLiteral("image"),
                                        QStringLiteral("file")};
    const bool isBox = type == u"checkbox" || type == u"radio";
    return !hasAttribute(input, "disabled") && !attribute(input, "name").isEmpty() &&
           !pressed.contains(type) && (!isBox || hasAttribute(input, "checked"));
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Reads over tags as libxml2 does, and counts their attributes.
class TagScanner {
public:
    explicit TagScanner(QByteArrayView page) : m_page(page) {}

    [[nodiscard]] bool findsTagWithMoreThan(int most)
    {
        while ((m_at = m_page.indexOf('<', m_at)) >= 0) {
            ++m_at;
            if (m_page.sliced(m_at).startsWith("!--"))
                skipTo("--", {">", "!>"});
            else if (isLetter(here()) && readTag(most))
                return true;
        }
        return false;
    }

private:
    [[nodiscard]] char here() const { return m_at < m_page.size() ? m_page[m_at] : '\0'; }
    [[nodiscard]] bool isEnd() const { return m_at >= m_page.size() || here() == '>'; }

    [[nodiscard]] bool readTag(int most)
    {
        const qsizetype start = m_at;
        while (isLetter(here()) || (here() >= '0' && here() <= '9'))
            ++m_at;
        const QByteArray name = m_page.sliced(start, m_at - start).toByteArray().toLower();
        for (int count = 0;; ++count) {
            skipBlanks();
            if (isEnd())
                break;
            if (count == most)
                return true;
            readAttribute();
        }
        // What looks like a tag in there is none.
        if (name == "script" || name == "style")
            skipTo("</", {name});
        return false;
    }
    void readAttribute()
    {
        if (!isLetter(here()) && here() != '_' && here() != ':' && here() != '.')
            return skipWord(); // whatever it is, up to the next blank
        while (!isEnd() && !isBlank(here()) && here() != '=' && here() != '/')
            ++m_at;
        skipBlanks();
        if (here() != '=')
            return;
        ++m_at;
        skipBlanks();
        const char quote = here();
        if (quote != '"' && quote != '\'')
            return skipWord();
        const qsizetype end = m_page.indexOf(quote, m_at + 1);
        m_at = end < 0 ? m_page.size() : end + 1;
    }
    void skipBlanks()
    {
        while (m_at < m_page.size() && isBlank(here()))
            ++m_at;
    }
    void skipWord()
    {
        while (!isEnd() && !isBlank(here()))
            ++m_at;
    }
    /// To where `text` stands before one of `ends`, in any case; else to the end of the page.
    void skipTo(QByteArrayView text, std::initializer_list<QByteArrayView> ends)
    {
        for (m_at = m_page.indexOf(text, m_at); m_at >= 0; m_at = m_page.indexOf(text, m_at + 1)) {
            const QByteArrayView rest = m_page.sliced(m_at + text.size());
            for (const QByteArrayView end : ends) {
                if (rest.first(std::min(end.size(), rest.size())).compare(end, Qt::CaseInsensitive) == 0)
                    return;
            }
        }
        m_at = m_page.size();
    }

    QByteArrayView m_page;
    qsizetype m_at = 0;
};

class Reader {
public:
    explicit Reader(const QUrl &address) : m_address(address) {}

    /// In the order of the document. libxml2 limits how deep elements nest, so that this needs no limit of
    /// its own.
    void read(xmlNode *first, HtmlForm *form)
    {
        for (xmlNode *node = first; node; node = node->next) {
            HtmlForm *inside = form;
            if (isElement(node, "form") && m_forms.size() < mostForms) {
                m_forms.push_back(std::make_unique<HtmlForm>(begin(node)));
                inside = m_forms.back().get();
            } else if (isElement(node, "input") && form && form->fields.size() < mostFields) {
                add(node, *form);
            }
            read(node->children, inside);
        }
    }
    [[nodiscard]] std::vector<HtmlForm> take()
    {
        std::vector<HtmlForm> forms;
        for (auto &form : m_forms)
            forms.push_back(std::move(*form));
        return forms;
    }

private:
    [[nodiscard]] HtmlForm begin(xmlNode *node) const
    {
        HtmlForm form;
        const QString action = attribute(node, "action").trimmed();
        form.action = action.isEmpty() ? m_address : m_address.resolved(QUrl(action));
        form.action.setFragment({});
        if (attribute(node, "method").compare(u"post", Qt::CaseInsensitive) == 0)
            form.method = "POST";
        return form;
    }
    static void add(xmlNode *input, HtmlForm &form)
    {
        QString type = attribute(input, "type").toLower();
        if (type.isEmpty())
            type = QStringLiteral("text");
        if (!isSent(input, type))
            return;
        const bool isBox = type == u"checkbox" || type == u"radio";
        const QString value =
            isBox && !hasAttribute(input, "value") ? QStringLiteral("on") : attribute(input, "value");
        form.fields.push_back({attribute(input, "name"), value, type});
    }

    QUrl m_address;
    std::vector<std::unique_ptr<HtmlForm>> m_forms;
};

} // namespace

const HtmlField *HtmlForm::find(QStringView type) const
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [type](const HtmlField &field) { return field.type == type; });
    return found == fields.end() ? nullptr : &*found;
}

std::vector<HtmlForm> htmlForms(const QByteArray &page, const QUrl &address)
{
    if (TagScanner(page).findsTagWithMoreThan(mostAttributes))
        return {};
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        htmlReadMemory(page.constData(), static_cast<int>(page.size()), nullptr, nullptr,
                       HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET),
        xmlFreeDoc);
    if (!document)
        return {};
    Reader reader(address);
    reader.read(xmlDocGetRootElement(document.get()), nullptr);
    return reader.take();
}

} // namespace claimcheck::login
