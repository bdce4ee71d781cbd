#include "ci_test.h"

#include "report_reading.h"

#include <QSet>

#include <algorithm>

namespace claimcheck::inspect {

namespace {

/// What stands around the expectations. `$want` is what they say, `$got` what `inspect --json` says.
constexpr char scriptBegin[] = R"sh(#!/bin/sh
# Holds a token to an expected shape. Made by Claimcheck. In here is no signature, no secret, and no value but
# those of alg, enc, typ, iss and aud: look at them before this goes where others read it. Times, names and
# types may be edited, and lines that do not matter taken out.
#
#     print-a-token | ./token-test.sh          or        TOKEN=... ./token-test.sh
#
# CLAIMCHECK_KEY=FILE, CLAIMCHECK_JWKS=FILE|URL, CLAIMCHECK_ISSUER=URL or CLAIMCHECK_SECRET_FILE=FILE checks the
# signature too. CLAIMCHECK_AT=TIME judges a recorded token at the time of its recording.
# Needs claimcheck and jq. Exits with 0 when all fits, 1 when something does not, 2 when it cannot be run, and
# 3 when the signature could not be checked.
set -u

expected=')sh";

constexpr char scriptEnd[] = R"sh('

claimcheck=${CLAIMCHECK:-claimcheck}
for needed in "$claimcheck" jq; do
    command -v "$needed" >/dev/null || { echo "$needed is needed and was not found." >&2; exit 2; }
done
token=${TOKEN:-}
[ -n "$token" ] || token=$(cat)
[ -n "$token" ] || { echo "No token: it is read from TOKEN or from standard input." >&2; exit 2; }
say() { printf '%s' "$expected" | jq -r "$1"; }
say . >/dev/null || { echo "The expectations are not JSON any more." >&2; exit 2; }
at=${CLAIMCHECK_AT:-}

leeway=$(say '.leeway // 0')
report=$(printf '%s' "$token" | "$claimcheck" inspect - --json --leeway="$leeway" ${at:+--at="$at"}) || exit $?
faults=$(printf '%s\n%s' "$expected" "$report" | jq -rs '
    .[0] as $want | .[1] as $got
    # Names and values of a token could steer the terminal of whoever reads the log.
    | def shown: tojson[0:200] | explode | map(if . < 32 or . > 126 then 63 else . end) | implode;
      def kind_of: {"\"": "string", "{": "object", "[": "array", "t": "boolean", "f": "boolean", "n": "null"}[.[0:1]]
                   // "number";
      def kinds(rows): reduce rows[] as $row ({}; .[$row.name] = ($row.raw | kind_of));
      def values(rows; name): [rows[] | select(.name == name) | .value] | flatten;
      def differs(what; want; got):
          want // {} | to_entries[] | .key as $name | got[$name] as $found
          | select($found != .value and ($found == null or .value != "null"))
          | "\(what) \($name | shown) should be: \(.value). It is: \($found // "not there").";
      def holds(what; want; got):
          (want // empty) as $one | select(got | index([$one]) == null)
          | "\(what) should be \($one | shown). It is: \(got | shown).";
    holds("kind"; $want.kind; [$got.kind]),
    (select([$got.signature.alg] - ($want.algorithms // [$got.signature.alg]) != [])
        | "alg should be one of \($want.algorithms | shown). It is: \($got.signature.alg | shown)."),
    holds("enc"; $want.enc; values($got.header; "enc")),
    holds("typ"; $want.typ; values($got.header; "typ")),
    holds("iss"; $want.iss; values($got.claims; "iss")),
    holds("aud"; $want.aud[]?; values($got.claims; "aud")),
    differs("parameter"; $want.parameters; kinds($got.header)),
    differs("claim"; $want.claims; kinds($got.claims)),
    (select($want.longestLifetime and ($got.times.lifetimeSeconds // infinite) > $want.longestLifetime)
        | "The lifetime should be at most \($want.longestLifetime) s. It is: \($got.times.lifetimeSeconds // "unknown")."),
    ($got.findings[] | select(.severity == "error") | .id as $id
        | select($want.knownErrors // [] | index([$id]) == null)
        | "\($id): \(.message[0:300] | shown)")
') || { echo "The report could not be read." >&2; exit 2; }

code=0
if [ -n "$faults" ]; then
    printf '%s\n' "$faults"
    code=1
fi

set --
if [ -n "${CLAIMCHECK_KEY:-}" ]; then set -- --key="$CLAIMCHECK_KEY"
elif [ -n "${CLAIMCHECK_JWKS:-}" ]; then set -- --jwks="$CLAIMCHECK_JWKS"
elif [ -n "${CLAIMCHECK_ISSUER:-}" ]; then set -- --issuer="$CLAIMCHECK_ISSUER"
elif [ -n "${CLAIMCHECK_SECRET_FILE:-}" ]; then set -- --secret-file="$CLAIMCHECK_SECRET_FILE"
fi
if [ $# -eq 0 ]; then
    echo "Signature: not checked, since no key is named." >&2
else
    set -- "$@" --leeway="$leeway" --alg="$(say '.algorithms // [] | join(",")')"
    for name in iss typ; do
        if say "has(\"$name\")" | grep -q true; then set -- "$@" "--$name=$(say ".$name")"; fi
    done
    # Every audience was looked for above; verify takes one.
    if say 'has("aud")' | grep -q true; then set -- "$@" --aud="$(say '.aud[0]')"; else set -- "$@" --ignore=aud; fi
    if say '.claims // {} | has("exp") | not' | grep -q true; then set -- "$@" --allow-missing-exp; fi
    verified=0
    printf '%s' "$token" | "$claimcheck" verify - "$@" ${at:+--at="$at"} || verified=$?
    [ "$verified" -le "$code" ] || code=$verified
fi
[ "$code" -ne 0 ] || echo "The token fits."
exit "$code"
)sh";

/// A JSON string of ASCII alone, and without the quote that ends a text of the shell.
QByteArray plain(QStringView text)
{
    QByteArray out = "\"";
    for (const QChar c : text) {
        const ushort code = c.unicode();
        if (code >= 0x20 && code < 0x7F && code != '"' && code != '\\' && code != '\'')
            out += static_cast<char>(code);
        else
            out += "\\u" + QByteArray::number(code, 16).rightJustified(4, '0');
    }
    return out += '"';
}

QByteArray list(const QStringList &texts)
{
    QByteArrayList quoted;
    for (const QString &text : texts)
        quoted += plain(text);
    return '[' + quoted.join(", ") + ']';
}

QByteArray typeName(json::Type type)
{
    switch (type) {
    case json::Type::String:
        return "\"string\"";
    case json::Type::Object:
        return "\"object\"";
    case json::Type::Array:
        return "\"array\"";
    case json::Type::True:
    case json::Type::False:
        return "\"boolean\"";
    case json::Type::Number:
        return "\"number\"";
    case json::Type::Null:
        break;
    }
    return "\"null\"";
}

QByteArray types(const std::vector<Row> &rows)
{
    QByteArrayList members;
    QSet<QString> seen;
    for (const Row &row : rows) {
        if (!seen.contains(row.name))
            members += "    " + plain(row.name) + ": " + typeName(row.value.type());
        seen.insert(row.name);
    }
    return members.isEmpty() ? QByteArray("{}") : "{\n" + members.join(",\n") + "\n  }";
}

/// Nothing for what is no text, and where half of a surrogate pair became something else.
std::optional<QString> exactText(const json::Value &value)
{
    const QString text = value.toString();
    return value.isString() && !text.contains(QChar::ReplacementCharacter) ? std::optional(text)
                                                                           : std::nullopt;
}

/// The text of a member; nothing where it is absent, repeated, or no text.
std::optional<QString> textOf(const std::vector<Row> &rows, QLatin1StringView name)
{
    const auto named = [name](const Row &row) { return row.name == name; };
    const auto row = std::find_if(rows.begin(), rows.end(), named);
    if (row == rows.end() || std::any_of(row + 1, rows.end(), named))
        return std::nullopt;
    return exactText(row->value);
}

QStringList audiences(const std::vector<Row> &claims)
{
    if (const auto one = textOf(claims, QLatin1StringView("aud")))
        return {*one};
    QStringList texts;
    for (const Row &row : claims) {
        if (row.name != u"aud")
            continue;
        for (const json::Value &element : row.value.elements()) {
            if (const auto text = exactText(element))
                texts += *text;
        }
    }
    return texts;
}

/// Whether the token has expired is a matter of the day on which the script was made.
QStringList knownErrors(const Report &report)
{
    QStringList ids;
    for (const Finding &finding : report.findings) {
        const QString id = QString::fromLatin1(finding.id);
        if (finding.severity == Severity::Error && id != u"time-expired" && id != u"time-not-yet-valid" &&
            !ids.contains(id))
            ids += id;
    }
    return ids;
}

/// Up to the next whole minute: issuers round.
qint64 longestLifetime(qint64 seconds)
{
    constexpr qint64 minute = 60;
    return (seconds / minute + (seconds % minute > 0)) * minute;
}

} // namespace

Result<QByteArray> ciTest(const Report &report, const ExpectationSet &expected)
{
    if (report.kind == Kind::Opaque)
        return Error{ErrorCode::TokenKindUnsupported, QStringLiteral("opaque")};
    QByteArrayList members{"\"kind\": " + plain(QString::fromLatin1(kindName(report.kind)))};
    const auto add = [&members](const char *name, const QByteArray &json) {
        members += '"' + QByteArray(name) + "\": " + json;
    };
    const auto addText = [&add](const char *name, const std::optional<QByteArray> &wanted,
                                const std::optional<QString> &found) {
        if (wanted)
            add(name, plain(QString::fromUtf8(*wanted)));
        else if (found)
            add(name, plain(*found));
    };
    QStringList algorithms;
    for (const QByteArray &name : expected.algorithms)
        algorithms += QString::fromUtf8(name);
    if (algorithms.isEmpty() && !report.signature.algorithm.isEmpty())
        algorithms = {QString::fromUtf8(report.signature.algorithm)};
    if (!algorithms.isEmpty())
        add("algorithms", list(algorithms));
    addText("enc", {}, textOf(report.header, QLatin1StringView("enc")));
    addText("typ", expected.type, textOf(report.header, QLatin1StringView("typ")));
    addText("iss", expected.issuer, textOf(report.claims, QLatin1StringView("iss")));
    const QStringList aud =
        expected.audience ? QStringList{QString::fromUtf8(*expected.audience)} : audiences(report.claims);
    if (!aud.isEmpty())
        add("aud", list(aud));
    add("parameters", types(report.header));
    if (hasClaims(report.kind))
        add("claims", types(report.claims));
    if (report.times.lifetimeSeconds && *report.times.lifetimeSeconds > 0)
        add("longestLifetime", QByteArray::number(longestLifetime(*report.times.lifetimeSeconds)));
    add("leeway", QByteArray::number(static_cast<qint64>(expected.leeway.count())));
    if (const QStringList known = knownErrors(report); !known.isEmpty())
        add("knownErrors", list(known));
    return scriptBegin + QByteArray("{\n  ") + members.join(",\n  ") + "\n}" + scriptEnd;
}

} // namespace claimcheck::inspect
