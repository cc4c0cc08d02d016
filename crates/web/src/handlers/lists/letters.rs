//! Letters that wait to be printed.

use super::{Around, Cell, Line, List, column, day, one_of};
use app::messages::WaitingLetter;
use pages::Link;
use pages::sheet::Button;

pub(super) static LIST: List = List {
    key: "letters",
    path: "/letters",
    words: "Letters to print",
    order: ("decided", false),
    columns: &[
        column("Letter", Some("title"), &["Letter"]),
        column("Case", Some("case"), &["Case"]),
        column("Decided", Some("decided"), &["Decided", "By whom"]),
        column("Action", None, &[]),
    ],
    may: super::acts,
    narrowed_by: |_| {
        Ok(vec![
            one_of("whose", "Who decided to send it", Some("Anybody"), [("mine", "You")]),
            day("from", "Decided from"),
            day("until", "Decided until"),
        ])
    },
    lines: |ask, wanted, take| Ok(ask.app().letter_list(ask.actor()?, wanted, take)?.map(line)),
    around: |_| {
        Ok(Around {
            lede: vec![
                "Open a letter, print it, and put it into an envelope with a window. Then say that it is posted: the case shows who did, and when.".to_owned(),
                "Each is asked about again when you open it. One that may not go any more is kept back and says why.".to_owned(),
            ],
            ..Around::default()
        })
    },
};

fn line(letter: WaitingLetter) -> Line {
    let path = format!("/cases/{}/messages/{}", letter.case, letter.line.id);
    let posted = Button {
        words: "Printed and posted".to_owned(),
        about: format!("“{}”, {}", letter.line.title, letter.reference),
        action: format!("{path}/posted"),
    };
    Line {
        href: Some(path.clone()),
        cells: vec![
            Cell::words(letter.line.title),
            Cell::words(letter.reference),
            Cell::moment(Some(letter.line.queued_at)).and(letter.line.sender),
            Cell::doing(vec![Link::new("Open to print (PDF)", format!("{path}/letter"))], vec![posted]),
        ],
    }
}
