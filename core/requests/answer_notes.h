#pragma once

#include "base/json_writer.h"
#include "http/message.h"

#include <QStringList>

#include <vector>

namespace claimcheck::requests {

/// What has to be known about an answer besides what it says.
struct AnswerNotes {
    /// Not empty for an answer of HTTP/1.1 without a single header: none was sent, or they were more than can
    /// be read. That as sentences.
    QString lostHeaders = {};
    std::vector<http::Withheld> withheld = {};
};
[[nodiscard]] AnswerNotes notesOf(const http::Response &answer);

/// "Cookies were not sent to https://a.example."
[[nodiscard]] QString withheldWords(const http::Withheld &withheld);
/// All of it, a sentence or more each.
[[nodiscard]] QStringList wordsOf(const AnswerNotes &notes);

/// As members of an object: "headersUnknown" (true or false) and "withheld", a list of {"what": "credential",
/// "cookies", "body", "header" or "certificate"; "header": its name, or null; "origin": where it was not
/// sent}.
void writeNotes(json::Writer &writer, const AnswerNotes &notes);

} // namespace claimcheck::requests
