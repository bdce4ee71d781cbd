#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

namespace claimcheck::requests {

/// Something to know about a file of environments that keeps nobody from using it.
struct EnvironmentWarning {
    enum class What {
        SecretInFile,   // a value that is, or by its name should be, a secret
        ValueUnreadable // neither text, number nor boolean
    };
    What what;
    QString file;
    QByteArray environment;
    QByteArray variable;
};

/// One environment: its variables, and what is chosen together with them.
struct Environment {
    QByteArray name;
    std::map<QByteArray, QByteArray> variables = {};
    QByteArray profile = {};   // "$profile": the profile whose credential, cookies and TLS are used
    bool isProduction = false; // "$production": true
};

/// The environments beside a collection, in JetBrains' form: `http-client.env.json`
/// (`{"dev": {"host": "…", "$profile": "dev"}}`), and `http-client.private.env.json`, which is only read and
/// overrides it. The variables of "$shared" are in all of them.
class Environments final {
public:
    static constexpr auto fileName = "http-client.env.json";
    static constexpr auto privateFileName = "http-client.private.env.json";

    /// Errors: Json…, with the file's name as subject. An empty text is no file.
    [[nodiscard]] static Result<Environments> parse(const QByteArray &text,
                                                    const QByteArray &privateText = {});
    /// From the folder's two files, each of which may be missing. Links are followed only within `root`, the
    /// folder of the collection (empty: the folder itself). Errors: as `parse`, FileUnreadable,
    /// InputTooLarge.
    [[nodiscard]] static Result<Environments> read(const QString &folder, const QString &root = {});

    /// The folder that they were read from; empty: none.
    [[nodiscard]] const QString &folder() const { return m_folder; }

    [[nodiscard]] const std::vector<Environment> &all() const { return m_all; }
    /// Error: EnvironmentUnknown.
    [[nodiscard]] Result<Environment> find(const QByteArray &name) const;
    [[nodiscard]] const std::vector<EnvironmentWarning> &warnings() const { return m_warnings; }

    /// The text of an environment file with one value set, and all else as it was, byte for byte. A missing
    /// environment or variable is added; an empty text becomes a file. Errors: Json…, JsonDuplicateName.
    [[nodiscard]] static Result<QByteArray> withVariable(const QByteArray &text,
                                                         const QByteArray &environment,
                                                         const QByteArray &name, const QByteArray &value);

private:
    Result<Done> add(const QByteArray &text, const QString &file);
    QString m_folder;
    std::vector<Environment> m_all;
    std::map<QByteArray, QByteArray> m_shared;
    std::vector<EnvironmentWarning> m_warnings;
};

} // namespace claimcheck::requests
