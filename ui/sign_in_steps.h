#pragma once

#include "login/recipe.h"
#include "login/sign_in.h"

#include <QWidget>

#include <map>

class QGridLayout;
class QLabel;

namespace claimcheck::ui {

class ElidedLabel;

/// The steps of a sign-in, one a line, each with its state as icon and word. Those that its kind always has
/// are there from the start, so that nothing jumps when they come.
class SignInSteps final : public QWidget {
    Q_OBJECT
public:
    explicit SignInSteps(QWidget *parent = nullptr);

    void begin(login::Recipe::Kind kind, login::StoreIn where);
    void on(const login::SignInEvent &event);
    /// The step that runs or waits, in words; empty when none does.
    [[nodiscard]] QString current() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Line {
        QLabel *mark;
        QLabel *text;
        QLabel *word;
        ElidedLabel *detail;
        std::optional<login::SignInEvent::State> state;
    };
    Line &line(login::SignInStep step);
    void layOut();
    void updateMark(Line &line);
    QGridLayout *m_grid;
    std::map<login::SignInStep, Line> m_lines;
};

} // namespace claimcheck::ui
