#include "import_keeping.h"

#include "credentials/flow.h"
#include "import_texts.h"

#include <QUrl>

#include <algorithm>

namespace claimcheck::requests {

namespace {

QByteArray referenceOf(const QByteArray &name)
{
    return "{{keychain:" + name + "}}";
}

void rename(Import &import, OfferedSecret &secret, const QByteArray &name)
{
    const QByteArray from = referenceOf(secret.name), to = referenceOf(name);
    const auto visit = [&from, &to](QByteArray &text) {
        if (text.contains(from)) // a shared text is not copied for nothing
            text.replace(from, to);
    };
    visitTexts(import, visit);
    secret.name = name;
}

class KeepFlow final : public credentials::Flow<Import> {
public:
    KeepFlow(const KeptSecrets &kept, Import import, std::vector<size_t> chosen, QObject *context,
             credentials::Callback<Import> done)
        : Flow(context, std::move(done))
        , m_kept(kept)
        , m_import(std::move(import))
        , m_chosen(std::move(chosen))
    {
        for (const OfferedSecret &secret : m_import.secrets)
            m_taken += secret.name;
        later([this] { next(); });
    }

private:
    void next()
    {
        m_step.reset();
        if (m_chosen.empty())
            return finish(std::move(m_import));
        OfferedSecret &secret = m_import.secrets[m_chosen.back()];
        m_step = m_kept.keepBeside(secret.name, secret.value, leashOf(m_import, secret.name), m_taken, this,
                                   [this, &secret](const Result<QByteArray> &name) {
                                       if (!name)
                                           return finish(name.error());
                                       if (*name != secret.name) {
                                           rename(m_import, secret, *name);
                                           m_taken += *name;
                                       }
                                       m_chosen.pop_back();
                                       later([this] { next(); });
                                   });
    }

    const KeptSecrets m_kept;
    Import m_import;
    std::vector<size_t> m_chosen;
    QByteArrayList m_taken; // names that stand in the import for something else
    credentials::OperationPtr m_step;
};

} // namespace

http::Leash leashOf(const Import &import, const QByteArray &name)
{
    http::Leash leash;
    const QByteArray reference = referenceOf(name);
    for (const RequestSpec &spec : import.requests) {
        bool names = false;
        visitTexts(spec, [&](const QByteArray &text) { names = names || text.contains(reference); });
        const auto origin = http::Origin::of(QUrl(QString::fromUtf8(spec.url)));
        if (names && origin &&
            std::find(leash.resources.begin(), leash.resources.end(), *origin) == leash.resources.end())
            leash.resources.push_back(*origin);
    }
    return leash;
}

credentials::OperationPtr keepSecrets(const KeptSecrets &kept, Import import, std::vector<size_t> chosen,
                                      QObject *context, credentials::Callback<Import> done)
{
    return std::make_unique<KeepFlow>(kept, std::move(import), std::move(chosen), context, std::move(done));
}

} // namespace claimcheck::requests
