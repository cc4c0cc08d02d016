//! Files that people hand in: what they are (by their content, never by their name), a picture to look at without what a
//! camera wrote into it, and what a scanner for malware says of them. No storage, no SQL.

mod media;
mod preview;
mod scanner;

pub use media::{ACCEPT, LARGEST, Media, kinds_in_words, sniff};
pub use preview::{PREVIEW_MEDIA, PreviewError, preview};
pub use scanner::{ScanError, Scanner, Verdict};
