#include "schema.h"

namespace claimcheck::practice {

namespace {

constexpr const char *tables[] = {
    "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS user (id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " scope TEXT NOT NULL, salt BLOB NOT NULL, hash BLOB NOT NULL, cost INTEGER NOT NULL,"
    " block_size INTEGER NOT NULL, parallelism INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS wrong_password (username TEXT PRIMARY KEY, count INTEGER NOT NULL,"
    " expires_at INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS family (id TEXT PRIMARY KEY,"
    " user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, expires_at INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS refresh_token (hash BLOB PRIMARY KEY,"
    " family_id TEXT NOT NULL REFERENCES family(id) ON DELETE CASCADE, rotated INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX IF NOT EXISTS refresh_token_family ON refresh_token(family_id)",
    "CREATE TABLE IF NOT EXISTS access_token (jti TEXT PRIMARY KEY,"
    " family_id TEXT NOT NULL REFERENCES family(id) ON DELETE CASCADE, expires_at INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS access_token_family ON access_token(family_id)",
    "CREATE TABLE IF NOT EXISTS denied (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY,"
    " user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, text TEXT NOT NULL,"
    " created_at INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS note_user ON note(user_id)",
    // sessions.h
    "CREATE TABLE IF NOT EXISTS session (hash BLOB PRIMARY KEY, handle TEXT NOT NULL UNIQUE,"
    " system TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, csrf TEXT NOT NULL,"
    " device TEXT NOT NULL, address TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,"
    " ends_at INTEGER NOT NULL, expires_at INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS session_user ON session(user_id, system)",
    // opaque_system.cpp
    "CREATE TABLE IF NOT EXISTS opaque_token (hash BLOB PRIMARY KEY,"
    " user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, issued_at INTEGER NOT NULL,"
    " expires_at INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS opaque_token_user ON opaque_token(user_id)",
    // used_once.h
    "CREATE TABLE IF NOT EXISTS used_once (purpose TEXT NOT NULL, id TEXT NOT NULL, expires_at INTEGER NOT "
    "NULL,"
    " PRIMARY KEY (purpose, id))",
    // outbox.h
    "CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL,"
    " link TEXT NOT NULL, expires_at INTEGER NOT NULL)",
};

constexpr AddedColumn columns[] = {
    {"user", "role", "TEXT NOT NULL DEFAULT 'member'"},
    {"user", "system", "TEXT NOT NULL DEFAULT 'session'"},
    {"user", "email", "TEXT NOT NULL DEFAULT ''"},
    {"user", "sign_ins", "INTEGER NOT NULL DEFAULT 0"},
};

} // namespace

std::span<const char *const> schema()
{
    return tables;
}

std::span<const AddedColumn> addedColumns()
{
    return columns;
}

} // namespace claimcheck::practice
