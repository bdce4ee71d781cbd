#pragma once

#include "flow.h"

namespace claimcheck::login {

/// The keychain item of a profile's secret fields, beside that of its session.
[[nodiscard]] QString fieldsItem(const QString &profileId);
/// {"version","leash","fields":{…}}: sealed like a session, so that an edited profile does not get them.
[[nodiscard]] Secret sealFields(const SecretFields &fields, const http::Leash &leash);
/// Errors: KeychainEntryDamaged, SecretNeededAgain.
[[nodiscard]] Result<SecretFields> unsealFields(const Secret &blob, const Profile &profile);
/// SecretNeededAgain (detail: what differs) unless fields that were given for this leash are still the
/// profile's.
[[nodiscard]] Result<Done> checkFieldsLeash(const http::Leash &leash, const Profile &profile);

/// Reads the item, changes one field, writes it, and marks the field in the profile. In memory: the field is
/// kept until the program ends, and neither keychain nor profile are touched.
class SecretFieldFlow final : public Flow {
public:
    SecretFieldFlow(Desk &desk, const QString &id, QString key, Secret value, StoreIn where,
                    DeliveryPtr<Result<Done>> delivery)
        : Flow(desk, id)
        , m_key(std::move(key))
        , m_value(std::move(value))
        , m_where(where)
        , m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    void keepInMemory(const Profile &profile);
    void onRead(const Result<Secret> &item);
    void onWritten(Result<Done> written);
    void finish(Result<Done> result);

    QString m_key;
    Secret m_value;
    StoreIn m_where;
    SecretFields m_fields;
    DeliveryPtr<Result<Done>> m_delivery;
};

} // namespace claimcheck::login
