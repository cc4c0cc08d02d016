//! Breaking text into lines.

use crate::LetterError;
use crate::face::{Faces, Style, clean};

/// The lines of a text within a width. A line that goes on with the next keeps its last space, so that nobody who has it read
/// aloud hears two words as one.
pub fn lines(faces: &Faces, text: &str, style: Style, width: f32) -> Result<Vec<String>, LetterError> {
    let mut all = Vec::new();
    for written in clean(text).split('\n') {
        let mut line = String::new();
        for word in written.split(' ').filter(|w| !w.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if faces.width(&longer, style)? <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                line.push(' ');
                all.push(std::mem::take(&mut line));
            }
            line = parted(faces, word, style, width, &mut all)?;
        }
        all.push(line);
    }
    while all.last().is_some_and(|l| l.trim().is_empty()) {
        all.pop();
    }
    Ok(all)
}

/// A word that is wider than the line (an address of a page, mostly) goes on where the line ends. Answers what is left of it.
fn parted(faces: &Faces, word: &str, style: Style, width: f32, all: &mut Vec<String>) -> Result<String, LetterError> {
    let mut line = String::new();
    for c in word.chars() {
        line.push(c);
        if faces.width(&line, style)? > width && line.chars().count() > 1 {
            line.pop();
            all.push(std::mem::replace(&mut line, c.to_string()));
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_nothing_is_wider_than_the_line() {
        let faces = Faces::new().unwrap();
        let style = Style { bold: false, size: 12.0, leading: 16.0 };
        let text = "One, two  three\nhttps://example.test/a/very/long/address/that/does/not/fit/on/one/line/at/all and e\u{301}";
        let found = lines(&faces, text, style, 150.0).unwrap();
        for line in &found {
            assert!(faces.width(line.trim_end(), style).unwrap() <= 150.0, "{line}");
        }
        let letters = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(letters(&found.concat()), letters(&clean(text)));
        assert!(found.concat().ends_with('\u{e9}'));
        assert_eq!(lines(&faces, "\u{645}", style, 150.0), Err(LetterError::NoGlyph('\u{645}')));
    }
}
