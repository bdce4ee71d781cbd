#pragma once

#include "base/clock.h"
#include "environments.h"
#include "http_file.h"

#include <functional>

namespace claimcheck::requests {

/// A secret that a template names: `{{profile:NAME.token}}` (also `.id_token`, `.refresh_token` is never
/// one),
/// `{{keychain:NAME}}`. Whoever resolves it gets a credential with its leash, never plain text.
struct SecretReference {
    enum class From { Profile, Keychain };
    From from = From::Keychain;
    QByteArray name = {};
    QByteArray field = {}; // of a profile: "token", "id_token"
    friend bool operator==(const SecretReference &, const SecretReference &) = default;
};
/// The reference in a name between `{{` and `}}`, or nothing. A profile's name may hold dots: the field is
/// after the last.
[[nodiscard]] std::optional<SecretReference> secretReference(QByteArrayView name);
/// "{{profile:prod.token}}".
[[nodiscard]] QByteArray referenceText(const SecretReference &reference);

/// A run of an expanded template: text, or the place of a secret.
struct Piece {
    QByteArray text = {};
    std::optional<SecretReference> secret = {}; // then `text` is empty
    friend bool operator==(const Piece &, const Piece &) = default;
};

/// A template with its variables filled in. A secret stays a reference: what is saved, logged or shown is
/// `savedForm`, and only the sender asks the keychain.
struct Expanded {
    std::vector<Piece> pieces = {};

    [[nodiscard]] bool holdsSecret() const;
    /// The text, with `{{…}}` where a secret belongs.
    [[nodiscard]] QByteArray savedForm() const;
    /// Every reference once, in order.
    [[nodiscard]] std::vector<SecretReference> references() const;
    friend bool operator==(const Expanded &, const Expanded &) = default;
};

/// `count` bytes that nobody can guess. Tests pass their own.
using RandomSource = std::function<Result<QByteArray>(qsizetype count)>;

/// Fills in the variables of a request: those of its file, then those of the environment. Besides them:
/// `$guid` `$uuid` `$random.uuid`, `$timestamp [OFFSET UNIT]`, `$isoTimestamp`, `$datetime
/// iso8601|rfc1123|"FORMAT" [OFFSET UNIT]`, `$randomInt [MIN MAX]`, `$random.integer(MIN, MAX)`,
/// `$random.alphabetic(N)`,
/// `$random.alphanumeric(N)`, `$random.hexadecimal(N)`, `$random.email`. Times are UTC. The process's
/// environment and `.env` files cannot be read by a request: whoever wrote it chose where it goes.
class Expander final {
public:
    Expander(const std::vector<FileVariable> &file, const Environment &environment, const Clock &clock,
             RandomSource random);

    /// Fills in nothing: `{{…}}` is text, but for a reference to a secret. For what is typed as it is meant.
    [[nodiscard]] static Expander literal(const Clock &clock);

    /// Errors: VariableUnknown, VariableLoop (subject: the name), InputTooLarge (values that fill each other
    /// in without end), RandomUnavailable.
    [[nodiscard]] Result<Expanded> expand(QByteArrayView text) const;
    /// Where a variable gets its value, for highlighting.
    enum class Origin { File, Environment, Dynamic, Secret, Unknown };
    [[nodiscard]] Origin originOf(QByteArrayView name) const;

private:
    struct Work;
    [[nodiscard]] Result<Done> expandInto(Work &work, QByteArrayView text) const;
    [[nodiscard]] Result<Done> expandName(Work &work, const QByteArray &name) const;
    [[nodiscard]] const QByteArray *valueOf(const QByteArray &name) const;
    std::map<QByteArray, QByteArray> m_values;
    std::map<QByteArray, QByteArray> m_fileValues;
    const Clock &m_clock;
    RandomSource m_random;
    bool m_isLiteral = false;
};

/// A `{{name}}` in a text: `span` with its braces, `name` trimmed.
struct Placeholder {
    json::Span span;
    QByteArray name;
};
/// All of them, in order; an opening without its end is plain text.
[[nodiscard]] std::vector<Placeholder> placeholders(QByteArrayView text);

} // namespace claimcheck::requests
