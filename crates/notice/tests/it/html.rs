//! A reader of HTML that is strict where browsers forgive, for tests.

use std::collections::BTreeSet;

/// What a piece of HTML has in it.
#[derive(Debug, Default)]
pub struct Html {
    /// The names of its elements.
    pub elements: BTreeSet<String>,
    /// The names of its attributes.
    pub attributes: BTreeSet<String>,
    /// Its anchors, in order.
    pub ids: Vec<String>,
    /// Where its links go.
    pub links: Vec<String>,
    /// Its text, without markup.
    pub text: String,
    /// Elements with nothing in them.
    pub empty: Vec<String>,
}

/// Reads well-formed HTML: every element closed in order, every attribute quoted, no stray `<`, `>` or `&`.
///
/// # Panics
/// Where it is not well-formed, saying where.
pub fn read(html: &str) -> Html {
    let mut found = Html::default();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>\n").unwrap_or(html);
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("</") {
            let (name, next) = after.split_once('>').unwrap_or_else(|| panic!("not closed: {}", begin(rest)));
            let (opened, at) = open.pop().unwrap_or_else(|| panic!("</{name}> closes nothing"));
            assert_eq!(opened, name, "elements close in order, near {}", begin(rest));
            if found.text.get(at..).is_none_or(|t| t.trim().is_empty()) {
                found.empty.push(opened);
            }
            rest = next;
        } else if let Some(after) = rest.strip_prefix('<') {
            let (tag, next) = after.split_once('>').unwrap_or_else(|| panic!("not closed: {}", begin(rest)));
            let name = tag.split_whitespace().next().unwrap_or_default();
            assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()), "an element: <{tag}>");
            attributes(tag.get(name.len()..).unwrap_or_default(), &mut found);
            found.elements.insert(name.to_owned());
            rest = next;
            match name {
                "meta" => {}
                "style" => rest = rest.split_once("</style>").expect("a style sheet that ends").1,
                _ => open.push((name.to_owned(), found.text.len())),
            }
        } else if let Some(after) = rest.strip_prefix('&') {
            let (entity, next) = after.split_once(';').unwrap_or_else(|| panic!("a bare &: {}", begin(rest)));
            found.text.push_str(character(entity));
            rest = next;
        } else {
            assert_ne!(c, '>', "a bare >: {}", begin(rest));
            found.text.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    found
}

fn begin(html: &str) -> String {
    html.chars().take(60).collect()
}

fn character(entity: &str) -> &'static str {
    match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "#39" => "'",
        other => panic!("an entity that the writer does not use: {other}"),
    }
}

fn attributes(written: &str, found: &mut Html) {
    let mut rest = written.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("an attribute without quotes: {rest}"));
        let (value, next) = after.split_once('"').expect("an attribute that ends");
        found.attributes.insert(name.to_owned());
        let value = value.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
        let value = value.replace("&amp;", "&");
        match name {
            "id" => found.ids.push(value),
            "href" => found.links.push(value),
            _ => {}
        }
        rest = next.trim_start();
    }
}
