#pragma once

#include "variables.h"

namespace claimcheck::requests {

/// How the text of a piece is written where it stands; a secret is written so as well.
enum class Writing { Plain, Percent, Form };

struct PreparedPiece {
    QByteArray text = {};
    std::optional<SecretReference> secret = {};
    Writing writing = Writing::Plain; // of the secret; text is written already
    friend bool operator==(const PreparedPiece &, const PreparedPiece &) = default;
};
using PreparedText = std::vector<PreparedPiece>;

struct PreparedHeader {
    QByteArray name;
    PreparedText value;
};

/// A run of a body: text, or a file's content (an absolute path).
struct BodyRun {
    PreparedText text = {};
    QString file = {};
};

/// A request whose variables are filled in. Its secrets are still references, and its files are not read.
struct PreparedRequest {
    QByteArray method = {};
    PreparedText url = {};
    std::vector<PreparedHeader> headers = {};
    std::vector<BodyRun> body = {};
    /// The parts of a multipart body, for exports that make their own; `body` has them too.
    struct Part {
        PreparedText name, value, fileName, contentType;
        QString file;
        std::vector<PreparedHeader> headers = {};
    };
    std::vector<Part> parts = {};
    CredentialChoice credential = {};
    std::optional<std::chrono::milliseconds> timeout = {};
    http::RedirectPolicy redirects = http::RedirectPolicy::Follow;
    std::optional<http::ConnectionSettings> connection = {};

    /// Every reference once.
    [[nodiscard]] std::vector<SecretReference> references() const;
    /// The value of the first header of this name, references as `{{…}}`; nothing without one.
    [[nodiscard]] std::optional<QByteArray> header(QByteArrayView name) const;
};

/// `folder` is that of the request's file: paths are relative to it. Errors: as Expander::expand; for a file
/// whose variables are filled in ("<@"): FileUnreadable, InputTooLarge.
[[nodiscard]] Result<PreparedRequest> prepare(const RequestSpec &spec, const Expander &expander,
                                              const QString &folder);

/// Text with `{{…}}` in place of each secret: for views, logs and history.
[[nodiscard]] QByteArray savedForm(const PreparedText &text);

/// What goes out, for people: `{{…}}` in place of each secret, "< PATH" in place of a file.
[[nodiscard]] http::Request savedRequest(const PreparedRequest &prepared);

/// A reference, and what the keychain has for it.
struct ResolvedSecret {
    SecretReference reference;
    http::Credential credential;
};

/// What goes to the client. Each secret that a template put into the request is among the credentials with
/// Placement::InRequest: the transport refuses the whole request where one of them does not belong.
struct Sendable {
    http::Request request;
    std::vector<http::Credential> credentials;
};
inline constexpr qint64 maxRequestText = 256 * 1024 * 1024;
/// Looks at the files, which are read while they are sent. Errors: SecretReferenceUnknown, UrlInvalid,
/// UrlHasUserInfo, HeaderInvalid, FileUnreadable, InputTooLarge (of the text beside the files).
[[nodiscard]] Result<Sendable> makeSendable(const PreparedRequest &prepared,
                                            const std::vector<ResolvedSecret> &secrets);

} // namespace claimcheck::requests
