#pragma once

#include "base/json.h"
#include "base/json_writer.h"
#include "profile.h"

namespace claimcheck::login {

/// The newest schema of profiles.json that is understood.
inline constexpr qint64 profilesVersion = 1;

/// The whole file:
/// {"version":1,"profiles":[{"id","name","recipe","url","user","group","environment","colour","settings":{},"secretFields":[],
/// "connection":{},"person":{}}]}, one profile a line.
[[nodiscard]] QByteArray profilesToJson(const std::vector<Profile> &profiles);
/// Errors: Json… and JsonTypeMismatch (subject: what has the wrong form), ProfilesTooNew.
[[nodiscard]] Result<std::vector<Profile>> profilesFromJson(const QByteArray &text);

void writePerson(json::Writer &writer, const Person &person);
/// Missing members are empty.
[[nodiscard]] Person readPerson(const json::Value &value);

} // namespace claimcheck::login
