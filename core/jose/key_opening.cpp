#include "key_opening.h"

#include "der.h"
#include "key_factory.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace claimcheck::jose {

namespace {

using EncryptedPtr = std::unique_ptr<X509_SIG, OpensslDeleter<X509_SIG_free>>;
using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>>;
using PbeParamPtr = std::unique_ptr<PBEPARAM, OpensslDeleter<PBEPARAM_free>>;
using Pbe2ParamPtr = std::unique_ptr<PBE2PARAM, OpensslDeleter<PBE2PARAM_free>>;
using Pbkdf2ParamPtr = std::unique_ptr<PBKDF2PARAM, OpensslDeleter<PBKDF2PARAM_free>>;
using ScryptParamPtr = std::unique_ptr<SCRYPT_PARAMS, OpensslDeleter<SCRYPT_PARAMS_free>>;

constexpr qint64 tooMany = std::numeric_limits<qint64>::max();

qint64 positive(const ASN1_INTEGER *number)
{
    int64_t value = 0;
    return number && ASN1_INTEGER_get_int64(&value, number) == 1 && value > 0 ? value : tooMany;
}

template <class Owner>
Owner parameters(const ASN1_TYPE *type, const ASN1_ITEM *item)
{
    return Owner(
        static_cast<typename Owner::pointer>(type ? ASN1_TYPE_unpack_sequence(item, type) : nullptr));
}

/// The rounds of hashing that a password goes through (RFC 8018, RFC 7914); `tooMany` when they cannot be
/// read. A block of scrypt takes about as long as a round of PBKDF2.
qint64 roundsOf(const X509_ALGOR *algorithm)
{
    if (OBJ_obj2nid(algorithm->algorithm) != NID_pbes2) {
        const auto pbe = parameters<PbeParamPtr>(algorithm->parameter, ASN1_ITEM_rptr(PBEPARAM));
        return pbe ? positive(pbe->iter) : tooMany;
    }
    const auto pbes2 = parameters<Pbe2ParamPtr>(algorithm->parameter, ASN1_ITEM_rptr(PBE2PARAM));
    if (!pbes2)
        return tooMany;
    const X509_ALGOR *derivation = pbes2->keyfunc;
    if (OBJ_obj2nid(derivation->algorithm) == NID_id_pbkdf2) {
        const auto pbkdf2 = parameters<Pbkdf2ParamPtr>(derivation->parameter, ASN1_ITEM_rptr(PBKDF2PARAM));
        return pbkdf2 ? positive(pbkdf2->iter) : tooMany;
    }
    const auto scrypt = parameters<ScryptParamPtr>(derivation->parameter, ASN1_ITEM_rptr(SCRYPT_PARAMS));
    if (!scrypt)
        return tooMany;
    qint64 rounds = 1;
    for (const ASN1_INTEGER *factor :
         {scrypt->costParameter, scrypt->blockSize, scrypt->parallelizationParameter}) {
        const qint64 value = positive(factor);
        if (value > KeyOpener::maxRounds || (rounds *= value) > KeyOpener::maxRounds)
            return tooMany;
    }
    return rounds;
}

Error unsupported()
{
    return keyInvalid(QCoreApplication::translate("Key", "its encryption is not supported"));
}

Error tooManyRounds()
{
    return keyInvalid(
        QCoreApplication::translate("Key", "it asks for more than %1 rounds of password hashing")
            .arg(KeyOpener::maxRounds));
}

/// A cipher that OpenSSL does not have, or a wrong password: what was decrypted then has no sense.
Error openingError()
{
    static constexpr std::pair<int, int> unknown[] = {
        {ERR_LIB_EVP, ERR_R_UNSUPPORTED},
        {ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM},
        {ERR_LIB_EVP, EVP_R_UNKNOWN_PBE_ALGORITHM},
        {ERR_LIB_EVP, EVP_R_UNSUPPORTED_CIPHER},
        {ERR_LIB_EVP, EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION},
        {ERR_LIB_EVP, EVP_R_UNSUPPORTED_PRF},
        {ERR_LIB_EVP, EVP_R_UNSUPPORTED_KEYLENGTH},
        {ERR_LIB_EVP, EVP_R_UNSUPPORTED_SALT_TYPE},
    };
    while (const unsigned long error = ERR_get_error()) {
        const std::pair<int, int> reason(ERR_GET_LIB(error), ERR_GET_REASON(error));
        if (std::find(std::begin(unknown), std::end(unknown), reason) != std::end(unknown))
            return unsupported();
    }
    return {ErrorCode::KeyPasswordWrong};
}

int givePassword(char *buffer, int size, int, void *password)
{
    const QByteArrayView bytes = static_cast<const Secret *>(password)->reveal();
    if (bytes.size() > size)
        return -1;
    std::copy(bytes.begin(), bytes.end(), buffer); // an empty password has no data to copy from
    return static_cast<int>(bytes.size());
}

} // namespace

bool KeyOpener::isEncrypted(QByteArrayView der)
{
    const ErrorQueueGuard guard;
    return isDerSequence(der) && decodeWhole<EncryptedPtr>(d2i_X509_SIG, der) != nullptr;
}

Result<PkeyPtr> KeyOpener::openPkcs8(QByteArrayView der)
{
    const ErrorQueueGuard guard;
    const auto encrypted = decodeWhole<EncryptedPtr>(d2i_X509_SIG, der);
    if (!encrypted)
        return keyInvalid(
            QCoreApplication::translate("Key", "its PEM block does not hold what its first line says"));
    if (!m_password)
        return Error{ErrorCode::KeyEncrypted};
    const X509_ALGOR *algorithm = nullptr;
    X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
    const qint64 rounds = roundsOf(algorithm);
    if (rounds > m_rounds)
        return tooManyRounds();
    m_rounds -= rounds;
    const QByteArrayView password = m_password->reveal();
    const Pkcs8Ptr info(PKCS8_decrypt(encrypted.get(), password.isNull() ? "" : password.data(),
                                      static_cast<int>(password.size())));
    if (!info)
        return openingError();
    PkeyPtr key(EVP_PKCS82PKEY(info.get()));
    if (!key)
        return keyInvalid(QCoreApplication::translate("Key", "keys of this type cannot be used"));
    return key;
}

Result<QByteArray> KeyOpener::openOldPem(const QByteArray &dekInfo, QByteArrayView body) const
{
    const ErrorQueueGuard guard;
    if (!m_password)
        return Error{ErrorCode::KeyEncrypted};
    QByteArray header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + dekInfo + '\n';
    EVP_CIPHER_INFO cipher;
    if (PEM_get_EVP_CIPHER_INFO(header.data(), &cipher) != 1 || !cipher.cipher)
        return unsupported();
    QByteArray bytes = body.toByteArray();
    long size = static_cast<long>(bytes.size());
    if (PEM_do_header(&cipher, octets(bytes), &size, givePassword, const_cast<Secret *>(m_password)) != 1)
        return openingError();
    bytes.resize(size);
    return bytes;
}

} // namespace claimcheck::jose
