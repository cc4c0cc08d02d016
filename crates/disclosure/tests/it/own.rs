//! What a council's own policies take is known beforehand, with what the law gives.

use disclosure::{Ask, Gate, taken};
use kernel::PersonId;
use notice::Library;
use notice::model::{Act, Compiled, Fact, Facts, StatementId};
use std::sync::Arc;

fn coventry() -> Arc<Compiled> {
    let compiled = notice::compile(&Library::embedded(), "coventry/homelessness-and-cbl").compiled;
    Arc::new(compiled.unwrap())
}

fn narrowed(compiled: &Arc<Compiled>, by: &str) -> Gate {
    Gate::with_local_policies(Arc::clone(compiled), by).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn it_is_told_exactly_what_own_policies_take() {
    let compiled = coventry();
    let plain = Gate::new(Arc::clone(&compiled)).unwrap();
    assert_eq!(taken(&plain, &narrowed(&compiled, "")), []);
    let gate = narrowed(
        &compiled,
        r#"@id("no-circumstances") forbid(principal == Party::"st-basils", action == Action::"see", resource == Category::"circumstances")
           when { context.safeguarding };"#,
    );
    let told = taken(&plain, &gate);
    let (who, what) = (compiled.principal("st-basils").unwrap(), compiled.category("circumstances").unwrap());
    assert!(!told.is_empty());
    for one in &told {
        assert_eq!((one.principal, one.category, one.act), (who, what, Act::See));
        assert!(
            one.facts.has(Fact::Safeguarding)
                && one.by == [StatementId("local.no-circumstances".to_owned())]
                && !one.law
        );
        assert!(!one.gave.is_empty());
    }
    // Whatever the narrowed gate refuses and the notice gives is told, and nothing else.
    for line in &compiled.envelope.lines {
        for more in [Facts::NONE, Facts::NONE.with(Fact::Safeguarding)] {
            let facts = Facts(line.needs.0 | (more.0 & !line.bars.0));
            let asks = [Ask { category: line.category, facts }];
            let released = |gate: &Gate| {
                let nobody = PersonId::from_bytes([0; 16]);
                gate.decide(nobody, line.principal, line.act, line.purpose, &asks).outcomes()[0].released
            };
            let cell = (line.principal, line.act, line.purpose, line.category, facts);
            let known = told.iter().any(|t| (t.principal, t.act, t.purpose, t.category, t.facts) == cell);
            assert_eq!(known, released(&plain) && !released(&gate));
        }
    }
}

#[test]
fn what_the_law_gives_is_marked() {
    let compiled = coventry();
    let plain = Gate::new(Arc::clone(&compiled)).unwrap();
    let told = taken(&plain, &narrowed(&compiled, "forbid(principal is Subject, action, resource);"));
    assert!(!told.is_empty() && told.iter().all(|t| t.law), "{told:?}");
}
