#pragma once

namespace claimcheck::ui {

class Timeline;

/// Gives every Timeline the role and the value of a slider.
void installTimelineAccessibility();
/// Tells assistive technology that another moment was chosen; free when none is running.
void announceMoment(Timeline *timeline);

} // namespace claimcheck::ui
