//! The bundle: the copy as a page, as a file for programs, its documents and the notice, in one archive.

use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::show;
use app::{AppError, CopyBytes};
use disclosure::Disclosed;
use jiff::civil::Date;
use pages::copies::CopyDocument;
use rights::Bundle;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The media type of the archive.
const ZIP: &str = "application/zip";

fn made_on(bundle: &Disclosed<Bundle>) -> String {
    let day = bundle.get().made_on.parse::<Date>();
    day.map_or_else(|_| bundle.get().made_on.clone(), show::date)
}

/// The copy as a page on the desk of whoever checks it.
pub(super) fn page(ask: &Ask, bytes: CopyBytes, back: &str) -> Result<Answer, Failure> {
    let made_on = made_on(&bytes.bundle);
    ask.page(&CopyDocument { made_on, copy: bytes.bundle, standalone: false, back: back.to_owned() })
}

/// The archive, to be saved. Its name says nothing but the request's reference.
pub(crate) fn archive(ask: &Ask, bytes: CopyBytes) -> Result<Answer, Failure> {
    let name = format!("copy-{}.zip", bytes.reference);
    let json = serde_json::to_vec_pretty(&bytes.bundle).map_err(|_| fault())?;
    let made_on = made_on(&bytes.bundle);
    let document = CopyDocument { made_on, copy: bytes.bundle, standalone: true, back: String::new() };
    let html = ask.web.pages.render(&ask.frame(), &document)?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), Failure> {
        // No time of day, no owner: two archives of one copy are the same.
        zip.start_file(name, SimpleFileOptions::default()).map_err(|_| fault())?;
        zip.write_all(bytes).map_err(|_| fault())
    };
    put("index.html", html.as_bytes())?;
    put("copy.json", &json)?;
    put("privacy-notice.html", bytes.notice.as_bytes())?;
    for (name, file) in &bytes.files {
        put(name, file.get())?;
    }
    let archive = zip.finish().map_err(|_| fault())?.into_inner();
    Ok(Answer::bytes(ZIP, name, false, archive))
}

fn fault() -> Failure {
    Failure::App(AppError::Fault("the copy cannot be packed".to_owned()))
}
