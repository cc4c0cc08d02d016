//! Disclosed content goes to pages, not to logs.
use disclosure::Disclosed;

fn printed(content: &Disclosed<String>) -> String {
    format!("{content:?}")
}

fn main() {}
