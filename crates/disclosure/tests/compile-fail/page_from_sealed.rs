//! A page shows only what was disclosed: sealed content does not fit.
use disclosure::{Disclosed, Sealed};

struct Page {
    needs: Disclosed<String>,
}

fn page(sealed: Sealed<String>) -> Page {
    Page { needs: sealed }
}

fn main() {}
