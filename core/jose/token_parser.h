#pragma once

#include "parsed_token.h"

namespace claimcheck::jose {

/// Reads a text into a ParsedToken, and keeps every problem in its place. Internal to core/jose.
class TokenParser {
public:
    explicit TokenParser(ParsedToken &token) : m_token(token) {}

    void run();
    /// A payload that came by another way: takes the place of what was said about the payload.
    void readDetached(QByteArray payload);

private:
    /// Which part, and of which signature; the payload is everybody's.
    struct Place {
        PartId part;
        std::optional<size_t> signature = {};
    };
    enum class Content { Json, Octets };

    void runCompact();
    void findSegments();
    void countSegments();

    // token_parser_json.cpp
    void runJson();
    void readSignatures(const json::Value &root);
    void readSignatureMembers(const json::Value &object, size_t index);
    void readUnprotectedHeader(const json::Value &object, size_t index);
    void readPayloadMember(const json::Value &root);
    /// A member that must be text, into `part`; false when there is none, or no text.
    [[nodiscard]] bool readText(const json::Value &object, const char *name, Part &part, Place place);
    void checkEncodings();

    void readEncoded(Part &part, Place place, Content content);
    void readUnencoded(Part &part);
    void addDeviation(const Part &part, Place place, ErrorCode code, qsizetype offset, qsizetype count);
    void readContent(Part &part, Place place, bool placesUnsure);
    void addDecoded(Error error, const Part &part, Place place, json::Span decoded, bool placesUnsure);
    void addMalformed(const QString &detail, Place place, json::Span token, const QString &subject = {});
    void add(Error error, Place place, json::Span token, std::optional<json::Span> decoded = std::nullopt);

    ParsedToken &m_token;
};

} // namespace claimcheck::jose
