//! Spreadsheets are archives. What they unpack to is counted before anything is read of it: an archive says what it likes of
//! its size.

use crate::{Row, TableError, ods, xlsx};
use quick_xml::events::Event;
use std::io::{Cursor, Read as _};

/// The most that the parts of a spreadsheet may unpack to, in bytes.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// The most parts.
const MOST_PARTS: usize = 2_000;
/// The most texts that an Excel workbook may keep in common.
const MOST_TEXTS: u64 = 5_000_000;
/// Where an Excel workbook keeps them, whatever folder it is in.
const TEXTS: &str = "sharedstrings.xml";
/// Where an OpenDocument spreadsheet has its cells.
const CONTENT: &str = "content.xml";

pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, TableError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| TableError::Form)?;
    if archive.len() > MOST_PARTS {
        return Err(TableError::TooLarge);
    }
    let (mut left, mut content, mut workbook) = (MOST_UNPACKED, None, false);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| TableError::Locked)?;
        let name = part.name().map_err(|_| TableError::Form)?.into_owned();
        workbook |= name.eq_ignore_ascii_case("xl/workbook.xml");
        let mut unpacked = Vec::new();
        let texts = name.to_ascii_lowercase().ends_with(TEXTS);
        let kept = name == CONTENT || texts;
        let mut some = (&mut part).take(left + 1);
        let read = if kept {
            some.read_to_end(&mut unpacked).map(|n| u64::try_from(n).unwrap_or(u64::MAX))
        } else {
            std::io::copy(&mut some, &mut std::io::sink())
        };
        let read = read.map_err(|_| TableError::Locked)?;
        left = left.checked_sub(read).ok_or(TableError::TooLarge)?;
        if texts {
            count_texts(&unpacked)?;
        } else if kept {
            content = Some(unpacked);
        }
    }
    match content {
        _ if workbook => careful(|| xlsx::rows(bytes)),
        Some(content) => careful(|| ods::rows(bytes, &content)),
        None => Err(TableError::Form),
    }
}

/// A reader makes room for as many texts as are promised, before it has seen one.
fn count_texts(part: &[u8]) -> Result<(), TableError> {
    let text = std::str::from_utf8(part).map_err(|_| TableError::Locked)?;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut texts = 0;
    loop {
        match reader.read_event().map_err(|_| TableError::Locked)? {
            Event::Eof => return Ok(()),
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "si" => texts += 1,
                "sst" => {
                    for promised in e.attributes().flatten().filter(|a| a.key.0 == "uniqueCount" || a.key.0 == "count")
                    {
                        if promised.value.trim().parse().unwrap_or(u64::MAX) > MOST_TEXTS {
                            return Err(TableError::TooLarge);
                        }
                    }
                }
                _ => {}
            },
            _ => {}
        }
        if texts > MOST_TEXTS {
            return Err(TableError::TooLarge);
        }
    }
}

/// Reads with a library that stops at some damaged files where it should refuse them (a cell called `AAAAAAAAAA1` overflows).
fn careful(
    read: impl FnOnce() -> Result<Vec<Row>, TableError> + std::panic::UnwindSafe,
) -> Result<Vec<Row>, TableError> {
    std::panic::catch_unwind(read).unwrap_or(Err(TableError::Locked))
}
