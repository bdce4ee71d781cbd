#include "base/json.h"
#include "base/json_writer.h"
#include "fuzz.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::json;

namespace {

/// RapidJSON's own word on the same text: another author's reading of RFC 8259.
void agreesWithRapidJson(const QByteArray &text, const Result<Document> &ours)
{
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    rapidjson::Reader reader;
    rapidjson::MemoryStream stream(text.constData(), static_cast<size_t>(text.size()));
    rapidjson::BaseReaderHandler<> ignore;
    const rapidjson::ParseResult theirs = reader.Parse<flags>(stream, ignore);
    // To it a NUL is the end of the text.
    if (text.contains('\0'))
        return;
    // It refuses a lone surrogate (\ud800) and a number that no double holds (1e400), which RFC 8259 sections
    // 8.2 and 6 leave to the reader.
    if (theirs.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid ||
        theirs.Code() == rapidjson::kParseErrorNumberTooBig)
        return;
    if (!ours &&
        (ours.error().code == ErrorCode::JsonTooDeep || ours.error().code == ErrorCode::JsonTooLarge))
        return;
    REQUIRE(static_cast<bool>(ours) == !theirs.IsError());
}

void checkString(const Value &value)
{
    const QByteArray utf8 = value.toUtf8();
    REQUIRE(value.equals(utf8));
    REQUIRE(value.toString().toUtf8() == utf8);
    const Result<Document> again = Document::parse(quoted(utf8));
    REQUIRE(again && again->root().toUtf8() == utf8);
}

void checkNumber(const Value &value)
{
    if (const std::optional<qint64> integer = value.toInteger()) {
        const std::optional<double> real = value.toDouble();
        REQUIRE(real && *real == static_cast<double>(*integer));
    }
}

void checkNames(const Value &object, const std::vector<Member> &members)
{
    // Comparing all with all is quadratic: the first ones are enough.
    for (size_t i = 0; i < std::min<size_t>(members.size(), 16); ++i) {
        const QByteArray name = members[i].name.toUtf8();
        const auto same = std::count_if(members.begin(), members.end(),
                                        [&name](const Member &other) { return other.name.equals(name); });
        REQUIRE(object.count(name) == same);
        REQUIRE(object.find(name).isValid() == (same == 1));
        QByteArray pointer = name;
        pointer.replace('~', "~0").replace('/', "~1").prepend('/');
        REQUIRE(object.at(pointer).isValid() == (same == 1));
        if (same > 1)
            REQUIRE(firstDuplicate(object));
    }
}

/// Every node lies inside its container, after the one before it, and says what the text says there.
void checkValue(const Document &document, const Value &value, Span outer)
{
    const Span span = value.span();
    REQUIRE(span.begin >= outer.begin && span.begin < span.end && span.end <= outer.end);
    REQUIRE(value.raw() == QByteArrayView(document.text()).sliced(span.begin, span.size()));
    if (value.isString())
        checkString(value);
    if (value.isNumber())
        checkNumber(value);
    Span inner = {span.begin + 1, span.end - 1};
    for (const Value &element : value.elements()) {
        checkValue(document, element, inner);
        inner.begin = element.span().end + 1;
    }
    const std::vector<Member> members = value.members();
    for (const Member &member : members) {
        REQUIRE(member.name.isString());
        checkValue(document, member.name, inner);
        inner.begin = member.name.span().end + 1;
        checkValue(document, member.value, inner);
        inner.begin = member.value.span().end + 1;
    }
    checkNames(value, members);
}

} // namespace

/// Accepts what RapidJSON accepts; spans, raw text, names and strings of what was read hold together.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    const Result<Document> document = Document::parse(text);
    agreesWithRapidJson(text, document);
    if (!document) {
        REQUIRE(document.error().offset >= 0 && document.error().offset <= text.size());
        return 0;
    }
    checkValue(*document, document->root(), {0, text.size()});
    return 0;
}
