#include "token_shapes.h"

namespace claimcheck::inspect::shapes {

namespace {

constexpr Run alnum(int least, int most = 0)
{
    return {Set::Alnum, least, most ? most : least};
}
constexpr Run word(int least, int most = 0)
{
    return {Set::Word, least, most ? most : least};
}
constexpr Run upper(int least, int most = 0)
{
    return {Set::Upper, least, most ? most : least};
}
constexpr Run digit(int least, int most = 0)
{
    return {Set::Digit, least, most ? most : least};
}
constexpr Run lowerHex(int count)
{
    return {Set::LowerHex, count, count};
}
constexpr Run hex(int count)
{
    return {Set::Hex, count, count};
}
constexpr Run dash{Set::Dash, 1, 1};
constexpr Run underscore{Set::Underscore, 1, 1};
constexpr Run dot{Set::Dot, 1, 1};

// Of the issuers' own documentation and their secret-scanning patterns. A prefix has three characters or
// more, so that nothing is found by chance.
constexpr Shape table[] = {
    {"ghp_", {alnum(36)}, "GitHub personal access token"},
    {"gho_", {alnum(36)}, "GitHub OAuth access token"},
    {"ghu_", {alnum(36)}, "GitHub user access token of an app"},
    {"ghs_", {alnum(36)}, "GitHub installation access token"},
    {"ghr_", {alnum(36, 76)}, "GitHub refresh token"},
    {"github_pat_", {alnum(22), underscore, alnum(59)}, "GitHub fine-grained personal access token"},
    {"glpat-", {word(20)}, "GitLab personal access token"},
    {"glpat-", {word(27, 300), dot, alnum(2), dot, alnum(9)}, "GitLab personal access token"},
    {"gldt-", {word(20)}, "GitLab deploy token"},
    {"glrt-", {word(20)}, "GitLab runner token"},
    {"glptt-", {lowerHex(40)}, "GitLab trigger token"},
    {"xoxb-", {digit(9, 14), dash, digit(9, 14), dash, alnum(24)}, "Slack bot token"},
    {"xoxp-", {digit(9, 14), dash, digit(9, 14), dash, word(26, 80)}, "Slack user token"},
    {"xoxa-", {digit(1, 14), dash, word(20, 200)}, "Slack workspace token"},
    {"xoxs-", {digit(9, 14), dash, word(20, 200)}, "Slack session token"},
    {"xoxe-", {digit(1), dash, word(120, 220)}, "Slack refresh token"},
    {"xapp-", {digit(1), dash, upper(9, 14), dash, word(50, 100)}, "Slack app-level token"},
    {"sk_live_", {alnum(24, 247)}, "Stripe secret key"},
    {"sk_test_", {alnum(24, 247)}, "Stripe secret key for tests"},
    {"rk_live_", {alnum(24, 247)}, "Stripe restricted key"},
    {"rk_test_", {alnum(24, 247)}, "Stripe restricted key for tests"},
    {"pk_live_", {alnum(24, 247)}, "Stripe publishable key"},
    {"pk_test_", {alnum(24, 247)}, "Stripe publishable key for tests"},
    {"AKIA", {upper(16)}, "AWS access key ID"},
    {"ASIA", {upper(16)}, "AWS temporary access key ID"},
    {"AIza", {word(35)}, "Google API key"},
    {"GOCSPX-", {word(28)}, "Google OAuth client secret"},
    {"ya29.", {word(30, 2000)}, "Google OAuth access token"},
    {"npm_", {alnum(36)}, "npm access token"},
    {"pypi-AgEIcHlwaS5vcmc", {word(50, 400)}, "PyPI API token"},
    {"pypi-AgENdGVzdC5weXBpLm9yZw", {word(50, 400)}, "TestPyPI API token"},
    {"rubygems_", {lowerHex(48)}, "RubyGems API key"},
    {"SG.", {word(22), dot, word(43)}, "SendGrid API key"},
    {"sk-ant-", {alnum(5, 8), dash, word(80, 120)}, "Anthropic API key"},
    {"sk-", {alnum(48)}, "OpenAI API key", "T3BlbkFJ"},
    {"sk-proj-", {word(48, 180)}, "OpenAI project key", "T3BlbkFJ"},
    {"sk-svcacct-", {word(48, 180)}, "OpenAI service account key", "T3BlbkFJ"},
    {"sk-admin-", {word(48, 180)}, "OpenAI admin key", "T3BlbkFJ"},
    {"hf_", {alnum(34)}, "Hugging Face access token"},
    {"gsk_", {alnum(52)}, "Groq API key"},
    {"r8_", {alnum(37)}, "Replicate API token"},
    {"dop_v1_", {lowerHex(64)}, "DigitalOcean personal access token"},
    {"doo_v1_", {lowerHex(64)}, "DigitalOcean OAuth token"},
    {"dor_v1_", {lowerHex(64)}, "DigitalOcean refresh token"},
    {"shpat_", {hex(32)}, "Shopify access token"},
    {"shpca_", {hex(32)}, "Shopify custom app token"},
    {"shppa_", {hex(32)}, "Shopify private app token"},
    {"shpss_", {hex(32)}, "Shopify shared secret"},
    {"dckr_pat_", {word(27)}, "Docker Hub personal access token"},
    {"lin_api_", {alnum(40)}, "Linear API key"},
    {"PMAK-", {lowerHex(24), dash, lowerHex(34)}, "Postman API key"},
    {"NRAK-", {upper(27)}, "New Relic user key"},
    {"dapi", {lowerHex(32)}, "Databricks access token"},
    {"glsa_", {alnum(32), underscore, hex(8)}, "Grafana service account token"},
    {"hvs.", {word(90, 300)}, "HashiCorp Vault service token"},
    {"dp.pt.", {alnum(40, 44)}, "Doppler personal token"},
    {"sbp_", {lowerHex(40)}, "Supabase access token"},
    {"AGE-SECRET-KEY-1", {upper(58)}, "age secret key"},
};

} // namespace

bool isIn(Set set, char c)
{
    const bool digit = c >= '0' && c <= '9';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    switch (set) {
    case Set::Digit:
        return digit;
    case Set::LowerHex:
        return digit || (c >= 'a' && c <= 'f');
    case Set::Hex:
        return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    case Set::Upper:
        return digit || upper;
    case Set::Alnum:
        return digit || upper || lower;
    case Set::Word:
        return digit || upper || lower || c == '-' || c == '_';
    case Set::Dash:
        return c == '-';
    case Set::Underscore:
        return c == '_';
    case Set::Dot:
        return c == '.';
    }
    return false;
}

std::span<const Shape> all()
{
    return table;
}

} // namespace claimcheck::inspect::shapes
