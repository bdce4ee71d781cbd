#pragma once

#include "parsed_token.h"

#include <utility>

namespace claimcheck::jose {

/// One recipient of a JWE (RFC 7516 section 7.2.1). A compact JWE has exactly one, without a header.
struct Recipient {
    json::Value header; // the per-recipient unprotected header, an object; invalid when there is none
    Part encryptedKey;  // empty for dir and ECDH-ES
};

/// What a JWE says in any serialization (compact, flattened or general JSON), nothing decrypted. Parsing
/// never fails: whatever is wrong becomes a Problem and the rest is still there. A problem's subject is the
/// part's name in RFC 7516 section 7.2 ("protected", "iv", …), and its `signature` the recipient that it
/// spoils.
class ParsedEncryption {
public:
    /// Texts over this many bytes are not read: one TokenTooLarge problem.
    static constexpr qsizetype maxSize = 256 * 1024 * 1024;
    /// More recipients than this are TokenFormInvalid.
    static constexpr size_t maxRecipients = 64;

    [[nodiscard]] static ParsedEncryption parse(QByteArray text);
    /// Five segments, or JSON with a "ciphertext" member: the text means to be a JWE.
    [[nodiscard]] static bool looksLikeOne(QByteArrayView text);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] Form form() const { return m_form; }
    [[nodiscard]] const Part &protectedHeader() const { return m_protected; }
    /// The protected header as a JSON object; invalid where it is none.
    [[nodiscard]] json::Value protectedParameters() const;
    [[nodiscard]] json::Value sharedHeader() const { return m_shared; } // "unprotected"; invalid when absent
    [[nodiscard]] const std::vector<Recipient> &recipients() const { return m_recipients; }
    /// A parameter of the JOSE Header of one recipient: protected, shared and its own together (their names
    /// are disjoint, else TokenFormInvalid is among the problems).
    [[nodiscard]] json::Value parameter(QByteArrayView name, size_t recipient = 0) const;
    [[nodiscard]] const Part &initializationVector() const { return m_iv; }
    [[nodiscard]] const Part &ciphertext() const { return m_ciphertext; }
    /// Its octets, for whoever does not need this token any more.
    [[nodiscard]] QByteArray takeCiphertext() { return std::exchange(m_ciphertext.bytes, {}); }
    [[nodiscard]] const Part &tag() const { return m_tag; }
    /// RFC 7516 section 5.1 step 14: ASCII(protected), and "." and aad where there is one. As received.
    [[nodiscard]] const QByteArray &additionalData() const { return m_additionalData; }
    [[nodiscard]] const std::vector<Problem> &problems() const { return m_problems; }

private:
    friend class EncryptionParser; // encryption_parser.h, internal
    QByteArray m_text;
    Form m_form = Form::Compact;
    json::Document m_document; // of the JSON serializations
    Part m_protected, m_iv, m_ciphertext, m_tag, m_aad;
    json::Value m_shared;
    QByteArray m_additionalData;
    std::vector<Recipient> m_recipients;
    std::vector<Problem> m_problems;
};

} // namespace claimcheck::jose
