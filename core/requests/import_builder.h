#pragma once

#include "base/json.h"
#include "import.h"

#include <map>

namespace claimcheck::requests {

/// Collects what an importer finds, and takes every secret out before it gets into a request. Only importers
/// see it.
class ImportBuilder final {
public:
    ImportBuilder();
    /// Secrets are taken out of the request. Error: ImportTooLarge.
    [[nodiscard]] Result<Done> add(RequestSpec spec);
    void leaveOut(const QString &where, const QString &what);
    void addVariable(const QByteArray &name, const QByteArray &value);
    void addEnvironment(Environment environment);

    /// A body whose text was read from elsewhere: a line in it that would read a file here is none of ours.
    [[nodiscard]] Body textBody(const QByteArray &text, const QByteArray &contentType, const QString &where);
    /// Says once that "{{" of a text, which means nothing where it comes from, begins a variable here.
    void noteBraces(QByteArrayView text, const QString &where);
    /// `value` as it may be saved: a secret, by `name` or by its looks, becomes a reference.
    [[nodiscard]] QByteArray saved(const QByteArray &name, const QByteArray &value, const QString &where,
                                   const QByteArray &host);
    /// The reference that stands for a secret from now on.
    [[nodiscard]] QByteArray reference(const QByteArray &name, QByteArrayView secret, const QString &where,
                                       const QByteArray &host);

    /// All of it. References that stood in what was read are none: only those that were made here are, or one
    /// request could name what was taken out of another.
    [[nodiscard]] Import take();

private:
    [[nodiscard]] QByteArray withoutTokens(const QByteArray &text, const QString &where,
                                           const QByteArray &host);
    [[nodiscard]] QByteArray jsonWithoutSecrets(const QByteArray &text, const QString &where,
                                                const QByteArray &host);
    void cleanUrl(RequestSpec &spec, const QString &where, const QByteArray &host);
    void cleanHeaders(http::Headers &headers, const QString &where, const QByteArray &host);
    void cleanBody(Body &body, const QString &where, const QByteArray &host);
    [[nodiscard]] QByteArray marked(const QByteArray &name) const
    {
        return "{{keychain:" + m_mark + name + "}}";
    }

    Import m_import;
    const QByteArray m_mark;                // of the references that are made here, until all is read
    std::map<QByteArray, size_t> m_known;   // by the secret's SHA-256: its place in m_import.secrets
    std::map<QByteArray, int> m_nameCounts; // how often a reference's name was wanted
    qsizetype m_bytes = 0;
    bool m_notesBraces = false;
};

/// The JSON text of an import, or ImportUnreadable / ImportTooLarge; `kind` is the subject ("The HAR file").
[[nodiscard]] Result<json::Document> readImport(const QByteArray &text, const QString &kind);
/// A string member; empty where it is none.
[[nodiscard]] QByteArray textMember(json::Value object, QByteArrayView name);
void setHeader(http::Headers &headers, const QByteArray &name, const QByteArray &value);
/// The name of a request or a folder without secrets: Postman calls a request by its address.
[[nodiscard]] QByteArray shownName(const QByteArray &name);
/// The host of an address that may hold variables: "api.example", or "request".
[[nodiscard]] QByteArray hostOf(QByteArrayView url);

} // namespace claimcheck::requests
