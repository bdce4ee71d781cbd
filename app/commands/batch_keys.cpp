#include "batch_keys.h"

#include "jose/key_import.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxKnown = 1000;
constexpr qsizetype maxKnownBytes = 16 * 1024 * 1024;

SharedKeys shared(jose::KeySet keys)
{
    return std::make_shared<const jose::KeySet>(std::move(keys));
}

Result<SharedKeys> importSecretField(const json::Value &value)
{
    QByteArray text = value.toUtf8();
    auto keys = jose::importSecret(Secret(QByteArrayView(text)), jose::SecretEncoding::Base64url);
    if (!keys && keys.error().code == ErrorCode::SecretEncodingInvalid)
        return fieldInvalid(u"secret"_s, QCoreApplication::translate("Batch", "it is not base64url"));
    if (!keys)
        return keys.error();
    return shared(std::move(*keys));
}

} // namespace

BatchKeys::BatchKeys(jose::KeySet defaults) : m_defaults(shared(std::move(defaults))) {}

Result<SharedKeys> BatchKeys::of(const json::Value &line)
{
    const Field *source = nullptr;
    for (const Field &field : keyFields) {
        if (!line.find(field.name).isValid())
            continue;
        if (source)
            return fieldInvalid(QLatin1String(field.name),
                                QCoreApplication::translate("Batch", "another member gives the key already"));
        source = &field;
    }
    if (!source)
        return m_defaults;
    const json::Value value = line.find(source->name);
    if (value.isObject())
        return imported(value.raw().toByteArray());
    if (qstrcmp(source->name, "pem") == 0)
        return imported(value.toUtf8());
    return importSecretField(value);
}

Result<SharedKeys> BatchKeys::imported(const QByteArray &text)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_known.find(text); known != m_known.end())
            return known->second;
    }
    auto keys = jose::importKeys(text, QCoreApplication::translate("Batch", "The line's key"));
    const Result<SharedKeys> result =
        keys ? Result<SharedKeys>(shared(std::move(*keys))) : Result<SharedKeys>(keys.error());
    const std::lock_guard lock(m_mutex);
    if (!m_known.emplace(text, result).second)
        return result;
    m_order.push_back(text);
    m_bytes += text.size();
    while (m_order.size() > maxKnown || (m_bytes > maxKnownBytes && m_order.size() > 1)) {
        m_bytes -= m_order.front().size();
        m_known.erase(m_order.front());
        m_order.pop_front();
    }
    return result;
}

} // namespace claimcheck::app
