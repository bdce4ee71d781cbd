#include "finder_scan.h"

#include <QByteArray>

#include <algorithm>

namespace claimcheck::inspect::scan {

namespace {

bool isNameCharacter(char c)
{
    return classOf(c) == Sextet || c == '.';
}

void chopQuotesAndBlanks(QByteArrayView &text)
{
    while (!text.isEmpty() &&
           (isBlank(text.back()) || text.back() == '"' || text.back() == '\'' || text.back() == '`'))
        text.chop(1);
}

/// Takes the word at the end of `text`, if there is one.
QByteArrayView chopWord(QByteArrayView &text)
{
    qsizetype begin = text.size();
    while (begin > 0 && isNameCharacter(text[begin - 1]))
        --begin;
    const QByteArrayView word = text.sliced(begin);
    text.truncate(begin);
    return word;
}

bool isScheme(QByteArrayView word)
{
    static constexpr const char *schemes[] = {"bearer", "dpop", "jwt", "token"};
    return std::any_of(std::begin(schemes), std::end(schemes),
                       [word](const char *scheme) { return word.compare(scheme, Qt::CaseInsensitive) == 0; });
}

/// What comes before `at`, as meant.
QByteArray readBefore(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype most = 96;
    QByteArray before;
    for (qsizetype i = std::max<qsizetype>(0, at - most); i < at;) {
        const Unit unit = unitAt(text, i);
        before += unit.c;
        i += unit.length;
    }
    return before;
}

} // namespace

QByteArray labelBefore(QByteArrayView text, qsizetype at)
{
    const QByteArray before = readBefore(text, at);
    QByteArrayView rest = before;
    chopQuotesAndBlanks(rest);
    // Form encoding writes "Bearer+eyJ…".
    const bool spaced = rest.size() < before.size() || rest.endsWith('+');
    if (rest.endsWith('+'))
        rest.chop(1);
    QByteArrayView scheme;
    if (spaced) {
        QByteArrayView withoutWord = rest;
        const QByteArrayView word = chopWord(withoutWord);
        if (isScheme(word)) {
            scheme = word;
            rest = withoutWord;
            chopQuotesAndBlanks(rest);
        }
    }
    if (rest.endsWith("=>"))
        rest.chop(1);
    if (!rest.endsWith('=') && !rest.endsWith(':')) {
        const bool sayable = scheme.compare("token", Qt::CaseInsensitive) != 0;
        return sayable ? scheme.toByteArray() : QByteArray();
    }
    rest.chop(1);
    chopQuotesAndBlanks(rest);
    QByteArrayView name = chopWord(rest);
    while (name.startsWith('-'))
        name = name.sliced(1);
    const bool isName =
        !name.isEmpty() && !(name.front() >= '0' && name.front() <= '9') && name.front() != '.';
    return isName ? name.toByteArray() : scheme.toByteArray();
}

} // namespace claimcheck::inspect::scan
