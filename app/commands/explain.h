#pragma once

#include "command.h"
#include "requests/explain_denial.h"
#include "requests/sender.h"

namespace claimcheck::app {

class Invocation;

/// `request --explain`: why it failed, after what it was asked for. Does nothing without the option.
class Explanation final {
public:
    explicit Explanation(Invocation &run);

    /// The sink itself, or one that keeps the body's begin beside it: a sign-in page is told by its form.
    [[nodiscard]] std::shared_ptr<http::BodySink> watching(std::shared_ptr<http::BodySink> sink);
    /// The likely causes on standard error, each with what speaks for it and the commands that mend it;
    /// nothing when nothing failed. With --json they belong into the document.
    void say(const requests::Sent &sent) const;
    /// The document of an answer, with "causes" in it.
    [[nodiscard]] QByteArray added(QByteArray document, const requests::Sent &sent) const;
    /// The document in place of an answer that did not come, and the exit code:
    /// `{"status":null,"causes":[…]}`. False: the option was not given.
    [[nodiscard]] bool printFailure(const requests::Sent &sent) const;

private:
    class Keeper;
    [[nodiscard]] requests::DenialFacts facts(const requests::Sent &sent) const;
    [[nodiscard]] QByteArray causesJson(const requests::Sent &sent) const;
    Invocation &m_run;
    const bool m_isOn;
    std::shared_ptr<Keeper> m_keeper;
};

[[nodiscard]] std::vector<Option> explainOptions();

} // namespace claimcheck::app
