//! A letter goes only where the person said that it may.

use crate::held::{KIRKLEES, made};
use app::AppError;
use app::messages::Sending;
use casework::Typed;
use kernel::Caller;
use messages::{Channel, Safety};
use store::MessageState;
use testkit::House;

const TEMPLATE: &str = r#"
[template]
key     = "hello"
version = "1.0.0"
notice  = "kirklees/intervention-and-support"
title   = "Hello"
to      = "subject"
purpose = "own-access"

[letter]
subject = "Hello"
body    = "Dear {identity.name}"
"#;

#[test]
fn a_letter_is_refused_where_the_person_said_that_the_address_is_not_safe() {
    let house = House::new(&[KIRKLEES]);
    let system = Caller::system(house.authority, "test");
    house.app.publish_template(&system, "hello.toml", TEMPLATE).unwrap();
    let officer = house.actor(KIRKLEES, "role:housing-officer", "support");
    let sending = |asked| Sending {
        template: "hello".to_owned(),
        channel: Channel::Letter,
        typed: Typed::default(),
        asked_if_safe: asked,
    };
    let case = |safe: &str| {
        let said =
            [("contact.address", "1 Example Row"), ("contact.safe-address", safe), ("identity.name", "Ada Example")];
        made(&house, &officer, "support", &said, "")
    };
    let not_safe = case("no");
    assert_eq!(
        house.app.compose(&officer, not_safe, "hello", Channel::Letter).unwrap().way.safety,
        Some(Safety::Unsafe)
    );
    // Whoever says that they asked cannot send it either.
    for asked in [false, true] {
        for refused in [
            house.app.send_message(&officer, not_safe, &sending(asked), "").map(|_| ()),
            house.app.preview_letter(&officer, not_safe, &sending(asked), "").map(|_| ()),
        ] {
            assert!(matches!(refused, Err(AppError::Refused(words)) if words.contains("not safe")));
        }
    }
    assert!(house.app.messages(&officer, not_safe).unwrap().lines.is_empty());
    let safe = case("yes");
    house.app.send_message(&officer, safe, &sending(false), "").unwrap();
    assert_eq!(house.app.messages(&officer, safe).unwrap().lines[0].state, MessageState::Queued);
}

#[test]
fn the_letters_of_others_keep_nobodys_own_off_the_list_however_many_there_are() {
    let house = House::new(&[KIRKLEES, crate::support::COVENTRY]);
    let system = Caller::system(house.authority, "test");
    house.app.publish_template(&system, "hello.toml", TEMPLATE).unwrap();
    let officer = house.actor(KIRKLEES, "role:housing-officer", "support");
    let other = crate::support::create(&house, &crate::support::officer(&house), "Bo Example");
    let said =
        [("contact.address", "1 Example Row"), ("contact.safe-address", "yes"), ("identity.name", "Ada Example")];
    let case = made(&house, &officer, "support", &said, "");
    let sending = Sending {
        template: "hello".to_owned(),
        channel: Channel::Letter,
        typed: Typed::default(),
        asked_if_safe: false,
    };
    house.app.send_message(&officer, case, &sending, "").unwrap();
    house
        .app
        .store()
        .write(&system, "many", move |tx| {
            let Some(own) = tx.messages_of(case)?.pop() else { return Ok(()) };
            let Some(theirs) = tx.case(other)? else { return Ok(()) };
            let at = kernel::Timestamp::from_micros(tx.now().as_micros() - 1_000_000_000);
            for _ in 0..501 {
                let id = kernel::MessageId::new(at, tx.entropy());
                tx.insert_message(&store::NewMessage {
                    id,
                    case_id: other,
                    person: theirs.person,
                    channel: own.channel.clone(),
                    template: own.template.clone(),
                    categories: own.categories.clone(),
                    contact_version: own.contact_version,
                    class: own.class.clone(),
                    sealed: own.sealed.clone(),
                    hash: own.hash.clone(),
                    sender: own.sender,
                })?;
                tx.move_message(id, MessageState::Queued, MessageState::Ready, None, None)?;
            }
            tx.move_message(own.id, MessageState::Queued, MessageState::Ready, None, None)?;
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
    let waiting = house.app.letters_to_print(&officer).unwrap();
    assert_eq!(waiting.iter().map(|l| l.case).collect::<Vec<_>>(), [case]);
}

#[test]
fn where_two_categories_or_one_of_another_name_say_how_to_reach_somebody_the_rows_hold_as_well() {
    for (notice, service, purpose, name, rows) in [
        (crate::held::DUDLEY, "housing-options", "assess", "name-and-contact.name", "safe-contact"),
        (crate::held::FAMILIES, "programme", "meet-needs", "identity.name", "address"),
    ] {
        let house = House::new(&[notice]);
        let system = Caller::system(house.authority, "test");
        let text = TEMPLATE.replace("kirklees/intervention-and-support", notice).replace("identity.name", name);
        let text = format!("{text}\n[text]\nbody = \"Please call us\"\n");
        house.app.publish_forms(&system, &testkit::library(), notice).unwrap();
        house.app.publish_template(&system, "hello.toml", &text).unwrap();
        let officer = house.actor(notice, "role:housing-officer", purpose);
        let row = |column: &str| format!("{rows}.contact-ways.1.{column}");
        let (way, value, safe, note) = (row("way"), row("value"), row("safe"), row("note"));
        let phone = if rows == "address" { "address.phone" } else { "name-and-contact.phone" };
        let case = |ticked: &str| {
            let said = [
                (phone, "07700 900123"),
                (name, "Ada Example"),
                (way.as_str(), "mobile"),
                (value.as_str(), "07700 900123"),
                (safe.as_str(), ticked),
                (note.as_str(), "Ring twice"),
                ("support-needs.support-needs.1.need", "young-parent"),
            ];
            // Dudley asks what is needed; the programme does not.
            let said = if rows == "address" { &said[..6] } else { &said[..] };
            made(&house, &officer, service, said, "")
        };
        let sending = |asked| Sending {
            template: "hello".to_owned(),
            channel: Channel::Text,
            typed: Typed::default(),
            asked_if_safe: asked,
        };
        let not_safe = case("call");
        let refused = house.app.send_message(&officer, not_safe, &sending(true), "");
        assert!(matches!(&refused, Err(AppError::Refused(words)) if words.contains("not safe")), "{notice}");
        assert!(house.app.messages(&officer, not_safe).unwrap().lines.is_empty());
        let safe = case("text");
        let preview = house.app.preview_message(&officer, safe, &sending(false), "").unwrap();
        assert!(preview.safety == Safety::Safe && preview.said.get() == "Ring twice", "{notice}");
        house.app.send_message(&officer, safe, &sending(false), "").unwrap();
    }
}

#[test]
fn on_the_own_page_letters_come_twenty_at_a_time_the_newest_first() {
    let house = House::new(&[KIRKLEES]);
    let system = Caller::system(house.authority, "test");
    house.app.publish_template(&system, "hello.toml", TEMPLATE).unwrap();
    let officer = house.actor(KIRKLEES, "role:housing-officer", "support");
    let said = [
        ("contact.address", "1 Example Row"),
        ("contact.safe-address", "yes"),
        ("identity.name", "Ada Example"),
        ("identity.date-of-birth-day", "5"),
        ("identity.date-of-birth-month", "3"),
        ("identity.date-of-birth-year", "1984"),
    ];
    let case = made(&house, &officer, "support", &said, "");
    let me = crate::support::own_page(&house, &officer, case);
    let sending = Sending {
        template: "hello".to_owned(),
        channel: Channel::Letter,
        typed: Typed::default(),
        asked_if_safe: false,
    };
    assert!(house.app.my_letters(&me, 0).unwrap().0.is_empty());
    for _ in 0..app::LETTERS_PAGE + 3 {
        house.clock.advance_seconds(60);
        house.app.send_message(&officer, case, &sending, "").unwrap();
        let store = house.app.store();
        let done = store.write(&system, "sent", move |tx| {
            let all = tx.messages_of(case)?;
            for one in all.iter().filter(|m| m.sent_at.is_none()) {
                tx.move_message(one.id, MessageState::Queued, MessageState::Sent, None, Some(("test", "1")))?;
            }
            Ok::<_, store::StoreError>(())
        });
        done.unwrap();
    }
    let (first, older) = house.app.my_letters(&me, 0).unwrap();
    assert!(first.len() == app::LETTERS_PAGE && older, "{}", first.len());
    assert!(first.is_sorted_by(|a, b| a.at >= b.at), "the newest first");
    let (rest, older) = house.app.my_letters(&me, app::LETTERS_PAGE).unwrap();
    assert!(rest.len() == 3 && !older && rest[0].at < first[app::LETTERS_PAGE - 1].at);
}
