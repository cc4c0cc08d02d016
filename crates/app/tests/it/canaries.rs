//! What is sealed stands nowhere in the clear: not in the database, its log, nor the key store.

use crate::support::{answers, house, officer};
use app::NewCase;
use casework::Typed;

#[test]
fn planted_words_are_in_no_file() {
    let house = house();
    let officer = officer(&house);
    let canary = house.canary();
    let mut pairs = answers(&format!("{canary} Example"));
    for (key, value) in &mut pairs {
        if key == "contact.address" || key == "circumstances.what-happened" || key == "health.health-conditions" {
            value.push_str(&format!(" {canary}"));
        }
    }
    let new = NewCase { service: "homelessness".to_owned(), typed: Typed::new(pairs), source: String::new() };
    let case = house.app.create(&officer, &new).unwrap();
    house.app.open(&officer, case).unwrap();
    assert_eq!(house.app.search(&officer, &canary.clone().into()).unwrap().lines.len(), 1, "it is there, sealed");
    let mut looked = 0;
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        looked += bytes.len();
        for form in [canary.clone(), canary.to_lowercase(), canary.to_uppercase()] {
            let found = bytes.windows(form.len()).any(|w| w == form.as_bytes());
            assert!(!found, "{} holds a planted word in the clear", path.file_name().unwrap().to_string_lossy());
        }
    }
    assert!(looked > 50_000, "the files were looked at");
}
