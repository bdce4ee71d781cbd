#include "within_folder.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace claimcheck::requests {

bool isWithin(const QString &folder, const QString &path)
{
    if (folder.isEmpty())
        return true;
    const QString file = QFileInfo(path).canonicalFilePath();
    if (file.isEmpty())
        return !QFileInfo::exists(path);
    const QString root = QFileInfo(folder).canonicalFilePath();
    return !root.isEmpty() && (file + u'/').startsWith(root.endsWith(u'/') ? root : root + u'/');
}

QByteArrayList filesOf(const RequestSpec &spec)
{
    QByteArrayList files;
    if (!spec.body.file.isEmpty())
        files += spec.body.file;
    for (const BodyPart &part : spec.body.parts) {
        if (!part.file.isEmpty())
            files += part.file;
    }
    return files;
}

Error outsideError(const QString &path)
{
    return {ErrorCode::FileUnreadable, path,
            QCoreApplication::translate("Requests", "It lies outside the folder of the .http file")};
}

} // namespace claimcheck::requests
