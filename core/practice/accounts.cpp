#include "accounts.h"

#include "password_hash.h"
#include "storage.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr KnownUser users[] = {
    {"u-1001", "alice", "Alice Adams", "wonderland", "notes:read notes:write"},
    {"u-1002", "bob", "Bob Brown", "builder", "notes:read notes:write"},
    {"u-1003", "carol", "Carol Clark", "christmas", "notes:read"}, // may read only: shows a 403
};

Account accountFromRow(const QVariantList &row)
{
    return {.id = row[0].toString(),
            .username = row[1].toString(),
            .name = row[2].toString(),
            .scope = row[3].toString(),
            .role = row[4].toString(),
            .system = row[5].toString(),
            .email = row[6].toString()};
}

Result<std::optional<Account>> one(const Result<Storage::Answer> &found)
{
    if (!found)
        return found.error();
    if (found->rows.empty())
        return std::optional<Account>();
    return std::optional(accountFromRow(found->rows.front()));
}

} // namespace

std::span<const KnownUser> knownUsers()
{
    return users;
}

Result<Done> Accounts::seed()
{
    for (const KnownUser &user : users) {
        const QString id = QString::fromLatin1(user.id);
        const auto known = find(id);
        if (!known)
            return known.error();
        if (*known)
            continue;
        const auto hash = hashPassword(Secret(QByteArrayView(user.password)));
        if (!hash)
            return hash.error();
        auto added = m_storage.run(
            u"INSERT INTO user (id, username, name, scope, salt, hash, cost, block_size, parallelism)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {id, QString::fromLatin1(user.username), QString::fromLatin1(user.name),
             QString::fromLatin1(user.scope), hash->salt, hash->hash, hash->cost, hash->blockSize,
             hash->parallelism});
        if (!added)
            return added.error();
    }
    return Done{};
}

Result<SignInAnswer> Accounts::signIn(const QString &username, const Secret &password)
{
    const TimePoint now = m_clock.now();
    const auto wrong =
        m_storage.run(u"SELECT count, expires_at FROM wrong_password WHERE username = ? AND expires_at > ?"_s,
                      {username, stored(now)});
    if (!wrong)
        return wrong.error();
    const int before = wrong->rows.empty() ? 0 : wrong->rows.front()[0].toInt();
    if (before >= attempts) {
        const auto left = storedTime(wrong->rows.front()[1]) - now;
        return SignInAnswer(TooManyAttempts{std::chrono::ceil<std::chrono::seconds>(left)});
    }

    const auto row =
        m_storage.run(u"SELECT id, username, name, scope, role, system, email, salt, hash, cost, block_size,"
                      " parallelism FROM user WHERE username = ?"_s,
                      {username});
    if (!row)
        return row.error();
    // For an unknown user a password is hashed all the same (and never matches), so that the time tells
    // nothing.
    PasswordHash hash{.salt = QByteArray(16, '\0')};
    const bool known = !row->rows.empty();
    if (known) {
        const QVariantList &columns = row->rows.front();
        hash = {columns[7].toByteArray(), columns[8].toByteArray(), columns[9].toInt(), columns[10].toInt(),
                columns[11].toInt()};
    }
    const auto match = matchPassword(password, hash);
    if (!match)
        return match.error();
    if (!known || *match != PasswordMatch::Match)
        return countWrong(username, before);

    if (before > 0) {
        auto forgotten = m_storage.run(u"DELETE FROM wrong_password WHERE username = ?"_s, {username});
        if (!forgotten)
            return forgotten.error();
    }
    return SignInAnswer(accountFromRow(row->rows.front()));
}

Result<SignInAnswer> Accounts::countWrong(const QString &username, int before)
{
    const int count = before + 1;
    const bool locked = count >= attempts;
    const TimePoint until = m_clock.now() + (locked ? std::chrono::milliseconds(lockTime) : memory);
    auto counted = m_storage.run(
        u"INSERT OR REPLACE INTO wrong_password (username, count, expires_at) VALUES (?, ?, ?)"_s,
        {username, count, stored(until)});
    if (!counted)
        return counted.error();
    if (locked)
        return SignInAnswer(TooManyAttempts{lockTime});
    return SignInAnswer(WrongPassword{});
}

Result<std::optional<Account>> Accounts::find(const QString &id)
{
    return one(m_storage.run(
        u"SELECT id, username, name, scope, role, system, email FROM user WHERE id = ?"_s, {id}));
}

Result<std::optional<Account>> Accounts::findByName(const QString &username)
{
    return one(m_storage.run(
        u"SELECT id, username, name, scope, role, system, email FROM user WHERE username = ?"_s, {username}));
}

Result<std::vector<Account>> Accounts::all()
{
    const auto found =
        m_storage.run(u"SELECT id, username, name, scope, role, system, email FROM user ORDER BY id"_s);
    if (!found)
        return found.error();
    std::vector<Account> accounts;
    for (const QVariantList &row : found->rows)
        accounts.push_back(accountFromRow(row));
    return accounts;
}

Result<int> Accounts::wrongPasswords(const QString &username)
{
    const auto found =
        m_storage.run(u"SELECT count FROM wrong_password WHERE username = ? AND expires_at > ?"_s,
                      {username, stored(m_clock.now())});
    if (!found)
        return found.error();
    return found->rows.empty() ? 0 : found->rows.front().front().toInt();
}

Result<Done> Accounts::setRole(const QString &id, const QString &role)
{
    return done(m_storage.run(u"UPDATE user SET role = ? WHERE id = ?"_s, {role, id}));
}

Result<Done> Accounts::setSystem(const QString &id, const QString &system)
{
    return done(m_storage.run(u"UPDATE user SET system = ? WHERE id = ?"_s, {system, id}));
}

Result<Done> Accounts::setEmail(const QString &id, const QString &email)
{
    return done(m_storage.run(u"UPDATE user SET email = ? WHERE id = ?"_s, {email, id}));
}

Result<Done> Accounts::purge()
{
    auto purged =
        m_storage.run(u"DELETE FROM wrong_password WHERE expires_at <= ?"_s, {stored(m_clock.now())});
    if (!purged)
        return purged.error();
    return Done{};
}

} // namespace claimcheck::practice
