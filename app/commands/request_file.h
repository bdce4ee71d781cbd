#pragma once

#include "command.h"
#include "requests/environments.h"
#include "requests/http_file.h"
#include "requests/variables.h"

namespace claimcheck::app {

class Invocation;

/// An `.http` file with the environment that --env names; all of it belongs together.
struct RequestFile {
    QString path;
    QString folder; // what paths in it are relative to
    requests::HttpFile file;
    requests::Environment environment;

    [[nodiscard]] requests::Expander expander(const Clock &clock) const;
};

/// Errors: FileUnreadable, InputTooLarge, HttpFileInvalid, Json… and EnvironmentUnknown of the environments
/// beside it. Secrets that stand in files of environments are said on standard error.
[[nodiscard]] Result<RequestFile> readRequestFile(const Invocation &run, const QString &path);

/// The requests that --name asks for, or all. Error: RequestNotFound.
[[nodiscard]] Result<std::vector<requests::HttpEntry>> chosenRequests(const Invocation &run,
                                                                      const requests::HttpFile &file);

/// The name of the profile whose credential a request gets: its own choice, else --profile, else the
/// environment's; empty for none.
[[nodiscard]] QString profileOf(const Invocation &run, const requests::RequestSpec &spec,
                                const requests::Environment &environment);

/// --files-anywhere: as with `request`, whose files were typed by whoever sends them.
[[nodiscard]] Option filesAnywhereOption();

} // namespace claimcheck::app
