//! Files as offices make them, files that are none, and files that were made to do harm.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod made;

use made::{ods, workbook};
use proptest::prelude::*;
use sheets::{MOST_COLUMNS, MOST_ROWS, TableError, read};

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = read(bytes).unwrap();
    std::iter::once(table.columns).chain(table.rows.into_iter().map(|r| r.cells)).collect()
}

#[test]
fn csv_in_the_separators_and_encodings_of_offices() {
    let expected = [vec!["Name", "Note"], vec!["Amélie", "O’Brien, Jo"], vec!["Bo", ""]];
    let utf_16: Vec<u8> =
        "\u{feff}Name\tNote\r\nAmélie\tO’Brien, Jo\r\nBo\t".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        "Name,Note\nAmélie,\"O’Brien, Jo\"\n\nBo,\n".as_bytes().to_vec(),
        "\u{feff}Name;Note\r\nAmélie;\"O’Brien, Jo\"\r\nBo;\r\n".as_bytes().to_vec(),
        "Name\tNote\nAmélie\tO’Brien, Jo\nBo".as_bytes().to_vec(),
        "Name|Note\rAmélie|O’Brien, Jo\rBo|".as_bytes().to_vec(),
        // Windows-1252: é and the apostrophe are one byte each.
        b"Name,Note\nAm\xe9lie,\"O\x92Brien, Jo\"\nBo,".to_vec(),
        utf_16,
    ] {
        assert_eq!(cells(&bytes), expected);
    }
}

#[test]
fn rows_have_the_numbers_that_a_program_shows() {
    let table = read(b"\nName\n\nBo\nAda\n").unwrap();
    assert_eq!(table.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [4, 5]);
    let table = read(b"Name,Note\nBo,\"two\nlines\"\nAda,\n").unwrap();
    assert_eq!(table.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [2, 4]);
    let table = read(b"Name\rBo\rAda\r").unwrap();
    assert_eq!(table.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn spreadsheets_give_the_same_as_csv() {
    let expected =
        [vec!["Name", "Born", "Children", "Rent", "Rough"], vec!["Amélie", "1984-03-05", "2", "412.5", "yes"]];
    assert_eq!(cells(&workbook(made::ROWS)), expected);
    assert_eq!(cells(&ods(made::ODS_ROWS)), expected);
    let table = read(&workbook(made::ROWS)).unwrap();
    assert_eq!(table.rows[0].number, 4, "the row that the program shows");
    assert_eq!(read(&ods(made::ODS_ROWS)).unwrap().rows[0].number, 3);
}

#[test]
fn what_is_no_table_says_what_to_do() {
    for (bytes, error) in [
        (b"".to_vec(), TableError::Empty),
        (b"Name,Born\n".to_vec(), TableError::Empty),
        (b"Name,name\nA,B\n".to_vec(), TableError::SameName(1, 2)),
        (b"Name,\nA,B\n".to_vec(), TableError::Wide(2)),
        (b"Name,,Born\nA,B,C\n".to_vec(), TableError::NoName(2)),
        (b"Name,Born\nA,B,C\n".to_vec(), TableError::Wide(2)),
        (b"PK\x03\x04nothing".to_vec(), TableError::Form),
        (b"\xd0\xcf\x11\xe0older".to_vec(), TableError::Older),
        (b"\xd0\xcf\x11\xe0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0".to_vec(), TableError::Locked),
        (vec![0, 1, 2, 3], TableError::Form),
        (b"%PDF-1.7\0\0\n".to_vec(), TableError::Form),
        (format!("Name\n{}\n", "a".repeat(20_001)).into_bytes(), TableError::TooLarge),
        (format!("{}\n", "a,".repeat(MOST_COLUMNS + 1)).into_bytes(), TableError::TooLarge),
        (made::archive(&[("word/document.xml", b"<w/>")]), TableError::Form),
    ] {
        let said = read(&bytes).unwrap_err();
        assert_eq!(said, error);
        assert!(said.to_string().len() > 40, "{said}");
    }
    let most = format!("Name\n{}", "Ada\n".repeat(MOST_ROWS));
    assert_eq!(read(most.as_bytes()).unwrap().rows.len(), MOST_ROWS);
    assert_eq!(read(format!("{most}One more\n").as_bytes()), Err(TableError::TooLarge));
}

#[test]
fn files_that_were_made_to_fill_the_memory_are_refused() {
    // A gigabyte of nothing in a megabyte.
    let zeros = vec![b' '; 600 * 1024 * 1024];
    assert_eq!(read(&made::archive(&[("xl/workbook.xml", b"<w/>"), ("xl/x.xml", &zeros)])), Err(TableError::TooLarge));
    drop(zeros);
    // One cell in the last corner.
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert_eq!(read(&workbook(far)), Err(TableError::TooLarge));
    let far = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Name</v></c></row><row r=\"1048576\"><c r=\"A1048576\" t=\"str\"><v>Ada</v></c></row>";
    assert_eq!(read(&workbook(far)).unwrap().rows[0].number, 1_048_576);
    let nowhere = "<row r=\"1\"><c r=\"AAAAAAAAAAAAAAAA1\"><v>1</v></c><c r=\"A0\"><v>1</v></c></row>";
    assert!(read(&workbook(nowhere)).is_err());
    // A cell that says that it stands ten thousand times, in many rows.
    let row = "<table:table-row><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    assert_eq!(read(&ods(&row.repeat(3_000))), Err(TableError::TooLarge));
    let row = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"1000\" office:value=\"1\"/></table:table-row>";
    assert_eq!(read(&ods(row)), Err(TableError::TooLarge));
    // Empty ones at the end are what programs write, and harmless.
    let trailing = format!(
        "{}<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
        made::ODS_ROWS
    );
    assert_eq!(cells(&ods(&trailing)).len(), 2);
}

#[test]
fn what_is_promised_is_counted_before_there_is_room_made_for_it() {
    // A workbook that promises a million million texts, and one that has very many empty ones.
    let promised =
        |texts: &str| made::archive(&[("xl/workbook.xml", b"<w/>"), ("other/SharedStrings.xml", texts.as_bytes())]);
    assert_eq!(read(&promised("<sst uniqueCount=\"1000000000000\"/>")), Err(TableError::TooLarge));
    assert_eq!(read(&promised(&format!("<sst>{}</sst>", "<si/>".repeat(5_000_001)))), Err(TableError::TooLarge));
    // Spaces by number, a long text in a cell that stands a thousand times, rows that stand empty a hundred million times.
    let cell = |inner: &str, times: u32| {
        format!(
            "<table:table-row><table:table-cell table:number-columns-repeated=\"{times}\" office:value-type=\"string\"><text:p>{inner}</text:p></table:table-cell></table:table-row>"
        )
    };
    assert_eq!(read(&ods(&cell("a<text:s text:c=\"100000000000\"/>", 1))), Err(TableError::TooLarge));
    assert_eq!(read(&ods(&cell(&"a".repeat(2_000_000), 1_000))), Err(TableError::TooLarge));
    let empty = "<table:table-row table:number-rows-repeated=\"1000000\"/>".repeat(200);
    assert_eq!(read(&ods(&format!("{empty}{}", cell("a", 16_384)))), Err(TableError::TooLarge));
}

#[test]
fn a_row_that_comes_again_or_too_late_is_named() {
    let row = |number: u32| format!("<row r=\"{number}\"><c r=\"A{number}\" t=\"str\"><v>Ada</v></c></row>");
    let rows = [row(1), row(2), row(3), row(2)].concat();
    assert_eq!(read(&workbook(&rows)), Err(TableError::Row(2)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(table) = read(&bytes) {
            prop_assert!(!table.rows.is_empty() && table.columns.len() <= MOST_COLUMNS);
            prop_assert!(table.rows.iter().all(|r| r.cells.len() == table.columns.len()));
            prop_assert!(table.rows.is_sorted_by(|a, b| a.number < b.number), "each row has a number of its own");
        }
    }

    #[test]
    fn a_spreadsheet_that_was_damaged_anywhere_is_read_or_refused(
        at in any::<prop::sample::Index>(), byte in any::<u8>(), open_document in any::<bool>(),
    ) {
        let mut bytes = if open_document { ods(made::ODS_ROWS) } else { workbook(made::ROWS) };
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&bytes);
    }

    #[test]
    fn what_was_written_as_csv_is_read_again(
        rows in proptest::collection::vec(proptest::collection::vec("[ -~éŁ中\n]{0,12}", 3), 1..20),
        sign in prop::sample::select(vec![b',', b';', b'\t', b'|']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(sign).from_writer(Vec::new());
        writer.write_record(["Name", "Born", "Note"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let kept: Vec<Vec<String>> =
            rows.into_iter().filter(|r| r.iter().any(|c| !c.trim().is_empty())).collect();
        match read(&bytes) {
            Ok(table) => prop_assert_eq!(table.rows.into_iter().map(|r| r.cells).collect::<Vec<_>>(), kept),
            Err(error) => prop_assert!(kept.is_empty() && error == TableError::Empty),
        }
    }
}
