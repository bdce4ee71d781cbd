#include "variables.h"

#include "dynamic_variables.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// Names nested deeper, and texts that grow beyond this, come from values that fill each other in.
constexpr qsizetype deepest = 64;
constexpr qsizetype longest = 64 * 1024 * 1024;
constexpr qsizetype longestName = 1024;
constexpr int mostRounds = 100'000;

} // namespace

std::vector<Placeholder> placeholders(QByteArrayView text)
{
    std::vector<Placeholder> list;
    for (qsizetype at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", at)) {
        // "{{{x}}}": the braces next to the name are the ones.
        while (at + 2 < text.size() && text[at + 2] == '{')
            ++at;
        const QByteArrayView rest = text.sliced(at, std::min(longestName, text.size() - at));
        const qsizetype close = rest.indexOf("}}", 2);
        const qsizetype inner = rest.indexOf("{{", 2);
        if (close < 0 || (inner >= 0 && inner < close)) {
            at += 2;
            continue;
        }
        list.push_back({{at, at + close + 2}, rest.sliced(2, close - 2).trimmed().toByteArray()});
        at += close + 2;
    }
    return list;
}

std::optional<SecretReference> secretReference(QByteArrayView name)
{
    constexpr QByteArrayView profile("profile:"), keychain("keychain:");
    if (name.startsWith(keychain) && name.size() > keychain.size())
        return SecretReference{SecretReference::From::Keychain, name.sliced(keychain.size()).toByteArray()};
    if (!name.startsWith(profile))
        return std::nullopt;
    const QByteArrayView rest = name.sliced(profile.size());
    const qsizetype dot = rest.lastIndexOf('.');
    if (dot < 1)
        return std::nullopt;
    const QByteArrayView field = rest.sliced(dot + 1);
    // A refresh token belongs to the authorization server alone, and no request names it.
    if (field != "token" && field != "id_token")
        return std::nullopt;
    return SecretReference{SecretReference::From::Profile, rest.first(dot).toByteArray(),
                           field.toByteArray()};
}

QByteArray referenceText(const SecretReference &reference)
{
    if (reference.from == SecretReference::From::Keychain)
        return "{{keychain:" + reference.name + "}}";
    return "{{profile:" + reference.name + '.' + reference.field + "}}";
}

bool Expanded::holdsSecret() const
{
    return std::any_of(pieces.begin(), pieces.end(),
                       [](const Piece &piece) { return piece.secret.has_value(); });
}

QByteArray Expanded::savedForm() const
{
    QByteArray out;
    for (const Piece &piece : pieces)
        out += piece.secret ? referenceText(*piece.secret) : piece.text;
    return out;
}

std::vector<SecretReference> Expanded::references() const
{
    std::vector<SecretReference> list;
    for (const Piece &piece : pieces) {
        if (piece.secret && std::find(list.begin(), list.end(), *piece.secret) == list.end())
            list.push_back(*piece.secret);
    }
    return list;
}

/// One expansion: what came out so far, and the names that are being filled in.
struct Expander::Work {
    Expanded out = {};
    std::vector<QByteArray> open = {};
    qsizetype size = 0;
    int rounds = 0;

    Result<Done> add(QByteArrayView text)
    {
        size += text.size();
        if (size > longest)
            return Error{ErrorCode::InputTooLarge,
                         open.empty() ? QString() : QString::fromUtf8(open.front())};
        if (out.pieces.empty() || out.pieces.back().secret)
            out.pieces.emplace_back();
        out.pieces.back().text += text;
        return Done{};
    }
};

Expander::Expander(const std::vector<FileVariable> &file, const Environment &environment, const Clock &clock,
                   RandomSource random)
    : m_values(environment.variables), m_clock(clock), m_random(std::move(random))
{
    for (const FileVariable &variable : file)
        m_fileValues[variable.name] = variable.value;
}

Expander Expander::literal(const Clock &clock)
{
    Expander expander({}, {}, clock, {});
    expander.m_isLiteral = true;
    return expander;
}

const QByteArray *Expander::valueOf(const QByteArray &name) const
{
    for (const auto *values : {&m_fileValues, &m_values}) {
        if (const auto found = values->find(name); found != values->end())
            return &found->second;
    }
    return nullptr;
}

Result<Expanded> Expander::expand(QByteArrayView text) const
{
    Work work;
    if (const auto done = expandInto(work, text); !done)
        return done.error();
    return std::move(work.out);
}

Result<Done> Expander::expandInto(Work &work, QByteArrayView text) const
{
    qsizetype at = 0;
    for (const Placeholder &placeholder : placeholders(text)) {
        if (m_isLiteral && !secretReference(placeholder.name))
            continue;
        if (placeholder.span.begin > at) {
            if (const auto added = work.add(text.sliced(at, placeholder.span.begin - at)); !added)
                return added.error();
        }
        if (const auto done = expandName(work, placeholder.name); !done)
            return done.error();
        at = placeholder.span.end;
    }
    return at < text.size() ? work.add(text.sliced(at)) : Result<Done>(Done{});
}

Result<Done> Expander::expandName(Work &work, const QByteArray &name) const
{
    if (auto reference = secretReference(name)) {
        work.out.pieces.push_back({{}, std::move(reference)});
        return Done{};
    }
    if (name.startsWith('$')) {
        const auto value = dynamicValue(name, m_clock.now(), m_random);
        return value ? work.add(*value) : Result<Done>(value.error());
    }
    if (std::find(work.open.begin(), work.open.end(), name) != work.open.end() ||
        work.open.size() >= static_cast<size_t>(deepest))
        return Error{ErrorCode::VariableLoop, QString::fromUtf8(name)};
    const QByteArray *value = valueOf(name);
    if (!value)
        return Error{ErrorCode::VariableUnknown, QString::fromUtf8(name)};
    // Values that fill each other in cost a round each, even when they come to nothing.
    if (++work.rounds > mostRounds)
        return Error{ErrorCode::InputTooLarge, QString::fromUtf8(name)};
    work.open.push_back(name);
    const auto done = expandInto(work, *value);
    work.open.pop_back();
    return done;
}

Expander::Origin Expander::originOf(QByteArrayView name) const
{
    const QByteArray key = name.toByteArray();
    if (secretReference(name))
        return Origin::Secret;
    if (name.startsWith('$'))
        return isDynamic(name) ? Origin::Dynamic : Origin::Unknown;
    if (m_fileValues.count(key))
        return Origin::File;
    return m_values.count(key) ? Origin::Environment : Origin::Unknown;
}

} // namespace claimcheck::requests
