#pragma once

namespace claimcheck::ui {

class GridView;

/// Gives every GridView the text interface of assistive technology. Offsets there are characters of
/// `shownText()`.
void installGridAccessibility();
/// Tells assistive technology what happened; free when none is running.
void announceText(GridView *view);
void announceCursorMoved(GridView *view);

} // namespace claimcheck::ui
