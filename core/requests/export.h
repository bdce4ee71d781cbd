#pragma once

#include "prepared_request.h"

namespace claimcheck::requests {

/// How secrets stand in an exported text. By default as a command or a variable that yields them when it
/// runs; the real values only for whoever asks for them in so many words.
struct ExportSecrets {
    /// The profile whose credential the request carries; empty: none. Its header comes from
    /// `claimcheck header NAME`.
    QByteArray profile = {};
    /// Values for the references and, first of all, the profile's own header, to be written out.
    std::vector<ResolvedSecret> revealed = {};
    std::optional<http::Header> revealedHeader = {};
};

/// The environment variable that stands for `{{keychain:NAME}}` in an exported text: "API_KEY" for "api-key".
[[nodiscard]] QByteArray environmentName(const SecretReference &reference);

/// A command line for bash and other POSIX shells. What a command in it yields is put into an address or a
/// form as it is: curl encodes nothing there.
[[nodiscard]] QByteArray exportCurl(const PreparedRequest &request, const ExportSecrets &secrets = {});
/// A script for Python 3 with the package requests.
[[nodiscard]] QByteArray exportPython(const PreparedRequest &request, const ExportSecrets &secrets = {});
/// The request alone as an `.http` file, references as they are. Error: HttpFileInvalid.
[[nodiscard]] Result<QByteArray> exportHttp(const RequestSpec &spec);

} // namespace claimcheck::requests
