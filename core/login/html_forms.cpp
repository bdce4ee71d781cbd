#include "html_forms.h"

#include <algorithm>
#include <memory>

#include <libxml/HTMLparser.h>

namespace claimcheck::login {

namespace {

constexpr size_t mostForms = 50;
constexpr size_t mostFields = 200;

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
