#pragma once

#include "base/secret.h"
#include "environments.h"
#include "http_file.h"

class QIODevice;

namespace claimcheck::requests {

/// A secret that stood in what was imported. It is in no request: `{{keychain:NAME}}` stands in its place,
/// and the person says whether it goes into the keychain under that name.
struct OfferedSecret {
    QByteArray name;
    QString where; // "GET https://api.example: Authorization"
    Secret value;
};

/// Something that could not be taken over.
struct LeftOut {
    QString where; // the request or option; empty: the whole
    QString what;  // a sentence
};

/// What an importer made of a foreign text.
struct Import {
    std::vector<RequestSpec> requests = {};
    std::vector<FileVariable> variables = {};
    std::vector<Environment> environments = {};
    std::vector<OfferedSecret> secrets = {};
    std::vector<LeftOut> leftOut = {};
};

inline constexpr qsizetype maxImportBytes = 100 * 1024 * 1024;
inline constexpr size_t maxImportRequests = HttpFile::maxEntries;

/// All of what is to be imported, up to its end. Errors: ImportTooLarge (more than `most` bytes),
/// FileUnreadable; their subject is `name`.
[[nodiscard]] Result<QByteArray> readForImport(QIODevice &in, const QString &name,
                                               qsizetype most = maxImportBytes);

/// cURL command lines in bash's quoting, one or several. `$NAME` becomes a variable. Error: ImportUnreadable
/// (no curl in it, an open quote), ImportTooLarge.
[[nodiscard]] Result<Import> importCurl(QByteArrayView text);
/// An HTTP Archive (HAR 1.2). Errors: ImportUnreadable, ImportTooLarge.
[[nodiscard]] Result<Import> importHar(const QByteArray &text);
/// A Postman collection (v2.0, v2.1) or environment. Errors as above.
[[nodiscard]] Result<Import> importPostman(const QByteArray &text);
/// An OpenAPI 3.0 or 3.1 document in JSON: a request for each operation, with its examples. Errors as above.
[[nodiscard]] Result<Import> importOpenApi(const QByteArray &text);

/// The requests as a new file. What the format cannot say is added to `import.leftOut`.
[[nodiscard]] HttpFile httpFileOf(Import &import);
/// The environments as a text for `http-client.env.json`; empty without any.
[[nodiscard]] QByteArray environmentFileOf(const Import &import);

} // namespace claimcheck::requests
