//! A page on each code.

/// Code and page, in order.
const PAGES: &[(&str, &str)] = &[
    ("D1", include_str!("explain/D1.md")),
    ("D2", include_str!("explain/D2.md")),
    ("D3", include_str!("explain/D3.md")),
    ("D4", include_str!("explain/D4.md")),
    ("D5", include_str!("explain/D5.md")),
    ("D6", include_str!("explain/D6.md")),
    ("D7", include_str!("explain/D7.md")),
    ("D8", include_str!("explain/D8.md")),
    ("D9", include_str!("explain/D9.md")),
    ("D10", include_str!("explain/D10.md")),
    ("D11", include_str!("explain/D11.md")),
    ("D12", include_str!("explain/D12.md")),
    ("D13", include_str!("explain/D13.md")),
    ("D14", include_str!("explain/D14.md")),
    ("D15", include_str!("explain/D15.md")),
    ("D16", include_str!("explain/D16.md")),
    ("D17", include_str!("explain/D17.md")),
    ("D18", include_str!("explain/D18.md")),
    ("E01", include_str!("explain/E01.md")),
    ("E02", include_str!("explain/E02.md")),
    ("E03", include_str!("explain/E03.md")),
    ("E04", include_str!("explain/E04.md")),
    ("E05", include_str!("explain/E05.md")),
    ("E06", include_str!("explain/E06.md")),
    ("E07", include_str!("explain/E07.md")),
    ("E08", include_str!("explain/E08.md")),
    ("E09", include_str!("explain/E09.md")),
    ("E10", include_str!("explain/E10.md")),
    ("E11", include_str!("explain/E11.md")),
    ("E12", include_str!("explain/E12.md")),
    ("E13", include_str!("explain/E13.md")),
    ("E14", include_str!("explain/E14.md")),
    ("E15", include_str!("explain/E15.md")),
    ("E16", include_str!("explain/E16.md")),
    ("E17", include_str!("explain/E17.md")),
    ("E18", include_str!("explain/E18.md")),
    ("E19", include_str!("explain/E19.md")),
    ("E20", include_str!("explain/E20.md")),
    ("E21", include_str!("explain/E21.md")),
    ("E22", include_str!("explain/E22.md")),
    ("E23", include_str!("explain/E23.md")),
    ("E24", include_str!("explain/E24.md")),
    ("E25", include_str!("explain/E25.md")),
    ("E26", include_str!("explain/E26.md")),
    ("E27", include_str!("explain/E27.md")),
    ("E28", include_str!("explain/E28.md")),
    ("E29", include_str!("explain/E29.md")),
    ("E30", include_str!("explain/E30.md")),
    ("E31", include_str!("explain/E31.md")),
    ("E32", include_str!("explain/E32.md")),
    ("E33", include_str!("explain/E33.md")),
    ("E34", include_str!("explain/E34.md")),
    ("E35", include_str!("explain/E35.md")),
    ("E36", include_str!("explain/E36.md")),
    ("E37", include_str!("explain/E37.md")),
    ("E38", include_str!("explain/E38.md")),
    ("F01", include_str!("explain/F01.md")),
    ("F02", include_str!("explain/F02.md")),
    ("F03", include_str!("explain/F03.md")),
    ("F04", include_str!("explain/F04.md")),
    ("F05", include_str!("explain/F05.md")),
    ("F06", include_str!("explain/F06.md")),
    ("F07", include_str!("explain/F07.md")),
    ("F08", include_str!("explain/F08.md")),
    ("F09", include_str!("explain/F09.md")),
    ("F10", include_str!("explain/F10.md")),
    ("F11", include_str!("explain/F11.md")),
    ("F12", include_str!("explain/F12.md")),
    ("F13", include_str!("explain/F13.md")),
];

/// The page on a code (`D6`, `E02`; case does not matter), in Markdown.
#[must_use]
pub fn explain_code(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(c, _)| c.eq_ignore_ascii_case(code.trim())).map(|(_, page)| *page)
}

/// All codes, in order, with the title of each page.
pub fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.iter().map(|(code, page)| {
        let title = page.lines().next().unwrap_or_default();
        (*code, title.split_once(": ").map_or(title, |(_, title)| title))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Codes that stand in the source of the reader, the merge and the checks.
    fn emitted(dir: &Path, into: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(dir).expect("the source") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                emitted(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("explain.rs") {
                let text = std::fs::read_to_string(&path).expect("text");
                for piece in text.split('"') {
                    let digits = piece.strip_prefix(['D', 'E', 'F']).unwrap_or_default();
                    if matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit()) {
                        into.insert(piece.to_owned());
                    }
                }
            }
        }
    }

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let mut found = BTreeSet::new();
        emitted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let pages: BTreeSet<String> = PAGES.iter().map(|(code, _)| (*code).to_owned()).collect();
        assert_eq!(found, pages);
    }

    #[test]
    fn every_page_says_what_why_and_how() {
        for (code, page) in PAGES {
            assert!(page.starts_with(&format!("# {code}: ")), "{code}");
            for part in ["## Why it matters", "## Example", "## How to mend it"] {
                assert!(page.contains(part), "{code} has {part}");
            }
        }
    }
}
