//! A page shows only what was disclosed: a plain value does not fit.
use disclosure::Disclosed;

struct Page {
    needs: Disclosed<String>,
}

fn page(plain: String) -> Page {
    Page { needs: plain }
}

fn converted(plain: String) -> Page {
    Page { needs: plain.into() }
}

fn main() {}
