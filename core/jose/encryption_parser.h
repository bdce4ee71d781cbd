#pragma once

#include "parsed_encryption.h"

namespace claimcheck::jose {

/// Reads a text into a ParsedEncryption, and keeps every problem in its place. Internal to core/jose.
class EncryptionParser {
public:
    explicit EncryptionParser(ParsedEncryption &token) : m_token(token) {}
    void run();

    /// The JSON serializations, and headers, hold no more members and elements than this: what is longer
    /// costs more memory than the token itself.
    static constexpr qsizetype maxCommas = 65536;
    /// No header is longer than this many bytes: all of it is looked through for every parameter of every
    /// recipient.
    static constexpr qsizetype maxHeader = 64 * 1024;

private:
    /// A part by its name in RFC 7516 section 7.2, and whose it is; no recipient means everybody's.
    struct Place {
        const char *name;
        std::optional<size_t> recipient = {};
    };

    void readCompact();
    void readJson();
    void readRecipients(const json::Value &root);
    void readRecipient(const json::Value &object, size_t index);
    void readAdditionalData(const json::Value &root);
    [[nodiscard]] json::Value readHeader(const json::Value &object, Place place);
    /// A member that must be text, into `part`, decoded.
    void readMember(const json::Value &object, Part &part, Place place);
    void readEncoded(Part &part, Place place);
    void readProtected();

    // encryption_parser_rules.cpp
    void checkForm(const json::Value &root);
    void checkNames();
    void checkCommonParameters();
    void checkCritical();

    void add(Error error, Place place, json::Span token, std::optional<json::Span> decoded = std::nullopt);
    void addMalformed(const QString &detail, Place place, json::Span token);

    ParsedEncryption &m_token;
};

} // namespace claimcheck::jose
