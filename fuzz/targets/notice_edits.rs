//! A shipped notice with some edits, as a council would make them or a merge would spoil them: most of these still read as
//! TOML, and many compile. What compiles is rendered in every form and compared with the original, both ways.
#![no_main]

use fuzz::Bytes;
use libfuzzer_sys::fuzz_target;
use notice::model::Compiled;
use notice::{Library, compile};
use std::sync::LazyLock;

static SHIPPED: LazyLock<Library> = LazyLock::new(Library::embedded);
static ORIGINALS: LazyLock<Vec<(Vec<String>, Compiled)>> = LazyLock::new(|| {
    let compiled = |file: &notice::SourceText| {
        let lines = file.text.lines().map(str::to_owned).collect();
        compile(&SHIPPED, &file.path).compiled.map(|c| (lines, c))
    };
    SHIPPED.files().iter().filter_map(compiled).collect()
});

/// One edit of the lines; words in quotes and whole lines are moved about.
fn edit(lines: &mut Vec<String>, bytes: &mut Bytes<'_>) {
    let (what, at) = (bytes.byte() % 8, bytes.below(lines.len()));
    let other = bytes.below(lines.len());
    if lines.is_empty() {
        return;
    }
    match what {
        0 => drop(lines.remove(at)),
        1 => lines.insert(other, lines[at].clone()),
        2 => lines.swap(at, other),
        3 | 4 => {
            // The first word in quotes of one line takes the place of that of another.
            let word = lines[other].split('"').nth(1).unwrap_or_default().to_owned();
            let mut parts: Vec<&str> = lines[at].split('"').collect();
            if parts.len() > 1 {
                let place = 1 + 2 * (usize::from(bytes.byte()) % (parts.len() / 2));
                parts[place] = &word;
                lines[at] = parts.join("\"");
            }
        }
        5 => lines[at] = lines[at].replace(|c: char| c.is_ascii_digit(), &(bytes.byte() % 10).to_string()),
        6 => {
            let word = bytes.text(24);
            let mut parts: Vec<&str> = lines[at].split('"').collect();
            if parts.len() > 1 {
                parts[1] = &word;
                lines[at] = parts.join("\"");
            }
        }
        _ => {
            // A statement, up to the next table, goes.
            let end = lines.iter().skip(at + 1).position(|l| l.starts_with('[')).map_or(lines.len(), |n| at + 1 + n);
            lines.drain(at..end);
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let which = usize::from(bytes.byte()) % ORIGINALS.len();
    let (mut lines, old) = (ORIGINALS[which].0.clone(), &ORIGINALS[which].1);
    for _ in 0..12 {
        if bytes.is_empty() {
            break;
        }
        edit(&mut lines, &mut bytes);
    }
    let library = SHIPPED.clone().with("fuzz.toml", lines.join("\n"));
    let compilation = compile(&library, "fuzz.toml");
    for finding in &compilation.diagnostics {
        drop(finding.render(&library, true));
        serde_json::to_string(&finding.json(&library)).unwrap();
    }
    assert!(compilation.compiled.is_some() || compilation.has_errors(), "refused without a reason");
    if let Some(new) = &compilation.compiled {
        for form in notice::render::As::ALL {
            notice::render::render(new, form).unwrap();
        }
        let (there, back) = (notice::diff::diff(old, new), notice::diff::diff(new, old));
        drop(there.to_text());
        serde_json::to_string(&back).unwrap();
        assert_eq!(there.wider.is_empty(), back.narrower.is_empty(), "wider one way is narrower the other way");
        assert_eq!(there.narrower.is_empty(), back.wider.is_empty(), "narrower one way is wider the other way");
    }
});
