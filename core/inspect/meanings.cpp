#include "meanings.h"

#include "registry.h"
#include "text.h"

namespace claimcheck::inspect {

namespace {

Meaning meaningOf(const RegistryRow *row)
{
    return row ? Meaning{Text::tr(row->sentence), QString::fromLatin1(row->standard), row->isTime}
               : Meaning();
}

} // namespace

Meaning meaningOfClaim(const QString &name)
{
    return meaningOf(findClaim(name));
}

Meaning meaningOfHeader(const QString &name)
{
    return meaningOf(findHeader(name));
}

} // namespace claimcheck::inspect
