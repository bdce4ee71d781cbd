#pragma once

namespace claimcheck::ui {

class BodyView;

/// From now on a BodyView is a text for assistive technology: the rows that can be seen, which may be a few
/// of millions. Moving the cursor beyond them brings others. Once for the program.
void installBodyAccessibility();
/// Other rows can be seen, or other bytes stand in them.
void announceRows(BodyView *view);
void announceCursor(BodyView *view);

} // namespace claimcheck::ui
