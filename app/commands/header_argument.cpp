#include "header_argument.h"

#include "base/json_writer.h"
#include "input.h"
#include "invocation.h"

namespace claimcheck::app {

using namespace Qt::StringLiterals;

Result<json::Document> readHeader(const Invocation &run)
{
    const QString argument = run.value(u"header"_s).value_or(u"{}"_s);
    const auto text = argument.startsWith(u'@') ? readAll(argument.mid(1)) : Result(argument.toUtf8());
    if (!text)
        return text.error();
    // A line end after the object is the file's, and not the header's.
    auto document = json::Document::parse(text->trimmed());
    if (!document)
        return Error{document.error().code, u"--header"_s, document.error().detail, document.error().offset};
    if (!document->root().isObject())
        return Error{ErrorCode::JsonNotObject, u"--header"_s};
    if (const auto repeated = json::firstDuplicate(document->root()))
        return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
    return document;
}

QByteArray withMember(const json::Document &object, QByteArrayView name, QByteArrayView value)
{
    const QByteArray text = object.text();
    const qsizetype after = object.root().span().begin + 1;
    return text.first(after) + json::quoted(name) + ':' + json::quoted(value) +
           (object.root().size() > 0 ? "," : "") + text.sliced(after);
}

} // namespace claimcheck::app
