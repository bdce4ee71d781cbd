#pragma once

#include "base/result.h"
#include "jose/key.h"

#include <functional>

class QObject;

namespace claimcheck::ui {

using KeysDone = std::function<void(Result<jose::KeySet>)>;

} // namespace claimcheck::ui
