#include "request_file.h"

#include "base/random.h"
#include "input.h"
#include "invocation.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace claimcheck::app {

requests::Expander RequestFile::expander(const Clock &clock) const
{
    return {file.variables(), environment, clock, randomBytes};
}

Result<RequestFile> readRequestFile(const Invocation &run, const QString &path)
{
    auto text = readAll(path, requests::HttpFile::maxBytes);
    if (!text)
        return text.error();
    auto parsed = requests::HttpFile::parse(*std::move(text));
    if (!parsed) {
        Error error = parsed.error();
        error.subject = path;
        return error;
    }
    RequestFile out{path, QFileInfo(path).absolutePath(), *std::move(parsed), {}};
    if (path == u"-")
        out.folder = QFileInfo(QStringLiteral(".")).absoluteFilePath();
    const auto wanted = run.value(QStringLiteral("env"));
    if (!wanted)
        return out;
    const auto environments = requests::Environments::read(out.folder);
    if (!environments)
        return environments.error();
    for (const requests::EnvironmentWarning &warning : environments->warnings()) {
        if (warning.what == requests::EnvironmentWarning::What::SecretInFile)
            run.note(QCoreApplication::translate("Cli", "%1 holds a secret in the variable %2.")
                         .arg(warning.file, visible(QString::fromUtf8(warning.variable))));
    }
    const auto found = environments->find(wanted->toUtf8());
    if (!found)
        return found.error();
    out.environment = *found;
    return out;
}

Result<std::vector<requests::HttpEntry>> chosenRequests(const Invocation &run, const requests::HttpFile &file)
{
    const auto name = run.value(QStringLiteral("name"));
    if (!name)
        return file.entries();
    const auto index = file.indexOf(name->toUtf8());
    if (!index)
        return Error{ErrorCode::RequestNotFound, *name};
    return std::vector{file.entries()[*index]};
}

QString profileOf(const Invocation &run, const requests::RequestSpec &spec,
                  const requests::Environment &environment)
{
    switch (spec.credential.from) {
    case requests::CredentialChoice::From::None:
        return {};
    case requests::CredentialChoice::From::Another:
        return QString::fromUtf8(spec.credential.profile);
    case requests::CredentialChoice::From::Profile:
        break;
    }
    return run.value(QStringLiteral("profile")).value_or(QString::fromUtf8(environment.profile));
}

Option filesAnywhereOption()
{
    return {"files-anywhere", nullptr,
            QT_TRANSLATE_NOOP("Cli", "let the requests send files that lie outside the folder of the .http "
                                     "file; look at them first when somebody else wrote it")};
}

} // namespace claimcheck::app
