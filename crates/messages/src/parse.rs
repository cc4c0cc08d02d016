//! Texts with merge fields in braces.

/// What a merge field stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A field of a category of the case's record.
    Record {
        /// The category.
        category: String,
        /// The field.
        field: String,
    },
    /// Something that whoever sends it fills in.
    Ask(String),
    /// The case's reference.
    Reference,
    /// The council's name.
    Council,
    /// Who sends it.
    Officer,
    /// The day on which it is written.
    Today,
}

impl Place {
    fn read(text: &str) -> Option<Self> {
        match text {
            "case.reference" => return Some(Self::Reference),
            "council.name" => return Some(Self::Council),
            "officer.name" => return Some(Self::Officer),
            "today" => return Some(Self::Today),
            _ => {}
        }
        let (group, name) = text.split_once('.')?;
        let good = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !good(group) || !good(name) || matches!(group, "case" | "council" | "officer") {
            return None;
        }
        Some(match group {
            "ask" => Self::Ask(name.to_owned()),
            _ => Self::Record { category: group.to_owned(), field: name.to_owned() },
        })
    }
    /// As it is written.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Record { category, field } => format!("{category}.{field}"),
            Self::Ask(name) => format!("ask.{name}"),
            Self::Reference => "case.reference".to_owned(),
            Self::Council => "council.name".to_owned(),
            Self::Officer => "officer.name".to_owned(),
            Self::Today => "today".to_owned(),
        }
    }
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Plain(String),
    /// To be filled in.
    Merge(Place),
}

/// Reads a text; the error is the field that is none.
pub fn parse(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text.trim_end_matches('\n');
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if from.starts_with("{{") || from.starts_with("}}") {
            plain.push_str(&from[..1]);
            rest = &from[2..];
            continue;
        }
        let Some((inner, after)) = from.strip_prefix('{').and_then(|f| f.split_once('}')) else {
            return Err(from.chars().take(24).collect());
        };
        let place = Place::read(inner.trim()).ok_or_else(|| format!("{{{inner}}}"))?;
        if !plain.is_empty() {
            parts.push(Part::Plain(std::mem::take(&mut plain)));
        }
        parts.push(Part::Merge(place));
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Plain(plain));
    }
    Ok(parts)
}
