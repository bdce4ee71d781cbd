#include "import_reader.h"

#include "background.h"

#include <QCoreApplication>
#include <QFile>

namespace claimcheck::ui {

namespace {

constexpr qsizetype lookedAt = 64 * 1024; // where a document says what it is

Result<requests::Import> importOf(ImportKind kind, const QByteArray &text)
{
    switch (kind) {
    case ImportKind::Curl:
        return requests::importCurl(text);
    case ImportKind::Har:
        return requests::importHar(text);
    case ImportKind::Postman:
        return requests::importPostman(text);
    case ImportKind::OpenApi:
        return requests::importOpenApi(text);
    }
    Q_UNREACHABLE();
}

void writeFiles(ImportReader::Found &found)
{
    found.file = requests::httpFileOf(found.import);
    found.environments = requests::environmentFileOf(found.import);
}

Result<std::shared_ptr<const ImportReader::Found>> read(const std::function<Result<QByteArray>()> &source)
{
    const auto text = source();
    if (!text)
        return text.error();
    auto found = std::make_shared<ImportReader::Found>();
    found->kind = importKindOf(*text);
    auto import = importOf(found->kind, *text);
    if (!import)
        return import.error();
    found->import = *std::move(import);
    writeFiles(*found);
    return std::shared_ptr<const ImportReader::Found>(std::move(found));
}

} // namespace

ImportKind importKindOf(QByteArrayView text)
{
    const QByteArrayView begin = text.first(std::min(text.size(), lookedAt)).trimmed();
    if (!begin.startsWith('{') && !begin.startsWith("\xEF\xBB\xBF{"))
        return ImportKind::Curl;
    if (begin.contains("\"openapi\""))
        return ImportKind::OpenApi;
    if (begin.contains("\"log\"") && (begin.contains("\"entries\"") || begin.contains("\"creator\"")))
        return ImportKind::Har;
    return ImportKind::Postman;
}

QString importKindName(ImportKind kind)
{
    switch (kind) {
    case ImportKind::Curl:
        return QCoreApplication::translate("Import", "cURL");
    case ImportKind::Har:
        return QCoreApplication::translate("Import", "HTTP archive (HAR)");
    case ImportKind::Postman:
        return QCoreApplication::translate("Import", "Postman");
    case ImportKind::OpenApi:
        return QCoreApplication::translate("Import", "OpenAPI");
    }
    Q_UNREACHABLE();
}

void ImportReader::readText(const QByteArray &text)
{
    start([text] { return Result<QByteArray>(text); });
}

void ImportReader::readFile(const QString &path)
{
    start([path]() -> Result<QByteArray> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::FileUnreadable, path, file.errorString()};
        return requests::readForImport(file, path);
    });
}

void ImportReader::rewrite(const Found &found, const requests::Import &import, QObject *context,
                           std::function<void(const std::shared_ptr<const Found> &)> done)
{
    inBackground(
        context,
        [kind = found.kind, import] {
            auto written = std::make_shared<Found>(Found{kind, import});
            writeFiles(*written);
            return std::shared_ptr<const Found>(std::move(written));
        },
        std::move(done));
}

void ImportReader::start(std::function<Result<QByteArray>()> text)
{
    m_isBusy = true;
    inBackground(
        this, [text = std::move(text)] { return read(text); },
        [this, number = ++m_number](const Result<std::shared_ptr<const Found>> &result) {
            if (number != m_number)
                return;
            m_isBusy = false;
            if (result)
                Q_EMIT found(*result);
            else
                Q_EMIT failed(result.error());
        });
}

} // namespace claimcheck::ui
