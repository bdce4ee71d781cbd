#pragma once

#include <QTranslator>

namespace claimcheck {

/// English for one of something: sentences with `%n` are written for many ("%n characters"), and this says
/// them for one ("%n character"). A translation into another language that is installed later comes first.
class EnglishPlurals final : public QTranslator {
public:
    using QTranslator::QTranslator;

    /// Null for all but a sentence of the table with n = 1.
    [[nodiscard]] QString translate(const char *context, const char *sourceText, const char *disambiguation,
                                    int n) const override;
    [[nodiscard]] bool isEmpty() const override { return false; }
};

/// What the sentence says of one; nullptr where the table lacks it. Sentences are compared byte for byte.
[[nodiscard]] const char *englishForOne(const char *sentence);

} // namespace claimcheck
