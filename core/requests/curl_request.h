#pragma once

#include "curl_options.h"
#include "import_builder.h"

namespace claimcheck::requests {

/// One request of a command line, option after option.
class CurlRequest final {
public:
    explicit CurlRequest(ImportBuilder &out) : m_out(out) {}

    void apply(CurlEffect effect, const QString &option, const QByteArray &value);
    void addUrl(const QByteArray &url) { m_urls += url; }
    [[nodiscard]] Result<Done> finish();
    [[nodiscard]] QString where() const { return QString::fromUtf8(hostOf(m_urls.value(0))); }

private:
    void addData(CurlEffect effect, const QByteArray &value);
    void addFile(CurlEffect effect, const QByteArray &file);
    void addForm(const QByteArray &value);
    void addProxy(const QByteArray &value, const char *scheme);
    void addCertificate(const QByteArray &value);
    void addHeader(const QByteArray &line);
    [[nodiscard]] http::ConnectionSettings &connection()
    {
        if (!m_spec.connection)
            m_spec.connection.emplace();
        return *m_spec.connection;
    }
    void finishHeaders();
    [[nodiscard]] Body makeBody();
    [[nodiscard]] QByteArray address(QByteArray url);

    ImportBuilder &m_out;
    RequestSpec m_spec = {.redirects = http::RedirectPolicy::None}; // curl follows when it is told to
    QByteArrayList m_urls;
    std::optional<QByteArray> m_method;
    http::Headers m_usual;    // of options: a header that -H says itself comes in their place
    QByteArrayList m_removed; // "Name:" takes away what curl would send
    QByteArrayList m_cookies;
    QByteArrayList m_data;
    QByteArrayList m_query; // of --url-query
    QByteArray m_file;
    std::vector<BodyPart> m_parts;
    bool m_posts = false, m_uploads = false, m_get = false, m_head = false, m_json = false;
    bool m_noGlob = false, m_pathAsIs = false;
};

} // namespace claimcheck::requests
