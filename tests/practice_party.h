#pragma once

#include "practice_tools.h"
#include "support/http_call.h"

#include "jose/key_export.h"

namespace claimcheck::test {

/// One question to the practice server, over Claimcheck's own client.
struct Question {
    QByteArray method = "GET";
    QByteArray path;
    QByteArray json = {};
    QByteArray form = {};
    http::Headers headers = {};
    QByteArray token = {};          // sent with a leash, as Bearer
    const jose::Key *key = nullptr; // then as DPoP, with a proof by this key
};

/// Somebody at the practice server: a client with a jar of its own.
class Party final {
public:
    explicit Party(PracticeApi &api) : m_api(api) {}

    [[nodiscard]] http::Response ask(const Question &question);
    /// Signs in as alice; the answer. A cookie stays in the jar.
    [[nodiscard]] http::Response signIn(const QByteArray &system, const QByteArray &device = "test",
                                        http::Headers headers = {}, const jose::Key *key = nullptr);
    /// Who the server takes it for.
    [[nodiscard]] http::Response me(const QByteArray &system, const QByteArray &token = {});
    [[nodiscard]] QByteArray proof(const QByteArray &method, const QByteArray &path, const jose::Key &key,
                                   const std::optional<QByteArray> &token);

private:
    PracticeApi &m_api;
    http::Client m_client;
};

[[nodiscard]] QByteArray textOf(const http::Response &response, const char *name);
/// "200", or the status and the error that the answer names.
[[nodiscard]] QByteArray verdictOf(const http::Response &response);

} // namespace claimcheck::test
