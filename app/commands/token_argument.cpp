#include "token_argument.h"

#include "base/json.h"
#include "input.h"
#include "inspect/finder.h"
#include "inspect/token_kinds.h"
#include "invocation.h"
#include "jose/parsed_encryption.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace claimcheck::app {

namespace {

/// Members of JSON serializations (RFC 7515 section 7.2, RFC 7516 section 7.2).
constexpr const char *tokenMembers[] = {"payload", "protected", "signature", "signatures", "ciphertext"};

bool isOneWord(const QByteArray &text)
{
    return !text.isEmpty() && std::none_of(text.begin(), text.end(),
                                           [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

/// JSON that means to be no token: a JWK, a Claims Set.
bool isOtherJson(const QByteArray &word)
{
    if (!word.startsWith('{'))
        return false;
    const auto document = json::Document::parse(word);
    return document && std::none_of(std::begin(tokenMembers), std::end(tokenMembers),
                                    [&](const char *name) { return document->root().count(name) > 0; });
}

Error tooMany(size_t count)
{
    return {ErrorCode::UsageInvalid,
            {},
            QCoreApplication::translate("Cli", "%n tokens were found; give one.", nullptr,
                                        static_cast<int>(count))};
}

Result<LabelledToken> readFound(const Invocation &run, const QString &argument, Several several)
{
    const auto text = readText(argument);
    if (!text)
        return text.error();
    const auto found = inspect::findTokens(*text);
    if (argument != u"-" && !argument.startsWith(u'@') && QFile::exists(argument))
        run.note(
            QCoreApplication::translate("Cli", "There is a file of this name: @%1 reads it.").arg(argument));
    if (found.size() > 1 && several == Several::Refused)
        return tooMany(found.size());
    if (found.size() > 1)
        run.note(QCoreApplication::translate("Cli", "%n tokens were found; this is the first.", nullptr,
                                             static_cast<int>(found.size())));
    if (!found.empty())
        return LabelledToken{found.front().token, found.front().label};
    const QByteArray word = text->trimmed();
    if (isOneWord(word) && !isOtherJson(word))
        return LabelledToken{word, {}};
    if (!run.json())
        run.note(inspect::describeText(*text));
    return Error{ErrorCode::NoTokenFound};
}

} // namespace

Result<QByteArray> readToken(const Invocation &run, Several several)
{
    return readToken(run, run.arguments().value(0, QStringLiteral("-")), several);
}

Result<QByteArray> readToken(const Invocation &run, const QString &argument, Several several)
{
    auto found = readFound(run, argument, several);
    if (!found)
        return found.error();
    return std::move(found->token);
}

Result<LabelledToken> readLabelledToken(const Invocation &run, Several several)
{
    return readFound(run, run.arguments().value(0, QStringLiteral("-")), several);
}

Result<QByteArray> readEncryptedToken(const Invocation &run)
{
    auto text = readText(run.arguments().value(0, QStringLiteral("-")), jose::ParsedEncryption::maxSize);
    if (!text)
        return text;
    const QByteArray alone = text->trimmed();
    if ((alone.startsWith('{') || isOneWord(alone)) && jose::ParsedEncryption::looksLikeOne(alone))
        return alone;
    if (text->size() > maxInput)
        return Error{ErrorCode::NoTokenFound};
    std::vector<QByteArray> tokens;
    for (inspect::Found &found : inspect::findTokens(*text)) {
        if (jose::ParsedEncryption::looksLikeOne(found.token))
            tokens.push_back(std::move(found.token));
    }
    if (tokens.size() > 1)
        return tooMany(tokens.size());
    if (tokens.empty() && isOneWord(alone))
        return alone; // what is wrong with it can be told
    return tokens.empty() ? Result<QByteArray>(Error{ErrorCode::NoTokenFound}) : tokens.front();
}

} // namespace claimcheck::app
