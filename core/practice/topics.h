#pragma once

#include "system.h"

namespace claimcheck::practice {

class Storage;

/// What belongs to signing in and is no way to stay signed in: tokens for one purpose ("purpose"), and what
/// pages of other origins may read ("cors").
struct Topic {
    System::About about;
    const char *prefix;
};
[[nodiscard]] const std::vector<Topic> &topics();
/// nullptr for an id that is none of theirs.
[[nodiscard]] const Topic *findTopic(const QByteArray &id);

/// What is stored about this user: one member for each table, an array of rows.
[[nodiscard]] Result<Done> writeInside(const Topic &topic, Storage &storage, const Account &account,
                                       json::Writer &writer);

} // namespace claimcheck::practice
