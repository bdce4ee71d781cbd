#include "drift.h"

#include "base/json.h"

#include <algorithm>

namespace claimcheck::login {

namespace {

using json::Value;
using Change = DriftRow::Change;

constexpr qsizetype longestText = 256;
constexpr qsizetype mostClaims = 256;

/// Claims of the token itself or of the answer itself: they say nothing of the person.
constexpr QByteArrayView ofTheToken[] = {"iat",        "exp",     "nbf",    "jti",    "auth_time",
                                         "nonce",      "at_hash", "c_hash", "s_hash", "sid",
                                         "token_type", "active",  "typ"};
/// Claims that only tokens have: that UserInfo lacks them is no news.
constexpr QByteArrayView ofTokensOnly[] = {"iss",       "aud",   "azp", "acr", "amr",
                                           "client_id", "scope", "cnf", "act"};
/// Who it is, and what they may do.
constexpr QByteArrayView watched[] = {"sub",
                                      "iss",
                                      "aud",
                                      "azp",
                                      "client_id",
                                      "scope",
                                      "scp",
                                      "role",
                                      "roles",
                                      "group",
                                      "groups",
                                      "permissions",
                                      "entitlements",
                                      "authorities",
                                      "realm_access",
                                      "resource_access",
                                      "tenant",
                                      "tid",
                                      "org_id",
                                      "email",
                                      "email_verified",
                                      "phone_number_verified",
                                      "acr",
                                      "amr",
                                      "cnf",
                                      "act"};

template <size_t N>
bool isIn(const QByteArrayView (&list)[N], QByteArrayView name)
{
    return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

QString textOf(const Value &value)
{
    if (!value.isValid())
        return {};
    return (value.isString() ? value.toString() : QString::fromUtf8(value.raw())).left(longestText);
}

/// A value in a form in which equal ones are equal: members and elements sorted, escapes and spaces gone.
QByteArray canonical(const Value &value)
{
    if (value.isString())
        return '"' + value.toUtf8();
    QByteArrayList parts;
    if (value.isArray()) {
        for (const Value &element : value.elements())
            parts += canonical(element);
    } else if (value.isObject()) {
        for (const json::Member &member : value.members())
            parts += member.name.toUtf8() + ':' + canonical(member.value);
    } else if (const auto number = value.toInteger()) {
        return QByteArray::number(*number);
    } else {
        return value.raw().toByteArray();
    }
    std::sort(parts.begin(), parts.end());
    return (value.isArray() ? '[' : '{') + parts.join('\n') + ']';
}

/// One word and a list of that word are the same (aud); so are a scope's words in any order, as a text or as
/// a list.
QByteArray comparable(QByteArrayView name, const Value &value)
{
    QByteArrayList words;
    if (value.isString() && (name == "scope" || name == "scp")) {
        for (const QByteArray &word : value.toUtf8().split(' ')) {
            if (!word.isEmpty())
                words += '"' + word;
        }
    } else if (value.isArray()) {
        for (const Value &element : value.elements())
            words += canonical(element);
    } else {
        words += canonical(value);
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words.join('\n');
}

std::optional<json::Document> objectIn(const QByteArray &text)
{
    auto document = json::Document::parse(text, {.depth = 64, .bytes = 1024 * 1024});
    if (!document || !document->root().isObject())
        return std::nullopt;
    return *std::move(document);
}

bool matters(const DriftRow &row)
{
    const QByteArray name = row.claim.toUtf8();
    if (!isIn(watched, name))
        return false;
    if (row.change == Change::Changed)
        return true;
    return row.change == Change::Gone && row.token == "id-token" && row.beside == "userinfo";
}

} // namespace

QByteArray changeName(Change change)
{
    static constexpr const char *names[] = {"same", "changed", "gone", "new"};
    return names[static_cast<size_t>(change)];
}

bool Drift::matters() const
{
    return active == false ||
           std::any_of(rows.begin(), rows.end(), [](const DriftRow &row) { return row.matters; });
}

std::vector<DriftRow> compareClaims(const QByteArray &token, const QByteArray &then, const QByteArray &beside,
                                    const QByteArray &now)
{
    const auto before = objectIn(then), after = objectIn(now);
    if (!before || !after)
        return {};
    std::vector<DriftRow> rows;
    const auto add = [&](const QByteArray &name, Change change, const Value &old, const Value &fresh) {
        DriftRow row{token, beside, QString::fromUtf8(name), change, textOf(old), textOf(fresh)};
        row.matters = matters(row);
        rows.push_back(std::move(row));
    };
    const auto membersOf = [](const json::Document &document) {
        auto members = document.root().members();
        if (members.size() > size_t(mostClaims))
            members.resize(size_t(mostClaims));
        return members;
    };
    for (const json::Member &member : membersOf(*before)) {
        const QByteArray name = member.name.toUtf8();
        const Value fresh = after->root().find(name);
        if (isIn(ofTheToken, name))
            continue;
        if (fresh.isValid())
            add(name,
                comparable(name, member.value) == comparable(name, fresh) ? Change::Same : Change::Changed,
                member.value, fresh);
        else if (!isIn(ofTokensOnly, name))
            add(name, Change::Gone, member.value, {});
    }
    for (const json::Member &member : membersOf(*after)) {
        const QByteArray name = member.name.toUtf8();
        if (!isIn(ofTheToken, name) && before->root().count(name) == 0)
            add(name, Change::New, {}, member.value);
    }
    return rows;
}

} // namespace claimcheck::login
