//! Meetings of several agencies: on both engines.

use crate::place::{NOON, Place, authority, caller};
use crate::story::{account, key, opened, published};
use jiff::civil::date;
use kernel::{AgendaId, GapId, ItemId, MeetingId, SeriesId};
use store::{
    AgendaItem, Meeting, MeetingEntry, MeetingMember, MeetingSeries, Presence, ServiceGap, StoreError, case_class,
};

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    let version = published(&store);
    store
        .write(&caller(1), "meetings", move |tx| {
            let chair = account(tx, "chair");
            tx.insert_account(&chair)?;
            let (person, case) = opened(tx, version, None, None, &[key(1, 1)])?;
            let series = MeetingSeries {
                id: SeriesId::new(NOON, tx.entropy()),
                notice_id: "example/housing".to_owned(),
                service: "mars".to_owned(),
                name: "Group".to_owned(),
                terms: "Terms".to_owned(),
                statement: "Statement".to_owned(),
                criteria: vec!["3|Out for a year".to_owned()],
                opens_days: 3,
                closes_days: 2,
                made_by: chair.id,
                made_at: NOON,
                ended_at: None,
            };
            tx.insert_series(&series)?;
            assert_eq!(tx.series(series.id)?, Some(series.clone()));
            assert_eq!(tx.series_under("example/housing")?, std::slice::from_ref(&series));
            assert_eq!(tx.series_under("another/notice")?, []);
            let member = MeetingMember {
                series: series.id,
                party: "police".to_owned(),
                since: date(2026, 11, 21),
                until: None,
                added_by: chair.id,
            };
            tx.insert_member(&member)?;
            assert_eq!(tx.series_members(series.id)?, std::slice::from_ref(&member));
            tx.end_member(series.id, "police", date(2026, 12, 1))?;
            assert_eq!(tx.series_members(series.id)?[0].until, Some(date(2026, 12, 1)));
            let meeting = Meeting {
                id: MeetingId::new(NOON, tx.entropy()),
                series: series.id,
                held_on: date(2026, 11, 25),
                starts: "10:00".to_owned(),
                place: "Town hall".to_owned(),
                state: "planned".to_owned(),
                chair: chair.id,
                made_by: chair.id,
                made_at: NOON,
                ended_at: None,
            };
            tx.insert_meeting(&meeting)?;
            assert_eq!(tx.meetings(series.id)?, std::slice::from_ref(&meeting));
            tx.move_meeting(meeting.id, "planned", "open")?;
            tx.move_meeting(meeting.id, "open", "closed")?;
            assert_eq!(tx.meeting(meeting.id)?.unwrap().ended_at, Some(NOON));
            let mut item = AgendaItem {
                id: AgendaId::new(NOON, tx.entropy()),
                meeting: meeting.id,
                case_id: case,
                person,
                category: "risk".to_owned(),
                record_class: case_class("casework", case),
                sealed: vec![7],
                points: 3,
                position: 1,
                lead: Some(chair.id),
                apart: vec!["police".to_owned()],
                links: vec![],
                put_by: chair.id,
                put_at: NOON,
                taken_at: None,
                outcome: None,
            };
            tx.insert_agenda(&item)?;
            assert!(tx.agenda(meeting.id)? == [item.clone()]);
            item.position = 2;
            item.links = vec!["a-link".to_owned()];
            item.taken_at = Some(NOON);
            item.outcome = Some("stays".to_owned());
            tx.update_agenda(&item)?;
            assert!(tx.agenda_item(item.id)? == Some(item.clone()));
            assert!(tx.agenda_of_case(case)?.iter().map(|(m, i)| (m.id, i.id)).eq([(meeting.id, item.id)]));
            let there = Presence {
                meeting: meeting.id,
                account: chair.id,
                party: String::new(),
                signed_at: NOON,
                left_at: None,
            };
            tx.sign_in_to(&there)?;
            let left = Presence { left_at: Some(NOON.plus_seconds(60)), ..there.clone() };
            tx.sign_in_to(&left)?;
            let back = Presence { signed_at: NOON.plus_seconds(120), ..there };
            tx.sign_in_to(&back)?;
            assert_eq!(tx.presences(meeting.id)?, [left, back]);
            let entry = MeetingEntry {
                item: ItemId::new(NOON, tx.entropy()),
                agenda: item.id,
                what: "action".to_owned(),
                party: "police".to_owned(),
                owner: "Officer".to_owned(),
                due_on: Some(date(2026, 12, 1)),
                done_at: None,
                done_by: None,
                ending: None,
                progress: None,
                progress_at: None,
            };
            tx.insert_meeting_entry(&entry)?;
            assert_eq!(tx.meeting_entries(&[item.id])?, std::slice::from_ref(&entry));
            let open = tx.open_actions(series.id)?;
            let known = (entry.what == "action").then_some((item.id, entry.item));
            assert_eq!(open.first().map(|(i, e)| (i.id, e.item)), known);
            let put_off = Some(date(2026, 12, 8));
            tx.move_action(entry.item, Some("held-up"), put_off)?;
            let moved = tx.meeting_entries(&[item.id])?.remove(0);
            assert_eq!((moved.progress.as_deref(), moved.due_on), (Some("held-up"), put_off));
            assert!(moved.progress_at.is_some() && moved.done_at.is_none());
            tx.end_action(entry.item, chair.id, "done")?;
            assert!(tx.open_actions(series.id)?.is_empty());
            let ended = tx.meeting_entries(&[item.id])?.remove(0);
            assert_eq!((ended.done_by, ended.ending.as_deref()), (Some(chair.id), Some("done")));
            let gap = ServiceGap {
                id: GapId::new(NOON, tx.entropy()),
                series: series.id,
                meeting: Some(meeting.id),
                title: "No beds".to_owned(),
                words: String::new(),
                owner: chair.id,
                due_on: date(2026, 12, 1),
                made_by: chair.id,
                made_at: NOON,
                closed_at: None,
                answer: None,
            };
            tx.insert_gap(&gap)?;
            assert_eq!(tx.gaps(series.id)?, std::slice::from_ref(&gap));
            tx.close_gap(gap.id, "Two rooms")?;
            assert_eq!(tx.gaps(series.id)?[0].answer.as_deref(), Some("Two rooms"));
            tx.delete_agenda(item.id)?;
            assert_eq!(tx.meeting_entries(&[item.id])?, [], "what was said at it is tied to nothing");
            tx.end_series(series.id)?;
            assert_eq!(tx.series(series.id)?.unwrap().ended_at, Some(NOON));
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn on_postgres() {
    tell(&Place::postgres());
}
