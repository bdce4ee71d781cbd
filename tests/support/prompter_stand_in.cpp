#include "prompter_stand_in.h"

#include <QDBusMessage>

#include <memory>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace claimcheck::testing {

using namespace Qt::StringLiterals;

namespace {

const QString connectionName = u"prompter-stand-in"_s;
const QString prompterName = u"org.gnome.keyring.SystemPrompter"_s;

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Freed<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freed<EVP_KDF_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;

unsigned char *bytesOf(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

const unsigned char *constBytesOf(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

QByteArray hkdfSha256(QByteArray key, size_t size)
{
    const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), static_cast<size_t>(key.size())),
        OSSL_PARAM_construct_end(),
    };
    QByteArray derived(static_cast<qsizetype>(size), '\0');
    EVP_KDF_derive(context.get(), bytesOf(derived), size, parameters);
    return derived;
}

QByteArray aes128Cbc(const QByteArray &key, const QByteArray &iv, const QByteArray &plain)
{
    const CipherContext context(EVP_CIPHER_CTX_new());
    QByteArray out(plain.size() + 16, '\0');
    int written = 0;
    int rest = 0;
    EVP_EncryptInit_ex(context.get(), EVP_aes_128_cbc(), nullptr, constBytesOf(key), constBytesOf(iv));
    EVP_EncryptUpdate(context.get(), bytesOf(out), &written, constBytesOf(plain),
                      static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(context.get(), bytesOf(out) + written, &rest);
    out.truncate(written + rest);
    return out;
}

/// The answer to gcr's "sx-aes-1" exchange: Diffie-Hellman in the 1536-bit group of RFC 3526, HKDF with
/// SHA-256 without salt, AES-128 in CBC mode.
QString exchangeAnswer(const QString &request, const QByteArray &secret)
{
    const qsizetype begin = request.indexOf("public="_L1) + 7;
    const QByteArray peerBytes =
        QByteArray::fromBase64(request.mid(begin, request.indexOf(u'\n', begin) - begin).toLatin1());
    const NumberContext context(BN_CTX_new());
    const BigNumber prime(BN_get_rfc3526_prime_1536(nullptr));
    const BigNumber peer(BN_bin2bn(constBytesOf(peerBytes), static_cast<int>(peerBytes.size()), nullptr));
    const BigNumber generator(BN_new());
    const BigNumber mine(BN_new());
    const BigNumber common(BN_new());
    const BigNumber key(BN_new());
    BN_set_word(generator.get(), 2);
    // gcr 3 derives the key from the number without leading zeros, later ones from all of its bytes: only one
    // of full length (255 of 256) is the same to both.
    do {
        BN_rand_range(key.get(), prime.get());
        BN_mod_exp(common.get(), peer.get(), key.get(), prime.get(), context.get());
    } while (BN_num_bytes(common.get()) != BN_num_bytes(prime.get()));
    BN_mod_exp(mine.get(), generator.get(), key.get(), prime.get(), context.get());

    QByteArray mineBytes(BN_num_bytes(mine.get()), '\0');
    BN_bn2bin(mine.get(), bytesOf(mineBytes));
    QByteArray commonBytes(BN_num_bytes(prime.get()), '\0');
    BN_bn2binpad(common.get(), bytesOf(commonBytes), static_cast<int>(commonBytes.size()));
    QByteArray iv(16, '\0');
    RAND_bytes(bytesOf(iv), 16);
    const QByteArray sealed = aes128Cbc(hkdfSha256(commonBytes, 16), iv, secret);
    return u"[sx-aes-1]\npublic=%1\nsecret=%2\niv=%3\n"_s.arg(QString::fromLatin1(mineBytes.toBase64()),
                                                              QString::fromLatin1(sealed.toBase64()),
                                                              QString::fromLatin1(iv.toBase64()));
}

} // namespace

PrompterStandIn::PrompterStandIn(const QString &address)
    : m_bus(QDBusConnection::connectToBus(address, connectionName))
{
    m_ready = m_bus.registerObject(u"/org/gnome/keyring/Prompter"_s, this, QDBusConnection::ExportAllSlots) &&
              m_bus.registerService(prompterName);
}

PrompterStandIn::~PrompterStandIn()
{
    // Waits for the bus: the name is free for the next one, and nobody is asked by it any more.
    m_bus.unregisterService(prompterName);
    QDBusConnection::disconnectFromBus(connectionName);
}

void PrompterStandIn::answerWith(Answer answer, const QByteArray &password)
{
    m_answer = answer;
    m_password = password;
}

void PrompterStandIn::thenAnswerWith(Answer answer)
{
    m_then = answer;
}

void PrompterStandIn::answerWaiting(Answer answer, const QByteArray &password)
{
    give(m_waiting, answer, password);
}

void PrompterStandIn::BeginPrompting(const QDBusObjectPath &callback)
{
    callBack(message().service(), callback, u"PromptReady"_s, {QString(), QVariantMap(), QString()});
}

void PrompterStandIn::PerformPrompt(const QDBusObjectPath &callback, const QString &type,
                                    const QVariantMap &properties, const QString &exchange)
{
    Q_UNUSED(properties)
    ++m_shown;
    const Answer answer = m_answer;
    m_answer = m_then.value_or(m_answer);
    m_waiting = {message().service(), callback, type, exchange};
    if (answer != Answer::Wait)
        give(m_waiting, answer, m_password);
}

void PrompterStandIn::give(const Waiting &prompt, Answer answer, const QByteArray &password)
{
    const bool yes = answer == Answer::GivePassword;
    const QByteArray secret = yes && prompt.type == "password"_L1 ? password : QByteArray();
    callBack(prompt.caller, prompt.callback, u"PromptReady"_s,
             {yes ? u"yes"_s : u"no"_s, QVariantMap(), exchangeAnswer(prompt.exchange, secret)});
}

void PrompterStandIn::StopPrompting(const QDBusObjectPath &callback)
{
    callBack(message().service(), callback, u"PromptDone"_s, {});
}

void PrompterStandIn::callBack(const QString &caller, const QDBusObjectPath &callback, const QString &method,
                               const QVariantList &arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        caller, callback.path(), u"org.gnome.keyring.internal.Prompter.Callback"_s, method);
    call.setArguments(arguments);
    // After the reply to the call that is being served, as a prompter with a window would.
    QMetaObject::invokeMethod(
        this, [this, call] { m_bus.send(call); }, Qt::QueuedConnection);
}

} // namespace claimcheck::testing
