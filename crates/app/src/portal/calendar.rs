//! The person's dates as a file for the calendar of a telephone. Somebody else may look at that calendar: it says when, and nothing else.

use super::Me;
use crate::App;
use crate::error::AppError;
use crate::portal::{DateKind, DateLine};
use crate::work::calendar::utc;
use jiff::civil::Date;
use kernel::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How long an appointment is in a calendar: how long it really takes would tell more than when to be there.
const SECONDS: i64 = 60 * 60;

/// What makes a date the same date when the file is taken again. It says nothing of what the date is.
fn uid(me: &Me, date: &DateLine) -> String {
    let kind = match date.kind {
        DateKind::Appointment => "appointment",
        DateKind::Wait => "wait",
        DateKind::Step => "step",
        DateKind::Review => "review",
        DateKind::Document => "document",
    };
    let mut hash = Sha256::new_with_prefix(b"casement own date 1:");
    hash.update(me.account.as_bytes());
    hash.update(format!("{kind}:{:?}:{:?}:{}", date.at.map(Timestamp::as_micros), date.by, date.service));
    if let Some(step) = &date.step {
        hash.update(step.get().as_bytes());
    }
    data_encoding::HEXLOWER.encode(hash.finalize().get(..16).unwrap_or_default())
}

/// Words as a value of RFC 5545, in lines of at most 75 octets.
fn line(name: &str, words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], " ");
    let (mut out, mut long) = (format!("{name}:"), name.len() + 1);
    for c in escaped.chars() {
        if long + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            long = 1;
        }
        out.push(c);
        long += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

fn basic(day: Date) -> String {
    day.to_string().replace('-', "")
}

impl App {
    /// The dates ahead as iCalendar (RFC 5545): each is called by the same `words`, whatever it is. It is decided and recorded as
    /// [`App::my_dates`] is.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_calendar(&self, me: &Me, words: &str) -> Result<String, AppError> {
        let dates = self.my_dates(me)?;
        let now = utc(self.now());
        // Nor does the file say which program made it.
        let mut out = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dates//EN\r\nCALSCALE:GREGORIAN\r\n".to_owned();
        for date in &dates {
            let when = match (date.at, date.by) {
                (Some(at), _) => format!("DTSTART:{}\r\nDTEND:{}\r\n", utc(at), utc(at.plus_seconds(SECONDS))),
                (None, Some(by)) => {
                    let next = by.tomorrow().unwrap_or(by);
                    format!("DTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}\r\n", basic(by), basic(next))
                }
                (None, None) => continue,
            };
            let _ = write!(
                out,
                "BEGIN:VEVENT\r\nUID:{}@dates\r\nDTSTAMP:{now}\r\n{when}{}CLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n",
                uid(me, date),
                line("SUMMARY", words),
            );
        }
        out.push_str("END:VCALENDAR\r\n");
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn long_words_are_folded_and_marks_are_escaped() {
        assert_eq!(line("SUMMARY", "A, b; c\nd"), "SUMMARY:A\\, b\\; c d\r\n");
        let long = line("SUMMARY", &"ا".repeat(100));
        assert!(long.split("\r\n").all(|l| l.len() <= 75), "{long}");
        assert_eq!(long.replace("\r\n ", "").trim_end().chars().filter(|c| *c == 'ا').count(), 100);
    }
}
