//! A grant comes from a recorded decision only.
use disclosure::Grant;
use kernel::PersonId;
use notice::model::CategoryIx;

fn grant(subject: PersonId) -> Grant {
    Grant { subject, category: CategoryIx(0) }
}

fn main() {}
