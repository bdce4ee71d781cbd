#pragma once

#include "answer_notes.h"
#include "assertions.h"
#include "request_spec.h"

namespace claimcheck::requests {

/// What came of one request of a suite.
struct SuiteItem {
    enum class Outcome {
        Passed,     // every assertion holds; without any: the status is below 400
        Failed,     // the answer is not as asserted
        CouldNotDo, // there was no answer, or an assertion cannot be read
    };
    QString file;
    int line = 0;
    QByteArray name; // "# @name", else the title, else method and address
    QByteArray method;
    QString url; // redacted
    Outcome outcome = Outcome::CouldNotDo;
    int status = 0;
    qint64 milliseconds = 0;
    std::vector<AssertionResult> assertions = {};
    AnswerNotes notes = {};
    std::optional<Error> error = {};
};
/// Pure: the request, and what was answered or why nothing was.
[[nodiscard]] SuiteItem judgeRun(const RequestSpec &spec, const Result<http::Response> &answer);

struct SuiteReport {
    std::vector<SuiteItem> items;

    [[nodiscard]] int count(SuiteItem::Outcome outcome) const;
    /// Passed only if all are; CouldNotDo before Failed, since what was not done was not tested.
    [[nodiscard]] SuiteItem::Outcome outcome() const;
    /// 0, 1 or 3.
    [[nodiscard]] int exitCode() const;
    /// One line a request, and one for each assertion that failed and for each note.
    [[nodiscard]] QString text() const;
    [[nodiscard]] QByteArray json() const;
};

} // namespace claimcheck::requests
