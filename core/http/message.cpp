#include "message.h"

namespace claimcheck::http {

std::optional<QByteArray> headerValue(const Headers &headers, QByteArrayView name)
{
    for (const Header &header : headers)
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    return {};
}

} // namespace claimcheck::http
