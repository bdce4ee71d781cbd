#include "assertions.h"

#include "redaction.h"
#include "secret_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace claimcheck::requests {

namespace {

using Of = Assertion::Of;
using Is = Assertion::Is;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

struct Comparison {
    QByteArrayView sign;
    Is is;
    bool takesValue = true;
};
// Longer signs first: "<=" is not "<" and "=".
constexpr std::array comparisons{Comparison{"==", Is::Equal},
                                 Comparison{"!=", Is::NotEqual},
                                 Comparison{"<=", Is::AtMost},
                                 Comparison{">=", Is::AtLeast},
                                 Comparison{"<", Is::Less},
                                 Comparison{">", Is::Greater},
                                 Comparison{"contains", Is::Contains},
                                 Comparison{"exists", Is::Exists, false},
                                 Comparison{"missing", Is::Missing, false}};

struct Kind {
    QByteArrayView word;
    Of of;
    bool takesSubject;
};
constexpr std::array kinds{Kind{"status", Of::Status, false}, Kind{"header", Of::Header, true},
                           Kind{"json", Of::Json, true}, Kind{"body", Of::Body, false},
                           Kind{"time", Of::Time, false}};

/// The next word; one that begins a bracket with a quote ends with it ("$['a b']").
QByteArrayView takeWord(QByteArrayView &text)
{
    text = text.trimmed();
    qsizetype end = 0;
    char quote = '\0';
    for (; end < text.size() && (quote || text[end] != ' '); ++end) {
        if (quote ? text[end] == quote
                  : (text[end] == '\'' || text[end] == '"') && end > 0 && text[end - 1] == '[')
            quote = quote ? '\0' : text[end];
    }
    const QByteArrayView word = text.first(end);
    text = text.sliced(end).trimmed();
    return word;
}

/// What is compared: a value of a JSON text, or plain text.
struct Actual {
    json::Document document = {};
    json::Value value = {};
    QByteArray text = {};
};

QByteArray textOf(const Actual &actual)
{
    if (!actual.value.isValid())
        return actual.text;
    return actual.value.isString() ? actual.value.toUtf8() : actual.value.raw().toByteArray();
}

/// "200" is a number and so is "1e2"; a word is text.
std::optional<double> numberOf(const QByteArray &text)
{
    const auto document = json::Document::parse(text);
    return document && document->root().isNumber() ? document->root().toDouble() : std::nullopt;
}

bool equals(const Actual &actual, const QByteArray &expected)
{
    const auto wanted = json::Document::parse(expected);
    if (actual.value.isValid())
        return wanted ? sameJson(actual.value, wanted->root())
                      : actual.value.isString() && actual.value.equals(expected);
    // Text beside a quoted or a bare word, or a number beside one.
    if (wanted && wanted->root().isString())
        return actual.text == wanted->root().toUtf8();
    return actual.text == expected;
}

bool contains(const Actual &actual, const QByteArray &expected)
{
    const auto wanted = json::Document::parse(expected);
    if (actual.value.isArray()) {
        const auto elements = actual.value.elements();
        return std::any_of(elements.begin(), elements.end(), [&](const json::Value &element) {
            return wanted ? sameJson(element, wanted->root())
                          : element.isString() && element.equals(expected);
        });
    }
    const bool isQuoted = wanted && wanted->root().isString();
    return textOf(actual).contains(isQuoted ? wanted->root().toUtf8() : expected);
}

bool holds(Is is, const Actual &actual, const QByteArray &expected)
{
    switch (is) {
    case Is::Equal:
        return equals(actual, expected);
    case Is::NotEqual:
        return !equals(actual, expected);
    case Is::Contains:
        return contains(actual, expected);
    default:
        break;
    }
    if (actual.value.isValid() && !actual.value.isNumber())
        return false;
    const auto number = numberOf(textOf(actual));
    const auto bound = numberOf(expected);
    if (!number || !bound)
        return false;
    return is == Is::Less      ? *number < *bound
           : is == Is::AtMost  ? *number <= *bound
           : is == Is::Greater ? *number > *bound
                               : *number >= *bound;
}

/// The last name of a filter: "token" of "/data/token" and "$.data['token'][0]".
QByteArray lastName(const QByteArray &filter)
{
    QByteArray name, last;
    for (const char c : filter + '/') {
        if (!QByteArrayView("/.[]'\"$*").contains(c)) {
            name += c;
        } else {
            bool isIndex = false;
            name.toLongLong(&isIndex);
            if (!name.isEmpty() && !isIndex)
                last = name;
            name.clear();
        }
    }
    return last;
}

/// What stands in the answer, fit for a report: a value alone has lost the name that says it is a secret.
QString shown(const Assertion &assertion, const QByteArray &text)
{
    if (assertion.of == Of::Header)
        return QString::fromUtf8(redactedHeader({assertion.subject, text}).value).left(200);
    if (assertion.of == Of::Json && isSecretName(lastName(assertion.subject)))
        return QString::fromUtf8(mark(text));
    constexpr qsizetype longest = 200;
    const QString all = QString::fromUtf8(redactedText(text.left(4096)));
    return all.size() > longest ? all.left(longest) + u'…' : all;
}

} // namespace

bool sameJson(json::Value a, json::Value b)
{
    if (a.type() != b.type() || a.size() != b.size())
        return false;
    if (a.isNumber()) {
        const auto x = a.toInteger(), y = b.toInteger();
        if (x || y)
            return x == y;
        return a.raw() == b.raw() || a.toDouble() == b.toDouble();
    }
    if (a.isString())
        return a.toUtf8() == b.toUtf8();
    if (a.isArray()) {
        const auto x = a.elements(), y = b.elements();
        return std::equal(x.begin(), x.end(), y.begin(), sameJson);
    }
    const auto members = a.members();
    return std::all_of(members.begin(), members.end(), [&b](const json::Member &member) {
        const json::Value other = b.find(member.name.toUtf8());
        return other.isValid() && sameJson(member.value, other);
    });
}

Result<Assertion> parseAssertion(QByteArrayView text)
{
    Assertion out{.text = text.trimmed().toByteArray()};
    const auto wrong = [&out](const QString &why) {
        return Error{ErrorCode::AssertionInvalid, QString::fromUtf8(out.text.left(200)), why};
    };
    QByteArrayView rest = out.text;
    const QByteArrayView first = takeWord(rest);
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [first](const Kind &k) { return k.word == first; });
    if (kind == kinds.end())
        return wrong(words("it begins with none of status, header, json, body, time"));
    out.of = kind->of;
    if (kind->takesSubject) {
        out.subject = takeWord(rest).toByteArray();
        if (out.subject.isEmpty())
            return wrong(words("what it is about is missing"));
    }
    if (out.of == Of::Json) {
        // "json == 1": the pointer to the whole text is empty.
        const auto isSign = [&out](const Comparison &c) { return c.sign == out.subject; };
        if (std::any_of(comparisons.begin(), comparisons.end(), isSign)) {
            rest = QByteArrayView(out.text).sliced(first.size()).trimmed();
            out.subject.clear();
        }
        auto filter = JsonFilter::parse(out.subject);
        if (!filter)
            return wrong(filter.error().detail);
        out.filter = *std::move(filter);
    }
    const auto comparison = std::find_if(comparisons.begin(), comparisons.end(),
                                         [rest](const Comparison &c) { return rest.startsWith(c.sign); });
    if (comparison == comparisons.end())
        return wrong(words("a comparison is missing: == != < <= > >= contains exists missing"));
    out.is = comparison->is;
    out.expected = rest.sliced(comparison->sign.size()).trimmed().toByteArray();
    if (comparison->takesValue == out.expected.isEmpty())
        return wrong(comparison->takesValue ? words("the value to compare with is missing")
                                            : words("there is text after it"));
    const bool isNumeric = out.of == Of::Status || out.of == Of::Time;
    if (isNumeric && comparison->takesValue && !numberOf(out.expected))
        return wrong(words("the value is not a number"));
    const bool isOrder =
        out.is == Is::Less || out.is == Is::AtMost || out.is == Is::Greater || out.is == Is::AtLeast;
    if (isOrder && !numberOf(out.expected))
        return wrong(words("the value is not a number"));
    return out;
}

AssertionResult judge(const Assertion &assertion, const http::Response &response)
{
    AssertionResult result{.text = assertion.text};
    std::vector<Actual> found;
    switch (assertion.of) {
    case Of::Status:
        found.push_back({.text = QByteArray::number(response.status)});
        break;
    case Of::Time:
        found.push_back({.text = QByteArray::number(response.timing.totalMs)});
        break;
    case Of::Body:
        if (!response.body.isEmpty())
            found.push_back({.text = response.body});
        break;
    case Of::Header:
        for (const http::Header &header : response.headers) {
            if (header.name.compare(assertion.subject, Qt::CaseInsensitive) == 0)
                found.push_back({.text = header.value});
        }
        break;
    case Of::Json: {
        const auto document = json::Document::parse(response.body);
        if (!document) {
            result.actual = words("not JSON");
            result.passed = false;
            return result;
        }
        for (const json::Value &value : assertion.filter->select(document->root()))
            found.push_back({.document = *document, .value = value});
        break;
    }
    }
    if (found.size() > 1 && assertion.is != Is::Exists && assertion.is != Is::Missing) {
        // Several values: one of them must contain it; a comparison must hold for each.
        result.actual = words("%1 values").arg(found.size());
        const auto one = [&assertion](const Actual &actual) {
            return holds(assertion.is, actual, assertion.expected);
        };
        result.passed = assertion.is == Is::Contains ? std::any_of(found.begin(), found.end(), one)
                                                     : std::all_of(found.begin(), found.end(), one);
        return result;
    }
    const bool exists = !found.empty();
    result.actual = exists ? shown(assertion, textOf(found[0])) : words("missing");
    if (assertion.is == Is::Exists || assertion.is == Is::Missing)
        result.passed = exists == (assertion.is == Is::Exists);
    else
        result.passed = exists && holds(assertion.is, found[0], assertion.expected);
    return result;
}

} // namespace claimcheck::requests
