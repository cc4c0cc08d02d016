//! The encoding in which browsers send forms, `application/x-www-form-urlencoded`, read strictly.

/// The most fields that a form may have.
const MOST_FIELDS: usize = 1_000;

/// The pairs of `name=value&…`, percent-decoded; none if they are not UTF-8, hold a null character, or are too many.
#[must_use]
pub fn pairs(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for part in bytes.split(|b| *b == b'&').filter(|part| !part.is_empty()) {
        if pairs.len() == MOST_FIELDS {
            return None;
        }
        let at = part.iter().position(|b| *b == b'=');
        let (name, value) = at.map_or((part, &b""[..]), |at| {
            let (name, value) = part.split_at(at);
            (name, value.get(1..).unwrap_or_default())
        });
        pairs.push((decoded(name)?, decoded(value)?));
    }
    Some(pairs)
}

/// Escapes what the value of an address could not hold.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn decoded(bytes: &[u8]) -> Option<String> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                high * 16 + low
            }
            other => other,
        });
    }
    String::from_utf8(out).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Option<Vec<(String, String)>> {
        pairs(text.as_bytes())
    }

    #[test]
    fn forms_are_decoded() {
        let got = one("name=Am%C3%A9lie+O%27Brien&also=a&also=b&empty=&bare").unwrap();
        let wanted = [("name", "Amélie O'Brien"), ("also", "a"), ("also", "b"), ("empty", ""), ("bare", "")];
        assert_eq!(got, wanted.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn what_is_no_utf8_or_cut_short_is_refused() {
        for bad in ["a=%ff", "a=%C3", "a=%4", "a=%", "a=%zz", "a=b%00c"] {
            assert_eq!(one(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_escaped_is_read_as_it_was() {
        for text in ["plain", "Amélie O'Brien", "a=b&c", "100 %"] {
            assert_eq!(one(&format!("a={}", escaped(text))).unwrap()[0].1, text);
        }
    }

    #[test]
    fn too_many_fields_are_refused() {
        assert!(one(&"a=1&".repeat(1_000)).is_some());
        assert_eq!(one(&"a=1&".repeat(1_001)), None);
    }
}
