#include "request_header_names.h"

#include <array>

namespace claimcheck::ui {

namespace {

struct Row {
    const char *name;
    const char *values; // separated by "|"
};

constexpr const char *mediaTypes =
    "application/json|application/x-www-form-urlencoded|multipart/form-data|application/xml|"
    "application/problem+json|application/merge-patch+json|application/json-patch+json|"
    "application/vnd.api+json|application/x-ndjson|application/octet-stream|text/plain|text/html|text/csv|"
    "text/event-stream|application/graphql-response+json|*/*";

constexpr std::array rows{
    Row{"Accept", mediaTypes},
    Row{"Accept-Charset", "utf-8"},
    Row{"Accept-Encoding", "gzip|identity|gzip, deflate, br"},
    Row{"Accept-Language", "en|de|fr|he|ja|zh"},
    Row{"Access-Control-Request-Headers", ""},
    Row{"Access-Control-Request-Method", "GET|POST|PUT|PATCH|DELETE"},
    Row{"Authorization", "Bearer {{token}}|Basic {{basic}}"},
    Row{"Cache-Control", "no-cache|no-store|max-age=0"},
    Row{"Content-Disposition", "attachment|inline"},
    Row{"Content-Encoding", "gzip|deflate|br"},
    Row{"Content-Language", "en|de|fr"},
    Row{"Content-Type", mediaTypes},
    Row{"Cookie", ""},
    Row{"DNT", "1"},
    Row{"Date", "{{$datetime rfc1123}}"},
    Row{"Expect", "100-continue"},
    Row{"Forwarded", ""},
    Row{"If-Match", "*"},
    Row{"If-Modified-Since", "{{$datetime rfc1123}}"},
    Row{"If-None-Match", "*"},
    Row{"If-Range", ""},
    Row{"If-Unmodified-Since", "{{$datetime rfc1123}}"},
    Row{"Idempotency-Key", "{{$uuid}}"},
    Row{"Origin", ""},
    Row{"Prefer", "return=minimal|return=representation|respond-async"},
    Row{"Pragma", "no-cache"},
    Row{"Priority", "u=1|u=3, i"},
    Row{"Range", "bytes=0-1023"},
    Row{"Referer", ""},
    Row{"Sec-Fetch-Mode", "cors|navigate|no-cors|same-origin"},
    Row{"Sec-Fetch-Site", "cross-site|same-origin|same-site|none"},
    Row{"User-Agent", ""},
    Row{"X-API-Key", "{{keychain:api-key}}"},
    Row{"X-Correlation-ID", "{{$uuid}}"},
    Row{"X-CSRF-Token", ""},
    Row{"X-Forwarded-For", ""},
    Row{"X-Forwarded-Proto", "https|http"},
    Row{"X-HTTP-Method-Override", "PUT|PATCH|DELETE"},
    Row{"X-Request-ID", "{{$uuid}}"},
    Row{"X-Requested-With", "XMLHttpRequest"},
    Row{"traceparent", ""},
};

} // namespace

const QStringList &requestHeaderNames()
{
    static const QStringList names = [] {
        QStringList list;
        for (const Row &row : rows)
            list << QString::fromLatin1(row.name);
        return list;
    }();
    return names;
}

QStringList headerValues(const QString &name)
{
    for (const Row &row : rows) {
        if (name.compare(QLatin1StringView(row.name), Qt::CaseInsensitive) == 0)
            return QString::fromLatin1(row.values).split(u'|', Qt::SkipEmptyParts);
    }
    return {};
}

} // namespace claimcheck::ui
