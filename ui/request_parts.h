#pragma once

#include "request_rows_model.h"
#include "requests/request_spec.h"

namespace claimcheck::ui {

/// The parts of a multipart body as rows: name, value or "@PATH" (a file, as curl writes it), file name,
/// Content-Type. A value that begins with "@" or "\" has a "\" before it.
[[nodiscard]] RequestRowsModel *makePartsModel(QObject *parent);
[[nodiscard]] std::vector<EditedRow> rowsOfParts(const std::vector<requests::BodyPart> &parts);
/// What the table does not show comes from the part that a row was made of.
[[nodiscard]] std::vector<requests::BodyPart> partsOfRows(const std::vector<EditedRow> &rows,
                                                          const std::vector<requests::BodyPart> &loaded);
/// "name=value" or "name=@PATH".
[[nodiscard]] QStringList partOfLine(const QString &line);
[[nodiscard]] QStringList partOfFile(const QString &path, const QString &fileName);

} // namespace claimcheck::ui
