#pragma once

#include "base/error.h"

#include <QCoreApplication>

namespace claimcheck::ui {

/// What is wrong and what can be done about it, for an inline bar.
[[nodiscard]] inline QString sentences(const Error &error)
{
    const Description words = describe(error);
    //: %1 says what is wrong, %2 what can be done about it.
    return words.hint.isEmpty()
               ? words.message
               : QCoreApplication::translate("ErrorWords", "%1 %2").arg(words.message, words.hint);
}

/// The stable code, for the bar's details.
[[nodiscard]] inline QString codeText(const Error &error)
{
    return QString::fromLatin1(codeName(error.code));
}

} // namespace claimcheck::ui
