#pragma once

namespace claimcheck::ui {

/// What can be done with a token beside reading it; each opens as an entry or dialog of its own.
enum class TokenTool { SafeCopy, Compare, Edit };

} // namespace claimcheck::ui
