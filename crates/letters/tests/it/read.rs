use kernel::Timestamp;
use letters::{Block, Head, LetterError, Paper, Pdf, SignatureRoom, blocks, print};
use std::process::Command;

fn made() -> Timestamp {
    // 26 November 2026, 09:30 in Greenwich.
    Timestamp::from_micros(1_795_685_400_000_000)
}

fn letter(text: &str) -> Paper {
    Paper {
        title: "Your personalised housing plan".to_owned(),
        language: "en-GB".to_owned(),
        author: "Test Council".to_owned(),
        made: made(),
        head: Head {
            from: vec!["Test Council".to_owned(), "Housing options".to_owned()],
            to: vec!["Żaneta O’Brien".to_owned(), "1 Example Street".to_owned(), "AB1 2CD".to_owned()],
            marks: vec![
                ("Date".to_owned(), "26 November 2026".to_owned()),
                ("Reference".to_owned(), "HCB-000123".to_owned()),
            ],
        },
        blocks: blocks(text),
        foot: "Reference HCB-000123".to_owned(),
        signature: None,
    }
}

fn tool(name: &str, pdf: &Pdf, args: &[&str], after: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, &pdf.bytes).unwrap();
    let out = Command::new(name)
        .args(args)
        .arg(&path)
        .args(after)
        .output()
        .unwrap_or_else(|e| panic!("{name} of poppler-utils is needed (scripts/install.sh test): {e}"));
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.trim().is_empty(), "{name}: {said}");
    String::from_utf8_lossy(&out.stdout).into_owned()
}

const TEXT: &str = "Dear Żaneta O’Brien\n\nFirst & <last>.\n\n# What happens next\n\n- You: look at the list\n- We: call you\n\n| Step | By when |\n| --- | --- |\n| Apply | 4 January 2027 |\n\nYours sincerely\n\nA. Officer";

#[test]
fn a_letter_is_tagged_and_says_what_it_is_and_in_which_language() {
    let pdf = print(&letter(TEXT)).unwrap();
    let info = tool("pdfinfo", &pdf, &[], &[]);
    let has = |label: &str, value: &str| {
        assert!(info.lines().any(|l| l.starts_with(label) && l.ends_with(value)), "{label} {value} in:\n{info}");
    };
    has("Title:", "Your personalised housing plan");
    has("Author:", "Test Council");
    has("Tagged:", "yes");
    has("Suspects:", "no");
    has("JavaScript:", "no");
    has("Pages:", "1");
    has("PDF version:", "1.7");
    assert!(info.contains("(A4)"), "{info}");
    let meta = tool("pdfinfo", &pdf, &["-meta"], &[]);
    assert!(meta.contains("<pdfuaid:part>1</pdfuaid:part>") && meta.contains("Your personalised housing plan"));
    let raw = String::from_utf8_lossy(&pdf.bytes).into_owned();
    assert!(raw.contains("/Lang (en-GB)") && raw.contains("/DisplayDocTitle true") && raw.contains("/Tabs /S"));
    let fonts = tool("pdffonts", &pdf, &[], &[]);
    for line in fonts.lines().skip(2) {
        let words: Vec<&str> = line.split_whitespace().collect();
        // Embedded, subset, and with a map back to letters.
        assert!(words.windows(3).any(|w| w == ["yes", "yes", "yes"]), "{fonts}");
    }
    assert!(pdf.bytes.len() < 60_000, "{} bytes", pdf.bytes.len());
}

#[test]
fn a_screen_reader_is_told_headings_lists_tables_and_their_heads_in_order() {
    let tree = tool("pdfinfo", &print(&letter(TEXT)).unwrap(), &["-struct-text"], &[]);
    let order = [
        "Document",
        "Test Council",
        "Żaneta O’Brien",
        "1 Example Street",
        "26 November 2026",
        "H1",
        "Your personalised",
        "Dear Żaneta O’Brien",
        "First & <last>.",
        "H2",
        "What happens next",
        "L (block",
        "LI (block",
        "Lbl",
        "LBody",
        "You: look",
        "Table",
        "THead",
        "TH",
        "Step",
        "By when",
        "TBody",
        "TD",
        "Apply",
        "4 January 2027",
        "A. Officer",
    ];
    let mut from = 0;
    for wanted in order {
        let at = tree[from..].find(wanted).unwrap_or_else(|| panic!("no {wanted} where it belongs:\n{tree}"));
        from += at;
    }
    assert!(tree.contains("Scope Column") || tree.contains("/Column") || tree.contains("Scope: Column"), "{tree}");
    assert!(!tree.contains("Page 1 of"), "what stands at the foot is nothing to read aloud");
}

#[test]
fn what_is_read_is_what_was_written_on_as_many_pages_as_it_takes() {
    let words: Vec<String> = (0..4000).map(|n| format!("word{n}")).collect();
    let mut paper = letter(&words.join(" "));
    paper.blocks.push(Block::Pairs((0..60).map(|n| (format!("label{n}"), format!("value{n}"))).collect()));
    let pdf = print(&paper).unwrap();
    assert!(pdf.pages > 5, "{} pages", pdf.pages);
    let text = tool("pdftotext", &pdf, &["-layout"], &["-"]);
    let read: Vec<&str> = text.split_whitespace().filter(|w| w.starts_with("word")).collect();
    assert_eq!(read, words);
    assert!(text.contains("value59") && text.contains(&format!("Page {0} of {0}", pdf.pages)));
    assert!(print(&paper).unwrap() == pdf, "the same paper gives the same bytes");
    let long = letter(&words.join("\n\n"));
    assert_eq!(print(&long).err(), Some(LetterError::TooLong(60)));
}

#[test]
fn the_address_stands_in_the_window_and_nothing_else_does() {
    let pdf = print(&letter(TEXT)).unwrap();
    // A window envelope shows this, in points from the left and the top: 24 to 120 by 39 to 68 millimetres.
    let window = ["-x", "68", "-y", "112", "-W", "272", "-H", "82"];
    let text = tool("pdftotext", &pdf, &window, &["-"]);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    assert_eq!(lines, ["Żaneta O’Brien", "1 Example Street", "AB1 2CD"]);
    let mut long = letter(TEXT);
    long.head.to = vec!["line".to_owned(); 8];
    assert_eq!(print(&long).err(), Some(LetterError::LongAddress(7)));
}

#[test]
fn what_the_typeface_has_not_is_refused_and_not_left_out() {
    let mut paper = letter("Dear \u{645}\u{631}\u{64a}\u{645}");
    let refused = print(&paper).err().unwrap();
    assert_eq!(refused, LetterError::NoGlyph('\u{645}'));
    assert!(refused.to_string().contains("U+0645") && !refused.to_string().contains('\u{645}'));
    // Letters and accents that stand apart are set as one, and what has no shape is nothing to refuse.
    paper.blocks = blocks("Zoe\u{308} \u{200b}Nguy\u{1ec5}n Łukasz Ştefan Ιωάννα Ирина");
    let text = tool("pdftotext", &print(&paper).unwrap(), &[], &["-"]);
    assert!(text.contains("Zoë Nguyễn Łukasz Ştefan Ιωάννα Ирина"), "{text}");
}

#[test]
fn room_for_a_signature_is_measured_and_the_field_is_in_the_tree() {
    let mut paper = letter(TEXT);
    let room = SignatureRoom { name: "Test Council".to_owned(), reason: "Agreed".to_owned(), at: made() };
    paper.signature = Some(room);
    let pdf = print(&paper).unwrap();
    let room = pdf.room.clone().unwrap();
    assert_eq!((pdf.bytes[room.start], pdf.bytes[room.end - 1]), (b'<', b'>'));
    let raw = String::from_utf8_lossy(&pdf.bytes).into_owned();
    let range = raw.split("/ByteRange [").nth(1).unwrap().split(']').next().unwrap();
    let figures: Vec<usize> = range.split_whitespace().map(|n| n.parse().unwrap()).collect();
    assert_eq!(figures, [0, room.start, room.end, pdf.bytes.len() - room.end]);
    let tree = tool("pdfinfo", &pdf, &["-struct-text"], &[]);
    assert!(tree.contains("Form"), "{tree}");
}

/// `SHOTS=folder` keeps a letter there, to look at.
#[test]
fn a_letter_can_be_looked_at() {
    let pdf = print(&letter(TEXT)).unwrap();
    if let Some(folder) = std::env::var_os("SHOTS") {
        std::fs::write(std::path::Path::new(&folder).join("letter.pdf"), &pdf.bytes).unwrap();
    }
    assert_eq!(pdf.pages, 1);
}
