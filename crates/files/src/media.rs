//! Which kinds of files are taken, recognised by their content.

/// The largest file that is taken, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// What a browser's file chooser offers: the media types and, for those that systems do not know, endings.
pub const ACCEPT: &str = "application/pdf,image/jpeg,image/png,image/webp,.docx,.xlsx,.odt";

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media {
    /// Its media type.
    pub kind: &'static str,
    /// What people call it.
    pub words: &'static str,
    /// What its name ends with.
    pub ending: &'static str,
    /// Whether it is a picture, of which a preview can be made.
    pub picture: bool,
    /// Whether a browser shows it by itself, without any program of its own: a picture or a PDF.
    pub shown: bool,
}

const fn media(kind: &'static str, words: &'static str, ending: &'static str, picture: bool, shown: bool) -> Media {
    Media { kind, words, ending, picture, shown }
}

const PDF: &str = "application/pdf";
/// Within so many bytes of its end a PDF says that it ends.
const PDF_END: usize = 2048;
const TAKEN: &[Media] = &[
    media(PDF, "PDF", "pdf", false, true),
    media("image/jpeg", "JPEG picture", "jpg", true, true),
    media("image/png", "PNG picture", "png", true, true),
    media("image/webp", "WebP picture", "webp", true, true),
    media(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word document",
        "docx",
        false,
        false,
    ),
    media("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel sheet", "xlsx", false, false),
    media("application/vnd.oasis.opendocument.text", "OpenDocument text", "odt", false, false),
];

impl Media {
    /// A kind that is taken, by its media type.
    #[must_use]
    pub fn of(kind: &str) -> Option<&'static Self> {
        TAKEN.iter().find(|m| m.kind == kind)
    }
}

/// What a file is, by its content. None: it is of no kind that is taken.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<&'static Media> {
    Media::of(infer::get(bytes)?.mime_type()).filter(|media| media.kind != PDF || ends_as_pdf(bytes))
}

/// Whether what begins as a PDF ends as one (ISO 32000-2, 7.5.5), as far as readers look for it: a head alone opens nowhere.
fn ends_as_pdf(bytes: &[u8]) -> bool {
    let end = bytes.get(bytes.len().saturating_sub(PDF_END)..).unwrap_or(bytes);
    end.windows(5).any(|w| w == b"%%EOF")
}

/// `PDF, JPEG picture, … or OpenDocument text`.
#[must_use]
pub fn kinds_in_words() -> String {
    let words: Vec<&str> = TAKEN.iter().map(|m| m.words).collect();
    match words.split_last() {
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
