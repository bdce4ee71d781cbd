#include "request_production.h"

#include "login/profile_store.h"
#include "requests/filled_in.h"
#include "requests/prepared_request.h"

namespace claimcheck::ui {

using requests::SecretReference;

void Production::add(const Production &other)
{
    for (const QString &word : other.words) {
        if (!words.contains(word))
            words << word;
    }
    keys |= other.keys;
}

Production productionOf(const requests::RequestSpec &spec, const RequestScope &scope,
                        const login::ProfileStore &profiles)
{
    Production found;
    // One profile is the same wherever it is sent from: in a tab, in its own page.
    const QString key =
        scope.environment.isProduction
            ? QStringList{scope.folder, QString::fromUtf8(scope.environment.name), scope.profileId}.join(
                  u'\n')
            : scope.profileId;
    if (!scope.production.isEmpty())
        found.add({{scope.production}, {key}});
    const auto look = [&found, &scope](const std::optional<login::Profile> &profile) {
        const bool isSaid = !scope.production.isEmpty() && profile && profile->id == scope.profileId;
        if (profile && profile->environment == u"prod" && !isSaid)
            found.add({{profile->name}, {profile->id}});
    };
    look(profiles.byId(scope.profileId));
    if (spec.credential.from == requests::CredentialChoice::From::Another)
        look(profiles.byName(QString::fromUtf8(spec.credential.profile)));
    // As the sender does it; one that cannot be prepared is not sent either.
    const auto filled = requests::filledIn(spec, *scope.expander, scope.folder);
    if (!filled)
        return found;
    const auto prepared = requests::prepare(*filled, *scope.expander, scope.folder);
    if (!prepared)
        return found;
    for (const SecretReference &reference : prepared->references()) {
        if (reference.from == SecretReference::From::Profile)
            look(profiles.byName(QString::fromUtf8(reference.name)));
    }
    return found;
}

} // namespace claimcheck::ui
