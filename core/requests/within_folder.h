#pragma once

#include "base/result.h"
#include "request_spec.h"

#include <QString>

namespace claimcheck::requests {

/// Whether a file that a collection names lies below its folder: whoever wrote the collection does not choose
/// among all files of whoever uses it. Links are followed first. Without a folder every file does; one that
/// is not there does, too, which is said where it is opened.
[[nodiscard]] bool isWithin(const QString &folder, const QString &path);

/// The files of this machine that a request would send, as it names them.
[[nodiscard]] QByteArrayList filesOf(const RequestSpec &spec);

/// FileUnreadable for one that does not.
[[nodiscard]] Error outsideError(const QString &path);

} // namespace claimcheck::requests
