#pragma once

#include <QString>

namespace claimcheck {

/// True for code points that a reader cannot see or that move what he sees: control, format (bidi,
/// zero-width), surrogates alone, separators of lines, blank letters, variation selectors.
[[nodiscard]] bool isInvisible(char32_t codePoint);
/// "⟨U+202E⟩".
[[nodiscard]] QString chip(char32_t codePoint);
/// Foreign text for one line: every invisible code point as a chip. At most `maxLength` characters (an
/// ellipsis says that there is more); 0 means no limit.
[[nodiscard]] QString visibleText(const QString &text, qsizetype maxLength = 0);

} // namespace claimcheck
