//! The part of the story that is about linkage runs.

use crate::place::NOON;
use crate::story::write;
use jiff::civil::{Date, date};
use kernel::{AccountId, LinkageListId, LinkageRunId, NoticeVersionId, PersonId};
use store::{
    LinkageDecision, LinkageList, LinkageModel, LinkageModelUse, LinkagePair, LinkageRun, LinkageVerdict, Store,
    StoreError,
};

const TODAY: Date = date(2026, 11, 21);

pub fn linkage(store: &Store, version: NoticeVersionId, person: PersonId, officer: AccountId) {
    let (run, list) = write(store, move |tx| {
        let run = LinkageRun {
            id: LinkageRunId::new(NOON, tx.entropy()),
            notice_id: "example/linkage".to_owned(),
            notice_version: version,
            account: officer,
            capacity: "example/linkage#role:officer".to_owned(),
            purpose: "identify".to_owned(),
            state: "draft".to_owned(),
            model: "case-records-1".to_owned(),
            person: PersonId::new(NOON, tx.entropy()),
            record_class: "linkage-list".to_owned(),
            counts: "{}".to_owned(),
            made_at: NOON,
            expires_on: TODAY,
            ended_at: None,
        };
        tx.insert_linkage_run(&run)?;
        assert_eq!(tx.linkage_run(run.id)?.as_ref(), Some(&run));
        assert_eq!(tx.linkage_runs("example/linkage", None, 5)?, std::slice::from_ref(&run));
        assert_eq!(tx.linkage_runs("example/other", None, 5)?, []);
        assert_eq!(tx.linkage_runs("example/linkage", Some(&run.purpose), 5)?.len(), 1);
        assert_eq!(tx.linkage_runs("example/linkage", Some("another"), 5)?, []);
        let list = LinkageList {
            id: LinkageListId::new(NOON, tx.entropy()),
            run: run.id,
            party: "class:police/1".to_owned(),
            label: "Example Constabulary".to_owned(),
            gateway: "example/linkage#disclose.identify".to_owned(),
            agreement: "DSA-1".to_owned(),
            categories: "[\"identity\"]".to_owned(),
            columns_left_out: "[]".to_owned(),
            record_count: 3,
            sealed: Some(vec![1, 2, 3]),
            made_at: NOON,
        };
        tx.insert_linkage_list(&list)?;
        assert_eq!(tx.linkage_lists(run.id)?, std::slice::from_ref(&list));
        let head = LinkageList { sealed: None, ..list.clone() };
        assert_eq!(tx.linkage_list_heads(run.id)?, [(head, true)]);
        Ok((run, list.id))
    })
    .unwrap();
    let id = run.id;
    write(store, move |tx| {
        let pair = |number: i32, state: &str| LinkagePair {
            number,
            cluster: "c1".to_owned(),
            one_key: vec![1; 16],
            one_person: Some(person),
            one_list: None,
            one_row: 0,
            other_key: vec![2; 16],
            other_person: None,
            other_list: Some(list),
            other_row: number,
            sampled: number == 2,
            state: state.to_owned(),
        };
        tx.replace_linkage_pairs(id, &[pair(1, "open"), pair(2, "open"), pair(3, "open")])?;
        tx.replace_linkage_pairs(id, &[pair(1, "open"), pair(2, "open")])?;
        assert_eq!(tx.linkage_pairs(id)?, [pair(1, "open"), pair(2, "open")], "what was there is gone");
        let said = |verdict: &str| LinkageVerdict {
            number: 1,
            account: officer,
            verdict: verdict.to_owned(),
            reason: "number".to_owned(),
            made_at: NOON,
            seen_as: "role:officer".to_owned(),
            millibits: Some(9_120),
            evidence: "{}".to_owned(),
            model: "case-records-1".to_owned(),
        };
        tx.put_linkage_verdict(id, &said("unsure"))?;
        tx.put_linkage_verdict(id, &said("same"))?;
        assert_eq!(tx.linkage_verdicts(id)?, [said("same")], "one for each reviewer");
        tx.set_linkage_pair(id, 1, "same")?;
        let decision = |verdict: &str| LinkageDecision {
            one_key: vec![1; 16],
            other_key: vec![2; 16],
            verdict: verdict.to_owned(),
            run: id,
            decided_by: officer,
            decided_at: NOON,
            on_record: Some(true),
            expires_on: None,
        };
        tx.put_linkage_decision("example/linkage", &decision("different"))?;
        tx.put_linkage_decision("example/linkage", &decision("same"))?;
        assert_eq!(tx.linkage_decisions("example/linkage")?, [decision("same")]);
        assert_eq!(tx.linkage_decisions("example/other")?, []);
        // What was decided of two records of lists has a last day, which a run that meets them moves on; of somebody on record it has none.
        let listed = LinkageDecision { other_key: vec![3; 16], expires_on: Some(TODAY), ..decision("different") };
        tx.put_linkage_decision("example/linkage", &listed)?;
        let later = date(2027, 11, 21);
        for other in [2, 3] {
            tx.renew_linkage_decision("example/linkage", (&[1; 16], &[other; 16]), later)?;
        }
        let kept = tx.linkage_decisions("example/linkage")?;
        assert_eq!(kept.iter().map(|d| d.expires_on).collect::<Vec<_>>(), [None, Some(later)]);
        assert_eq!(tx.drop_linkage_over(later, NOON)?, 0, "its last day counts");
        assert_eq!(tx.drop_linkage_over(date(2027, 11, 22), NOON)?, 1);
        assert_eq!(tx.linkage_decisions("example/linkage")?, [decision("same")]);
        // Whoever is erased takes with them what was decided of them.
        let gone = PersonId::from_bytes([77; 16]);
        tx.insert_person(gone, &[])?;
        let key = tx.linkage_key(gone)?.to_vec();
        assert_ne!(key, tx.linkage_key(PersonId::from_bytes([78; 16]))?);
        for (one, other) in [(key.clone(), vec![255; 16]), (vec![0; 16], key)] {
            let of_them = LinkageDecision { one_key: one, other_key: other, ..decision("same") };
            tx.put_linkage_decision("example/linkage", &of_them)?;
        }
        assert_eq!(tx.linkage_decisions("example/linkage")?.len(), 3);
        tx.erase_person(gone)?;
        assert_eq!(tx.linkage_decisions("example/linkage")?, [decision("same")]);
        tx.drop_open_linkage_pairs(id)?;
        assert_eq!(tx.linkage_pairs(id)?.iter().map(|p| p.number).collect::<Vec<_>>(), [1]);
        assert_eq!(tx.linkage_verdicts(id)?.len(), 1, "what was said of what stays is kept");
        tx.empty_linkage_lists(id)?;
        assert_eq!(tx.linkage_lists(id)?[0].sealed, None);
        assert!(!tx.linkage_list_heads(id)?[0].1);
        Ok(())
    })
    .unwrap();
    models(store, officer);
    let none = write(store, move |tx| tx.set_linkage_pair(id, 9, "same"));
    assert!(matches!(none, Err(StoreError::Missing(_))), "{none:?}");
    write(store, move |tx| {
        assert_eq!(tx.linkage_runs_expired(TODAY)?, [], "its last day counts");
        let tomorrow = TODAY.tomorrow().unwrap_or(TODAY);
        assert_eq!(tx.linkage_runs_expired(tomorrow)?.len(), 1);
        tx.move_linkage_run(id, "expired", "{\"read\":1}", true)?;
        assert_eq!(tx.linkage_runs_expired(tomorrow)?, []);
        // A pair with somebody on record stays as long as they do, however long ago its run ended; one of two records of lists does not.
        let (now, mine) = (tx.now(), tx.linkage_pairs(id)?);
        let (number, one_person, one_list) = (9, None, mine[0].other_list);
        let strangers = LinkagePair { number, one_person, one_list, ..mine[0].clone() };
        tx.replace_linkage_pairs(id, &[mine[0].clone(), strangers])?;
        assert_eq!(tx.drop_linkage_over(TODAY, now)?, 0);
        assert_eq!(tx.drop_linkage_over(TODAY, now.plus_seconds(1))?, 1);
        assert_eq!(tx.linkage_pairs(id)?, mine);
        let over = tx.linkage_run(id)?;
        assert!(over.is_some_and(|r| r.state == "expired" && r.ended_at.is_some()));
        Ok(())
    })
    .unwrap();
}

/// Another model for case records, taken up and given up again.
fn models(store: &Store, officer: AccountId) {
    write(store, move |tx| {
        const NOTICE: &str = "example/linkage";
        assert_eq!((tx.linkage_models(NOTICE)?, tx.linkage_model_in_use(NOTICE)?), (vec![], 0));
        let model = |number: i32| LinkageModel {
            number,
            name: format!("case-records-1.{number}"),
            about: "taught by 40 decided pairs".to_owned(),
            content: "prior = 0.1".to_owned(),
            offered_by: officer,
            offered_at: NOON,
        };
        tx.insert_linkage_model(NOTICE, &model(1))?;
        tx.insert_linkage_model(NOTICE, &model(2))?;
        assert_eq!(tx.linkage_models(NOTICE)?, [model(1), model(2)]);
        assert_eq!(tx.linkage_model(NOTICE, 2)?, Some(model(2)));
        assert_eq!((tx.linkage_model(NOTICE, 3)?, tx.linkage_model("example/other", 1)?), (None, None));
        assert_eq!(tx.linkage_model_in_use(NOTICE)?, 0, "nothing is used because it is offered");
        let taken = |place: i32, number: i32| LinkageModelUse {
            place,
            number,
            reason: "It answers more of our decisions as we did".to_owned(),
            judged: "{}".to_owned(),
            taken_by: officer,
            taken_at: NOON,
        };
        tx.insert_linkage_model_use(NOTICE, &taken(1, 2))?;
        assert_eq!(tx.linkage_model_in_use(NOTICE)?, 2);
        tx.insert_linkage_model_use(NOTICE, &taken(2, 0))?;
        assert_eq!((tx.linkage_model_in_use(NOTICE)?, tx.linkage_model_in_use("example/other")?), (0, 0));
        assert_eq!(tx.linkage_model_uses(NOTICE)?, [taken(2, 0), taken(1, 2)]);
        Ok(())
    })
    .unwrap();
}
