#include "request_parts.h"

#include "request_rows_table.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMimeDatabase>

namespace claimcheck::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RequestParts", text);
}

QString cellOf(const requests::BodyPart &part)
{
    if (!part.file.isEmpty())
        return u'@' + QString::fromUtf8(part.file);
    const QString value = QString::fromUtf8(part.value);
    return value.startsWith(u'@') || value.startsWith(u'\\') ? u'\\' + value : value;
}

} // namespace

RequestRowsModel *makePartsModel(QObject *parent)
{
    return new RequestRowsModel(
        {tr("Part"), tr("Value, or @ and a path"), tr("File name"), tr("Content-Type")}, tr("Add a part"),
        parent);
}

std::vector<EditedRow> rowsOfParts(const std::vector<requests::BodyPart> &parts)
{
    std::vector<EditedRow> rows;
    for (size_t i = 0; i < parts.size(); ++i) {
        const requests::BodyPart &part = parts[i];
        rows.push_back({{QString::fromUtf8(part.name), cellOf(part), QString::fromUtf8(part.fileName),
                         QString::fromUtf8(part.contentType)},
                        static_cast<int>(i)});
    }
    return rows;
}

std::vector<requests::BodyPart> partsOfRows(const std::vector<EditedRow> &rows,
                                            const std::vector<requests::BodyPart> &loaded)
{
    std::vector<requests::BodyPart> parts;
    for (const EditedRow &row : rows) {
        const auto origin = static_cast<size_t>(row.origin);
        requests::BodyPart part =
            row.origin >= 0 && origin < loaded.size() ? loaded[origin] : requests::BodyPart();
        part.name = row.cells[0].toUtf8();
        const QString &cell = row.cells[1];
        const bool isNewValue = cell != cellOf(part);
        if (isNewValue) {
            const bool isFile = cell.startsWith(u'@');
            part.file = isFile ? cell.mid(1).toUtf8() : QByteArray();
            part.value = isFile ? QByteArray() : cell.mid(cell.startsWith(u'\\') ? 1 : 0).toUtf8();
        }
        part.fileName = row.cells[2].toUtf8();
        if (isNewValue && part.fileName.isEmpty() && !part.file.isEmpty())
            part.fileName = QFileInfo(QString::fromUtf8(part.file)).fileName().toUtf8();
        part.contentType = row.cells[3].toUtf8();
        parts.push_back(std::move(part));
    }
    return parts;
}

QStringList partOfLine(const QString &line)
{
    const QStringList pair = pairOfLine(line, u'=');
    if (pair[1].startsWith(u'@'))
        return {pair[0], pair[1], QFileInfo(pair[1].mid(1)).fileName(), QString()};
    return {pair[0], pair[1], QString(), QString()};
}

QStringList partOfFile(const QString &path, const QString &fileName)
{
    const QString type = QMimeDatabase().mimeTypeForFile(fileName, QMimeDatabase::MatchExtension).name();
    return {QStringLiteral("file"), u'@' + path, fileName, type};
}

} // namespace claimcheck::ui
