#include "claims.h"

#include <cmath>

namespace claimcheck::jose {

Result<TimePoint> numericDate(const json::Value &value, const QString &name)
{
    const Error invalid{ErrorCode::NumericDateInvalid, name};
    if (!value.isNumber())
        return invalid;
    // Integers are taken exactly; a double is judged while it is still a double (1e400, 1e300 and the like).
    if (const std::optional<qint64> seconds = value.toInteger()) {
        if (*seconds < -farthestNumericDate || *seconds > farthestNumericDate)
            return invalid;
        return TimePoint(std::chrono::milliseconds(*seconds * 1000));
    }
    const std::optional<double> seconds = value.toDouble();
    if (!seconds || !std::isfinite(*seconds) || std::fabs(*seconds) > double(farthestNumericDate))
        return invalid;
    return TimePoint(std::chrono::milliseconds(std::llround(*seconds * 1000)));
}

Result<std::vector<QByteArray>> audiences(const json::Value &value)
{
    if (value.isString())
        return std::vector{value.toUtf8()};
    const Error wrongType{ErrorCode::JsonTypeMismatch, QStringLiteral("aud")};
    if (!value.isArray())
        return wrongType;
    std::vector<QByteArray> list;
    for (const json::Value &element : value.elements()) {
        if (!element.isString())
            return wrongType;
        list.push_back(element.toUtf8());
    }
    return list;
}

} // namespace claimcheck::jose
