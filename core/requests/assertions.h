#pragma once

#include "base/result.h"
#include "http/message.h"
#include "json_filter.h"

namespace claimcheck::requests {

/// What an answer should be like, in one line:
/// `status == 200`, `header Content-Type contains json`, `json /data/0/id == 7`, `json $.items[*] exists`,
/// `body contains OK`, `time < 500` (milliseconds). Comparisons: == != < <= > >= contains exists missing.
struct Assertion {
    enum class Of { Status, Header, Json, Body, Time };
    enum class Is { Equal, NotEqual, Less, AtMost, Greater, AtLeast, Contains, Exists, Missing };
    QByteArray text; // as written
    Of of = Of::Status;
    QByteArray subject = {}; // the header's name
    std::optional<JsonFilter> filter = {};
    Is is = Is::Equal;
    QByteArray expected = {}; // JSON, or plain text
};
/// Error: AssertionInvalid (subject: the text).
[[nodiscard]] Result<Assertion> parseAssertion(QByteArrayView text);

struct AssertionResult {
    QByteArray text;
    bool passed = false;
    /// What the answer has in its place, shortened; tokens in it are fingerprints.
    QString actual = {};
    std::optional<Error> error = {}; // AssertionInvalid, where it cannot be judged at all
};
[[nodiscard]] AssertionResult judge(const Assertion &assertion, const http::Response &response);

/// Whether two JSON values mean the same: numbers by value, members in any order.
[[nodiscard]] bool sameJson(json::Value a, json::Value b);

} // namespace claimcheck::requests
