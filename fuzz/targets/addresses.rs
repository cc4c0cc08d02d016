//! What comes back in addresses of pages and stored columns: places in lists, capacities, ids.
#![no_main]

use app::Capacity;
use libfuzzer_sys::fuzz_target;
use store::CaseCursor;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Some(cursor) = CaseCursor::parse(text) {
        let again = CaseCursor::parse(&cursor.text()).map(|c| c.text());
        assert_eq!(again, Some(cursor.text()), "a place in a list has one form");
    }
    if let Some(capacity) = Capacity::parse(text) {
        assert_eq!(capacity.stored(), text);
        assert_eq!(Capacity::parse(&capacity.stored()), Some(capacity));
    }
    let _ = app::ConsentAnswer::parse(text);
});
