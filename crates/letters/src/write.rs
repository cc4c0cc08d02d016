//! The file: what [`set`](crate::set) laid out, with what PDF/UA-1 (ISO 14289-1) asks for.

use crate::LetterError;
use crate::face::Faces;
use crate::paper::{Paper, SignatureRoom};
use crate::set::{HEIGHT, Set, WIDTH, set};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use kernel::Timestamp;
use pdf_writer::types::{AnnotationFlags, FieldType, SigFlags, TabOrder};
use pdf_writer::{Content, Date, Filter, Finish as _, Name, Pdf as File, Rect, Ref, Str, TextStr};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::ops::Range;

/// The most bytes that a signature takes: its certificate too.
pub const SIGNATURE_BYTES: usize = 4_096;
/// What stands in the file where numbers come that are not known yet: as many figures as they may have.
const UNKNOWN: [i32; 3] = [1_999_999_997, 1_999_999_998, 1_999_999_999];

/// A file. It has no `Debug`: it is about somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Where a signature goes, as hexadecimal figures between `<` and `>`, if room was asked for. The signature is of all bytes
    /// before and after that, and the file says so already.
    pub room: Option<Range<usize>>,
}

/// Makes a file of a paper. The same paper gives the same bytes.
///
/// # Errors
/// When it holds characters that the typeface has not, its address does not fit, or it is too long.
pub fn print(paper: &Paper) -> Result<Pdf, LetterError> {
    let mut faces = Faces::new()?;
    let Set { pages, mut tree } = set(paper, &mut faces)?;
    let mut file = File::new();
    file.set_version(1, 7);
    let mut next = Ref::new(1);
    let (catalog, page_tree, info, metadata, structure) =
        (next.bump(), next.bump(), next.bump(), next.bump(), next.bump());
    let fonts = (next.bump(), next.bump());
    let page_refs: Vec<Ref> = pages.iter().map(|_| next.bump()).collect();
    let field = paper.signature.as_ref().map(|room| (room, next.bump(), next.bump()));
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);

    let mut whole = Sha256::new();
    let last = page_refs.last().copied();
    for (at, (content, page)) in pages.into_iter().zip(&page_refs).enumerate() {
        let bytes = content_bytes(content);
        whole.update(&bytes);
        let stream = next.bump();
        let mut written = file.page(*page);
        written.parent(page_tree).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(stream);
        written.struct_parents(i32::try_from(at).unwrap_or(i32::MAX)).tab_order(TabOrder::StructureOrder);
        faces.resources(&mut written.resources().fonts(), fonts);
        if let Some((_, field, _)) = field.filter(|_| Some(*page) == last) {
            written.annotations([field]);
        }
        written.finish();
        let packed = packed(&bytes);
        file.stream(stream, &packed).filter(Filter::FlateDecode);
    }
    file.pages(page_tree).kids(page_refs.iter().copied()).count(count);
    if let Some((room, field, value)) = field {
        tree.field(field);
        signature_field(&mut file, room, (field, value, last.unwrap_or(page_tree)), count);
    }
    tree.write(&mut file, structure, &page_refs, &mut next);
    faces.embed(&mut file, &mut next, fonts)?;
    let xmp = xmp(paper);
    file.metadata(metadata, xmp.as_bytes());
    file.document_info(info)
        .title(TextStr(&paper.title))
        .author(TextStr(&paper.author))
        .creator(TextStr("Casement"))
        .producer(TextStr("Casement"))
        .creation_date(date(paper.made))
        .modified_date(date(paper.made));
    let mut root = file.catalog(catalog);
    root.pages(page_tree).metadata(metadata).lang(TextStr(&paper.language));
    root.mark_info().marked(true);
    root.viewer_preferences().display_doc_title(true);
    root.pair(Name(b"StructTreeRoot"), structure);
    if let Some((_, field, _)) = field {
        root.form().fields([field]).sig_flags(SigFlags::SIGNATURES_EXIST | SigFlags::APPEND_ONLY);
    }
    root.finish();
    whole.update(xmp.as_bytes());
    let name: Vec<u8> = whole.finalize().iter().take(16).copied().collect();
    file.set_file_id((name.clone(), name));
    let mut bytes = file.finish();
    let room = if paper.signature.is_some() { Some(measure(&mut bytes).ok_or(LetterError::Face)?) } else { None };
    Ok(Pdf { bytes, pages: page_refs.len(), room })
}

fn content_bytes(content: Content) -> Vec<u8> {
    content.finish().as_slice().to_vec()
}

/// A signature field that nobody sees on the page, and its value with room for the signature.
fn signature_field(file: &mut File, room: &SignatureRoom, refs: (Ref, Ref, Ref), key: i32) {
    let (field, value, page) = refs;
    let mut form = file.form_field(field);
    form.field_type(FieldType::Signature)
        .partial_name(TextStr("Signature"))
        .alternate_name(TextStr("Digital signature of this document"));
    form.pair(Name(b"V"), value);
    let mut widget = form.into_annotation();
    widget.rect(Rect::new(0.0, 0.0, 0.0, 0.0)).flags(AnnotationFlags::PRINT | AnnotationFlags::LOCKED);
    widget.page(page).struct_parent(key).contents(TextStr("Digital signature of this document"));
    widget.finish();
    let mut signature = file.indirect(value).dict();
    signature.pair(Name(b"Type"), Name(b"Sig"));
    signature.pair(Name(b"Filter"), Name(b"Adobe.PPKLite"));
    signature.pair(Name(b"SubFilter"), Name(b"ETSI.CAdES.detached"));
    signature.insert(Name(b"ByteRange")).array().items([0].into_iter().chain(UNKNOWN));
    signature.pair(Name(b"Contents"), Str(&vec![0xff; SIGNATURE_BYTES]));
    signature.pair(Name(b"M"), date(room.at));
    signature.pair(Name(b"Name"), TextStr(&room.name));
    signature.pair(Name(b"Reason"), TextStr(&room.reason));
}

/// Finds the room, and writes down what the signature is of.
fn measure(bytes: &mut [u8]) -> Option<Range<usize>> {
    let mut hole = vec![b'<'];
    hole.extend(std::iter::repeat_n(b'F', SIGNATURE_BYTES * 2));
    hole.push(b'>');
    let start = find(bytes, &hole)?;
    let end = start + hole.len();
    let figures = [start, end, bytes.len() - end];
    let mut from = 0;
    for (unknown, known) in UNKNOWN.iter().zip(figures) {
        let marker = unknown.to_string();
        let at = from + find(bytes.get(from..)?, marker.as_bytes())?;
        let text = format!("{known:<10}");
        bytes.get_mut(at..at + marker.len())?.copy_from_slice(text.as_bytes());
        from = at;
    }
    for figure in bytes.get_mut(start + 1..end - 1)? {
        *figure = b'0';
    }
    Some(start..end)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

/// Deflated, always in the same way.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn date(at: Timestamp) -> Date {
    let text = at.rfc3339();
    let part = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse::<u16>().ok()).unwrap_or(0);
    let small = |from: usize| u8::try_from(part(from, from + 2)).unwrap_or(0);
    Date::new(part(0, 4))
        .month(small(5))
        .day(small(8))
        .hour(small(11))
        .minute(small(14))
        .second(small(17))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What the file says of itself, for programs; it also says that it keeps to PDF/UA-1.
fn xmp(paper: &Paper) -> String {
    let (title, author, language) = (escaped(&paper.title), escaped(&paper.author), escaped(&paper.language));
    let made = paper.made.rfc3339();
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\
<dc:format>application/pdf</dc:format>\
<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate><xmp:CreatorTool>Casement</xmp:CreatorTool>\
<pdf:Producer>Casement</pdf:Producer><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    )
}
