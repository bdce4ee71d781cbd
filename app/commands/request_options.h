#pragma once

#include "command.h"
#include "requests/request_spec.h"

#include <QUrl>

namespace claimcheck::app {

class Invocation;

/// The options that say what is sent; they are curl's, in name and meaning.
[[nodiscard]] std::vector<Option> requestOptions();

/// What the command line asks for.
struct AskedRequest {
    requests::RequestSpec spec;
    /// The body where it stands on the command line or standard input; files are in the spec.
    std::optional<QByteArray> body = {};
};
/// A path alone is meant on the server at `base`. Errors: UsageInvalid, FileUnreadable, InputTooLarge.
[[nodiscard]] Result<AskedRequest> readRequestOptions(const Invocation &run, const QUrl &base);

/// The file that --remote-name writes: the end of the address' path. It may be empty.
[[nodiscard]] QString remoteName(const QString &url);

} // namespace claimcheck::app
