#include "sign_in_fields.h"

#include "login/recipe.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("SignInFields", text);
}

SignInFields withPassword()
{
    return {.user = true,
            .secretLabel = words(QT_TRANSLATE_NOOP("SignInFields", "&Password")),
            .storeNote = words(QT_TRANSLATE_NOOP("SignInFields", "The password is never stored."))};
}

SignInFields ofStatic(const QString &recipeId)
{
    if (recipeId == u"basic")
        return {.user = true, .secretLabel = words(QT_TRANSLATE_NOOP("SignInFields", "&Password"))};
    if (recipeId == u"api-key")
        return {.secretLabel = words(QT_TRANSLATE_NOOP("SignInFields", "API &key"))};
    return {.secretLabel = words(QT_TRANSLATE_NOOP("SignInFields", "&Token"))};
}

} // namespace

SignInFields fieldsOf(const QString &recipeId)
{
    using Kind = login::Recipe::Kind;
    const login::Recipe *recipe = login::findRecipe(recipeId);
    switch (recipe ? recipe->kind : Kind::Password) {
    case Kind::Browser:
    case Kind::Device:
        return {};
    case Kind::ClientCredentials:
        return {.client = true, .needsClient = true};
    case Kind::TokenExchange:
        return {.secretLabel = words(QT_TRANSLATE_NOOP("SignInFields", "&Token to exchange")),
                .storedAs = QStringLiteral("subject_token"),
                .client = true};
    case Kind::JwtBearer:
        return {.secretLabel = words(QT_TRANSLATE_NOOP("SignInFields", "A&ssertion")),
                .storedAs = QStringLiteral("assertion"),
                .client = true};
    case Kind::PasswordGrant: {
        SignInFields fields = withPassword();
        fields.client = true;
        return fields;
    }
    case Kind::Static:
        return ofStatic(recipeId);
    case Kind::Form:
    case Kind::Password:
        return withPassword();
    }
    Q_UNREACHABLE();
}

} // namespace claimcheck::ui
