#include "token_argument.h"

#include "input.h"
#include "inspect/finder.h"
#include "invocation.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

namespace {

bool isOneWord(const QByteArray &text)
{
    return !text.isEmpty() && std::none_of(text.begin(), text.end(),
                                           [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

} // namespace

Result<QByteArray> readToken(const Invocation &run, Several several)
{
    const auto text = readTextArgument(run);
    if (!text)
        return text.error();
    const auto found = inspect::findTokens(*text);
    if (found.size() > 1 && several == Several::Refused)
        return Error{ErrorCode::UsageInvalid,
                     {},
                     QCoreApplication::translate("Cli", "%n tokens were found; give one.", nullptr,
                                                 static_cast<int>(found.size()))};
    if (found.size() > 1)
        run.note(QCoreApplication::translate("Cli", "%n tokens were found; this is the first.", nullptr,
                                             static_cast<int>(found.size())));
    if (!found.empty())
        return found.front().token;
    if (const QByteArray word = text->trimmed(); isOneWord(word))
        return word;
    return Error{ErrorCode::NoTokenFound};
}

Result<Done> requireCompactJws(const jose::ParsedToken &token)
{
    const QByteArrayView text = QByteArrayView(token.text()).trimmed();
    if (token.segmentCount() == 5)
        return Error{ErrorCode::NotYetAvailable, QStringLiteral("JWE")};
    if (text.startsWith('{'))
        return Error{ErrorCode::NotYetAvailable, QStringLiteral("JSON serialization")};
    if (text.contains('~'))
        return Error{ErrorCode::NotYetAvailable, QStringLiteral("SD-JWT")};
    return Done{};
}

} // namespace claimcheck::app
