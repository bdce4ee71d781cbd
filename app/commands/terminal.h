#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace claimcheck::app {

/// Text from a token or a server, fit for a terminal: control, bidi and zero-width characters become U+XXXX
/// in angle brackets, so that they can neither move the cursor nor reorder what is read.
[[nodiscard]] QString visible(const QString &text);
/// The same for many lines: line ends and tabs stay, bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] QByteArray visibleLines(const QByteArray &text);

/// The same for a JSON document: what cannot be seen stands as \u escapes, so that it says the same to a
/// program.
[[nodiscard]] QByteArray visibleJson(const QByteArray &json);

/// True when stdout is one.
[[nodiscard]] bool isTerminal();
/// Columns for text that is wrapped: those of the terminal, at most 100; 80 when stdout is none.
[[nodiscard]] int terminalWidth();

/// True when stdout is a terminal and NO_COLOR is unset or empty.
[[nodiscard]] bool useColour();
enum class Tint { Plain, Good, Warning, Bad, Dim };
/// `text` in a colour, if colours are used.
[[nodiscard]] QString tinted(const QString &text, Tint tint);

/// Rows of cells as lines, columns two spaces apart, the last one not padded.
[[nodiscard]] QString table(const std::vector<QStringList> &rows, const QString &indent = {});

/// Asks on the terminal without echo. InputRequired when there is no terminal.
[[nodiscard]] Result<Secret> promptSecret(const QString &question);
/// Asks on the terminal. InputRequired when there is no terminal.
[[nodiscard]] Result<QString> promptLine(const QString &question);

} // namespace claimcheck::app
