//! Tokens for programs, and what is done once, on both engines.

use crate::place::{NOON, Place, authority, caller};
use crate::story::account;
use kernel::SessionId;
use store::{ApiToken, Once, StoreError};

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    authority(&store, 2);
    let account = store
        .write(&caller(1), "tokens", move |tx| {
            let owner = account(tx, "owner");
            tx.insert_account(&owner)?;
            let token = ApiToken {
                id: SessionId::new(NOON, tx.entropy()),
                token_hash: vec![9; 32],
                account: owner.id,
                name: "Figures".to_owned(),
                capacity: "example/housing#role:officer".to_owned(),
                purpose: "relieve".to_owned(),
                made_at: tx.now(),
                expires_at: tx.now().plus_seconds(60),
                last_used_at: None,
                revoked_at: None,
                told_days: None,
            };
            let over = ApiToken {
                id: SessionId::new(NOON, tx.entropy()),
                token_hash: vec![8; 32],
                expires_at: tx.now().plus_seconds(-1),
                ..token.clone()
            };
            tx.insert_api_token(&token)?;
            tx.insert_api_token(&over)?;
            assert_eq!(tx.api_token(&[9; 32])?.map(|t| t.id), Some(token.id));
            assert!(tx.api_token(&[8; 32])?.is_none(), "a token that is over opens something");
            assert_eq!(tx.api_tokens(owner.id)?.len(), 2);
            tx.touch_api_token(token.id)?;
            assert_eq!(tx.api_token(&[9; 32])?.and_then(|t| t.last_used_at), Some(tx.now()));
            let ending = tx.api_tokens_ending(tx.now().plus_seconds(61))?;
            assert_eq!(ending.iter().map(|t| (t.id, t.told_days)).collect::<Vec<_>>(), [(token.id, None)]);
            assert_eq!(tx.api_tokens_ending(tx.now().plus_seconds(60))?, [], "it ends later than that");
            tx.told_of_api_token(token.id, 14)?;
            assert_eq!(tx.api_token(&[9; 32])?.and_then(|t| t.told_days), Some(14));
            let once = Once { request_hash: vec![1; 32], made: vec![2; 16] };
            assert_eq!(tx.once(owner.id, &[5; 32])?, None);
            tx.note_once(owner.id, &[5; 32], &once, tx.now().plus_seconds(-60))?;
            assert_eq!(tx.once(owner.id, &[5; 32])?, Some(once.clone()));
            // What was noted long ago is forgotten when something new is.
            tx.note_once(owner.id, &[6; 32], &once, tx.now().plus_seconds(1))?;
            assert_eq!((tx.once(owner.id, &[5; 32])?, tx.once(owner.id, &[6; 32])?), (None, Some(once)));
            assert!(tx.revoke_api_token(owner.id, token.id)?);
            assert!(!tx.revoke_api_token(owner.id, token.id)?, "revoked twice");
            assert!(tx.api_token(&[9; 32])?.is_none(), "a revoked token opens something");
            assert_eq!(tx.api_tokens_ending(tx.now().plus_seconds(61))?, [], "a revoked token ends");
            let id = SessionId::new(NOON, tx.entropy());
            tx.insert_api_token(&ApiToken { id, token_hash: vec![7; 32], ..token })?;
            Ok::<_, StoreError>(owner.id)
        })
        .unwrap();
    let elsewhere = store.write(&caller(2), "elsewhere", move |tx| {
        assert!(tx.api_token(&[7; 32])?.is_none(), "another authority's token opens something here");
        tx.api_tokens(account)
    });
    assert_eq!(elsewhere.unwrap(), []);
    let twice = store.write(&caller(1), "twice", move |tx| {
        let once = Once { request_hash: vec![1; 32], made: vec![2; 16] };
        tx.note_once(account, &[6; 32], &once, tx.now().plus_seconds(-60))
    });
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "one key stands for two things");
}

#[test]
fn tokens_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn tokens_on_postgresql() {
    tell(&Place::postgres());
}
