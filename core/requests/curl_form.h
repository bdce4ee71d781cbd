#pragma once

#include "request_spec.h"

#include <QByteArrayList>
#include <QString>

#include <vector>

namespace claimcheck::requests {

/// What curl makes of one value of `-F`: several parts where it names several files.
struct CurlForm {
    std::vector<BodyPart> parts = {};
    std::vector<QString> leftOut = {}; // sentences
};

/// "name=text", "name=@file,file", "name=<file", each with ";type=T", ";filename=F" and ";headers=H" after
/// it, quoted or not (curl's manual, `--form`). A file whose type is not said has the one that curl tells by
/// its name.
[[nodiscard]] CurlForm curlForm(const QByteArray &value);

} // namespace claimcheck::requests
