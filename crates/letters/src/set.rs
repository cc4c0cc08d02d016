//! Setting: blocks become lines on pages, each marked as what it is.

use crate::LetterError;
use crate::face::{Faces, Style};
use crate::lines::lines;
use crate::paper::{ADDRESS_LINES, Block, Paper};
use crate::tree::Tree;
use pdf_writer::types::{ArtifactType, StructRole, TableHeaderScope};
use pdf_writer::{Content, Name};

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// A4.
pub const WIDTH: f32 = 210.0 * MM;
pub const HEIGHT: f32 = 297.0 * MM;
const LEFT: f32 = 24.6 * MM;
const RIGHT: f32 = 20.0 * MM;
const TOP: f32 = 25.0 * MM;
const BOTTOM: f32 = 28.0 * MM;
/// Where a window envelope shows the address, and where services that print letters look for it: from the top, and how high.
const ADDRESS_TOP: f32 = 40.5 * MM;
const ADDRESS_WIDTH: f32 = 95.0 * MM;
/// Where the text of a letter begins, from the top.
const TEXT_TOP: f32 = 95.0 * MM;
/// Where who writes, the day and the reference stand, from the left.
const SIDE: f32 = 128.0 * MM;
/// A letter is not longer than this: no service prints more sheets, and nobody reads them.
const MOST_PAGES: usize = 60;

const BODY: Style = Style { bold: false, size: 12.0, leading: 16.5 };
const STRONG: Style = Style { bold: true, size: 12.0, leading: 16.5 };
const TITLE: Style = Style { bold: true, size: 17.0, leading: 22.0 };
const HEADING: Style = Style { bold: true, size: 13.5, leading: 18.0 };
const ADDRESS: Style = Style { bold: false, size: 11.0, leading: 13.0 };
const SMALL: Style = Style { bold: false, size: 10.0, leading: 13.0 };
const SMALL_STRONG: Style = Style { bold: true, size: 10.0, leading: 13.0 };

/// A paper on pages.
pub struct Set {
    pub pages: Vec<Content>,
    pub tree: Tree,
}

struct Setter<'f> {
    faces: &'f mut Faces,
    pages: Vec<Content>,
    tree: Tree,
    /// How far up the next line may begin.
    y: f32,
    /// Nothing stands on this page yet.
    fresh: bool,
}

/// Sets a paper.
pub fn set(paper: &Paper, faces: &mut Faces) -> Result<Set, LetterError> {
    let mut setter = Setter { faces, pages: Vec::new(), tree: Tree::new(), y: 0.0, fresh: true };
    setter.new_page()?;
    if !paper.head.to.is_empty() || !paper.head.from.is_empty() {
        setter.letterhead(paper)?;
    }
    setter.heading(1, &paper.title)?;
    for block in &paper.blocks {
        match block {
            Block::Heading(level, words) => setter.heading(*level, words)?,
            Block::Paragraph(text) => {
                let node = setter.tree.add(0, StructRole::P);
                setter.text(node, text, BODY, LEFT, WIDTH - LEFT - RIGHT)?;
                setter.y -= 8.0;
            }
            Block::List(points) => setter.list(points)?,
            Block::Table(heads, rows) => setter.table(heads, rows)?,
            Block::Pairs(rows) => setter.pairs(rows)?,
            Block::NewPage if setter.fresh => {}
            Block::NewPage => setter.new_page()?,
        }
    }
    setter.feet(&paper.foot)?;
    Ok(Set { pages: setter.pages, tree: setter.tree })
}

impl Setter<'_> {
    fn new_page(&mut self) -> Result<(), LetterError> {
        if self.pages.len() >= MOST_PAGES {
            return Err(LetterError::TooLong(MOST_PAGES));
        }
        self.pages.push(Content::new());
        self.tree.page();
        self.y = HEIGHT - TOP;
        self.fresh = true;
        Ok(())
    }

    /// How many lines still fit.
    fn fits(&self, leading: f32) -> usize {
        let room = ((self.y - BOTTOM) / leading).floor();
        if room < 1.0 { 0 } else { room as usize }
    }

    /// Shows lines below each other, as one marked piece of an element.
    fn draw(&mut self, node: usize, shown: &[String], style: Style, x: f32, y: f32) -> Result<(), LetterError> {
        let (role, mark) = self.tree.mark(node);
        let Some(content) = self.pages.last_mut() else { return Ok(()) };
        content.begin_marked_content_with_properties(role.to_name()).properties().identify(mark);
        for (at, line) in shown.iter().enumerate() {
            let baseline = y - style.size * 0.92 - style.leading * at as f32;
            self.faces.of(style.bold).show(content, line, style.size, (x, baseline))?;
        }
        content.end_marked_content();
        Ok(())
    }

    /// A text below what stands there, over as many pages as it needs.
    fn text(&mut self, node: usize, text: &str, style: Style, x: f32, width: f32) -> Result<(), LetterError> {
        let all = lines(self.faces, text, style, width)?;
        let mut at = 0;
        while at < all.len() {
            let left = all.len() - at;
            let fit = self.fits(style.leading).min(left);
            // One line of several is not left alone at the foot of a page.
            if fit == 0 || (fit == 1 && left > 1 && !self.fresh) {
                self.new_page()?;
                continue;
            }
            let piece = all.get(at..at + fit).unwrap_or_default();
            self.draw(node, piece, style, x, self.y)?;
            self.y -= style.leading * fit as f32;
            self.fresh = false;
            at += fit;
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, words: &str) -> Result<(), LetterError> {
        let (role, style) = match level {
            1 => (StructRole::H1, TITLE),
            2 => (StructRole::H2, HEADING),
            _ => (StructRole::H3, STRONG),
        };
        if !self.fresh {
            self.y -= 7.0;
        }
        // A heading stands with what it heads.
        if self.y - BOTTOM < style.leading + 2.0 * BODY.leading {
            self.new_page()?;
        }
        let node = self.tree.add(0, role);
        self.text(node, words, style, LEFT, WIDTH - LEFT - RIGHT)?;
        self.y -= if level == 1 { 10.0 } else { 4.0 };
        Ok(())
    }

    fn list(&mut self, points: &[String]) -> Result<(), LetterError> {
        let list = self.tree.add(0, StructRole::L);
        for point in points {
            if self.fits(BODY.leading) == 0 {
                self.new_page()?;
            }
            let item = self.tree.add(list, StructRole::LI);
            let label = self.tree.add(item, StructRole::Lbl);
            let body = self.tree.add(item, StructRole::LBody);
            let many = lines(self.faces, point, BODY, WIDTH - LEFT - RIGHT - 18.0)?.len();
            if self.fits(BODY.leading) == 1 && many > 1 && !self.fresh {
                self.new_page()?;
            }
            self.draw(label, &["\u{2022}".to_owned()], BODY, LEFT + 4.0, self.y)?;
            self.text(body, point, BODY, LEFT + 18.0, WIDTH - LEFT - RIGHT - 18.0)?;
            self.y -= 3.0;
        }
        self.y -= 5.0;
        Ok(())
    }

    fn table(&mut self, heads: &[String], rows: &[Vec<String>]) -> Result<(), LetterError> {
        let columns = heads.len().max(1);
        let each = (WIDTH - LEFT - RIGHT) / columns as f32;
        let places: Vec<(f32, f32)> = (0..columns).map(|at| (LEFT + each * at as f32, each - 8.0)).collect();
        let table = self.tree.add(0, StructRole::Table);
        let head = self.tree.add(table, StructRole::THead);
        self.row(head, heads, &places, Kind::Heads)?;
        let body = self.tree.add(table, StructRole::TBody);
        for row in rows {
            self.row(body, row, &places, Kind::Cells)?;
        }
        self.y -= 8.0;
        Ok(())
    }

    fn pairs(&mut self, rows: &[(String, String)]) -> Result<(), LetterError> {
        let whole = WIDTH - LEFT - RIGHT;
        let places = [(LEFT, whole * 0.34 - 8.0), (LEFT + whole * 0.34, whole * 0.66)];
        let table = self.tree.add(0, StructRole::Table);
        for (label, value) in rows {
            self.row(table, &[label.clone(), value.clone()], &places, Kind::Pair)?;
        }
        self.y -= 8.0;
        Ok(())
    }

    fn row(&mut self, parent: usize, cells: &[String], places: &[(f32, f32)], kind: Kind) -> Result<(), LetterError> {
        let row = self.tree.add(parent, StructRole::TR);
        let style = |at: usize| if kind == Kind::Heads || (kind == Kind::Pair && at == 0) { STRONG } else { BODY };
        let mut set = Vec::new();
        for (at, &(x, width)) in places.iter().enumerate() {
            let node = match kind {
                Kind::Heads => self.tree.head(row, TableHeaderScope::Column),
                Kind::Pair if at == 0 => self.tree.head(row, TableHeaderScope::Row),
                _ => self.tree.add(row, StructRole::TD),
            };
            let shown = match cells.get(at) {
                Some(text) => lines(self.faces, text, style(at), width)?,
                None => Vec::new(),
            };
            set.push((node, x, style(at), shown));
        }
        let high = set.iter().map(|(.., shown)| shown.len()).max().unwrap_or(0).max(1);
        let mut at = 0;
        while at < high {
            let fit = self.fits(BODY.leading);
            // A row goes on the next page whole, if a page holds it.
            if fit == 0 || (fit < high - at && at == 0 && !self.fresh) {
                self.new_page()?;
                continue;
            }
            let fit = fit.min(high - at);
            for (node, x, style, shown) in &set {
                let piece: Vec<String> = shown.iter().skip(at).take(fit).cloned().collect();
                if !piece.is_empty() {
                    self.draw(*node, &piece, *style, *x, self.y)?;
                }
            }
            self.y -= BODY.leading * fit as f32;
            self.fresh = false;
            at += fit;
        }
        self.y -= 4.0;
        self.rule(if kind == Kind::Heads { 1.2 } else { 0.5 });
        self.y -= 5.0;
        Ok(())
    }

    /// A line across the page, which says nothing.
    fn rule(&mut self, width: f32) {
        let y = self.y;
        if let Some(content) = self.pages.last_mut() {
            content
                .begin_marked_content_with_properties(Name(b"Artifact"))
                .properties()
                .artifact()
                .kind(ArtifactType::Layout);
            content.save_state().set_stroke_gray(0.55).set_line_width(width);
            content.move_to(LEFT, y).line_to(WIDTH - RIGHT, y).stroke();
            content.restore_state();
            content.end_marked_content();
        }
    }

    /// Who writes, to whom, when.
    fn letterhead(&mut self, paper: &Paper) -> Result<(), LetterError> {
        let side = WIDTH - SIDE - 15.0 * MM;
        let mut y = HEIGHT - 20.0 * MM;
        for (at, line) in paper.head.from.iter().enumerate() {
            let style = if at == 0 { Style { size: 12.0, leading: 15.0, ..STRONG } } else { SMALL };
            let shown = lines(self.faces, line, style, side)?;
            let node = self.tree.add(0, StructRole::P);
            self.draw(node, &shown, style, SIDE, y)?;
            y -= style.leading * shown.len() as f32;
        }
        let mut address = Vec::new();
        for line in &paper.head.to {
            address.extend(lines(self.faces, line, ADDRESS, ADDRESS_WIDTH)?);
        }
        if address.len() > ADDRESS_LINES {
            return Err(LetterError::LongAddress(ADDRESS_LINES));
        }
        if !address.is_empty() {
            let node = self.tree.add(0, StructRole::P);
            self.draw(node, &address, ADDRESS, LEFT, HEIGHT - ADDRESS_TOP)?;
        }
        y = (HEIGHT - ADDRESS_TOP).min(y - 8.0);
        for (label, value) in &paper.head.marks {
            let node = self.tree.add(0, StructRole::P);
            let name = lines(self.faces, label, SMALL_STRONG, side)?;
            self.draw(node, &name, SMALL_STRONG, SIDE, y)?;
            y -= SMALL.leading * name.len() as f32;
            let shown = lines(self.faces, value, SMALL, side)?;
            self.draw(node, &shown, SMALL, SIDE, y)?;
            y -= SMALL.leading * shown.len() as f32 + 4.0;
        }
        self.y = (HEIGHT - TEXT_TOP).min(y - 12.0);
        self.fresh = false;
        Ok(())
    }

    /// The feet of all pages, which say nothing that the paper does not.
    fn feet(&mut self, foot: &str) -> Result<(), LetterError> {
        let all = self.pages.len();
        let style = Style { size: 9.0, ..SMALL };
        let foot = lines(self.faces, foot, style, WIDTH - LEFT - RIGHT - 90.0)?.into_iter().next().unwrap_or_default();
        for (at, content) in self.pages.iter_mut().enumerate() {
            let number = format!("Page {} of {all}", at + 1);
            let width = self.faces.width(&number, style)?;
            content
                .begin_marked_content_with_properties(Name(b"Artifact"))
                .properties()
                .artifact()
                .kind(ArtifactType::Pagination);
            let face = self.faces.of(false);
            face.show(content, foot.trim_end(), style.size, (LEFT, 15.0 * MM))?;
            face.show(content, &number, style.size, (WIDTH - RIGHT - width, 15.0 * MM))?;
            content.end_marked_content();
        }
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heads,
    Pair,
    Cells,
}
