//! Documents that nobody gave a name: those that came with a referral, or with a request from outside.

use super::work::documents::size;
use app::DocumentState;
use files::Media;
use pages::share::{DocumentShown, ShareAct};

/// One of them.
pub(super) struct Unnamed {
    /// Where its page is.
    pub(super) at: String,
    /// What kind it is.
    pub(super) media: &'static Media,
    /// How large it is, in bytes.
    pub(super) bytes: u64,
    /// How it stands with the scanner.
    pub(super) state: DocumentState,
    /// What else there is to say: a sentence, or nothing.
    pub(super) more: String,
}

/// They, as one opens them: numbered.
pub(super) fn shown(all: &[Unnamed]) -> Vec<DocumentShown> {
    let one = |(n, document): (usize, &Unnamed)| {
        let stands = match document.state {
            DocumentState::Kept => "",
            DocumentState::Waiting => ", waits for the scanner",
            DocumentState::Quarantined => ", kept apart: the scanner found something",
        };
        DocumentShown {
            label: format!("{}, {}{stands}{}", document.media.words, size(document.bytes), document.more),
            title: None,
            named: Some(format!("Document {}", n + 1)),
            href: (document.state == DocumentState::Kept).then(|| document.at.clone()),
            picture: None,
            hash: String::new(),
        }
    };
    all.iter().enumerate().map(one).collect()
}

/// Has each scanned again that waits for the scanner.
pub(super) fn scans(all: &[Unnamed]) -> impl Iterator<Item = ShareAct> {
    all.iter().filter(|d| d.state == DocumentState::Waiting).enumerate().map(|(n, document)| ShareAct {
        id: format!("scan-{}", n + 1),
        heading: "A document waits for the scanner".to_owned(),
        words: vec!["Nobody opens it until it has been scanned for malware.".to_owned()],
        action: format!("{}/scan", document.at),
        hidden: Vec::new(),
        fields: Vec::new(),
        button: "Scan it again".to_owned(),
        warns: false,
    })
}
