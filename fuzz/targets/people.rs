//! What people type: the search box, names, dates of birth, numbers of public bodies, ids.
#![no_main]

use fuzz::Bytes;
use kernel::{CaseId, NhsNumber, NiNumber, PhoneNumber, Postcode, Upn, Uprn};
use libfuzzer_sys::fuzz_target;
use linkage::case_records;
use people::{BirthDate, Identity, PersonName, SearchQuery, query_keys, score, search_keys};

/// Reads, and reads what came out again: it must be the same.
macro_rules! stable {
    ($text:expr, $($kind:ident),*) => {$(
        if let Ok(read) = $kind::parse($text) {
            assert!(read == $kind::parse(read.expose()).unwrap(), concat!(stringify!($kind), " changes when read again"));
            let shown = format!("{read} {read:?}");
            assert!(read.expose().len() <= 3 || !shown.contains(read.expose()), "it shows itself");
            drop(read.masked());
        }
    )*};
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let (forenames, surname, full, box_text) = (bytes.text(80), bytes.text(80), bytes.text(200), bytes.rest());
    for text in [&forenames, &box_text] {
        stable!(text, NiNumber, NhsNumber, Upn, Uprn, Postcode, PhoneNumber);
        if let Ok(number) = NiNumber::parse(text) {
            assert!(NiNumber::parse(&number.spaced()).is_ok());
        }
        if let Ok(number) = NhsNumber::parse(text) {
            drop(number.spaced());
        }
        if let Ok(postcode) = Postcode::parse(text) {
            assert!(Postcode::parse(&postcode.spaced()).is_ok());
        }
        let _ = text.parse::<CaseId>();
        if let Ok(born) = BirthDate::parse(text, 2026) {
            assert!((1880..=2026).contains(&born.year()));
            let _ = born.swapped();
        }
    }
    let candidate = Identity {
        names: vec![PersonName::new(&forenames, &surname), PersonName::from_full(&full)],
        born: BirthDate::parse(&surname, 2026).ok(),
        ni_number: NiNumber::parse(&surname).ok(),
        nhs_number: NhsNumber::parse(&surname).ok(),
        upn: Upn::parse(&surname).ok(),
        phones: PhoneNumber::parse(&forenames).into_iter().collect(),
        emails: vec![full.to_lowercase().into()],
        postcodes: Postcode::parse(&forenames).into_iter().collect(),
    };
    drop(search_keys(&candidate));
    for text in [&box_text, &full] {
        let query = SearchQuery::parse(text, 2026);
        drop(query_keys(&query));
        let found = score(&query, &candidate);
        assert!((0.0..=1.0).contains(&found.value), "{}", found.value);
        // The same candidate by the model, with every way in which the words may be meant.
        let readings = query.readings();
        assert!(readings.len() <= 18);
        let said = case_records::likeliest(case_records::model().unwrap(), &readings, std::slice::from_ref(&query.facing(candidate.clone()))).unwrap();
        assert!(said.iter().all(|s| s.reasons.iter().map(|r| r.millibits).sum::<i32>() == s.millibits));
    }
});
