//! Sealed content is neither printed nor serialised nor compared.
use disclosure::Sealed;

fn printed(sealed: &Sealed<String>) -> String {
    format!("{sealed:?}")
}

fn serialised(sealed: &Sealed<String>) -> String {
    serde_json::to_string(sealed).unwrap()
}

fn compared(a: &Sealed<String>, b: &Sealed<String>) -> bool {
    a == b
}

fn main() {}
