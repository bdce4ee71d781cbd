#include "explain.h"

#include "app/composition.h"
#include "base/json_writer.h"
#include "invocation.h"
#include "requests/denial_case.h"
#include "requests/denial_remedy.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using namespace Qt::StringLiterals;
using requests::DenialCause;

QString words(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

/// "SignInWithScope": a kind's own name, for scripts.
QByteArray kindName(requests::DenialAction::Kind kind)
{
    static constexpr const char *names[] = {"none",
                                            "sign-in",
                                            "refresh",
                                            "sign-in-with-scope",
                                            "sign-in-for-audience",
                                            "step-up",
                                            "use-profile",
                                            "switch-environment",
                                            "allow-origin",
                                            "wait",
                                            "send-again",
                                            "change-url",
                                            "change-method",
                                            "set-header",
                                            "set-scheme",
                                            "use-access-token",
                                            "use-proof",
                                            "check-clock",
                                            "trust-authority",
                                            "client-certificate",
                                            "proxy-settings",
                                            "longer-timeout",
                                            "define-variable",
                                            "read-metadata",
                                            "choose-profile"};
    static_assert(std::size(names) == size_t(requests::DenialAction::Kind::ChooseProfile) + 1);
    return names[static_cast<size_t>(kind)];
}

void write(json::Writer &writer, const DenialCause &cause, const std::optional<login::Profile> &profile)
{
    writer.beginObject();
    writer.member("id", cause.id);
    writer.name("weight");
    writer.integer(cause.weight);
    writer.member("sentence", cause.sentence);
    writer.member("standard", cause.standard);
    writer.name("evidence");
    writer.beginArray();
    for (const requests::DenialEvidence &evidence : cause.evidence) {
        writer.beginObject();
        writer.member("what", evidence.what);
        writer.member("value", evidence.value);
        writer.endObject();
    }
    writer.endArray();
    writer.name("action");
    writer.beginObject();
    writer.member("kind", kindName(cause.action.kind));
    writer.member("text", cause.action.text);
    writer.member("url", cause.action.url.toString(QUrl::FullyEncoded));
    writer.name("waitSeconds");
    writer.integer(cause.action.wait.count());
    writer.name("commands");
    writer.beginArray();
    for (const QString &command : requests::commandsFor(cause.action, profile))
        writer.string(command);
    writer.endArray();
    writer.endObject();
    writer.endObject();
}

} // namespace

/// Hands the body on, and keeps its begin.
class Explanation::Keeper final : public http::BodySink {
public:
    explicit Keeper(std::shared_ptr<http::BodySink> next) : m_next(std::move(next)) {}
    void begin(const http::Response &head) override
    {
        m_begin.clear();
        m_next->begin(head);
    }
    Result<Done> write(QByteArrayView bytes) override
    {
        constexpr qsizetype most = 256 * 1024;
        m_begin += bytes.first(qMin(bytes.size(), most - m_begin.size())).toByteArray();
        return m_next->write(bytes);
    }
    [[nodiscard]] const QByteArray &kept() const { return m_begin; }

private:
    std::shared_ptr<http::BodySink> m_next;
    QByteArray m_begin;
};

Explanation::Explanation(Invocation &run) : m_run(run), m_isOn(run.isSet(u"explain"_s)) {}

std::shared_ptr<http::BodySink> Explanation::watching(std::shared_ptr<http::BodySink> sink)
{
    if (!m_isOn)
        return sink;
    m_keeper = std::make_shared<Keeper>(std::move(sink));
    return m_keeper;
}

requests::DenialFacts Explanation::facts(const requests::Sent &sent) const
{
    requests::DenialExchange exchange = requests::exchangeOf(sent);
    if (exchange.answer && m_keeper)
        exchange.answer->body = m_keeper->kept();
    return requests::denialFacts(
        exchange, {m_run.services().profiles, m_run.services().sessions, m_run.services().clock.now()});
}

void Explanation::say(const requests::Sent &sent) const
{
    if (!m_isOn || m_run.json())
        return;
    const auto profile = m_run.services().profiles.byId(sent.profileId);
    bool isFirst = true;
    QStringList shown; // what speaks for several causes, and what helps against them, is said once
    const auto sayOnce = [this, &shown](const QString &line) {
        if (!shown.contains(line))
            m_run.note(line);
        shown += line;
    };
    const requests::DenialFacts known = facts(sent);
    for (const DenialCause &cause : requests::explainDenial(known)) {
        m_run.note(visible((isFirst ? words("Why: %1") : words("Also possible: %1")).arg(cause.sentence)));
        for (const requests::DenialEvidence &evidence : cause.evidence)
            sayOnce(u"  "_s + visible(evidence.what + u": "_s + evidence.value));
        if (!cause.standard.isEmpty())
            m_run.note(u"  "_s + cause.standard);
        if (const QString text = requests::actionText(cause.action, known); !text.isEmpty())
            sayOnce(u"  "_s + visible(words("What helps: %1").arg(text)));
        for (const QString &command : requests::commandsFor(cause.action, profile))
            sayOnce(u"    "_s + visible(command));
        isFirst = false;
    }
}

QByteArray Explanation::causesJson(const requests::Sent &sent) const
{
    const auto profile = m_run.services().profiles.byId(sent.profileId);
    json::Writer writer;
    writer.beginArray();
    for (const DenialCause &cause : requests::explainDenial(facts(sent)))
        write(writer, cause, profile);
    writer.endArray();
    return writer.take();
}

QByteArray Explanation::added(QByteArray document, const requests::Sent &sent) const
{
    if (m_isOn && document.endsWith('}'))
        document.insert(document.size() - 1, ",\"causes\":" + causesJson(sent));
    return document;
}

bool Explanation::printFailure(const requests::Sent &sent) const
{
    if (!m_isOn || !m_run.json() || sent.answer)
        return false;
    m_run.print(R"({"status":null,"code":)" + json::quoted(codeName(sent.answer.error().code)) +
                R"(,"causes":)" + causesJson(sent) + "}\n");
    m_run.finish(static_cast<int>(exitClass(sent.answer.error().code)));
    return true;
}

std::vector<Option> explainOptions()
{
    return {{"explain", nullptr,
             QT_TRANSLATE_NOOP("Cli", "when it fails, say why: the likely causes on standard error, and the "
                                      "commands that mend it")}};
}

} // namespace claimcheck::app
