#include "error.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace claimcheck {

namespace {

struct Row {
    const char *name;
    const char *sentence;
    const char *hint;
    ErrorCode code;
    ExitClass exit;
};

constexpr Row rows[] = {
#define CLAIMCHECK_ERROR_ROW(name, exit, sentence, hint)                                                     \
    {#name, QT_TRANSLATE_NOOP("Error", sentence), QT_TRANSLATE_NOOP("Error", hint), ErrorCode::name,         \
     ExitClass::exit},
    CLAIMCHECK_ERROR_CODES(CLAIMCHECK_ERROR_ROW)
#undef CLAIMCHECK_ERROR_ROW
};

const Row &rowOf(ErrorCode code)
{
    return rows[static_cast<size_t>(code)];
}

QString translated(const char *text)
{
    return *text ? QCoreApplication::translate("Error", text) : QString();
}

/// Puts in subject and detail in one pass, so that a %2 inside a subject stays what it is. Without a detail
/// the colon before it goes too.
QString filled(QString text, const Error &error)
{
    if (error.detail.isEmpty())
        text.remove(QStringLiteral(": %2"));
    QString out;
    qsizetype done = 0;
    for (qsizetype at = text.indexOf(u'%'); at >= 0 && at + 1 < text.size();
         at = text.indexOf(u'%', at + 1)) {
        const QChar which = text[at + 1];
        if (which != u'1' && which != u'2')
            continue;
        out += QStringView(text).sliced(done, at - done);
        out += which == u'1' ? error.subject : error.detail;
        done = at + 2;
    }
    out += QStringView(text).sliced(done);
    return out.trimmed();
}

} // namespace

Description describe(const Error &error)
{
    const Row &row = rowOf(error.code);
    return {filled(translated(row.sentence), error), filled(translated(row.hint), error)};
}

QByteArray codeName(ErrorCode code)
{
    return rowOf(code).name;
}

std::optional<ErrorCode> codeFromName(QByteArrayView name)
{
    const auto found =
        std::find_if(std::begin(rows), std::end(rows), [name](const Row &row) { return name == row.name; });
    return found == std::end(rows) ? std::nullopt : std::optional(found->code);
}

ExitClass exitClass(ErrorCode code)
{
    return rowOf(code).exit;
}

QString codeMeaning(ErrorCode code)
{
    return describe({code, QStringLiteral("…"), QStringLiteral("…")}).message;
}

const std::vector<ErrorCode> &allErrorCodes()
{
    static const std::vector<ErrorCode> codes = [] {
        std::vector<ErrorCode> list;
        for (const Row &row : rows)
            list.push_back(row.code);
        return list;
    }();
    return codes;
}

} // namespace claimcheck
