#include "secret_fields.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "setting_rules.h"

namespace claimcheck::login {

QString fieldsItem(const QString &profileId)
{
    return profileId + QStringLiteral(".fields");
}

Secret sealFields(const SecretFields &fields, const http::Leash &leash)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("version");
    writer.integer(1);
    writer.name("leash");
    writer.raw(leash.toJson());
    writer.name("fields");
    writer.beginObject();
    for (const auto &[key, value] : fields)
        writer.member(key.toUtf8(), value.reveal());
    writer.endObject();
    writer.endObject();
    QByteArray text = writer.take();
    Secret blob{QByteArrayView(text)};
    wipe(text);
    return blob;
}

Result<SecretFields> unsealFields(const Secret &blob, const Profile &profile)
{
    const Error damaged{ErrorCode::KeychainEntryDamaged, profile.name};
    const auto document = json::Document::parse(
        QByteArray::fromRawData(blob.reveal().data(), blob.reveal().size()), {.depth = 16});
    if (!document || document->root().find("version").toInteger() != 1 ||
        !document->root().find("leash").isObject() || !document->root().find("fields").isObject())
        return damaged;
    const auto leash = http::Leash::fromJson(document->root().find("leash").raw().toByteArray());
    if (!leash)
        return damaged;
    if (const auto same = checkFieldsLeash(*leash, profile); !same)
        return same.error();
    SecretFields fields;
    for (const json::Member &member : document->root().find("fields").members())
        fields.insert_or_assign(member.name.toString(), Secret(QByteArrayView(member.value.toUtf8())));
    return fields;
}

Result<Done> checkFieldsLeash(const http::Leash &leash, const Profile &profile)
{
    Session sealed;
    sealed.leash = leash;
    sealed.endpoints = endpointsOf(profile); // fields belong to the origin, whatever the paths
    const auto same = checkLeash(sealed, profile);
    if (!same)
        return Error{ErrorCode::SecretNeededAgain, profile.name, same.error().detail};
    return Done{};
}

void SecretFieldFlow::start()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    // Checked here, where the person can still mend it.
    if (const auto fits = checkSecretSetting(m_key, m_value); !fits)
        return finish(fits.error());
    if (m_where == StoreIn::Memory)
        return keepInMemory(*known);
    m_operation =
        m_desk.keychain.read(fieldsItem(m_id), this, [this](const Result<Secret> &item) { onRead(item); });
}

void SecretFieldFlow::keepInMemory(const Profile &profile)
{
    auto &kept = entry().memoryFields;
    if (!kept || !checkFieldsLeash(kept->first, profile))
        kept = std::pair(leashOf(profile), SecretFields());
    if (m_value.isEmpty())
        kept->second.erase(m_key);
    else
        kept->second.insert_or_assign(m_key, m_value);
    finish(Done{});
}

void SecretFieldFlow::onRead(const Result<Secret> &item)
{
    const auto own = profile();
    if (!own)
        return finish(own.error());
    if (!item && item.error().code != ErrorCode::KeychainEntryMissing)
        return finish(item.error());
    // Fields that were given for another address are not carried over to this one.
    if (auto fields = item ? unsealFields(*item, *own) : Result<SecretFields>(SecretFields{}))
        m_fields = *std::move(fields);
    if (m_value.isEmpty())
        m_fields.erase(m_key);
    else
        m_fields.insert_or_assign(m_key, m_value);
    const auto written = [this](Result<Done> result) { onWritten(std::move(result)); };
    if (m_fields.empty())
        m_operation = m_desk.keychain.remove(fieldsItem(m_id), this, written);
    else
        m_operation =
            m_desk.keychain.write(fieldsItem(m_id), sealFields(m_fields, leashOf(*own)), this, written);
}

void SecretFieldFlow::onWritten(Result<Done> written)
{
    auto own = profile();
    if (!written || !own)
        return finish(written ? own.error() : written.error());
    entry().fields.reset();
    if (auto &kept = entry().memoryFields)
        kept->second.erase(m_key); // this one is newer
    own->secretFields.removeAll(m_key);
    if (!m_value.isEmpty()) {
        own->secretFields += m_key;
        own->settings.remove(m_key);
    }
    finish(m_desk.profiles.update(*own));
}

void SecretFieldFlow::finish(Result<Done> result)
{
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

} // namespace claimcheck::login
