#pragma once

#include <QCoreApplication>

namespace claimcheck::inspect {

/// `Text::tr("A sentence.")`: translated in the context "Inspect". Works without an application object.
class Text {
    Q_DECLARE_TR_FUNCTIONS(Inspect)
};

} // namespace claimcheck::inspect
