#include "encryption_algorithm.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

using enum KeyManagement;

constexpr char standardRsa15[] = "RFC 7518 section 4.2";
constexpr char standardOaep[] = "RFC 7518 section 4.3";
constexpr char standardOaepLong[] = "Web Cryptography API, JOSE registry";
constexpr char standardWrap[] = "RFC 7518 section 4.4";
constexpr char standardDirect[] = "RFC 7518 section 4.5";
constexpr char standardAgreement[] = "RFC 7518 section 4.6";
constexpr char standardGcmWrap[] = "RFC 7518 section 4.7";
constexpr char standardPassword[] = "RFC 7518 section 4.8";

constexpr KeyManagementAlgorithm keyManagement[] = {
    {"RSA1_5", RsaEncryption, KeyType::Rsa, nullptr, 0, 2048, true, standardRsa15},
    {"RSA-OAEP", RsaEncryption, KeyType::Rsa, "SHA1", 0, 2048, false, standardOaep},
    {"RSA-OAEP-256", RsaEncryption, KeyType::Rsa, "SHA256", 0, 2048, false, standardOaep},
    {"RSA-OAEP-384", RsaEncryption, KeyType::Rsa, "SHA384", 0, 2048, false, standardOaepLong},
    {"RSA-OAEP-512", RsaEncryption, KeyType::Rsa, "SHA512", 0, 2048, false, standardOaepLong},
    {"A128KW", KeyWrap, KeyType::Oct, nullptr, 16, 128, false, standardWrap},
    {"A192KW", KeyWrap, KeyType::Oct, nullptr, 24, 192, false, standardWrap},
    {"A256KW", KeyWrap, KeyType::Oct, nullptr, 32, 256, false, standardWrap},
    {"dir", Direct, KeyType::Oct, nullptr, 0, 0, false, standardDirect},
    {"ECDH-ES", Agreement, KeyType::Ec, "SHA256", 0, 0, false, standardAgreement},
    {"ECDH-ES+A128KW", AgreementWrap, KeyType::Ec, "SHA256", 16, 0, false, standardAgreement},
    {"ECDH-ES+A192KW", AgreementWrap, KeyType::Ec, "SHA256", 24, 0, false, standardAgreement},
    {"ECDH-ES+A256KW", AgreementWrap, KeyType::Ec, "SHA256", 32, 0, false, standardAgreement},
    {"A128GCMKW", GcmKeyWrap, KeyType::Oct, nullptr, 16, 128, false, standardGcmWrap},
    {"A192GCMKW", GcmKeyWrap, KeyType::Oct, nullptr, 24, 192, false, standardGcmWrap},
    {"A256GCMKW", GcmKeyWrap, KeyType::Oct, nullptr, 32, 256, false, standardGcmWrap},
    {"PBES2-HS256+A128KW", PasswordWrap, KeyType::Oct, "SHA256", 16, 0, false, standardPassword},
    {"PBES2-HS384+A192KW", PasswordWrap, KeyType::Oct, "SHA384", 24, 0, false, standardPassword},
    {"PBES2-HS512+A256KW", PasswordWrap, KeyType::Oct, "SHA512", 32, 0, false, standardPassword},
};

constexpr ContentEncryption contentEncryption[] = {
    {"A128CBC-HS256", "AES-128-CBC", "SHA256", 32, 16, 16, "RFC 7518 section 5.2.3"},
    {"A192CBC-HS384", "AES-192-CBC", "SHA384", 48, 16, 24, "RFC 7518 section 5.2.4"},
    {"A256CBC-HS512", "AES-256-CBC", "SHA512", 64, 16, 32, "RFC 7518 section 5.2.5"},
    {"A128GCM", "AES-128-GCM", nullptr, 16, 12, 16, "RFC 7518 section 5.3"},
    {"A192GCM", "AES-192-GCM", nullptr, 24, 12, 16, "RFC 7518 section 5.3"},
    {"A256GCM", "AES-256-GCM", nullptr, 32, 12, 16, "RFC 7518 section 5.3"},
};

template <class Row, size_t count>
const Row *findRow(const Row (&table)[count], QByteArrayView name)
{
    const auto found =
        std::find_if(std::begin(table), std::end(table), [name](const Row &row) { return name == row.name; });
    return found == std::end(table) ? nullptr : found;
}

template <class Row, size_t count>
std::vector<const Row *> allRows(const Row (&table)[count])
{
    std::vector<const Row *> rows;
    for (const Row &row : table)
        rows.push_back(&row);
    return rows;
}

} // namespace

const KeyManagementAlgorithm *findKeyManagement(QByteArrayView name)
{
    return findRow(keyManagement, name);
}

const ContentEncryption *findContentEncryption(QByteArrayView name)
{
    return findRow(contentEncryption, name);
}

const std::vector<const KeyManagementAlgorithm *> &allKeyManagement()
{
    static const std::vector<const KeyManagementAlgorithm *> all = allRows(keyManagement);
    return all;
}

const std::vector<const ContentEncryption *> &allContentEncryption()
{
    static const std::vector<const ContentEncryption *> all = allRows(contentEncryption);
    return all;
}

} // namespace claimcheck::jose
