//! The typeface: Liberation Sans (SIL Open Font Licence 1.1), of which a file embeds the letters that it uses.

use crate::LetterError;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use ttf_parser::{Face as Ttf, GlyphId};
use unicode_normalization::UnicodeNormalization as _;

const REGULAR: &[u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/LiberationSans-Bold.ttf");

/// How something is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Bold.
    pub bold: bool,
    /// Size, in points.
    pub size: f32,
    /// From one line to the next, in points.
    pub leading: f32,
}

/// One weight of the typeface, and what was used of it.
pub struct Face {
    data: &'static [u8],
    face: Ttf<'static>,
    resource: &'static [u8],
    base: &'static [u8],
    used: GlyphRemapper,
    says: BTreeMap<u16, (char, f32)>,
}

/// Both weights.
pub struct Faces {
    regular: Face,
    bold: Face,
}

/// A text as it is set: accents joined with their letters, and nothing that cannot be seen.
pub fn clean(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => Some('\n'),
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{2011}' => Some('-'),
        // Marks of direction and joining, the soft hyphen, and the mark of byte order have no shape.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        _ if c.is_control() => None,
        _ => Some(c),
    };
    text.nfc().filter_map(shown).collect()
}

impl Faces {
    pub fn new() -> Result<Self, LetterError> {
        Ok(Self {
            regular: Face::new(REGULAR, b"F1", b"CASMNT+LiberationSans")?,
            bold: Face::new(BOLD, b"F2", b"CASMNT+LiberationSans-Bold")?,
        })
    }
    pub fn of(&mut self, bold: bool) -> &mut Face {
        if bold { &mut self.bold } else { &mut self.regular }
    }
    pub fn width(&self, text: &str, style: Style) -> Result<f32, LetterError> {
        let face = if style.bold { &self.bold } else { &self.regular };
        face.width(text).map(|w| w * style.size / 1000.0)
    }
    /// What the pages name the two by.
    pub fn resources(&self, fonts: &mut pdf_writer::Dict<'_>, refs: (Ref, Ref)) {
        fonts.pair(Name(self.regular.resource), refs.0);
        fonts.pair(Name(self.bold.resource), refs.1);
    }
    /// Writes both into the file.
    pub fn embed(&self, pdf: &mut Pdf, next: &mut Ref, refs: (Ref, Ref)) -> Result<(), LetterError> {
        self.regular.embed(pdf, next, refs.0)?;
        self.bold.embed(pdf, next, refs.1)
    }
}

impl Face {
    fn new(data: &'static [u8], resource: &'static [u8], base: &'static [u8]) -> Result<Self, LetterError> {
        let face = Ttf::parse(data, 0).map_err(|_| LetterError::Face)?;
        Ok(Self { data, face, resource, base, used: GlyphRemapper::new(), says: BTreeMap::new() })
    }
    /// Thousandths of the size.
    fn scaled(&self, units: f32) -> f32 {
        units * 1000.0 / f32::from(self.face.units_per_em())
    }
    fn glyph(&self, c: char) -> Result<GlyphId, LetterError> {
        self.face.glyph_index(c).filter(|g| g.0 != 0).ok_or(LetterError::NoGlyph(c))
    }
    fn advance(&self, glyph: GlyphId) -> f32 {
        self.scaled(f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)))
    }
    /// By how much two letters move together (or apart).
    fn kern(&self, left: GlyphId, right: GlyphId) -> f32 {
        let tables = self.face.tables().kern.into_iter().flat_map(|k| k.subtables);
        let units = tables.filter(|t| t.horizontal && !t.variable).find_map(|t| t.glyphs_kerning(left, right));
        self.scaled(f32::from(units.unwrap_or(0)))
    }
    fn width(&self, text: &str) -> Result<f32, LetterError> {
        let mut width = 0.0;
        let mut before = None;
        for c in text.chars() {
            let glyph = self.glyph(c)?;
            width += self.advance(glyph) + before.map_or(0.0, |b| self.kern(b, glyph));
            before = Some(glyph);
        }
        Ok(width)
    }
    /// Shows a line at a place.
    pub fn show(&mut self, content: &mut Content, text: &str, size: f32, at: (f32, f32)) -> Result<(), LetterError> {
        let mut parts: Vec<(Vec<u8>, f32)> = vec![(Vec::new(), 0.0)];
        let mut before = None;
        for c in text.chars() {
            let glyph = self.glyph(c)?;
            let kern = before.map_or(0.0, |b| self.kern(b, glyph));
            if kern != 0.0 {
                if let Some(last) = parts.last_mut() {
                    last.1 = -kern;
                }
                parts.push((Vec::new(), 0.0));
            }
            let cid = self.used.remap(glyph.0);
            let advance = self.advance(glyph);
            self.says.insert(cid, (c, advance));
            if let Some(last) = parts.last_mut() {
                last.0.extend(cid.to_be_bytes());
            }
            before = Some(glyph);
        }
        content.begin_text().set_font(Name(self.resource), size).next_line(at.0, at.1);
        {
            let mut shown = content.show_positioned();
            let mut items = shown.items();
            for (bytes, adjust) in &parts {
                items.show(Str(bytes));
                if *adjust != 0.0 {
                    items.adjust(*adjust);
                }
            }
        }
        content.end_text();
        Ok(())
    }
    fn embed(&self, pdf: &mut Pdf, next: &mut Ref, font: Ref) -> Result<(), LetterError> {
        let (cid, descriptor, file, cmap) = (next.bump(), next.bump(), next.bump(), next.bump());
        let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        pdf.type0_font(font)
            .base_font(Name(self.base))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        let mut cid_font = pdf.cid_font(cid);
        cid_font.subtype(CidFontType::Type2).base_font(Name(self.base)).system_info(info).font_descriptor(descriptor);
        cid_font.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cid_font.widths();
        for (cid, (_, width)) in &self.says {
            widths.consecutive(*cid, [*width]);
        }
        widths.finish();
        cid_font.finish();
        let whole = self.face.global_bounding_box();
        let corner = |x: i16, y: i16| (self.scaled(f32::from(x)), self.scaled(f32::from(y)));
        let ((x1, y1), (x2, y2)) = (corner(whole.x_min, whole.y_min), corner(whole.x_max, whole.y_max));
        let capital = self.face.capital_height().unwrap_or_else(|| self.face.ascender());
        pdf.font_descriptor(descriptor)
            .name(Name(self.base))
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(x1, y1, x2, y2))
            .italic_angle(0.0)
            .ascent(self.scaled(f32::from(self.face.ascender())))
            .descent(self.scaled(f32::from(self.face.descender())))
            .cap_height(self.scaled(f32::from(capital)))
            .stem_v(80.0)
            .font_file2(file);
        let subset = subsetter::subset(self.data, 0, &self.used).map_err(|_| LetterError::Face)?;
        let packed = crate::write::packed(&subset);
        let mut stream = pdf.stream(file, &packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), i32::try_from(subset.len()).unwrap_or(i32::MAX));
        stream.finish();
        let mut to_unicode = UnicodeCmap::<u16>::new(Name(b"Casement"), info);
        for (cid, (c, _)) in &self.says {
            to_unicode.pair(*cid, *c);
        }
        pdf.cmap(cmap, &to_unicode.finish());
        Ok(())
    }
}
