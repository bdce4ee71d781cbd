#pragma once

#include "request_spec.h"

namespace claimcheck::requests {

/// application/x-www-form-urlencoded both ways (the URL Standard's serializer): "+" is a space; what stands
/// in `{{…}}` is neither encoded nor decoded.
[[nodiscard]] std::vector<FormField> formFields(QByteArrayView text);
[[nodiscard]] QByteArray formText(const std::vector<FormField> &fields);
/// One name or value, encoded.
[[nodiscard]] QByteArray formEncoded(QByteArrayView text);

} // namespace claimcheck::requests
