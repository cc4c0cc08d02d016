//! What a browser sends as a form, first decoded, then read by every form of the shipped notices; and pairs of any kind
//! under the names of real inputs.
#![no_main]

use casework::{FormSpec, Typed, urlencoded};
use fuzz::Bytes;
use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;
use notice::{Library, compile};
use std::sync::LazyLock;

const TODAY: Date = date(2026, 11, 21);

static FORMS: LazyLock<Vec<FormSpec>> = LazyLock::new(|| {
    let library = Library::embedded();
    let compiled = library.files().iter().filter_map(|file| compile(&library, &file.path).compiled);
    compiled.flat_map(|c| c.categories.iter().filter_map(FormSpec::of).collect::<Vec<_>>()).collect()
});

/// What is read goes back into the form, and is read the same.
fn read(form: &FormSpec, typed: &Typed) {
    let _ = form.touched(typed);
    if let Ok(content) = form.read(typed, TODAY) {
        let again = form.read(&Typed::from_content(form, &content), TODAY);
        assert!(again.is_ok_and(|a| a.fields == content.fields), "a form is read differently the second time");
    }
}

fuzz_target!(|data: &[u8]| {
    if let Some(pairs) = urlencoded::pairs(data) {
        assert!(pairs.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
        let typed = Typed::new(pairs);
        for form in FORMS.iter() {
            read(form, &typed);
        }
    }
    let mut bytes = Bytes::new(data);
    let form = &FORMS[bytes.below(FORMS.len())];
    let mut pairs = Vec::new();
    for field in &form.fields {
        let name = form.input(field);
        for part in ["", "-day", "-month", "-year"] {
            if bytes.byte() % 2 == 1 {
                let value = match bytes.byte() % 4 {
                    0 if !field.options.is_empty() => field.options[bytes.below(field.options.len())].clone(),
                    _ => bytes.text(60),
                };
                pairs.push((format!("{name}{part}"), value));
            }
        }
    }
    read(form, &Typed::new(pairs));
});
