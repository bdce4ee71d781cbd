#pragma once

/// Certificates of an example authority, made with `openssl x509`: the signer's is valid until 2126, and the
/// expired one was valid for one day of November 2026.
namespace claimcheck::inspect::testing {

inline constexpr char rootCertificate[] =
    "MIIBqDCCAU+gAwIBAgIUJWRD1AWFyxDuBji1f8dUD58Fk38wCgYIKoZIzj0EAwIwKTEQMA4GA1UECgwHRXhhbXBsZTEVMBMG"
    "A1UEAwwMRXhhbXBsZSBSb290MCAXDTI2MTEyMjAwMTQzMFoYDzIxMjYxMDI5MDAxNDMwWjApMRAwDgYDVQQKDAdFeGFtcGxl"
    "MRUwEwYDVQQDDAxFeGFtcGxlIFJvb3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQZqT5vzQRUQFTkvNNBbmKrpKgPyt24"
    "YrqErFPztSZ3CvIIauExr5BsOXM6rwQ/hpdHBInWq10pCq24bzOLmwNWo1MwUTAdBgNVHQ4EFgQU8wCjuhtGk1Y7avtcDl7X"
    "FYsfylQwHwYDVR0jBBgwFoAU8wCjuhtGk1Y7avtcDl7XFYsfylQwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBE"
    "AiB7TTIYjNWJFcq0qN084Z1WTfPSbczLNH0XlbuXLq84GQIgTE4l2GlaNCVFDX07P3CeSctVcHxpu8Q/NT7TOa+Shlo=";

inline constexpr char signerCertificate[] =
    "MIIBtjCCAV2gAwIBAgICGiswCgYIKoZIzj0EAwIwKTEQMA4GA1UECgwHRXhhbXBsZTEVMBMGA1UEAwwMRXhhbXBsZSBSb290"
    "MCAXDTI2MTEyMjAwMTQzMFoYDzIxMjYxMDI5MDAxNDMwWjArMRAwDgYDVQQKDAdFeGFtcGxlMRcwFQYDVQQDDA5zaWduZXIu"
    "ZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPawVygwflYtPy/zwZbudaIoqdlkZ8kU/hBug0l9lOYO5HnSrSBG"
    "oytNzFcK7nYCoLLwoc2uiLiSG7ZlZDJPleyjcTBvMC0GA1UdEQQmMCSCDnNpZ25lci5leGFtcGxlhhJodHRwczovL2lkLmV4"
    "YW1wbGUwHQYDVR0OBBYEFHHeF4Lvc0k/UeB4VjgK/MzXJDxHMB8GA1UdIwQYMBaAFPMAo7obRpNWO2r7XA5e1xWLH8pUMAoG"
    "CCqGSM49BAMCA0cAMEQCIFqh7oo/GfvLKqxZ9lGuAbrzZmP1gzHwlRNii/D/T/4UAiAmSQGOBwy1W+SV6N6ucCLPFH85Br/y"
    "kdduQELN/eawgg==";

inline constexpr char expiredCertificate[] =
    "MIIBPDCB4wICGiwwCgYIKoZIzj0EAwIwKTEQMA4GA1UECgwHRXhhbXBsZTEVMBMGA1UEAwwMRXhhbXBsZSBSb290MB4XDTI2"
    "MTEyMjAwMTQzMFoXDTI2MTEyMzAwMTQzMFowKzEQMA4GA1UECgwHRXhhbXBsZTEXMBUGA1UEAwwOc2lnbmVyLmV4YW1wbGUw"
    "WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT2sFcoMH5WLT8v88GW7nWiKKnZZGfJFP4QboNJfZTmDuR50q0gRqMrTcxXCu52"
    "AqCy8KHNroi4khu2ZWQyT5XsMAoGCCqGSM49BAMCA0gAMEUCIBFFdLdsI7Me/xcgHPInPGjJZcUg9scmnV0N/gWY5iYGAiEA"
    "33sZDqpOjtHx1viHBUgQo1jJyFf9NeR7cqSPlbdFwUo=";

} // namespace claimcheck::inspect::testing
