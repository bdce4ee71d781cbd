#include "outbox.h"

#include "storage.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Result<Done> Outbox::add(const Mail &mail, TimePoint expiresAt)
{
    auto added =
        m_storage.run(u"INSERT INTO mail (recipient, subject, link, expires_at) VALUES (?, ?, ?, ?)"_s,
                      {mail.recipient, mail.subject, mail.link, stored(expiresAt)});
    return added ? m_storage.keepNewest(u"mail"_s, most) : Result<Done>(added.error());
}

Result<std::vector<Mail>> Outbox::list()
{
    const auto found =
        m_storage.run(u"SELECT recipient, subject, link FROM mail WHERE expires_at > ? ORDER BY id DESC"_s,
                      {stored(m_clock.now())});
    if (!found)
        return found.error();
    std::vector<Mail> mails;
    for (const QVariantList &row : found->rows)
        mails.push_back({row[0].toString(), row[1].toString(), row[2].toString()});
    return mails;
}

Result<Done> Outbox::purge()
{
    return done(m_storage.run(u"DELETE FROM mail WHERE expires_at <= ?"_s, {stored(m_clock.now())}));
}

} // namespace claimcheck::practice
