#pragma once

#include "base/json.h"
#include "base/result.h"
#include "request_spec.h"

#include <memory>

namespace claimcheck::requests {

/// "@name = value" of a file.
struct FileVariable {
    QByteArray name;
    QByteArray value;
    int line = 0;
    friend bool operator==(const FileVariable &, const FileVariable &) = default;
};

/// A line that is kept and means nothing here, or that can hardly be meant. Lines count from 1.
struct LineProblem {
    int line = 0;
    QString text;
};

/// One request of a file.
struct HttpEntry {
    RequestSpec spec;
    json::Span span; // from its "###" line, or the file's begin, up to the next
    int line = 0;    // of its request line
    std::vector<LineProblem> problems = {};
};

/// A text in the `.http` format of VS Code's REST Client and of JetBrains: lossless. Comments, scripts,
/// response handlers, unknown lines, line ends and a BOM stay byte for byte; an edit touches only the lines
/// that say what was changed. Besides what those tools know, comments before the request line say:
/// `# @timeout 10 s`, `# @no-redirect`, `# @redirects same-origin`, `# @credential none` (or a profile),
/// `# @assert status == 200`, `# @tls.caFile PATH`, `# @tls.clientCertificate PATH`,
/// `# @tls.clientKey PATH`, `# @proxy URL`.
class HttpFile final {
public:
    static constexpr qsizetype maxBytes = 32 * 1024 * 1024;
    static constexpr size_t maxEntries = 20'000;

    /// An empty file.
    HttpFile();
    ~HttpFile();
    HttpFile(const HttpFile &other);
    HttpFile(HttpFile &&other) noexcept;
    HttpFile &operator=(HttpFile other) noexcept;

    /// Errors: InputTooLarge, HttpFileInvalid (it is no text). The subject is "The file".
    [[nodiscard]] static Result<HttpFile> parse(QByteArray text);

    [[nodiscard]] const QByteArray &text() const;
    [[nodiscard]] const std::vector<HttpEntry> &entries() const;
    [[nodiscard]] const std::vector<FileVariable> &variables() const;
    /// The first request of this "# @name", or else of this title.
    [[nodiscard]] std::optional<size_t> indexOf(QByteArrayView name) const;

    /// Each leaves the file as it was when it fails: HttpFileInvalid for what the format cannot say (a body
    /// with a line that begins with "###", a URL with a line end, …).
    [[nodiscard]] Result<Done> replace(size_t index, const RequestSpec &spec);
    [[nodiscard]] Result<Done> append(const RequestSpec &spec);
    [[nodiscard]] Result<Done> remove(size_t index);
    [[nodiscard]] Result<Done> setVariable(const QByteArray &name, const QByteArray &value);

private:
    struct Data;
    [[nodiscard]] Result<Done> take(QByteArray text, const std::vector<RequestSpec> &expected);
    std::unique_ptr<Data> d;
};

/// The spec as a file says it: with the Content-Type that its body's kind needs, line ends as LF, and
/// without blank lines at the body's end.
[[nodiscard]] RequestSpec asWritten(RequestSpec spec);

} // namespace claimcheck::requests
