//! The few shapes that the pictures are made of.

use std::fmt::Write as _;

/// Colours that differ in lightness too, with enough contrast on white.
pub(super) const FOR: &str = "#00703c";
pub(super) const AGAINST: &str = "#d4351c";
pub(super) const INK: &str = "#0b0c0c";
pub(super) const QUIET: &str = "#505a5f";
pub(super) const SERIES: [&str; 3] = ["#1d70b8", "#d4351c", "#00703c"];

pub(super) struct Sheet(String);

/// Text as it may stand in XML. Characters that XML does not know are left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

impl Sheet {
    pub(super) fn new(width: u32, height: u32, title: &str, description: &str) -> Self {
        let mut svg = String::with_capacity(4096);
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"t d\" font-family=\"Arial, sans-serif\" font-size=\"14\">\n<title id=\"t\">{}</title>\n\
             <desc id=\"d\">{}</desc>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
            escape(title),
            escape(description)
        );
        Self(svg)
    }
    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: &str, fill: &str, text: &str) {
        let _ = writeln!(
            self.0,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
            escape(text)
        );
    }
    pub(super) fn bar(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        let _ = writeln!(
            self.0,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>"
        );
    }
    pub(super) fn line(&mut self, (x, y): (f64, f64), (to_x, to_y): (f64, f64), stroke: &str, dashed: bool) {
        let dash = if dashed { " stroke-dasharray=\"4 4\"" } else { "" };
        let _ = writeln!(
            self.0,
            "<line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{to_x:.1}\" y2=\"{to_y:.1}\" stroke=\"{stroke}\"{dash}/>"
        );
    }
    pub(super) fn path(&mut self, points: &[(f64, f64)], stroke: &str, fill: &str, dash: &str) {
        let mut d = String::new();
        for (n, (x, y)) in points.iter().enumerate() {
            let _ = write!(d, "{}{x:.1} {y:.1} ", if n == 0 { 'M' } else { 'L' });
        }
        let opacity = if fill == "none" { "" } else { " fill-opacity=\"0.2\"" };
        let _ = writeln!(
            self.0,
            "<path d=\"{}\" stroke=\"{stroke}\" stroke-width=\"2\" fill=\"{fill}\"{opacity} stroke-dasharray=\"{dash}\"/>",
            d.trim_end()
        );
    }
    pub(super) fn done(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }
}

/// Bits as they are shown: three places, with a sign. What is summed is whole thousandths, so that shown numbers add up exactly.
pub(super) fn bits(millibits: i32) -> String {
    let sign = if millibits < 0 { '\u{2212}' } else { '+' };
    let whole = millibits.unsigned_abs();
    format!("{sign}{}.{:03}", whole / 1000, whole % 1000)
}
