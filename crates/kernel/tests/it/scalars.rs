//! Validated scalars: what is issued is read however it is written; what is mistyped is refused; nothing is repeated.

use kernel::{IdentifierError, NhsNumber, NiNumber, PhoneNumber, Postcode, Upn, Uprn};
use proptest::prelude::*;

/// Puts separators between the characters.
fn written(text: &str, separators: &[u8]) -> String {
    let mut out = String::new();
    for (c, s) in text.chars().zip(separators.iter().cycle()) {
        out.push(if s % 2 == 0 { c } else { c.to_ascii_lowercase() });
        out.push_str(["", " ", "", "-", "", ".", ""][usize::from(s % 7)]);
    }
    out
}

fn separators() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..14)
}

fn ni() -> impl Strategy<Value = String> {
    "[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][0-9]{6}[A-D]"
        .prop_filter("never issued", |n| !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&&n[..2]))
}

fn nhs() -> impl Strategy<Value = String> {
    "[0-9]{9}".prop_filter_map("not used", |nine| {
        let mut figures = [0; 9];
        figures.iter_mut().zip(nine.bytes()).for_each(|(to, b)| *to = b - b'0');
        NhsNumber::check_figure(figures).map(|check| format!("{nine}{check}"))
    })
}

fn upn() -> impl Strategy<Value = String> {
    ("[0-9]{11}", "[0-9A-HJ-NP-RT-Z]").prop_map(|(eleven, last)| {
        let mut twelve = [0; 12];
        let place = |b: u8| "ABCDEFGHJKLMNPQRTUVWXYZ".bytes().position(|l| l == b).unwrap_or_default();
        let value = |b: u8| if b.is_ascii_digit() { b - b'0' } else { u8::try_from(place(b)).unwrap() };
        twelve.iter_mut().zip(eleven.bytes().chain(last.bytes())).for_each(|(to, b)| *to = value(b));
        format!("{}{eleven}{last}", Upn::check_letter(&twelve))
    })
}

#[test]
fn people_see_the_end_of_a_number_and_no_more() {
    assert_eq!(NiNumber::parse("NC123456C").unwrap().to_string(), "•• •• •• 56 C");
    assert_eq!(NhsNumber::parse("9434765919").unwrap().to_string(), "••• ••• 5919");
    assert_eq!(NhsNumber::parse("9434765919").unwrap().spaced(), "943 476 5919");
    assert_eq!(Upn::parse("H801200001001").unwrap().to_string(), "••••••••••001");
    assert_eq!(Postcode::parse("aa31ab").unwrap().to_string(), "AA3 •••");
    assert_eq!(PhoneNumber::parse("07700 900982").unwrap().to_string(), "••••••••982");
    assert_eq!(Uprn::parse("10009998877").unwrap().to_string(), "•••••••••877");
}

#[test]
fn property_numbers_are_read_with_and_without_zeros() {
    let uprn = Uprn::parse("000010023456").unwrap();
    assert_eq!((uprn.expose().as_str(), uprn.padded().as_str()), ("10023456", "000010023456"));
    assert_eq!(uprn, Uprn::parse("10 023 456").unwrap());
    assert_eq!(Uprn::parse("1").unwrap().to_string(), "•••••••••001");
    for text in ["", "0", "000", "1234567890123", "12a", "-"] {
        assert_eq!(Uprn::parse(text), Err(IdentifierError::Uprn), "{text}");
    }
}

#[test]
fn check_letters_of_pupil_numbers_worked_by_hand() {
    // 2×2 + 4×7 + 9×1 + 10×6 + 12×4 + 13×9 is 266, and 266 modulo 23 is 13: P.
    assert!(Upn::parse("P207000016049").is_ok());
    assert_eq!(Upn::parse("B207000016049"), Err(IdentifierError::UpnCheck));
    // 2×8 + 4×1 + 5×2 + 10×5 + 13×1 is 93, and 93 modulo 23 is 1: B.
    assert!(Upn::parse("B801200005001").is_ok());
    assert_eq!(Upn::parse("A801200005001"), Err(IdentifierError::UpnCheck));
}

proptest! {
    #[test]
    fn an_issued_number_is_read_however_it_is_written(ni in ni(), nhs in nhs(), upn in upn(), seps in separators()) {
        prop_assert!(NiNumber::parse(&written(&ni, &seps)).unwrap().expose() == &ni);
        prop_assert!(NhsNumber::parse(&written(&nhs, &seps)).unwrap().expose() == &nhs);
        prop_assert!(Upn::parse(&written(&upn, &seps)).unwrap().expose() == &upn);
        prop_assert!(NiNumber::parse(&NiNumber::parse(&ni).unwrap().spaced()).unwrap().expose() == &ni);
    }

    #[test]
    fn one_wrong_figure_is_always_noticed(nhs in nhs(), upn in upn(), at in 0usize..12, by in 1u8..10) {
        let wrong = |text: &str, at: usize| {
            let mut bytes = text.as_bytes().to_vec();
            if bytes[at].is_ascii_digit() {
                bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
            }
            String::from_utf8(bytes).unwrap()
        };
        let mistyped = wrong(&nhs, at % 10);
        prop_assert!(NhsNumber::parse(&mistyped).is_err());
        let mistyped = wrong(&upn, at + 1);
        prop_assume!(mistyped != upn);
        prop_assert_eq!(Upn::parse(&mistyped), Err(IdentifierError::UpnCheck));
    }

    #[test]
    fn two_swapped_figures_are_always_noticed(nhs in nhs(), upn in upn(), at in 0usize..8) {
        let swapped = |text: &str, at: usize| {
            let mut bytes = text.as_bytes().to_vec();
            bytes.swap(at, at + 1);
            String::from_utf8(bytes).unwrap()
        };
        let mistyped = swapped(&nhs, at);
        prop_assert!(mistyped == nhs || NhsNumber::parse(&mistyped).is_err());
        let mistyped = swapped(&upn, at + 1);
        prop_assert!(mistyped == upn || Upn::parse(&mistyped).is_err());
    }

    #[test]
    fn postcodes_and_telephone_numbers_are_read_however_they_are_written(
        post in "[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A]?[0-9][ABD-HJLNP-UW-Z]{2}", phone in "07[0-9]{9}", seps in separators()
    ) {
        prop_assert!(Postcode::parse(&written(&post, &seps)).unwrap().expose() == &post);
        prop_assert!(PhoneNumber::parse(&written(&phone, &seps)).unwrap().expose() == &phone);
        let abroad = ["+44", &phone[1..]].concat();
        prop_assert!(PhoneNumber::parse(&abroad).unwrap().expose() == &phone);
    }

    /// Whatever is typed: no panic, and no word of it in the message.
    #[test]
    fn a_refusal_says_what_to_do_and_repeats_nothing(text in "\\PC{0,30}|[A-Za-z0-9 .-]{0,16}|[A-Z]{2}[0-9]{6}[A-Z]|[0-9]{8,13}") {
        let refusals = [
            NiNumber::parse(&text).err(),
            NhsNumber::parse(&text).err(),
            Upn::parse(&text).err(),
            Uprn::parse(&text).err(),
            Postcode::parse(&text).err(),
            PhoneNumber::parse(&text).err(),
        ];
        for said in refusals.into_iter().flatten().map(|e| e.to_string()) {
            prop_assert!(text.trim().len() < 5 || !said.contains(text.trim()), "{}", said);
        }
    }

    /// A masked number shows at most four of its characters, none of them from its beginning (but a postcode's town).
    #[test]
    fn a_mask_hides(ni in ni(), nhs in nhs(), upn in upn(), phone in "07[0-9]{9}", uprn in "[1-9][0-9]{4,11}") {
        let shown = [
            NiNumber::parse(&ni).unwrap().to_string(),
            NhsNumber::parse(&nhs).unwrap().to_string(),
            Upn::parse(&upn).unwrap().to_string(),
            PhoneNumber::parse(&phone).unwrap().to_string(),
            Uprn::parse(&uprn).unwrap().to_string(),
        ];
        for (masked, plain) in shown.iter().zip([&ni, &nhs, &upn, &phone, &uprn]) {
            let open: String = masked.chars().filter(char::is_ascii_alphanumeric).collect();
            prop_assert!(open.len() <= 4 && plain.ends_with(&open), "{} of {}", masked, plain);
        }
        let debug = format!("{:?}{:?}", NiNumber::parse(&ni).unwrap(), Uprn::parse(&uprn).unwrap());
        prop_assert!(!debug.contains(&ni) && !debug.contains(&uprn));
    }
}
