#pragma once

#include "requests/variables.h"

#include <QColor>
#include <QList>
#include <QString>

#include <memory>

namespace claimcheck {
class Clock;
}

namespace claimcheck::ui {

/// What the templates of a request mean: its file's variables, the environment that is chosen, the folder
/// that paths are relative to, and whose credential goes along.
struct RequestScope {
    QString folder = {};
    std::vector<requests::FileVariable> variables = {};
    requests::Environment environment = {};
    /// Of the chosen environment; empty: none.
    QString profileId = {};
    QString profileName = {};
    /// The word that production shows ("prod"); empty: it is none.
    QString production = {};
    /// Never null in a scope that `makeScope` made.
    std::shared_ptr<const requests::Expander> expander = {};
};
/// Fills in the expander. The clock must outlive it.
[[nodiscard]] RequestScope withExpander(RequestScope scope, const Clock &clock);

/// A `{{name}}` in a text a person edits: places are characters, not bytes.
struct VariablePlace {
    int begin = 0;
    int length = 0;
    QByteArray name = {};
    requests::Expander::Origin origin = requests::Expander::Origin::Unknown;
};
[[nodiscard]] QList<VariablePlace> variablesIn(const QString &text, const RequestScope &scope);
/// "{{host}} is api.example (environment dev)": plain text, safe to show.
[[nodiscard]] QString variableText(const VariablePlace &place, const RequestScope &scope);
/// The colour that tells the origin, in the theme that is on.
[[nodiscard]] QColor variableColour(requests::Expander::Origin origin);
[[nodiscard]] QColor variableFill(requests::Expander::Origin origin);
/// Names to complete after "{{": the file's, the environment's, then the dynamic ones.
[[nodiscard]] QStringList variableNames(const RequestScope &scope);

} // namespace claimcheck::ui
