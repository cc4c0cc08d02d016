//! A grant is not copied.
use disclosure::Grant;

fn two(grant: &Grant) -> Grant {
    grant.clone()
}

fn main() {}
