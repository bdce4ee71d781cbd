#include "english_plurals.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace claimcheck {

namespace {

struct Row {
    const char *many;
    const char *one;
};
/// Every sentence with a count, also those that are the same of one: a test looks for those that are missing.
constexpr std::array rows{
    Row{"%n bad", "%n bad"},
    Row{"%n bits", "%n bit"},
    Row{"%n characters", "%n character"},
    Row{"%n characters are left to %1.", "%n character is left to %1."},
    Row{"%n characters too long for %1, which ends in “%2”.",
        "%n character too long for %1, which ends in “%2”."},
    Row{"%n characters too long for %1.", "%n character too long for %1."},
    Row{"%n characters: %1", "%n character: %1"},
    Row{"%n claims differ, and none that matters", "%n claim differs, and it does not matter"},
    Row{"%n claims that matter have changed", "%n claim that matters has changed"},
    Row{"%n could not be done", "%n could not be done"},
    Row{"%n day", "%n day"},
    Row{"%n days", "%n day"},
    Row{"%n differences · %1", "%n difference · %1"},
    Row{"%n exchanges", "%n exchange"},
    Row{"%n exchanges of this run, without their secrets and bodies. Nothing of it is stored.",
        "%n exchange of this run, without its secrets and bodies. Nothing of it is stored."},
    Row{"%n failed", "%n failed"},
    Row{"%n good", "%n good"},
    Row{"%n identities", "%n identity"},
    Row{"%n keys fit %1, and the header does not say which: each was tried.",
        "%n key fits %1, and the header does not say which: it was tried."},
    Row{"%n not known", "%n not known"},
    Row{"%n older ones were dropped.", "%n older one was dropped."},
    Row{"%n other sign-ins", "%n other sign-in"},
    Row{"%n other sign-ins end at the server. This one stays.",
        "%n other sign-in ends at the server. This one stays."},
    Row{"%n passed", "%n passed"},
    Row{"%n redirects", "%n redirect"},
    Row{"%n requests are in %1, without their secrets.", "%n request is in %1, without its secrets."},
    Row{"%n requests were left out: a file of requests has room for %1 MB.",
        "%n request was left out: a file of requests has room for %1 MB."},
    Row{"%n tokens in this answer", "%n token in this answer"},
    Row{"%n tokens were found", "%n token was found"},
    Row{"%n tokens were found; give one.", "%n token was found; give it."},
    Row{"%n tokens were found; this is the first.", "%n token was found; this is it."},
    Row{"%n weak", "%n weak"},
    Row{"%n year", "%n year"},
    Row{"%n years", "%n year"},
    Row{"%1 The content has %n bytes.", "%1 The content has %n byte."},
    Row{"Ignored: %1  ·  and %n more", "Ignored: %1  ·  and %n more"},
    Row{"None of these %n keys fits %1: %2.", "The one key here does not fit %1: %2."},
    Row{"Run against production (%1)? %n of the requests can change something there.",
        "Run against production (%1)? %n of the requests can change something there."},
    Row{"The filter chose %n values.", "The filter chose %n value."},
    Row{"The kid %1 is not among these %n keys: %2.", "The kid %1 is not that of this %n key: %2."},
    Row{"The signature is gone, and %n values are replaced, the same value by the same word. Untick what may "
        "be "
        "seen. Look at it before you post it.",
        "The signature is gone, and %n value is replaced. Untick what may be seen. Look at it before you "
        "post "
        "it."},
    Row{"The text has %n characters.", "The text has %n character."},
    Row{"The text is base64 with %n characters.", "The text is base64 with %n character."},
    Row{"The text is hexadecimal with %n digits.", "The text is hexadecimal with %n digit."},
    Row{"The text is one word of %n characters.", "The text is one word of %n character."},
    Row{"The text is one word of %n characters: an opaque token or a secret.",
        "The text is one word of %n character: an opaque token or a secret."},
    Row{"… %n lines are the same", "… %n line is the same"},
    Row{"… and %n more", "… and %n more"},
};

} // namespace

const char *englishForOne(const char *sentence)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [sentence](const Row &row) {
        return std::strcmp(row.many, sentence) == 0;
    });
    return found == rows.end() ? nullptr : found->one;
}

QString EnglishPlurals::translate(const char *, const char *sourceText, const char *, int n) const
{
    const char *one = n == 1 && sourceText ? englishForOne(sourceText) : nullptr;
    return one ? QString::fromUtf8(one) : QString();
}

} // namespace claimcheck
