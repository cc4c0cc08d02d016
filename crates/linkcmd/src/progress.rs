//! How far it is, and how long it will take.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar with the time left; nothing where nobody looks.
pub fn bar(what: &str, steps: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps);
    if let Ok(style) = ProgressStyle::with_template("{msg:<14} {wide_bar} {percent:>3} %  {eta} left") {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}

/// A line that turns while something of unknown length is done.
pub fn spinner(what: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    spinner.set_message(what.to_owned());
    spinner.enable_steady_tick(std::time::Duration::from_millis(200));
    spinner
}
