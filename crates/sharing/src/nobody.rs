//! What a text that is to hold nothing about anybody may not say: the register of gaps in services.

/// Titles that a name follows.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev"];

/// Names that are words of the language as well: written small, and apart from the rest of the name, they are taken for the word.
const WORDS_TOO: &[&str] = &[
    "art", "baker", "banks", "bell", "best", "bill", "black", "brown", "chance", "chase", "church", "cook", "day",
    "dean", "drew", "faith", "field", "fields", "fish", "frank", "good", "grace", "grant", "gray", "green", "hall",
    "hand", "hill", "holly", "home", "hope", "house", "jack", "joy", "king", "lane", "little", "long", "love", "mark",
    "may", "miles", "moon", "nice", "north", "page", "park", "parks", "pat", "poor", "price", "read", "rich", "rob",
    "rose", "rush", "sharp", "short", "small", "south", "stone", "street", "strong", "summer", "sue", "waters", "way",
    "west", "white", "will", "winter", "wise", "wood", "woods", "young",
];

/// The words of a text, as they are written: what stands between letters and figures parts them, and a name keeps its apostrophe.
fn words(text: &str) -> Vec<String> {
    text.replace(['’', '‘', '`'], "'")
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|w| w.trim_matches('\''))
        .map(|w| w.strip_suffix("'s").or_else(|| w.strip_suffix("'S")).unwrap_or(w).to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn has_long_number(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|c| {
        match c {
            '0'..='9' => run += 1,
            ' ' | '-' | '/' | '.' => {}
            _ => run = 0,
        }
        run >= 8
    })
}

fn has_insurance_number(text: &str) -> bool {
    let plain: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
    plain.windows(9).any(|w| {
        w[..2].iter().all(u8::is_ascii_uppercase)
            && w[2..8].iter().all(u8::is_ascii_digit)
            && (b'A'..=b'D').contains(&w[8])
    })
}

/// Whether a text has a reference as this program makes them: a letter and the year in two figures, and seven more (`C26-ABC2345`), or
/// an `R` and eight more (`R-ABCD2345`); with a hyphen, or a space, or neither between them.
fn has_reference(text: &str) -> bool {
    // Letters and figures that are easily taken for one another stand in none.
    let plain =
        |b: u8| b.is_ascii_alphanumeric() && !matches!(b.to_ascii_uppercase(), b'0' | b'1' | b'I' | b'O' | b'Z');
    let of_year = |head: &str| matches!(head.as_bytes(), [what, a, b] if what.is_ascii_alphabetic() && a.is_ascii_digit() && b.is_ascii_digit());
    let made = |head: &str, tail: &str| {
        let long = if of_year(head) { 7 } else { 8 };
        (of_year(head) || head.eq_ignore_ascii_case("r")) && tail.len() == long && tail.bytes().all(plain)
    };
    let has_figure = |tail: &str| tail.bytes().any(|b| b.is_ascii_digit());
    let text: String = text.chars().map(|c| if matches!(c, '\u{2010}'..='\u{2015}') { '-' } else { c }).collect();
    let whole: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .map(|w| w.trim_matches('-'))
        .filter(|w| !w.is_empty())
        .collect();
    let hyphened = whole.iter().filter_map(|w| w.split_once('-')).any(|(head, tail)| made(head, tail));
    let run_together = whole.iter().any(|w| {
        let of_year = w.get(..3).zip(w.get(3..)).is_some_and(|(head, tail)| made(head, tail) && of_year(head));
        of_year || w.get(..1).zip(w.get(1..)).is_some_and(|(head, tail)| made(head, tail) && has_figure(tail))
    });
    // Two words are one only where a figure shows that no word is meant.
    let apart = whole.windows(2).any(|two| made(two[0], two[1]) && has_figure(two[1]));
    hyphened || run_together || apart
}

/// Whether a title stands before a name, whoever that is.
fn has_titled_name(words: &[String]) -> bool {
    words.windows(2).any(|two| {
        let title = &two[0];
        // A verb, except where it begins with a capital and the rest is small.
        let is_title = TITLES.contains(&title.to_lowercase().as_str())
            && is_capital(title)
            && (*title != title.to_uppercase() || title.to_lowercase() != "miss");
        let last = &two[1];
        is_title && is_capital(last) && last.chars().count() > 1 && last.chars().all(|c| c.is_alphabetic() || c == '\'')
    })
}

/// Whether words that stand together begin at a place.
fn stands_at(words: &[String], at: usize, part: &[String]) -> bool {
    words.get(at..at + part.len()).is_some_and(|some| some.iter().zip(part).all(|(w, p)| w.to_lowercase() == *p))
}

/// Why a text speaks of somebody whose name is known, if it does.
fn names(words: &[String], name: &str) -> Option<&'static str> {
    let lower = |text: &str| self::words(text).iter().map(|w| w.to_lowercase()).collect::<Vec<_>>();
    let parts: Vec<&str> = name.split_whitespace().collect();
    let (last, given) = parts.split_last()?;
    let (last, given): (Vec<String>, Vec<String>) = (lower(last), given.iter().flat_map(|g| lower(g)).collect());
    if given.is_empty() || last.is_empty() {
        return None;
    }
    let lasts: Vec<usize> = (0..words.len()).filter(|at| stands_at(words, *at, &last)).collect();
    let before = |at: usize| at.checked_sub(1).and_then(|at| words.get(at));
    for at in lasts.iter().copied() {
        let after = words.get(at + last.len());
        if before(at).is_some_and(|w| TITLES.contains(&w.to_lowercase().as_str())) {
            return Some(TITLED);
        }
        // `a` and `I` are words where they are not written as an initial.
        let initial = |w: &String, behind: bool| {
            let small = w.to_lowercase();
            let one = given.iter().any(|g| g.starts_with(&small)) && small.chars().count() == 1;
            let together: String = given.iter().filter_map(|g| g.chars().next()).collect();
            let capital = is_capital(w) || !(behind || matches!(small.as_str(), "a" | "i"));
            (one && capital) || (together.chars().count() > 1 && *w == together.to_uppercase())
        };
        if before(at).is_some_and(|w| initial(w, false)) || after.is_some_and(|w| initial(w, true)) {
            return Some("It has an initial and the last name of somebody on the group’s list: take them out");
        }
    }
    let as_name = |at: usize, word: &str| !WORDS_TOO.contains(&word) || words.get(at).is_some_and(|w| is_capital(w));
    let both = lasts.iter().any(|at| {
        let end = at + last.len();
        given.iter().filter(|g| g.chars().count() > 1).any(|g| {
            let stands = |place: usize| words.get(place).is_some_and(|w| w.to_lowercase() == *g);
            let beside = at.checked_sub(1).is_some_and(stands) || stands(end);
            let anywhere =
                (0..words.len()).any(|place| (place < *at || end <= place) && stands(place) && as_name(place, g));
            beside || (anywhere && last.iter().enumerate().all(|(n, l)| as_name(at + n, l)))
        })
    });
    both.then_some("It has the first and the last name of somebody on the group’s list: take them out")
}

const TITLED: &str = "It has a title and a name in it, like Mr Smith: take them out";

/// Why a text looks as if it spoke of somebody, and what to take out. `known` are the names of people of whom it must not speak.
#[must_use]
pub fn speaks_of_somebody<N: AsRef<str>>(text: &str, known: &[N]) -> Option<&'static str> {
    if text.split_whitespace().any(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).contains('@')) {
        return Some("It has an email address in it: take it out");
    }
    if has_reference(text) {
        return Some("It has the reference of a case, a request or a referral in it, like C26-ABC2345: take it out");
    }
    if has_long_number(text) {
        return Some(
            "It has a long number in it, like a telephone number, a date of birth or the number of a record: take it out",
        );
    }
    if has_insurance_number(text) {
        return Some("It has a National Insurance number in it: take it out");
    }
    let words = words(text);
    if has_titled_name(&words) {
        return Some(TITLED);
    }
    known.iter().find_map(|name| names(&words, name.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &[&str] = &[
        "Daniel Ryan Greenwood",
        "Ada Green",
        "Will Young",
        "Mary-Jane O’Brien",
        "Ana Smith-Jones",
        "Bo",
        "Ada Example",
    ];

    #[test]
    fn what_speaks_of_somebody_is_refused_with_what_to_take_out() {
        for (wrong, says) in [
            ("Nowhere for Daniel Greenwood to go", "first and the last name"),
            ("Nowhere for Daniel Ryan Greenwood to go", "first and the last name"),
            ("nowhere for daniel to go, who is a greenwood", "first and the last name"),
            ("GREENWOOD, DANIEL has nowhere to go", "first and the last name"),
            ("Ryan Greenwood needs a bed", "first and the last name"),
            ("There is nothing for ADA  Example", "first and the last name"),
            ("Will Young’s dog is not taken anywhere", "first and the last name"),
            ("will young find a bed", "first and the last name"),
            ("Nobody asked Mary about Jane O'Brien", "first and the last name"),
            ("Ana has no bed (Smith Jones)", "first and the last name"),
            ("Mr Greenwood has no drug worker", "title"),
            ("mr. greenwood has no drug worker", "title"),
            ("Mrs Nobody-Here was turned away", "title"),
            ("Ms. Brown, Dr Patel and others", "title"),
            ("miss green has no bed", "title"),
            ("D Greenwood has no bed", "initial"),
            ("D. Greenwood has no bed", "initial"),
            ("d.greenwood has no bed", "initial"),
            ("R. Greenwood has no bed", "initial"),
            ("DR Greenwood has no bed", "title"),
            ("Greenwood, D., has no bed", "initial"),
            ("A. Green has no bed", "initial"),
            ("C26-XMW6G3Q has no bed", "reference"),
            ("c26 xmw6g3q has no bed", "reference"),
            ("C26XMW6G3Q has no bed", "reference"),
            ("Ask about C26–XMW6G3Q.", "reference"),
            ("(R-ABCD2345) has no bed", "reference"),
            ("R-ABCDEFGH has no bed", "reference"),
            ("Q26-2345678 was refused", "reference"),
            ("Ask ada.example@example.test", "email"),
            ("Her number is 07700 900123", "number"),
            ("Born 03/05/1984", "number"),
            ("QQ 12 34 56 C has no claim", "National Insurance"),
        ] {
            let why = speaks_of_somebody(wrong, LIST).unwrap_or("(it passes)");
            assert!(why.contains(says) && why.contains("take"), "{wrong}: {why}");
        }
    }

    #[test]
    fn ordinary_texts_pass() {
        for fine in [
            "No beds for couples with dogs in the borough",
            "The assessment hub closes at 17:00, and 12 people a month come later",
            "Green beds for women",
            "There is not a green space at the hostel",
            "The hostel in Daniel Street takes no dogs",
            "The hostel in Greenwood Road takes nobody under 25",
            "Young people will wait for nine weeks",
            "People miss appointments because the bus is late",
            "MISS APPOINTMENTS",
            "Bo is a word, and Example is one too",
            "The GP’s surgery in Green’s Yard registers nobody without an address",
            "A drug worker on Sundays, from 2026-27 on",
            "R&B nights are too loud. Residents complain",
            "Room 26 needs a ramp",
            "A dr will not see people without an appointment",
        ] {
            assert_eq!(speaks_of_somebody(fine, LIST), None, "{fine}");
        }
    }

    #[test]
    fn every_reference_that_is_made_is_found() {
        const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
        let mut number: u64 = 17;
        for at in 0..2_000_u32 {
            let mut tail = String::new();
            for _ in 0..7 {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                tail.push(char::from(LETTERS[usize::try_from((number >> 33) % 31).unwrap_or(0)]));
            }
            let what = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
            for made in [format!("{what}{:02}-{tail}", at % 100), format!("R-{tail}X")] {
                for text in [made.clone(), made.to_lowercase(), format!("See {made}, please")] {
                    assert!(speaks_of_somebody::<&str>(&text, &[]).is_some(), "{text}");
                }
            }
        }
    }
}
