//! Spreadsheets, made by hand.

use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// Rows of a workbook: names in row 3, a person in row 4.
pub const ROWS: &str = concat!(
    "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"str\"><v>Born</v></c><c r=\"C3\" t=\"str\"><v>Children</v></c>",
    "<c r=\"D3\" t=\"str\"><v>Rent</v></c><c r=\"E3\" t=\"inlineStr\"><is><t>Rough</t></is></c></row>",
    "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>1</v></c><c r=\"B4\" s=\"1\"><v>30746</v></c><c r=\"C4\"><v>2</v></c>",
    "<c r=\"D4\"><v>412.5</v></c><c r=\"E4\" t=\"b\"><v>1</v></c></row>",
);

/// The same of an OpenDocument spreadsheet: rows 2 and 3.
pub const ODS_ROWS: &str = concat!(
    "<table:table-row><table:table-cell/></table:table-row>",
    "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Name</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"string\"><text:p>Born</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"string\"><text:p>Children</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"string\"><text:p>Rent</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"string\"><text:p>Rough</text:p></table:table-cell></table:table-row>",
    "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Amélie</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"date\" office:date-value=\"1984-03-05\"><text:p>05/03/84</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"float\" office:value=\"2\"><text:p>2</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"float\" office:value=\"412.5\"><text:p>412.50</text:p></table:table-cell>",
    "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>TRUE</text:p></table:table-cell>",
    "<table:table-cell table:number-columns-repeated=\"1019\"/></table:table-row>",
);

pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of one sheet with these rows.
pub fn workbook(rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let strings = format!("<sst xmlns=\"{MAIN}\"><si><t>Name</t></si><si><t>Amélie</t></si></sst>");
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
    );
    let root = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ])
}

/// An OpenDocument spreadsheet of one sheet with these rows.
pub fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"People\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    const MANIFEST: &[u8] =
        b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", content.as_bytes()),
    ])
}
