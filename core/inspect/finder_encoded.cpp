#include "finder_walk.h"

#include "finder_scan.h"

namespace claimcheck::inspect::scan {

namespace {

/// Whether the line at `at` is base64 only, as wide as `width` at most.
bool continuesEncoded(QByteArrayView text, qsizetype at, qsizetype width)
{
    qsizetype length = 0;
    Unit unit = unitAt(text, at);
    while (unit.length && length <= width && (classOf(unit.c) == Sextet || classOf(unit.c) == Standard)) {
        at += unit.length;
        ++length;
        unit = unitAt(text, at);
    }
    return length > 0 && length <= width &&
           (!unit.length || isLineEnd(unit.c) || unit.c == '=' || unit.c == '"' || unit.c == '\'');
}

} // namespace

EncodedRun readEncoded(QByteArrayView text, qsizetype begin)
{
    constexpr qsizetype leastWidth = 40;
    constexpr qsizetype longestWrap = 256;
    EncodedRun run;
    qsizetype at = begin;
    qsizetype width = 0;
    for (;;) {
        const qsizetype plainBegin = at;
        while (at < text.size() && (classOf(text[at]) == Sextet || classOf(text[at]) == Standard))
            ++at;
        run.characters.append(text.sliced(plainBegin, at - plainBegin));
        width += at - plainBegin;
        Unit unit = unitAt(text, at);
        if (unit.length > 1 && (classOf(unit.c) == Sextet || classOf(unit.c) == Standard)) {
            run.characters += unit.c;
            at += unit.length;
            ++width;
            continue;
        }
        if (!unit.length || !isLineEnd(unit.c) || width < leastWidth)
            break;
        qsizetype next = at;
        while (unit.length && next - at < longestWrap && (isLineEnd(unit.c) || isBlank(unit.c))) {
            next += unit.length;
            unit = unitAt(text, next);
        }
        if (next < text.size() && !continuesEncoded(text, next, width))
            break;
        if (next >= text.size()) {
            run.touchesEnd = true;
            break;
        }
        at = next;
        width = 0;
    }
    // Padding belongs to it.
    for (int i = 0; i < 2; ++i) {
        if (const Unit unit = unitAt(text, at); unit.length && unit.c == '=')
            at += unit.length;
    }
    run.span = {begin, at};
    constexpr qsizetype longestUnit = 32;
    run.touchesEnd |= at + longestUnit >= text.size();
    return run;
}

} // namespace claimcheck::inspect::scan
