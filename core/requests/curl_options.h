#pragma once

#include <QByteArray>

#include <span>

namespace claimcheck::requests {

/// What an option of curl means for a request.
enum class CurlEffect : quint8 {
    Method,
    Header,
    Data,
    DataRaw,
    DataBinary,
    DataUrlencode,
    UrlQuery,
    Json,
    Form,
    FormString,
    User,
    Bearer,
    Agent,
    Referer,
    Cookie,
    Proxy,
    SocksProxy,
    NoProxy,
    CaFile,
    Certificate,
    ClientKey,
    Timeout,
    Url,
    UploadFile,
    Range, // with a value
    Get,
    Head,
    FollowRedirects,
    Compressed,
    Http2,
    Next,
    NoGlob,
    PathAsIs, // switches
    Harmless, // about output and progress only: nothing is lost
    LeftOut,  // cannot be taken over, and is listed
};

/// One option of curl: its letter (or 0), its long name, whether a value follows.
struct CurlOption {
    char letter;
    QByteArrayView name;
    bool hasValue;
    CurlEffect effect;
};
[[nodiscard]] std::span<const CurlOption> curlOptions();

} // namespace claimcheck::requests
