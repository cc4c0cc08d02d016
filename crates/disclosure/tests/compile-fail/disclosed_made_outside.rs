//! Only opening something sealed makes `Disclosed`.
use disclosure::Disclosed;

fn main() {
    let _ = Disclosed("content".to_owned());
    let _ = Disclosed::<String>::default();
}
